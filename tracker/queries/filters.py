"""The filters of the plan, as conditions on positions."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Integer, and_, bindparam, or_
from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker.access import visible_to
from tracker.models import FOREVER, Action, ActionLink, Position, Recommendation, RecommendationTheme
from tracker.models.statements import select
from tracker.queries import at, proof
from tracker.queries.movement import Moved, condition
from tracker.visit import Visit
from tracker.words import Delivery, Proof, Rating, Standing, Thing

LONGEST_SEARCH = 200
ENDED = frozenset({Delivery.COMPLETED.value, Delivery.WITHDRAWN.value})
# Filters that still leave a good part of the plan.
WIDE: dict[str, Any] = {
    "rating": None,
    "state": "",
    "in_plan": False,
    "unfinished": False,
    "overdue": False,
    "re_dated": False,
    "agency_id": None,
    "needs_owner": False,
}


@dataclass(frozen=True)
class Filters:
    """What to list: every field narrows; empty ones do not. `agency_id` and `post_id` 0 mean none."""

    thing: Thing = Thing.ACTION
    rating: Rating | None = None
    state: str = ""
    in_plan: bool = False
    unfinished: bool = False
    needs_owner: bool = False
    overdue: bool = False
    re_dated: bool = False
    reopened: bool = False
    agency_id: int | None = None
    post_id: int | None = None
    review_id: int | None = None
    recommendation_id: int | None = None
    action_id: int | None = None
    theme_id: int | None = None
    words: str = ""
    moved: Moved | None = None
    since: date | None = None
    turning_until: date | None = None
    proof: Proof | None = None


KEYS = ("review_id", "recommendation_id", "action_id", "theme_id")


def shape_of(filters: Filters) -> tuple[Filters, dict[str, int]]:
    """Part the filters into what shapes a statement and the keys that are only filled in."""
    values = {name: key for name in KEYS if (key := getattr(filters, name)) is not None}
    ones: dict[str, Any] = dict.fromkeys(values, 1)
    return replace(filters, **ones), values


def chosen_by(visit: Visit, filters: Filters) -> list[Any]:
    """Give the conditions on positions that the filters name."""
    day = visit.as_at
    chosen: list[Any] = [_is_about(filters), at.standing_on(day)]
    if filters.rating is not None:
        chosen.append(at.rating_on(day) == filters.rating.value)
    chosen += _in_state(filters)
    if filters.needs_owner:
        chosen.append(_needs_owner(filters.thing, day))
    if filters.overdue:
        chosen.append(at.overdue_on(day))
    if filters.re_dated:
        chosen.append(col(Position.extensions) > 0)
    if filters.reopened:
        chosen.append(col(Position.reopened) > 0)
    if filters.turning_until is not None:
        chosen.append(at.turning_between(day, filters.turning_until))
    if filters.proof is not None:
        chosen.append(proof.rests_on(filters.proof, day))
    if filters.moved is not None and filters.since is not None:
        chosen.append(condition(filters.moved, filters.since, day))
    return chosen + _narrowed(visit, filters)


def _in_state(filters: Filters) -> list[Any]:
    chosen: list[Any] = [col(Position.state) == filters.state] if filters.state else []
    if filters.state in ENDED:
        # What has ended is not late, so that the index of lateness leads straight to it.
        chosen.append(col(Position.late_order) == FOREVER)
    if filters.in_plan:
        chosen.append(col(Position.state) != Delivery.WITHDRAWN.value)
    if filters.unfinished:
        chosen.append(col(Position.state).not_in(ENDED))
    return chosen


def _is_about(filters: Filters) -> Any:
    """Choose actions or recommendations: all in their order, or few by the narrower index."""
    if replace(filters, **WIDE) == Filters(thing=filters.thing):
        return col(Position.thing) == filters.thing
    key = Position.action_id if filters.thing == Thing.ACTION else Position.recommendation_id
    return col(key).is_not(None)


def _narrowed(visit: Visit, filters: Filters) -> list[Any]:
    chosen: list[Any] = []
    for column, asked in ((Position.agency_id, filters.agency_id), (Position.post_id, filters.post_id)):
        if asked is not None:
            chosen.append(col(column) == asked if asked else col(column).is_(None))
    if filters.review_id is not None:
        chosen.append(_of(visit, filters.thing, col(Recommendation.review_id) == _key(filters, "review_id")))
    if filters.action_id is not None:
        chosen.append(col(Position.action_id) == _key(filters, "action_id"))
    if filters.recommendation_id is not None:
        chosen.append(_of(visit, filters.thing, col(Recommendation.id) == _key(filters, "recommendation_id")))
    if filters.theme_id is not None:
        given = col(RecommendationTheme.theme_id) == _key(filters, "theme_id")
        by_then = col(RecommendationTheme.effective_on) <= visit.as_at
        themed = select(RecommendationTheme.recommendation_id).where(given, by_then)
        chosen.append(_of(visit, filters.thing, col(Recommendation.id).in_(themed)))
    if filters.words:
        chosen.append(_searched(visit, filters.thing, filters.words))
    return chosen


def _key(filters: Filters, name: str) -> Any:
    return bindparam(name, getattr(filters, name), Integer)


def _of(visit: Visit, thing: Thing, which: Any) -> Any:
    """Choose the positions of recommendations (or of the actions that answer them) by a condition on these."""
    asked = visible_to(visit, select(Recommendation.id).where(which))
    if thing == Thing.RECOMMENDATION:
        return col(Position.recommendation_id).in_(asked)
    linked = col(ActionLink.recommendation_id).in_(asked), col(ActionLink.effective_on) <= visit.as_at
    return col(Position.action_id).in_(select(ActionLink.action_id).where(*linked))


def _needs_owner(thing: Thing, day: date) -> Any:
    """Choose open actions that no post owns, or open recommendations that no owned action answers."""
    unowned = and_(
        col(Position.post_id).is_(None),
        col(Position.state).not_in([Delivery.COMPLETED.value, Delivery.WITHDRAWN.value]),
    )
    if thing == Thing.ACTION:
        return unowned
    other = aliased(Position)
    owned = (
        select(ActionLink.recommendation_id)
        .join(other, col(other.action_id) == col(ActionLink.action_id))
        .where(col(other.post_id).is_not(None), col(other.valid_from) <= day, col(other.valid_to) > day)
    )
    return and_(
        col(Position.state).in_([Standing.OPEN.value, Standing.AWAITING_RESPONSE.value]),
        col(Position.recommendation_id).not_in(owned),
    )


def _searched(visit: Visit, thing: Thing, words: str) -> Any:
    """Choose what holds every word in its wording or reference, taken literally."""
    model: Any = Action if thing == Thing.ACTION else Recommendation
    each = []
    for word in words[:LONGEST_SEARCH].split():
        like = f"%{_literal(word)}%"
        each.append(or_(col(model.wording).ilike(like, escape="\\"), col(model.reference).ilike(like, escape="\\")))
    own = col(Position.thing_id).in_(select(model.id).where(and_(*each)))
    if thing == Thing.RECOMMENDATION:
        return own
    asked = [col(Recommendation.wording).ilike(f"%{_literal(w)}%", escape="\\") for w in words[:LONGEST_SEARCH].split()]
    return or_(own, _of(visit, thing, and_(*asked)))


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
