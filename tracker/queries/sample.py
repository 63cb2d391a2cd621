"""A sample of what is closed, drawn by a seed, and each followed from the recommendation to the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Position, Recommendation, Review
from tracker.models.statements import select
from tracker.queries import at, chains
from tracker.queries import recommendation as recommendations
from tracker.queries.chains import Chain
from tracker.queries.recommendation import Whole
from tracker.rules.sampling import sampled
from tracker.visit import Visit
from tracker.words import Permission, Standing, Thing

MOST = 20


@dataclass(frozen=True)
class Sample:
    """The chains of a sample, those with holes first, and out of how many it was drawn."""

    chains: Sequence[Chain]
    out_of: int


@needs(Permission.SEE_PLAN)
def closed_at_random(visit: Visit, *, seed: str, size: int) -> Sample:
    """Draw a sample of the closed recommendations that the visitor sees; the same seed draws the same."""
    known = visit.session.execute(_closed(visit)).all()
    drawn = sampled(known, seed, min(size, MOST), lambda row: f"{row.review} / {row.reference}")
    followed = [_chain(recommendations.whole(visit, row.id)) for row in drawn]
    return Sample(sorted(followed, key=lambda each: each.holes == 0), len(known))


def _closed(visit: Visit) -> Any:
    statement = (
        select(Recommendation.id, Review.reference.label("review"), Recommendation.reference)  # type: ignore[attr-defined]
        .select_from(Position)
        .join(Recommendation, col(Recommendation.id) == col(Position.recommendation_id))
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(
            Position.thing == Thing.RECOMMENDATION, col(Position.state) == Standing.CLOSED, at.standing_on(visit.as_at)
        )
    )
    return visible_to(visit, statement)


def _chain(found: Whole) -> Chain:
    return Chain(
        id=found.id,
        review=found.review,
        reference=found.reference,
        wording=found.wording,
        standing=found.standing.value,
        threads=chains.threads(found.actions, chains.by_action(found.pieces)),
        test=next(reversed(found.tests), None),
        closing=chains.last_closing(found.decisions),
    )
