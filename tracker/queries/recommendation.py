"""Everything of one recommendation, as it stands on the day of the visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Integer, and_, bindparam, exists
from sqlmodel import col

from tracker import assurances, closing, facts
from tracker.access import LARGEST_KEY, needs, visible_to
from tracker.assurances import Assured
from tracker.errors import NotFoundError
from tracker.models import (
    Challenge,
    MeasureLink,
    Position,
    Recommendation,
    RecommendationTheme,
    RecommendationWording,
    Response,
    Review,
    Theme,
)
from tracker.models.statements import select
from tracker.nested import as_json, day, unpacked
from tracker.prepared import prepared
from tracker.queries import at, pieces, replaced, seen_before
from tracker.queries.filters import Filters
from tracker.queries.outcomes import Decided, Test, decisions_beside, read_decisions, read_tests, tests_beside
from tracker.queries.pieces import Piece
from tracker.queries.plan import Asked, Row, listing, reading
from tracker.queries.replaced import Other
from tracker.queries.seen_before import SeenBefore
from tracker.rules import rating, sentences
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
    replaced_by: Sequence[Other]
    replaces: Sequence[Other]
    actions: Sequence[Row]
    pieces: Sequence[Piece]
    decisions: Sequence[Decided]
    tests: Sequence[Test]
    seen_before: Sequence[SeenBefore]
    assured: Assured
    gates: Sequence[Gate]
    may_be_challenged: bool
    may_be_measured: bool


EVERY_ACTION = Asked(size=500)
OWN: tuple[Any, ...] = (
    col(Recommendation.reference),
    col(Recommendation.wording),
    col(Recommendation.paraphrased),
    col(Recommendation.version),
    col(Recommendation.page),
    col(Recommendation.addressed_as_written),
    col(Recommendation.deadline_as_written),
    col(Recommendation.deadline_on),
    col(Review.reference).label("review"),
    col(Review.title).label("review_title"),
    col(Review.published_on),
    col(Review.source_url),
)
AS_PUBLISHED = ("review_id", *(str(one.key) for one in OWN if one.key != "wording"))
WORST_FIRST = [Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY, Rating.BLUE, None]


@needs(Permission.SEE_PLAN)
def whole(visit: Visit, recommendation_id: int) -> Whole:
    """Give everything of one recommendation; one that is not there on the day, or not to be seen, does not exist."""
    if not 0 < recommendation_id <= LARGEST_KEY:
        raise NotFoundError
    row = _told(visit, recommendation=recommendation_id).mappings().one_or_none()
    if row is None:
        raise NotFoundError
    actions = _actions(visit, recommendation_id)
    ids = [action.id for action in actions]
    span = span_of(row)
    shown, why = _shown(visit, span, actions, facts.keys_by_version(visit.session, {span.key_version}))
    decided = read_decisions(row["decisions"], set(ids))
    instead, before = replaced.read(row["replaced"], recommendation_id)
    return Whole(
        **{name: row[name] for name in AS_PUBLISHED},
        id=recommendation_id,
        wording=row["worded"] or row["wording"],
        standing=Standing(span.state),
        rating=shown,
        why=why,
        turns=rating.turns_sentence(span, visit.as_at) if span.rated else "",
        reopened=span.reopened,
        themes=[name for *_, name in sorted(row["themes"] or ())],
        responses=_read_responses(row["responses"]),
        replaced_by=instead,
        replaces=before,
        actions=actions,
        pieces=pieces.for_actions(visit, ids),
        decisions=decided,
        tests=read_tests(row["tests"]),
        seen_before=seen_before.of(visit, recommendation_id),
        assured=assurances.read(row, visit.as_at),
        may_be_challenged=row["challenged"],
        may_be_measured=row["measured"],
        gates=gates(_gathered(visit, recommendation_id, decided, ids)),
    )


@prepared
def _told(visit: Visit) -> Any:
    """Read the recommendation with its review, its position and all that is short enough to stand beside it."""
    asked = bindparam("recommendation", type_=Integer)
    visible = visible_to(visit, select(Recommendation.id).where(col(Recommendation.id) == asked))
    stands = and_(col(Position.recommendation_id) == col(Recommendation.id), at.standing_on(visit.as_at))
    beside = {
        "worded": _wording(visit),
        "themes": _themes(visit),
        "responses": _responses(visit),
        "replaced": replaced.beside(visit),
        "tests": tests_beside(visit),
        "decisions": decisions_beside(visit),
        "challenged": _is_there(Challenge),
        "measured": _is_there(MeasureLink),
        **assurances.beside(visit.session, col(Recommendation.id), visit.as_at),
    }
    return (
        select(
            *Position.__table__.columns,  # type: ignore[attr-defined]
            *OWN,
            *(one.label(name) for name, one in beside.items()),
        )
        .select_from(Recommendation)
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .join(Position, stands)
        .where(col(Recommendation.id).in_(visible.correlate(None)))
    )


def _is_there(kind: Any) -> Any:
    """Tell whether there is any of a kind at all, so that a page asks for it only then; its own query narrows it."""
    return exists(
        select(kind.id).where(col(kind.recommendation_id) == col(Recommendation.id)).correlate(Recommendation)
    )


def _shown(visit: Visit, span: Any, actions: Sequence[Row], keys: dict[int, Any]) -> tuple[Rating | None, str]:
    """Show the recommendation's own rating, or while actions are open the worst of those that the visitor sees."""
    own = reading(span, visit.as_at)["rating"]
    if own is not None or not span.open_actions:
        return own, rating.why(span, visit.as_at, keys.get(span.key_version))
    seen = [row for row in actions if row.rating not in {None, Rating.BLUE}]
    if not seen:
        return None, rating.why(span, visit.as_at, keys.get(span.key_version))
    worst = min(seen, key=lambda row: WORST_FIRST.index(row.rating))
    return worst.rating, f"It shows {sentences.worst_of(len(seen))}, {worst.reference}. {worst.why}"


def _actions(visit: Visit, recommendation_id: int) -> Sequence[Row]:
    return listing(visit, Filters(thing=Thing.ACTION, recommendation_id=recommendation_id), EVERY_ACTION).rows


def _wording(visit: Visit) -> Any:
    told = RecommendationWording
    newest = select(told.wording).where(
        col(told.recommendation_id) == col(Recommendation.id), col(told.effective_on) <= visit.as_at
    )
    return newest.order_by(col(told.number).desc()).limit(1).correlate(Recommendation).scalar_subquery()


def _themes(visit: Visit) -> Any:
    given = RecommendationTheme
    rows = select(as_json(visit.session, given.place, given.id, Theme.name)).select_from(given)
    rows = rows.join(Theme, col(given.theme_id) == col(Theme.id))
    chosen = col(given.recommendation_id) == col(Recommendation.id), col(given.effective_on) <= visit.as_at
    return rows.where(*chosen).correlate(Recommendation).scalar_subquery()


def _responses(visit: Visit) -> Any:
    told = Response
    rows = select(as_json(visit.session, told.effective_on, told.seq, told.kind, told.reason, told.review_on))
    chosen = col(told.recommendation_id) == col(Recommendation.id), col(told.effective_on) <= visit.as_at
    return rows.where(*chosen).correlate(Recommendation).scalar_subquery()


def _read_responses(told: Any) -> list[Answer]:
    rows = sorted(unpacked(told, day, None, ResponseKind, None, day), key=itemgetter(0, 1), reverse=True)
    return [Answer(on, kind, reason, review_on) for on, _seq, kind, reason, review_on in rows]


def _gathered(visit: Visit, recommendation_id: int, decided: Sequence[Decided], visible: Sequence[int]) -> Any:
    """Gather the gates as a board meeting on the day of the visit would find them, of the actions that are visible."""
    closed = next((each for each in decided if each.kind == DecisionKind.CLOSE and each.action_id is None), None)
    return closing.gather(
        visit.session,
        recommendation_id,
        visit.as_at,
        waiver=closed.waiver if closed else "",
        meeting=MeetingKind.BOARD if closed else None,
        among=visible,
    )
