"""Which recommendation takes the place of which, as it stands on the day of the visit: read beside one of the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, case, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker.access import visible_to
from tracker.models import Position, Recommendation, Replacement, Review
from tracker.models.statements import select
from tracker.nested import as_json, unpacked
from tracker.rules.deciding import REPLACED
from tracker.visit import Visit


@dataclass(frozen=True)
class Other:
    """The recommendation at the other end, as people cite it."""

    id: int
    cited: str


def beside(visit: Visit) -> Any:
    """Gather both ends of what was superseded or merged and still is; what the visitor may not see is left out."""
    told, other, review, stands = Replacement, aliased(Recommendation), aliased(Review), aliased(Position)
    further, here = aliased(Replacement), col(Recommendation.id)
    ends = col(told.recommendation_id), col(told.other_id)
    visible = visible_to(visit, select(Recommendation.id)).correlate(None)
    stands_then = and_(col(stands.valid_from) <= visit.as_at, col(stands.valid_to) > visit.as_at)
    newer = select(further.id).where(
        col(further.recommendation_id) == ends[0],
        col(further.seq) > col(told.seq),
        col(further.effective_on) <= visit.as_at,
    )
    return (
        select(
            as_json(visit.session, told.id, told.recommendation_id, told.other_id, review.reference, other.reference)
        )
        .select_from(told)
        .join(other, col(other.id) == case((ends[0] == here, ends[1]), else_=ends[0]))
        .join(review, col(review.id) == col(other.review_id))
        .join(stands, and_(col(stands.recommendation_id) == ends[0], stands_then))
        .where(
            or_(ends[0] == here, ends[1] == here),
            col(told.effective_on) <= visit.as_at,
            col(stands.state).in_([each.value for each in REPLACED]),
            col(other.id).in_(visible),
            ~exists(newer.correlate(told)),
        )
        .correlate(Recommendation)
        .scalar_subquery()
    )


def read(told: Any, key: int) -> tuple[Sequence[Other], Sequence[Other]]:
    """Give what takes the place of a recommendation, and what it takes the place of itself."""
    rows = sorted(unpacked(told, None, None, None, None, None), key=itemgetter(0))
    instead = [Other(other, f"{review} {reference}") for _, own, other, review, reference in rows if own == key]
    return instead, [Other(own, f"{review} {reference}") for _, own, other, review, reference in rows if other == key]
