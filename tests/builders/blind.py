"""Rounds of blind coding and blind comparisons."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tests.builders.people import a_person, row_id
from tests.builders.reviews import RECORDED_ON
from tests.database.record import Record, visitor
from tracker.commands import coding, comparisons
from tracker.commands.coding import Chosen
from tracker.commands.comparisons import Told
from tracker.models import CodingRound, Comparison, Recommendation
from tracker.visit import Visitor
from tracker.words import Case, Grade, Role, Sureness


def a_coder(record: Record, role: Role = Role.MEMBER, name: str = "") -> Visitor:
    """Give somebody who may code: the same name gives the same person."""
    return visitor(role, person=row_id(a_person(record, name or f"The coding {role.value}")), loading=True)


def a_round(
    record: Record,
    recommendations: Sequence[Recommendation],
    *,
    title: str = "Some wordings",
    on: date = RECORDED_ON,
    codings: Mapping[str, Sequence[int | None]] | None = None,
    closed: bool = False,
) -> CodingRound:
    """Make a round, coded by a person of each name: a theme (or None) for each recommendation in their order."""
    keys = [row_id(each) for each in recommendations]
    with record.changing(a_coder(record, Role.COORDINATOR), on=on) as visit:
        made = coding.make_round(visit, title=title, chosen=Chosen(only=keys))
    for name, themes in (codings or {}).items():
        with record.changing(a_coder(record, name=name), on=on) as visit:
            numbers = numbers_of(record, made)
            for key, theme in zip(keys, themes, strict=False):
                coding.code(visit, row_id(made), numbers[key], theme_id=theme)
    if closed:
        with record.changing(a_coder(record, Role.COORDINATOR), on=on) as visit:
            coding.close_round(visit, row_id(made))
    return made


def numbers_of(record: Record, made: CodingRound) -> dict[int, int]:
    """Give the number of each recommendation in a round, by SQL: no query tells it."""
    return dict(record.read(f"SELECT recommendation_id, number FROM coding_item WHERE round_id = {made.id}"))  # type: ignore[arg-type]


TOLD = {
    "a": Told("Day 1: the nurse writes to the school. Day 3: the school answers.", "The child stayed at home."),
    "b": Told("Day 1: the nurse writes to the school. Nobody answers.", "The child came to serious harm."),
}


def a_comparison(
    record: Record,
    title: str = "Two letters",
    *,
    on: date = RECORDED_ON,
    worse: Case = Case.B,
    grades: Mapping[str, Grade] | None = None,
    revealed: bool = False,
    **told: Any,
) -> Comparison:
    """Record a comparison, graded by a person of each name."""
    with record.changing(a_coder(record, Role.COORDINATOR), on=on) as visit:
        made = comparisons.record_comparison(visit, title=title, worse=worse, **{**TOLD, **told})
    for name, chosen in (grades or {}).items():
        with record.changing(a_coder(record, name=name), on=on) as visit:
            said = {"chosen": chosen, "sure": Sureness.FAIRLY, "reason": f"{name} says so."}
            comparisons.grade(visit, row_id(made), **said)
    if revealed:
        with record.changing(a_coder(record, Role.COORDINATOR), on=on) as visit:
            comparisons.reveal(visit, row_id(made))
    return made
