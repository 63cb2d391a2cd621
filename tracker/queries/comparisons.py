"""Blind comparisons: two chronologies, one's own grade, and, once revealed, how they ended and who was right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_
from sqlmodel import col

from tracker import blinding
from tracker.access import LARGEST_KEY, allows, needs
from tracker.errors import NotFoundError
from tracker.models import Comparison, ComparisonGrade, ComparisonRevealed, Person
from tracker.models.statements import select
from tracker.rules.agreement import Chance, against_chance, alike
from tracker.visit import Visit
from tracker.words import Case, Grade, Permission, Sureness

GRADERS = 2


@dataclass(frozen=True)
class Given:
    """One person's grade."""

    grader: str
    chosen: Grade
    sure: Sureness
    reason: str
    on: date


@dataclass(frozen=True)
class Listed:
    """A comparison as the list shows it on the day of the visit; how many have graded, but not what."""

    id: int
    title: str
    recorded_on: date
    grades: int
    graded: bool
    revealed_on: date | None
    may_grade: bool
    may_reveal: bool


@dataclass(frozen=True)
class Ended:
    """How the two ended, which ended worse, and who thought so: only there once it is revealed."""

    outcome_a: str
    outcome_b: str
    worse: Case
    grades: Sequence[Given]
    alike: tuple[int, int]
    chance: Chance
    cannot_tell: int


@dataclass(frozen=True)
class Shown:
    """The two chronologies without names, this person's own grade, and how they ended if that is revealed."""

    listed: Listed
    text_a: str
    text_b: str
    mine: Given | None
    ended: Ended | None


@dataclass(frozen=True)
class Overall:
    """Over all comparisons that are revealed: how often graders chose alike, and how often they were right."""

    comparisons: int
    alike: tuple[int, int]
    chance: Chance
    cannot_tell: int


@needs(Permission.CODE_BLIND)
def listing(visit: Visit) -> list[Listed]:
    """List the comparisons, the newest first."""
    return _listed(visit)


def _listed(visit: Visit, only: int | None = None) -> list[Listed]:
    """Read everything of comparisons but texts and outcomes."""
    one, shown = Comparison, ComparisonRevealed
    statement = (
        select(one.id, one.title, one.effective_on, one.recorded_by_id, shown.effective_on.label("revealed_on"))  # type: ignore[attr-defined]
        .join_from(one, shown, and_(col(shown.comparison_id) == col(one.id), _by(visit, shown)), isouter=True)
        .where(_by(visit, one))
        .order_by(col(one.effective_on).desc(), col(one.id).desc())
    )
    rows = visit.session.execute(statement if only is None else statement.where(col(one.id) == only)).all()
    graders: dict[int, set[int]] = {}
    given = select(ComparisonGrade.comparison_id, ComparisonGrade.grader_id).where(_by(visit, ComparisonGrade))
    for key, grader in visit.session.execute(given):
        graders.setdefault(key, set()).add(grader)
    return [_row(visit, row, graders.get(row.id, set())) for row in rows]


def _by(visit: Visit, table: Any) -> Any:
    return col(table.effective_on) <= visit.as_at


def _row(visit: Visit, row: Any, graders: set[int]) -> Listed:
    who, able = visit.who.person_id, visit.as_at == visit.today and row.revealed_on is None
    return Listed(
        id=row.id,
        title=row.title,
        recorded_on=row.effective_on,
        grades=len(graders),
        graded=who in graders,
        revealed_on=row.revealed_on,
        may_grade=able and who is not None and who not in graders and who != row.recorded_by_id,
        may_reveal=able and allows(visit.who, Permission.PREPARE_BLIND) and len(graders) >= GRADERS,
    )


@needs(Permission.CODE_BLIND)
def one(visit: Visit, comparison_id: int) -> Shown:
    """Give one comparison; until it is revealed, neither an outcome nor anybody else's grade is read at all."""
    found = _listed(visit, comparison_id) if 0 < comparison_id <= LARGEST_KEY else []
    if not found:
        raise NotFoundError
    (listed,) = found
    texts = select(Comparison.text_a, Comparison.text_b).where(Comparison.id == comparison_id)
    names, both = blinding.known(visit.session), visit.session.execute(texts).one()
    text_a, text_b = (blinding.blind(told, names) for told in both)
    own = _grades(visit, comparison_id, visit.who.person_id or 0)
    ended = _ended(visit, comparison_id) if listed.revealed_on is not None else None
    return Shown(listed, text_a, text_b, own[0] if own else None, ended)


def _grades(visit: Visit, comparison_id: int, grader: int | None = None) -> list[Given]:
    given = ComparisonGrade
    statement = (
        select(Person.name, given.chosen, given.sure, given.reason, given.effective_on)
        .join_from(given, Person, col(Person.id) == col(given.grader_id))
        .where(given.comparison_id == comparison_id, _by(visit, given))
        .order_by(col(given.id))
    )
    statement = statement if grader is None else statement.where(given.grader_id == grader)
    return [Given(*row) for row in visit.session.execute(statement)]


def _ended(visit: Visit, comparison_id: int) -> Ended:
    kept = select(Comparison.outcome_a, Comparison.outcome_b, Comparison.worse).where(Comparison.id == comparison_id)
    outcome_a, outcome_b, worse = visit.session.execute(kept).one()
    grades = _grades(visit, comparison_id)
    chosen = [each.chosen for each in grades]
    return Ended(outcome_a, outcome_b, worse, grades, alike(chosen), _chance(chosen, worse), _unsaid(chosen))


def _chance(chosen: Sequence[Grade], worse: Case) -> Chance:
    return against_chance(*_right([(each, worse) for each in chosen]))


def _right(judged: Sequence[tuple[Grade, Case]]) -> tuple[int, int]:
    """Count the right choices and all choices; who cannot tell has not chosen."""
    made = [(grade, worse) for grade, worse in judged if grade != Grade.CANNOT_TELL]
    return sum(grade.value == worse.value for grade, worse in made), len(made)


def _unsaid(chosen: Sequence[Grade]) -> int:
    return sum(each == Grade.CANNOT_TELL for each in chosen)


@needs(Permission.CODE_BLIND)
def overall(visit: Visit) -> Overall:
    """Sum up every comparison that is revealed by the day of the visit."""
    given, one, shown = ComparisonGrade, Comparison, ComparisonRevealed
    statement = (
        select(one.id, one.worse, given.chosen)
        .join_from(shown, one, col(one.id) == col(shown.comparison_id))
        .join(given, col(given.comparison_id) == col(one.id))
        .where(_by(visit, shown), _by(visit, given))
        .order_by(col(one.id), col(given.id))
    )
    judged: dict[int, list[tuple[Grade, Case]]] = {}
    for key, worse, chosen in visit.session.execute(statement):
        judged.setdefault(key, []).append((chosen, worse))
    every = [each for grades in judged.values() for each in grades]
    pairs = [alike([chosen for chosen, _ in grades]) for grades in judged.values()]
    same = sum(some for some, _ in pairs), sum(of for _, of in pairs)
    return Overall(len(judged), same, against_chance(*_right(every)), _unsaid([chosen for chosen, _ in every]))
