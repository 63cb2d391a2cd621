"""Record two chronologies to compare, grade them without knowing how they ended, and reveal how they did."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col

from tracker import blinding
from tracker.access import LARGEST_KEY, needs
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.models import Comparison, ComparisonGrade, ComparisonRevealed
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Case, Grade, Permission, Sureness

GRADERS = 2
LONGEST_TITLE = 200
REVEALED = "The outcomes of this comparison are revealed: nobody grades it any more."


@dataclass(frozen=True)
class Told:
    """One of the two cases: what happened, without names, and, kept apart from it, how it ended."""

    chronology: str
    outcome: str


@needs(Permission.PREPARE_BLIND)
def record_comparison(visit: Visit, *, title: str, a: Told, b: Told, worse: Case) -> Comparison:
    """Record two chronologies, how each ended, and which ended worse."""
    called = text(title, "title", longest=LONGEST_TITLE)
    if blinding.tells(called, blinding.known(visit.session)):
        raise InputError("The title would tell the graders whose cases these are. Choose another one.", field="title")
    row = add(
        visit,
        Comparison,
        title=called,
        text_a=text(a.chronology, "chronology A"),
        text_b=text(b.chronology, "chronology B"),
        outcome_a=text(a.outcome, "outcome A"),
        outcome_b=text(b.outcome, "outcome B"),
        worse=worse,
        recorded_by_id=_person(visit),
    )
    record(visit, "comparison recorded", row)
    return row


@needs(Permission.CODE_BLIND)
def grade(visit: Visit, comparison_id: int, *, chosen: Grade, sure: Sureness, reason: str) -> ComparisonGrade:
    """Say which of the two ended worse, how sure that is and why; each person says it once."""
    compared, grader = _find(visit, comparison_id), _person(visit)
    if grader == compared.recorded_by_id:
        raise RefusedError("Whoever recorded the outcomes does not grade the comparison.")
    _must_be_hidden(visit, compared)
    mine = ComparisonGrade.comparison_id == compared.id, ComparisonGrade.grader_id == grader
    if visit.session.scalar(select(ComparisonGrade.id).where(*mine)) is not None:
        raise RuleBrokenError(["You have graded this comparison. A grade is given once."])
    said = {"chosen": chosen, "sure": sure, "reason": text(reason, "reason")}
    row = add(visit, ComparisonGrade, comparison_id=compared.id, grader_id=grader, **said)
    record(visit, "comparison graded", compared)
    return row


@needs(Permission.PREPARE_BLIND)
def reveal(visit: Visit, comparison_id: int) -> ComparisonRevealed:
    """Reveal the outcomes once two persons have graded; from then on nobody grades."""
    compared = _find(visit, comparison_id)
    _must_be_hidden(visit, compared)
    graded = select(func.count(col(ComparisonGrade.id))).where(
        ComparisonGrade.comparison_id == compared.id, col(ComparisonGrade.effective_on) <= visit.effective_on
    )
    if (visit.session.scalar(graded) or 0) < GRADERS:
        raise RuleBrokenError([f"At least {GRADERS} people grade a comparison before its outcomes are revealed."])
    row = add(visit, ComparisonRevealed, comparison_id=compared.id, by_id=visit.who.person_id)
    record(visit, "comparison revealed", compared)
    return row


def _find(visit: Visit, key: int) -> Comparison:
    found = visit.session.get(Comparison, key) if 0 < key <= LARGEST_KEY else None
    if found is None:
        raise NotFoundError
    return found


def _must_be_hidden(visit: Visit, compared: Comparison) -> None:
    revealed = select(ComparisonRevealed.id).where(ComparisonRevealed.comparison_id == compared.id)
    if visit.session.scalar(revealed) is not None:
        raise RuleBrokenError([REVEALED])


def _person(visit: Visit) -> int:
    if visit.who.person_id is None:
        raise RefusedError("A person records and grades, and nobody else. Sign in under your own name.")
    return visit.who.person_id
