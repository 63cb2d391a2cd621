"""What a record is called, in one SELECT: for the title of its page, before the page itself is asked for."""

from typing import Any

from sqlalchemy import exists
from sqlmodel import col

from tracker.access import LARGEST_KEY, needs, visible_to
from tracker.errors import NotFoundError
from tracker.models import Action, Position, Recommendation, Review
from tracker.models.statements import select
from tracker.queries import at
from tracker.visit import Visit
from tracker.words import Permission


@needs(Permission.SEE_PLAN)
def of_action(visit: Visit, key: int) -> str:
    """Name an action that stands on the day of the visit."""
    stands = exists(select(Position.id).where(col(Position.action_id) == col(Action.id), at.standing_on(visit.as_at)))
    (reference,) = _one(visit, select(Action.reference).where(Action.id == key, stands), key)
    return f"Action {reference}"


@needs(Permission.SEE_PLAN)
def of_recommendation(visit: Visit, key: int) -> str:
    """Name a recommendation that stands on the day of the visit, with its review."""
    stands = select(Position.id).where(
        col(Position.recommendation_id) == col(Recommendation.id), at.standing_on(visit.as_at)
    )
    statement = (
        select(Review.reference, Recommendation.reference)
        .join(Recommendation, col(Recommendation.review_id) == col(Review.id))
        .where(Recommendation.id == key, exists(stands))
    )
    review, reference = _one(visit, statement, key)
    return f"{review} · recommendation {reference}"


def _one(visit: Visit, statement: Any, key: int) -> Any:
    row = visit.session.execute(visible_to(visit, statement)).first() if 0 < key <= LARGEST_KEY else None
    if row is None:
        raise NotFoundError
    return row
