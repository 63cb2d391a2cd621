"""The plan as a list, in order and in pages, on any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, null
from sqlmodel import col

from tracker import facts
from tracker.access import needs, visible_to
from tracker.models import (
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
from tracker.nested import as_json, one_as_json
from tracker.prepared import prepared
from tracker.queries import at, counts, plan_order
from tracker.queries.filters import ENDED, Filters, shape_of
from tracker.queries.plan_order import FIRST_PAGE, Asked, Order
from tracker.rules import rating, sentences
from tracker.rules.facts import Span
from tracker.tally import span_of
from tracker.visit import Visit
from tracker.words import Permission, Rating, Thing

__all__ = ["FIRST_PAGE", "Answered", "Asked", "Order", "Page", "Row", "listing", "reading"]

SEVERITY = {each.value: place for place, each in enumerate((Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY))}


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


@needs(Permission.SEE_PLAN)
def listing(visit: Visit, filters: Filters, asked: Asked = FIRST_PAGE) -> Page:
    """List what the filters choose; longest overdue first and then by what falls due next, unless asked otherwise."""
    (shape, values), (place, after) = shape_of(filters), plan_order.after(asked)
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
    total = plan_order.total(visit, filters) if counts_apart else counts.total(visit, filters)
    apart = [func.count().over().label("total")] if total is None else []
    picked = plan_order.picked(visit, filters, asked, apart).subquery()
    beside = {
        **_told_beside(visit, thing, visit.as_at),
        "answered": _answered(visit, thing),
        "worst": _worst(visit, picked) if thing == Thing.RECOMMENDATION else null(),
        "total": picked.c.total if total is None else total,
    }
    columns = [*Position.__table__.columns, *(one.label(name) for name, one in beside.items())]  # type: ignore[attr-defined]
    keys = [picked.c.place, col(Position.thing_id)]
    statement = select(*columns, picked.c.place).join_from(picked, Position, col(Position.id) == picked.c.id)
    return statement.order_by(*(key.desc() if asked.descending else key for key in keys))


def _total_of_nothing(visit: Visit, filters: Filters, asked: Asked) -> int:
    """Count again when a page is empty: only behind the last page is there anything to count."""
    return int(visit.session.scalar(select(plan_order.total(visit, filters))) or 0) if asked.after else 0


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
    shown, why = _shown(span, visit.as_at, keys.get(span.key_version), values["worst"])
    answered = sorted((Answered(*each) for each in values["answered"] or ()), key=lambda each: (each.review, each.id))
    return Row(
        thing=values["thing"],
        id=values["thing_id"],
        reference=values["reference"],
        wording=values["wording"] or "",
        recommendations=answered,
        post=values["post"] or "",
        agency=values["agency"] or "",
        evidence=values["evidence"],
        **{**reading(span, visit.as_at), "rating": shown, "why": why},
    )


def _shown(span: Span, day: date, key: Any, worst: Any) -> tuple[Rating | None, str]:
    """Show a recommendation's own rating, or while actions are open the worst of theirs, and why."""
    own = rating.rating_on(span, day)
    if own is not None or not worst:
        return own, rating.why(span, day, key)
    shown, reference, seen = worst
    return Rating(shown), f"It shows {sentences.worst_of(seen)}, {reference}."


def _worst(visit: Visit, picked: Any) -> Any:
    """Give rating and reference of the worst open action that the visitor sees, and how many open ones they see."""
    shown, order = at.rating_on(visit.as_at), case(SEVERITY, value=at.rating_on(visit.as_at), else_=len(SEVERITY))
    open_now = col(Position.state).not_in(ENDED), at.standing_on(visit.as_at), shown.is_not(None)
    worst = (
        select(one_as_json(visit.session, shown, Action.reference, func.count().over()))
        .select_from(ActionLink)
        .join(Position, col(Position.action_id) == col(ActionLink.action_id))
        .join(Action, col(Action.id) == col(ActionLink.action_id))
        .where(col(ActionLink.recommendation_id) == picked.c.thing_id, col(ActionLink.effective_on) <= visit.as_at)
    )
    worst = visible_to(visit, worst.where(*open_now)).order_by(order, col(Action.id)).limit(1)
    return worst.correlate(picked).scalar_subquery()


def _answered(visit: Visit, thing: Thing) -> Any:
    """Give the recommendations that an action answers (for a recommendation: itself), each with its review, as JSON."""
    told = (Recommendation.id, Review.id, Review.reference, Recommendation.reference)
    rows = select(as_json(visit.session, *told)).select_from(Recommendation)
    rows = rows.join(Review, col(Review.id) == col(Recommendation.review_id))
    if thing == Thing.ACTION:
        rows = rows.join(ActionLink, col(ActionLink.recommendation_id) == col(Recommendation.id))
        rows = rows.where(col(ActionLink.effective_on) <= visit.as_at)
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
