"""The plan as a list, in order and in pages, on any day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import bindparam, func, tuple_, union_all
from sqlmodel import col

from tracker import facts
from tracker.access import LARGEST_KEY, needs, visible_to
from tracker.errors import InputError
from tracker.models import (
    FOREVER,
    Action,
    ActionLink,
    ActionWording,
    Agency,
    Evidence,
    EvidenceLink,
    Position,
    Post,
    Recommendation,
    RecommendationWording,
    Review,
)
from tracker.models.statements import select
from tracker.nested import as_json
from tracker.prepared import prepared
from tracker.queries import at, counts
from tracker.queries.filters import Filters, chosen_by, shape_of
from tracker.rules import rating
from tracker.rules.facts import Span
from tracker.tally import span_of
from tracker.visit import Visit
from tracker.words import Permission, Rating, Thing

PAGE = 50
TURNS = (col(Position.shown_amber_from), col(Position.shown_red_from))


@dataclass(frozen=True)
class Row:
    """One line of the plan, as it stands on the day of the visit."""

    thing: Thing
    id: int
    reference: str
    wording: str
    recommendations: Sequence["Answered"]
    post: str
    agency: str
    state: str
    rating: Rating | None
    why: str
    baseline_due: date | None
    due: date | None
    forecast: date | None
    days_late: int
    slippage: int
    extensions: int
    last_update_on: date | None
    evidence: int
    turns: Sequence[tuple[date, Rating]]


@dataclass(frozen=True)
class Answered:
    """A recommendation by its review and reference."""

    id: int
    review_id: int
    review: str
    reference: str


@dataclass(frozen=True)
class Page:
    """A page of the plan: its rows, how many there are in all, and the token of the next page."""

    rows: Sequence[Row]
    total: int
    next_token: str = ""


class Order(StrEnum):
    """By what the list is ordered; each word stands in the address."""

    OVERDUE = "overdue"
    TURNING = "turning"
    DUE = "due"
    UPDATED = "updated"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Asked:
    """Which page of the list, in which order."""

    order: Order = Order.OVERDUE
    descending: bool = False
    after: str = ""
    size: int = PAGE


FIRST_PAGE = Asked()


@needs(Permission.SEE_PLAN)
def listing(visit: Visit, filters: Filters, asked: Asked = FIRST_PAGE) -> Page:
    """List what the filters choose; longest overdue first and then by what falls due next, unless asked otherwise."""
    (shape, values), (place, after) = shape_of(filters), _after(asked)
    found = [dict(row) for row in _page(visit, shape, place, **values, **after).mappings()]
    shown = found[: asked.size]
    last = shown[-1] if len(found) > asked.size else None
    return Page(
        rows=_rows(visit, shown),
        total=found[0]["total"] if found else _total_of_nothing(visit, filters, asked),
        next_token=f"{last['place']}~{last['thing_id']}" if last else "",
    )


@prepared
def _page(visit: Visit, filters: Filters, asked: Asked) -> Any:
    """Read a page in one SELECT: first choose its positions by an index, then read what stands beside them."""
    thing = filters.thing
    # A later page cannot count what stood before it; a first page counts while it chooses, unless the tally knows.
    counts_apart = asked.after or asked.order == Order.TURNING
    total = _total(visit, filters) if counts_apart else counts.total(visit, filters)
    picked = _picked(visit, filters, asked, [func.count().over().label("total")] if total is None else []).subquery()
    beside = {
        **_told_beside(visit, thing, visit.as_at),
        "answered": _answered(visit, thing),
        "total": picked.c.total if total is None else total,
    }
    columns = [*Position.__table__.columns, *(one.label(name) for name, one in beside.items())]  # type: ignore[attr-defined]
    keys = [picked.c.place, col(Position.thing_id)]
    statement = select(*columns, picked.c.place).join_from(picked, Position, col(Position.id) == picked.c.id)
    return statement.order_by(*(key.desc() if asked.descending else key for key in keys))


def _picked(visit: Visit, filters: Filters, asked: Asked, beside: Sequence[Any]) -> Any:
    """Choose the positions of a page, each with its place in the order."""
    if asked.order == Order.TURNING and filters.turning_until is not None and not asked.descending:
        return _turning(visit, filters, asked)
    place = _place(visit, filters.thing, asked.order)
    keys = [place, col(Position.thing_id)]
    chosen = select(Position.id, place.label("place"), *beside).where(*chosen_by(visit, filters), *_behind(keys, asked))
    keys = [key.desc() if asked.descending else key for key in keys]
    return visible_to(visit, chosen).order_by(*keys).limit(asked.size + 1)


def _behind(keys: Sequence[Any], asked: Asked) -> list[Any]:
    """Choose what comes after the place where the last page ended."""
    if not asked.after:
        return []
    after = tuple_(bindparam("after_place", type_=keys[0].type), bindparam("after_key"))
    return [tuple_(*keys) < after if asked.descending else tuple_(*keys) > after]


def _turning(visit: Visit, filters: Filters, asked: Asked) -> Any:
    """Choose what turns next from two indexes, amber and red: each gives its first ones, and the two are one list."""
    first = []
    for turn in TURNS:
        keys = [turn, col(Position.thing_id)]
        chosen = select(Position.id, turn.label("place"), col(Position.thing_id))
        chosen = visible_to(visit, chosen.where(*_next_turns(visit, filters, turn), *_behind(keys, asked)))
        first.append(select(chosen.order_by(*keys).limit(asked.size + 1).subquery()))
    both = union_all(*first).subquery()
    return select(both.c.id, both.c.place).order_by(both.c.place, both.c.thing_id).limit(asked.size + 1)


def _next_turns(visit: Visit, filters: Filters, turn: Any) -> list[Any]:
    """Choose what turns by this day first, so that nothing turns twice."""
    others = chosen_by(visit, replace(filters, turning_until=None))
    return [*others, turn > visit.as_at, turn <= filters.turning_until, at.turns_on(visit.as_at) == turn]


def _total(visit: Visit, filters: Filters) -> Any:
    """Count all that the filters choose: from the tally when it knows, which costs the same at every size."""
    if (known := counts.total(visit, filters)) is not None:
        return known
    counted = select(func.count()).select_from(Position)
    if filters.turning_until is None:
        return visible_to(visit, counted.where(*chosen_by(visit, filters))).correlate(None).scalar_subquery()
    each = (counted.where(*_next_turns(visit, filters, turn)) for turn in TURNS)
    return reduce(add, (visible_to(visit, one).correlate(None).scalar_subquery() for one in each))


def _total_of_nothing(visit: Visit, filters: Filters, asked: Asked) -> int:
    """Count again when a page is empty: only behind the last page is there anything to count."""
    return int(visit.session.scalar(select(_total(visit, filters))) or 0) if asked.after else 0


def _place(visit: Visit, thing: Thing, order: Order) -> Any:
    """Give the value by which the list is ordered, never empty, so that a page can go on from it."""
    if order == Order.TURNING:
        return at.turns_on(visit.as_at)
    if order == Order.DUE:
        return func.coalesce(col(Position.due), FOREVER)
    if order == Order.UPDATED:
        return func.coalesce(col(Position.last_update_on), date.min)
    if order == Order.REFERENCE:
        return _told_beside(visit, thing, FOREVER)["reference"]
    return col(Position.late_order)


def _after(asked: Asked) -> tuple[Asked, dict[str, Any]]:
    """Part what is asked into what shapes the statement and the place after which the page begins."""
    if not asked.after:
        return asked, {}
    try:
        place, _, key = asked.after.rpartition("~")
        if not 0 < int(key) <= LARGEST_KEY:
            raise ValueError(key)
        begins = place if asked.order == Order.REFERENCE else date.fromisoformat(place)
    except ValueError as error:
        raise InputError("This page of the list does not exist. Start again from the first page.") from error
    return replace(asked, after="~"), {"after_place": begins, "after_key": int(key)}


def _told_beside(visit: Visit, thing: Thing, day: date) -> dict[str, Any]:
    """Give what stands beside a position in the list: its reference, its wording on the day, its post and evidence."""
    model: Any = Action if thing == Thing.ACTION else Recommendation
    worded: Any = ActionWording if thing == Thing.ACTION else RecommendationWording
    about = worded.action_id if thing == Thing.ACTION else worded.recommendation_id
    beside = {
        "reference": select(model.reference).where(model.id == Position.thing_id),
        "wording": select(worded.wording)
        .where(about == Position.thing_id, worded.effective_on <= day)
        .order_by(worded.number.desc())
        .limit(1),
        "post": select(Post.title).where(col(Post.id) == Position.post_id),
        "agency": select(Agency.name).where(col(Agency.id) == Position.agency_id),
        "evidence": _evidence(visit, thing).where(col(EvidenceLink.effective_on) <= day),
    }
    return {name: one.correlate(Position).scalar_subquery() for name, one in beside.items()}


def _evidence(visit: Visit, thing: Thing) -> Any:
    """Count the pieces of evidence that the visitor may know of."""
    pieces = select(func.count(col(EvidenceLink.evidence_id).distinct())).select_from(EvidenceLink)
    pieces = pieces.join(Evidence, col(Evidence.id) == col(EvidenceLink.evidence_id))
    if thing == Thing.ACTION:
        return visible_to(visit, pieces).where(col(EvidenceLink.action_id) == Position.thing_id)
    pieces = pieces.join(Action, col(Action.id) == col(EvidenceLink.action_id))
    pieces = pieces.join(ActionLink, col(ActionLink.action_id) == col(Action.id))
    return visible_to(visit, pieces).where(col(ActionLink.recommendation_id) == Position.thing_id)


def _rows(visit: Visit, shown: list[dict[str, Any]]) -> list[Row]:
    keys = facts.keys_by_version(visit.session, {values["key_version"] for values in shown})
    return [_row(visit, values, keys) for values in shown]


def _row(visit: Visit, values: dict[str, Any], keys: dict[int, Any]) -> Row:
    span = span_of(values)
    answered = sorted((Answered(*each) for each in values["answered"] or ()), key=lambda each: (each.review, each.id))
    return Row(
        thing=values["thing"],
        id=values["thing_id"],
        reference=values["reference"],
        wording=values["wording"] or "",
        recommendations=answered,
        post=values["post"] or "",
        agency=values["agency"] or "",
        why=rating.why(span, visit.as_at, keys.get(span.key_version)),
        evidence=values["evidence"],
        **reading(span, visit.as_at),
    )


def _answered(visit: Visit, thing: Thing) -> Any:
    """Give the recommendations that an action answers (for a recommendation: itself), each with its review, as JSON."""
    told = (Recommendation.id, Review.id, Review.reference, Recommendation.reference)
    rows = select(as_json(visit.session, *told)).select_from(Recommendation)
    rows = rows.join(Review, col(Review.id) == col(Recommendation.review_id))
    if thing == Thing.ACTION:
        rows = rows.join(ActionLink, col(ActionLink.recommendation_id) == col(Recommendation.id))
    key: Any = ActionLink.action_id if thing == Thing.ACTION else Recommendation.id
    return visible_to(visit, rows).where(key == Position.thing_id).correlate(Position).scalar_subquery()


def reading(span: Span, day: date) -> dict[str, Any]:
    """Give what a span says on a day, as the fields that lists and pages share."""
    return {
        "state": str(span.state),
        "rating": rating.rating_on(span, day),
        "baseline_due": span.baseline_due,
        "due": span.due,
        "forecast": span.forecast,
        "days_late": rating.days_late(span, day),
        "slippage": rating.slippage(span),
        "extensions": span.extensions,
        "last_update_on": span.last_update_on,
        "turns": tuple(rating.turns(span, day)),
    }
