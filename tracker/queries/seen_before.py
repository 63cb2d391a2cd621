"""The earlier recommendations that one repeats, and which of them had been said to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, bindparam, func
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import (
    ActionLink,
    Position,
    ProgressUpdate,
    Recommendation,
    RecommendationWording,
    RepeatAnswer,
    RepeatLink,
    Review,
)
from tracker.models.statements import select
from tracker.prepared import prepared
from tracker.queries import at
from tracker.visit import Visit
from tracker.words import Permission, RepeatBasis, RepeatVerdict, Standing

DONE = [Standing.DELIVERED.value, Standing.EMBEDDED.value, Standing.CLOSED.value]


@dataclass(frozen=True)
class SeenBefore:
    """An earlier recommendation that this one repeats, with how it stands on the day of the visit.

    `done_on` is the first day on which it was declared done, delivered or closed; None: not by the day of the visit.
    """

    id: int
    review: str
    reference: str
    wording: str
    published_on: date | None
    basis: RepeatBasis
    verdict: RepeatVerdict | None
    reason: str
    standing: str
    done_on: date | None


@needs(Permission.SEE_PLAN)
def of(visit: Visit, recommendation_id: int) -> Sequence[SeenBefore]:
    """List what a person or the inspectors say that a recommendation repeats, oldest first."""
    rows = _earlier(visit, recommendation=recommendation_id)
    return [_seen(row) for row in rows if row.verdict != RepeatVerdict.DIFFERENT]


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
            _delivered(visit).label("delivered"),
            _declared(visit).label("declared"),
        )
        .select_from(RepeatLink)
        .join(Recommendation, col(Recommendation.id) == col(RepeatLink.earlier_id))
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .join(RepeatAnswer, col(RepeatAnswer.id) == _newest_answer(visit), isouter=True)
        .where(col(RepeatLink.later_id) == asked, col(RepeatLink.effective_on) <= visit.as_at)
        .order_by(col(Review.published_on), col(Recommendation.id))
    )
    return visible_to(visit, statement)


def _seen(row: Any) -> SeenBefore:
    done_on = min((day for day in (row.delivered, row.declared) if day), default=None)
    return SeenBefore(
        id=row.id,
        review=row.review,
        reference=row.reference,
        wording=row.wording,
        published_on=row.published_on,
        basis=row.basis,
        verdict=row.verdict,
        reason=row.reason or "",
        standing=row.standing or "",
        done_on=done_on,
    )


def _newest_answer(visit: Visit) -> Any:
    return (
        select(RepeatAnswer.id)
        .where(col(RepeatAnswer.link_id) == col(RepeatLink.id), col(RepeatAnswer.effective_on) <= visit.as_at)
        .order_by(col(RepeatAnswer.effective_on).desc(), col(RepeatAnswer.seq).desc())
        .limit(1)
        .correlate(RepeatLink)
        .scalar_subquery()
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


def _delivered(visit: Visit) -> Any:
    first = select(func.min(Position.valid_from)).where(
        col(Position.recommendation_id) == col(Recommendation.id),
        col(Position.state).in_(DONE),
        col(Position.valid_from) <= visit.as_at,
    )
    return first.correlate(Recommendation).scalar_subquery()


def _declared(visit: Visit) -> Any:
    """Give the first day on which an owner declared an action of the earlier recommendation done."""
    first = (
        select(func.min(ProgressUpdate.effective_on))
        .join(ActionLink, col(ActionLink.action_id) == col(ProgressUpdate.action_id))
        .where(
            col(ActionLink.recommendation_id) == col(Recommendation.id),
            col(ProgressUpdate.declared_done),
            col(ProgressUpdate.effective_on) <= visit.as_at,
        )
    )
    return first.correlate(Recommendation).scalar_subquery()
