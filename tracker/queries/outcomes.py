"""What was decided about a recommendation, and what its impact tests found: read beside it, in the same SELECT.

Only reached through a query that found the recommendation to be visible.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import col

from tracker.models import ActionLink, Decision, ImpactResult, ImpactTest, Meeting, Recommendation
from tracker.models.statements import select
from tracker.nested import as_json, day, unpacked
from tracker.visit import Visit
from tracker.words import DecisionKind, ImpactVerdict, Rating


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
    id: int
    question: str
    target: str
    due: date
    tested_on: date | None
    value: str
    verdict: ImpactVerdict | None


def decisions_beside(visit: Visit) -> Any:
    """Gather the decisions about a recommendation and the actions that answer it, up to the day of the visit."""
    told = Decision
    answering = select(ActionLink.action_id).where(col(ActionLink.recommendation_id) == col(Recommendation.id))
    columns = (told.seq, told.effective_on, told.kind, Meeting.title, told.reason, told.waiver)
    return (
        select(as_json(visit.session, *columns, told.action_id, told.rating, told.until))
        .select_from(told)
        .join(Meeting, col(Meeting.id) == col(told.meeting_id))
        .where(
            or_(
                col(told.recommendation_id) == col(Recommendation.id),
                col(told.action_id).in_(answering.correlate(Recommendation)),
            ),
            col(told.effective_on) <= visit.as_at,
        )
        .correlate(Recommendation)
        .scalar_subquery()
    )


def read_decisions(told: Any, visible: set[int]) -> list[Decided]:
    """List decisions about the recommendation and the actions that are visible, newest first."""
    rows = unpacked(told, None, day, DecisionKind, None, None, None, None, Rating, day)
    shown = (row for row in rows if row[6] is None or row[6] in visible)
    return [Decided(*row[1:]) for row in sorted(shown, key=lambda row: (row[1], row[0]), reverse=True)]


def tests_beside(visit: Visit) -> Any:
    """Gather the impact tests of a recommendation with their results, up to the day of the visit."""
    test, result = ImpactTest, ImpactResult
    columns = (test.id, test.question, test.target, test.due, result.seq, result.effective_on, result.value)
    return (
        select(as_json(visit.session, *columns, result.verdict))
        .select_from(test)
        .join(result, and_(col(result.test_id) == col(test.id), col(result.effective_on) <= visit.as_at), isouter=True)
        .where(col(test.recommendation_id) == col(Recommendation.id), col(test.effective_on) <= visit.as_at)
        .correlate(Recommendation)
        .scalar_subquery()
    )


def read_tests(told: Any) -> list[Test]:
    """List the impact tests in their order, each with its newest result."""
    rows = unpacked(told, None, None, None, day, None, day, None, ImpactVerdict)
    newest: dict[int, Test] = {}
    for key, question, target, due, seq, tested_on, value, verdict in sorted(rows, key=_in_order):
        del seq
        newest[key] = Test(key, question, target, due, tested_on, value or "", verdict)
    return list(newest.values())


def _in_order(row: list[Any]) -> tuple[int, date, int]:
    return row[0], row[5] or date.min, row[4] or 0
