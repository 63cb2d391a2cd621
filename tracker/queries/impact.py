"""When impact is looked at: six months after delivery, and 6 and 12 months after a closing (`product.md` section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import ActionLink, ImpactResult, ImpactTest, Position, Recommendation, Review
from tracker.models.statements import select
from tracker.queries import at
from tracker.queries.filters import ENDED
from tracker.rules.clocks import add_months
from tracker.rules.standing import UNRATED
from tracker.rules.watching import Retest, Watched, next_due, retests
from tracker.visit import Visit
from tracker.words import Delivery, ImpactVerdict, Permission, Standing, Thing

MONTHS_AFTER_DELIVERY = 6


@needs(Permission.SEE_PLAN)
def first_due(visit: Visit, recommendation_id: int) -> date | None:
    """Give the day on which a first impact test is due: delivery and six months; None while any action is open."""
    answering = select(ActionLink.action_id).where(
        ActionLink.recommendation_id == recommendation_id, col(ActionLink.effective_on) <= visit.as_at
    )
    # Delivered is as the standing has it: of every action, whoever asks.
    open_now = select(Position.id).where(
        col(Position.action_id).in_(answering), col(Position.state).not_in(ENDED), at.standing_on(visit.as_at)
    )
    delivered = select(func.max(Position.delivered_on)).where(
        col(Position.action_id).in_(answering),
        col(Position.state) == Delivery.COMPLETED.value,
        at.standing_on(visit.as_at),
        ~open_now.exists().correlate(None),
    )
    last: date | None = visit.session.scalar(visible_to(visit, delivered))
    return add_months(last, MONTHS_AFTER_DELIVERY) if last else None


@dataclass(frozen=True)
class OnWatch:
    """A closed recommendation, when it is tested again, and what the tests found."""

    id: int
    review: str
    reference: str
    wording: str
    closed_on: date
    retests: Sequence[Retest]
    proposes_reopening: bool

    @property
    def next_due(self) -> date | None:
        """The next day on which a test after the closing is due and has no result."""
        return next_due(self.retests)

    def standing(self, day: date) -> str:
        """Say how the watch stands on a day."""
        if self.proposes_reopening:
            return "A test failed after closing: reopening is proposed"
        if self.next_due is not None and self.next_due < day:
            late = (day - self.next_due).days
            return f"Test overdue {late:,} {'day' if late == 1 else 'days'}"
        return "On watch"


@needs(Permission.SEE_PLAN)
def watch_list(visit: Visit, *, due_by: date | None = None) -> Sequence[OnWatch]:
    """List the closed recommendations that are still watched: a failed test first, then by the next day due.

    `due_by` leaves out those of which no test is due by then.
    """
    closed = _closed(visit)
    found = _results(visit, [row.id for row in closed])
    shown = [_watched(row, found.get(row.id, []), visit.as_at) for row in closed]
    last = due_by or date.max
    still = [each for each in shown if each.proposes_reopening or (each.next_due and each.next_due <= last)]
    return sorted(still, key=lambda each: (not each.proposes_reopening, each.next_due or date.max, each.id))


def _watched(row: Any, results: Sequence[tuple[date, ImpactVerdict]], day: date) -> OnWatch:
    told = Watched(row.closed_on, results)
    tests = retests(told, day)
    failed = bool(results) and results[-1][1] == ImpactVerdict.NOT_MET and results[-1][0] >= told.closed_on
    return OnWatch(row.id, row.review, row.reference, row.wording, row.closed_on, tests, failed)


def _closed(visit: Visit) -> Sequence[Any]:
    """Give what is closed on the day with the day of its last closing."""
    closing = at.closed_on(visit.as_at)
    statement = (
        select(
            Recommendation.id,
            Review.reference.label("review"),  # type: ignore[attr-defined]
            Recommendation.reference,
            Recommendation.wording,
            closing.label("closed_on"),
        )
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .join(Position, col(Position.recommendation_id) == col(Recommendation.id))
        .where(Position.thing == Thing.RECOMMENDATION, Position.state == Standing.CLOSED, at.standing_on(visit.as_at))
        .order_by(col(Recommendation.id))
    )
    return visit.session.execute(visible_to(visit, statement)).all()


def _results(visit: Visit, keys: Sequence[int]) -> dict[int, list[tuple[date, ImpactVerdict]]]:
    """Give the results of impact tests of these recommendations, in their order."""
    found: dict[int, list[tuple[date, ImpactVerdict]]] = {}
    statement = (
        select(ImpactTest.recommendation_id, ImpactResult.effective_on, ImpactResult.verdict)
        .join(ImpactResult, col(ImpactResult.test_id) == col(ImpactTest.id))
        .where(col(ImpactTest.recommendation_id).in_(keys), col(ImpactResult.effective_on) <= visit.as_at)
        .order_by(col(ImpactResult.effective_on), col(ImpactResult.seq))
    )
    for key, on, verdict in visit.session.execute(statement):
        found.setdefault(key, []).append((on, verdict))
    return found


@dataclass(frozen=True)
class TestDue:
    """An impact test without a result: of which recommendation, what it asks, and by when."""

    __test__ = False
    id: int
    recommendation_id: int
    review: str
    reference: str
    question: str
    due: date


@dataclass(frozen=True)
class TestsDue:
    """The first of the tests that are due, and how many there are."""

    __test__ = False
    rows: Sequence[TestDue]
    total: int


@needs(Permission.SEE_PLAN)
def due_by(visit: Visit, until: date, size: int) -> TestsDue:
    """Give the impact tests that are due by a day and have no result, of what is not closed: the longest due first."""
    tested = select(ImpactResult.id).where(
        col(ImpactResult.test_id) == col(ImpactTest.id), col(ImpactResult.effective_on) <= visit.as_at
    )
    stands = select(Position.id).where(
        col(Position.recommendation_id) == col(ImpactTest.recommendation_id),
        col(Position.state).not_in([Standing.CLOSED.value, *UNRATED]),
        at.standing_on(visit.as_at),
    )
    told = (ImpactTest.id, Recommendation.id, Review.reference, Recommendation.reference, ImpactTest.question)
    statement = (
        select(*told, ImpactTest.due, func.count().over())
        .select_from(ImpactTest)
        .join(Recommendation, col(Recommendation.id) == col(ImpactTest.recommendation_id))
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(
            col(ImpactTest.due) <= until,
            col(ImpactTest.effective_on) <= visit.as_at,
            ~tested.exists(),
            stands.exists(),
        )
        .order_by(col(ImpactTest.due), col(ImpactTest.id))
        .limit(size)
    )
    rows = visit.session.execute(visible_to(visit, statement)).all()
    return TestsDue([TestDue(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)
