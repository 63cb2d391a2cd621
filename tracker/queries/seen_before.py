"""The earlier recommendations that one repeats, and which of them had been said to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, bindparam, func
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.asks import newest_answer
from tracker.errors import NotFoundError
from tracker.models import (
    Position,
    Recommendation,
    RecommendationWording,
    RepeatAnswer,
    RepeatLink,
    Review,
)
from tracker.models.statements import select
from tracker.prepared import prepared
from tracker.queries import at, courses
from tracker.rules.recurrence import Course, Practice, classed
from tracker.visit import Visit
from tracker.words import Permission, RepeatBasis, RepeatVerdict


@dataclass(frozen=True)
class SeenBefore:
    """An earlier recommendation that this one repeats, with how it stands on the day of the visit."""

    id: int
    review: str
    reference: str
    wording: str
    published_on: date | None
    basis: RepeatBasis
    verdict: RepeatVerdict | None
    reason: str
    standing: str
    course: Course

    @property
    def done_on(self) -> date | None:
        """Give the first day on which it was said to be done; None: not by the day of the visit."""
        return self.course.said_done.on if self.course.said_done else None


@needs(Permission.SEE_PLAN)
def of(visit: Visit, recommendation_id: int) -> Sequence[SeenBefore]:
    """List what a person or the inspectors say that a recommendation repeats, oldest first."""
    rows = [row for row in _earlier(visit, recommendation=recommendation_id) if not _is_refused(row)]
    stories = courses.of(visit, [row.id for row in rows]) if rows else {}
    return [_seen(row, stories[row.id].course) for row in rows]


def _is_refused(row: Any) -> bool:
    """Tell whether nobody says that it is a repeat: it was judged different, or whoever said so took it back."""
    taken_back = row.verdict == RepeatVerdict.UNDONE and row.basis != RepeatBasis.STATED
    return bool(taken_back or row.verdict == RepeatVerdict.DIFFERENT)


@needs(Permission.SEE_PLAN)
def classes(visit: Visit, recommendation_id: int, earlier: Sequence[SeenBefore]) -> dict[int, str]:
    """Class each earlier one that was judged the same by when the practice took place, as a sentence with its days."""
    same = [each for each in earlier if each.verdict is RepeatVerdict.SAME]
    if not same:
        return {}
    mine = select(Review.practice_from, Review.practice_to, Review.practice_basis)
    mine = mine.join(Recommendation, col(Recommendation.review_id) == col(Review.id))
    row = visit.session.execute(visible_to(visit, mine.where(Recommendation.id == recommendation_id))).first()
    if row is None:
        raise NotFoundError
    first, last, basis = row
    practice = Practice(first, last, basis) if first and last else None
    return {each.id: classed(practice, each.course).sentence for each in same}


@prepared
def _earlier(visit: Visit) -> Any:
    asked = bindparam("recommendation", type_=Integer)
    statement = (
        select(
            Recommendation.id,
            col(Review.reference).label("review"),
            Recommendation.reference,
            _wording(visit).label("wording"),
            Review.published_on,
            RepeatLink.basis,
            RepeatAnswer.verdict,
            RepeatAnswer.reason,
            _standing(visit).label("standing"),
        )
        .select_from(RepeatLink)
        .join(Recommendation, col(Recommendation.id) == col(RepeatLink.earlier_id))
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .join(RepeatAnswer, col(RepeatAnswer.id) == newest_answer(visit.as_at), isouter=True)
        .where(col(RepeatLink.later_id) == asked, col(RepeatLink.effective_on) <= visit.as_at)
        .order_by(col(Review.published_on), col(Recommendation.id))
    )
    return visible_to(visit, statement)


def _seen(row: Any, course: Course) -> SeenBefore:
    taken_back = row.verdict == RepeatVerdict.UNDONE
    return SeenBefore(
        id=row.id,
        review=row.review,
        reference=row.reference,
        wording=row.wording,
        published_on=row.published_on,
        basis=row.basis,
        verdict=None if taken_back else row.verdict,
        reason="" if taken_back else row.reason or "",
        standing=row.standing or "",
        course=course,
    )


def _wording(visit: Visit) -> Any:
    told = RecommendationWording
    newest = select(told.wording).where(
        col(told.recommendation_id) == col(Recommendation.id), col(told.effective_on) <= visit.as_at
    )
    newest = newest.order_by(col(told.number).desc()).limit(1).correlate(Recommendation)
    return func.coalesce(newest.scalar_subquery(), col(Recommendation.wording))


def _standing(visit: Visit) -> Any:
    stands = select(Position.state).where(
        col(Position.recommendation_id) == col(Recommendation.id), at.standing_on(visit.as_at)
    )
    return stands.correlate(Recommendation).scalar_subquery()
