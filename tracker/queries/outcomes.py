"""What was decided about a recommendation, and what its impact tests found.

Only reached through a query that found the recommendation to be visible.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from tracker.access import needs
from tracker.models import Decision, ImpactResult, ImpactTest, Meeting
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import DecisionKind, ImpactVerdict, Permission, Rating


@dataclass(frozen=True)
class Decided:
    """A decision about the recommendation or one of its actions."""

    on: date
    kind: DecisionKind
    meeting: str
    reason: str
    waiver: str
    action_id: int | None
    rating: Rating | None
    until: date | None


@dataclass(frozen=True)
class Test:
    """An impact test and its newest result, if it has one."""

    __test__ = False
    question: str
    target: str
    due: date
    tested_on: date | None
    value: str
    verdict: ImpactVerdict | None


@needs(Permission.SEE_PLAN)
def decisions(visit: Visit, recommendation_id: int, actions: Sequence[int]) -> list[Decided]:
    """List the decisions about a recommendation and its actions, newest first."""
    told = Decision
    statement = (
        select(
            told.effective_on,
            told.kind,
            Meeting.title,
            told.reason,
            told.waiver,
            told.action_id,
            told.rating,
            told.until,
        )
        .select_from(told)
        .join(Meeting, col(Meeting.id) == col(told.meeting_id))
        .where(
            (col(told.recommendation_id) == recommendation_id) | col(told.action_id).in_(actions),
            col(told.effective_on) <= visit.as_at,
        )
        .order_by(col(told.effective_on).desc(), col(told.seq).desc())
    )
    return [Decided(*row) for row in visit.session.execute(statement)]


@needs(Permission.SEE_PLAN)
def tests(visit: Visit, recommendation_id: int) -> list[Test]:
    """List the impact tests of a recommendation, each with its newest result."""
    statement = (
        select(
            ImpactTest.id,
            ImpactTest.question,
            ImpactTest.target,
            ImpactTest.due,
            ImpactResult.effective_on,
            ImpactResult.value,
            ImpactResult.verdict,
        )
        .select_from(ImpactTest)
        .join(
            ImpactResult,
            (col(ImpactResult.test_id) == col(ImpactTest.id)) & (col(ImpactResult.effective_on) <= visit.as_at),
            isouter=True,
        )
        .where(ImpactTest.recommendation_id == recommendation_id, col(ImpactTest.effective_on) <= visit.as_at)
        .order_by(col(ImpactTest.id), col(ImpactResult.effective_on), col(ImpactResult.seq))
    )
    newest = {}
    for key, question, target, due, tested_on, value, verdict in visit.session.execute(statement):
        newest[key] = Test(question, target, due, tested_on, value or "", verdict)
    return list(newest.values())
