"""A sample of what is closed, drawn by a seed, and each followed from the recommendation to the decision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Position, Recommendation, Review
from tracker.models.statements import select
from tracker.queries import at
from tracker.queries import recommendation as recommendations
from tracker.queries.outcomes import Decided, Test
from tracker.queries.pieces import Piece, Verdicts
from tracker.queries.plan import Row
from tracker.queries.recommendation import Whole
from tracker.rules.sampling import sampled
from tracker.visit import Visit
from tracker.words import DecisionKind, Permission, Standing, Thing

MOST = 20


@dataclass(frozen=True)
class Thread:
    """One way through what answers a recommendation: an action, a piece of evidence for it, the last check of that.

    What is None is a hole: no action was recorded, nothing was received, nobody checked it.
    """

    action: Row | None = None
    piece: Piece | None = None
    check: Verdicts | None = None


@dataclass(frozen=True)
class Chain:
    """A closed recommendation, the threads that lead from it, its newest impact test and the decision to close it."""

    id: int
    review: str
    reference: str
    wording: str
    threads: Sequence[Thread]
    test: Test | None
    closing: Decided | None

    @property
    def holes(self) -> int:
        """Count what is missing; a test without a result is missing too."""
        missing = sum(thread.check is None for thread in self.threads)
        return missing + (self.test is None or self.test.verdict is None) + (self.closing is None)


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
    chains = [_chain(recommendations.whole(visit, row.id)) for row in drawn]
    return Sample(sorted(chains, key=lambda each: each.holes == 0), len(known))


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
    closing = (each for each in found.decisions if each.kind == DecisionKind.CLOSE and each.action_id is None)
    return Chain(
        id=found.id,
        review=found.review,
        reference=found.reference,
        wording=found.wording,
        threads=list(_threads(found)) or [Thread()],
        test=next(reversed(found.tests), None),
        closing=next(closing, None),
    )


def _threads(found: Whole) -> Iterator[Thread]:
    for action in found.actions:
        newest = {piece.evidence_id: piece for piece in found.pieces if piece.action_id == action.id}
        if not newest:
            yield Thread(action)
        for piece in newest.values():
            yield Thread(action, piece, piece.checks[-1] if piece.checks else None)
