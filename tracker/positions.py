"""Keep the positions: how each rated thing stood in each interval, computed by the pure rules when a fact changes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker import facts, recommendation_facts, tally, withdrawn
from tracker.access import class_of, strictest
from tracker.models import (
    FOREVER,
    Action,
    ActionLink,
    AddressedAgency,
    Position,
    Recommendation,
    Review,
)
from tracker.models.statements import select
from tracker.rules import rating, standing
from tracker.rules.facts import Span
from tracker.visit import Visit
from tracker.words import Rating, Thing, Visibility

PLAIN = [f.name for f in fields(Span) if f.name not in {"valid_to", "since", "state"}]
COLUMNS = [c.name for c in Position.__table__.columns if c.name != "id"]  # type: ignore[attr-defined]
AT_ONCE = 400
# Without `render_nulls` rows with other columns empty would each be a statement of their own.
INSERT = insert(Position).execution_options(render_nulls=True)


def refresh(visit: Visit, *, actions: Iterable[int] = (), recommendations: Iterable[int] = ()) -> None:
    """Compute anew the positions of these things, and of the recommendations that the actions answer.

    While positions are put off (`putting_off`), only note what has to be computed.
    """
    session, acting, asked = visit.session, set(actions), set(recommendations)
    if (waiting := session.info.get("put_off")) is not None:
        waiting["actions"] |= acting
        waiting["recommendations"] |= asked
        return
    session.flush()
    asked |= answered_by(session, acting)
    changes: dict[tuple[date, tally.Group], int] = defaultdict(int)
    for thing, rows in ((Thing.ACTION, action_rows(session, acting)), (Thing.RECOMMENDATION, None)):
        computed = rows if rows is not None else recommendation_rows(session, asked)
        _replace(session, thing, acting if thing == Thing.ACTION else asked, computed, changes)
    tally.add(session, changes, today=visit.today)


def refresh_under(visit: Visit, review_id: int) -> None:
    """Bring the classes of everything under a review up to date."""
    session = visit.session
    asked = {
        key for key in session.scalars(select(Recommendation.id).where(Recommendation.review_id == review_id)) if key
    }
    home = {key for key in session.scalars(select(Action.id).where(Action.review_id == review_id)) if key}
    refresh(visit, actions=home | answering(session, asked), recommendations=asked)


def answered_by(session: Session, actions: set[int]) -> set[int]:
    """Give the recommendations that these actions answer."""
    if not actions:
        return set()
    return set(
        session.scalars(select(ActionLink.recommendation_id).where(col(ActionLink.action_id).in_(actions))).all()
    )


def answering(session: Session, recommendations: set[int]) -> set[int]:
    """Give the actions that answer these recommendations."""
    return {action for _recommendation, action in links(session, recommendations)}


def links(session: Session, recommendations: Collection[int]) -> set[tuple[int, int]]:
    """Give each of these recommendations with each action that answers it."""
    if not recommendations:
        return set()
    linked = select(ActionLink.recommendation_id, ActionLink.action_id)
    found = session.execute(linked.where(col(ActionLink.recommendation_id).in_(recommendations)))
    return {(recommendation, action) for recommendation, action in found}


def _replace(
    session: Session,
    thing: Thing,
    ids: set[int],
    computed: dict[int, list[dict[str, Any]]],
    changes: dict[tuple[date, tally.Group], int],
) -> None:
    chosen = about(thing)
    standing_rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    stale: list[int] = []
    for row in session.execute(select(Position.__table__).where(chosen.in_(ids))).mappings():  # type: ignore[attr-defined]
        values = {name: row[name] for name in COLUMNS}
        if values in computed.get(row[chosen.key], []):
            computed[row[chosen.key]].remove(values)
        else:
            stale.append(row["id"])
            standing_rows[row[chosen.key]].append(values)
    for sign, rows in ((-1, standing_rows.values()), (1, computed.values())):
        for values in (values for several in rows for values in several):
            tally.count(values, changes, sign)
    if stale:
        session.execute(delete(Position).where(col(Position.id).in_(stale)))
    if fresh := [values for several in computed.values() for values in several]:
        session.execute(INSERT, fresh)


def about(thing: Thing) -> Any:
    """Give the column by which positions name such a thing."""
    return col(Position.action_id) if thing == Thing.ACTION else col(Position.recommendation_id)


def action_rows(session: Session, ids: set[int]) -> dict[int, list[dict[str, Any]]]:
    """Compute the position rows of these actions from their facts."""
    keys, classes = facts.keys(session), _action_classes(session, ids)
    found = {}
    for key, gathered in facts.actions(session, ids).items():
        review_id, visibility = classes[key]
        found[key] = [_row(Thing.ACTION, key, review_id, visibility, span) for span in rating.timeline(gathered, keys)]
    return found


def recommendation_rows(session: Session, ids: set[int]) -> dict[int, list[dict[str, Any]]]:
    """Compute the position rows of these recommendations from their facts and the positions of their actions."""
    keys, classes = facts.keys(session), _recommendation_classes(session, ids)
    leads = _leads(session, ids)
    found = {}
    for key, gathered in recommendation_facts.recommendations(session, classes).items():
        review_id, visibility = classes[key]
        rows = [
            _row(Thing.RECOMMENDATION, key, review_id, visibility, span) for span in standing.timeline(gathered, keys)
        ]
        found[key] = [{**row, "agency_id": leads.get(key)} for row in rows]
    return found


def _row(thing: Thing, key: int, review_id: int, visibility: Visibility, span: Span) -> dict[str, Any]:
    row = {
        "thing": thing,
        "action_id": key if thing == Thing.ACTION else None,
        "recommendation_id": key if thing == Thing.RECOMMENDATION else None,
        "thing_id": key,
        "review_id": review_id,
        "visibility": visibility,
        "valid_to": span.valid_to or FOREVER,
        "state": span.state.value,
        "since_seq": span.since.seq,
        "late_order": span.overdue_from if span.overdue_from and not span.blue and span.rated else FOREVER,
        **{name: getattr(span, name) for name in PLAIN},
    }
    first_shown = _first_shown(row, span)
    return {
        **row,
        "shown_amber_from": first_shown.get(Rating.AMBER),
        "shown_red_from": first_shown.get(Rating.RED),
    }


def _first_shown(row: dict[str, Any], span: Span) -> dict[Rating | None, date]:
    """Give the first day of a position on which each rating shows."""
    found: dict[Rating | None, date] = {}
    for day in (span.valid_from, *tally.turning_days(row)):
        found.setdefault(rating.rating_on(span, day), day)
    return found


def _action_classes(session: Session, ids: set[int]) -> dict[int, tuple[int, Visibility]]:
    """Give each action's first review and its class: the strictest of its own and of all that it answers."""
    classes: dict[int, list[Visibility]] = defaultdict(list)
    for key, publication, *sensitivities in session.execute(
        select(ActionLink.action_id, Review.publication, Review.sensitivity, Recommendation.sensitivity)
        .join(Recommendation, col(Recommendation.id) == col(ActionLink.recommendation_id))
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(col(ActionLink.action_id).in_(ids))
    ):
        classes[key].append(class_of(publication, *sensitivities))
    home = session.execute(
        select(Action.id, Action.review_id, Action.sensitivity, Review.publication, Review.sensitivity)
        .join(Review, col(Review.id) == col(Action.review_id))
        .where(col(Action.id).in_(ids))
    )
    return {
        key: (review_id, strictest([class_of(publication, own, above), *classes[key]]))
        for key, review_id, own, publication, above in home
        if key is not None
    }


def _recommendation_classes(session: Session, ids: set[int]) -> dict[int, tuple[int, Visibility]]:
    rows = session.execute(
        select(Recommendation.id, Review.id, Review.publication, Review.sensitivity, Recommendation.sensitivity)
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(col(Recommendation.id).in_(ids), withdrawn.review_stands())
    )
    return {
        key: (review_id, class_of(publication, above, own))
        for key, review_id, publication, above, own in rows
        if key is not None and review_id is not None
    }


def _leads(session: Session, ids: set[int]) -> dict[int, int]:
    """Give the agency by which each recommendation is counted: the one that it is addressed to first."""
    found: dict[int, int] = {}
    for key, agency in session.execute(
        select(AddressedAgency.recommendation_id, AddressedAgency.agency_id)
        .where(col(AddressedAgency.recommendation_id).in_(ids))
        .order_by(col(AddressedAgency.id))
    ):
        found.setdefault(key, agency)
    return found


def chunks(ids: Iterable[int]) -> Iterator[set[int]]:
    """Cut many ids into portions that one statement can take."""
    waiting = sorted(ids)
    for start in range(0, len(waiting), AT_ONCE):
        yield set(waiting[start : start + AT_ONCE])


def rebuild(visit: Visit) -> None:
    """Compute every position and the whole tally anew from the facts."""
    session = visit.session
    session.execute(delete(Position))
    for compute, model in ((action_rows, Action), (recommendation_rows, Recommendation)):
        every = session.scalars(select(model.id)).all()
        for portion in chunks(key for key in every if key is not None):
            rows = [values for several in compute(session, portion).values() for values in several]
            if rows:
                session.execute(INSERT, rows)
    tally.rebuild(session, visit.today)


@contextmanager
def putting_off(visit: Visit) -> Iterator[None]:
    """Put off computing positions until the end: for loading many facts at once."""
    waiting: dict[str, set[int]] = {"actions": set(), "recommendations": set()}
    visit.session.info["put_off"] = waiting
    yield
    del visit.session.info["put_off"]
    left = waiting["recommendations"]
    for portion in chunks(waiting["actions"]):
        refresh(visit, actions=portion)
        left -= answered_by(visit.session, portion)
    for portion in chunks(left):
        refresh(visit, recommendations=portion)


@contextmanager
def at_once(visit: Visit) -> Iterator[None]:
    """Compute positions at once for a while within `putting_off`: an owner finds an action by its position."""
    waiting = visit.session.info.pop("put_off", None)
    yield
    if waiting is not None:
        visit.session.info["put_off"] = waiting
