"""Everything of one recommendation, as it stands on the day of the visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col

from tracker import closing, facts
from tracker.access import find, needs
from tracker.errors import NotFoundError
from tracker.models import (
    Decision,
    Position,
    Recommendation,
    RecommendationTheme,
    RecommendationWording,
    Response,
    Review,
    Theme,
)
from tracker.models.statements import select
from tracker.queries import at, outcomes, pieces, seen_before
from tracker.queries.filters import Filters
from tracker.queries.outcomes import Decided, Test
from tracker.queries.pieces import Piece
from tracker.queries.plan import Asked, Row, listing, reading
from tracker.queries.seen_before import SeenBefore
from tracker.rules import rating
from tracker.rules.closing import Gate, gates
from tracker.tally import span_of
from tracker.visit import Visit
from tracker.words import (
    DecisionKind,
    MeetingKind,
    Permission,
    Rating,
    ResponseKind,
    Standing,
    Thing,
)


@dataclass(frozen=True)
class Answer:
    """A response to the recommendation."""

    on: date
    kind: ResponseKind
    reason: str
    review_on: date | None


@dataclass(frozen=True)
class Whole:
    """One recommendation and all that belongs to it."""

    id: int
    review_id: int
    review: str
    review_title: str
    published_on: date | None
    reference: str
    wording: str
    paraphrased: bool
    version: int
    page: str
    source_url: str
    addressed_as_written: str
    deadline_as_written: str
    deadline_on: date | None
    standing: Standing
    rating: Rating | None
    why: str
    turns: str
    reopened: int
    themes: Sequence[str]
    responses: Sequence[Answer]
    actions: Sequence[Row]
    pieces: Sequence[Piece]
    decisions: Sequence[Decided]
    tests: Sequence[Test]
    seen_before: Sequence[SeenBefore]
    gates: Sequence[Gate]


EVERY_ACTION = Asked(size=500)
WORST_FIRST = [Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY, Rating.BLUE, None]


@needs(Permission.SEE_PLAN)
def whole(visit: Visit, recommendation_id: int) -> Whole:
    """Give everything of one recommendation; one that is not there on the day, or not to be seen, does not exist."""
    row = find(visit, Recommendation, recommendation_id)
    review = visit.session.get(Review, row.review_id)
    position = (
        visit.session.execute(
            select(Position.__table__).where(  # type: ignore[attr-defined]
                col(Position.recommendation_id) == recommendation_id, at.standing_on(visit.as_at)
            )
        )
        .mappings()
        .one_or_none()
    )
    if review is None or position is None:
        raise NotFoundError
    actions = _actions(visit, recommendation_id)
    ids = [action.id for action in actions]
    span = span_of(dict(position))
    keys = {key.version: key for key in facts.keys(visit.session)}
    shown, why = _shown(visit, span, actions, keys)
    return Whole(
        **_as_published(row, review),
        wording=_wording(visit, row),
        standing=Standing(span.state),
        rating=shown,
        why=why,
        turns=rating.turns_sentence(span, visit.as_at) if span.rated else "",
        reopened=span.reopened,
        themes=_themes(visit, recommendation_id),
        responses=_responses(visit, recommendation_id),
        actions=actions,
        pieces=pieces.for_actions(visit, ids),
        decisions=outcomes.decisions(visit, recommendation_id, ids),
        tests=outcomes.tests(visit, recommendation_id),
        seen_before=seen_before.of(visit, recommendation_id),
        gates=gates(_gathered(visit, recommendation_id, ids)),
    )


def _as_published(row: Recommendation, review: Review) -> dict[str, Any]:
    own = ("reference", "paraphrased", "version", "page", "addressed_as_written", "deadline_as_written", "deadline_on")
    return {
        "id": row.id,
        "review_id": review.id,
        "review": review.reference,
        "review_title": review.title,
        "published_on": review.published_on,
        "source_url": review.source_url,
        **{name: getattr(row, name) for name in own},
    }


def _shown(visit: Visit, span: Any, actions: Sequence[Row], keys: dict[int, Any]) -> tuple[Rating | None, str]:
    """Show the recommendation's own rating, or while actions are open the worst of theirs."""
    own = reading(span, visit.as_at)["rating"]
    if own is not None or not span.open_actions:
        return own, rating.why(span, visit.as_at, keys.get(span.key_version))
    worst = min(
        (row for row in actions if row.rating not in {None, Rating.BLUE}),
        key=lambda row: WORST_FIRST.index(row.rating),
        default=None,
    )
    if worst is None:
        return None, rating.why(span, visit.as_at, keys.get(span.key_version))
    return worst.rating, f"The worst of its open actions, {worst.reference}. {worst.why}"


def _actions(visit: Visit, recommendation_id: int) -> Sequence[Row]:
    return listing(visit, Filters(thing=Thing.ACTION, recommendation_id=recommendation_id), EVERY_ACTION).rows


def _wording(visit: Visit, row: Recommendation) -> str:
    found = visit.session.scalar(
        select(RecommendationWording.wording)
        .where(
            RecommendationWording.recommendation_id == row.id,
            col(RecommendationWording.effective_on) <= visit.as_at,
        )
        .order_by(col(RecommendationWording.number).desc())
        .limit(1)
    )
    return found or row.wording


def _themes(visit: Visit, recommendation_id: int) -> list[str]:
    statement = (
        select(Theme.name)
        .join(RecommendationTheme, col(RecommendationTheme.theme_id) == col(Theme.id))
        .where(RecommendationTheme.recommendation_id == recommendation_id)
        .order_by(col(RecommendationTheme.place), col(RecommendationTheme.id))
    )
    return list(visit.session.scalars(statement))


def _responses(visit: Visit, recommendation_id: int) -> list[Answer]:
    statement = (
        select(Response.effective_on, Response.kind, Response.reason, Response.review_on)
        .where(Response.recommendation_id == recommendation_id, col(Response.effective_on) <= visit.as_at)
        .order_by(col(Response.effective_on).desc(), col(Response.seq).desc())
    )
    return [Answer(*row) for row in visit.session.execute(statement)]


def _gathered(visit: Visit, recommendation_id: int, visible: Sequence[int]) -> Any:
    """Gather the gates as a board meeting on the day of the visit would find them, of the actions that are visible."""
    closed = visit.session.scalar(
        select(Decision.waiver)
        .where(
            Decision.recommendation_id == recommendation_id,
            Decision.kind == DecisionKind.CLOSE,
            col(Decision.effective_on) <= visit.as_at,
        )
        .order_by(col(Decision.effective_on).desc())
        .limit(1)
    )
    meeting = MeetingKind.BOARD if closed is not None else None
    return closing.gather(
        visit.session, recommendation_id, visit.as_at, waiver=closed or "", meeting=meeting, among=visible
    )
