"""How sure one may be of a recommendation: what its evidence allows, and what the board set lower."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col

from tracker import assurances
from tracker.access import find, needs, visible_to
from tracker.assurances import Assured
from tracker.models import Position, Recommendation, RecommendationWording, Review
from tracker.models.statements import select
from tracker.queries import at
from tracker.rules.assurance import LEVELS
from tracker.visit import Visit
from tracker.words import Permission, Standing, Thing


@dataclass(frozen=True)
class Sure:
    """A closed recommendation and how sure one may be that it made a difference."""

    id: int
    name: str
    wording: str
    closed_on: date | None
    assured: Assured


@needs(Permission.SEE_PLAN)
def of_recommendation(visit: Visit, recommendation_id: int) -> Assured:
    """Give the assurance of a recommendation on the day of the visit."""
    find(visit, Recommendation, recommendation_id)
    return assurances.of(visit.session, recommendation_id, visit.as_at)


@needs(Permission.SEE_PLAN)
def of_closed(visit: Visit) -> Sequence[Sure]:
    """List what is closed with its assurance, the least sure first, in one SELECT."""
    found = [
        Sure(row["id"], row["name"], row["worded"], row["closed_on"], assurances.read(row, visit.as_at))
        for row in visit.session.execute(_closed(visit)).mappings()
    ]
    return sorted(found, key=lambda each: LEVELS.index(each.assured.shown))


def _closed(visit: Visit) -> Any:
    told = RecommendationWording
    worded = select(told.wording).where(
        col(told.recommendation_id) == col(Recommendation.id), col(told.effective_on) <= visit.as_at
    )
    worded = worded.order_by(col(told.number).desc()).limit(1).correlate(Recommendation)
    beside = assurances.beside(visit.session, col(Recommendation.id), visit.as_at)
    statement = (
        select(
            Recommendation.id,
            (Review.reference + " " + Recommendation.reference).label("name"),  # type: ignore[attr-defined]
            worded.scalar_subquery().label("worded"),
            at.closed_on(visit.as_at).label("closed_on"),
            *(one.label(name) for name, one in beside.items()),
        )
        .select_from(Position)
        .join(Recommendation, col(Recommendation.id) == col(Position.recommendation_id))
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(
            Position.thing == Thing.RECOMMENDATION, col(Position.state) == Standing.CLOSED, at.standing_on(visit.as_at)
        )
        .order_by(col(Review.reference), col(Recommendation.id))
    )
    return visible_to(visit, statement)
