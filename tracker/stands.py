"""How an action or a recommendation stands on a day, for commands that check before they change.

While positions are put off (loading, import) they would tell of an earlier time: then it is computed from the facts.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker import facts, recommendation_facts
from tracker.errors import NotFoundError
from tracker.models import Position
from tracker.models.statements import select
from tracker.rules import rating, standing
from tracker.rules.facts import Span
from tracker.rules.spans import span_on
from tracker.tally import span_of


def actions(session: Session, ids: Sequence[int], day: date) -> dict[int, Span]:
    """Give how these actions stand on a day."""
    if session.info.get("put_off") is None:
        return {row["action_id"]: span_of(row) for row in _positions(session, col(Position.action_id).in_(ids), day)}
    keys, found = facts.keys(session), facts.actions(session, ids)
    spans = ((key, span_on(rating.timeline(gathered, keys), day)) for key, gathered in found.items())
    return {key: span for key, span in spans if span is not None}


def action(session: Session, key: int, day: date) -> Span:
    """Give how an action stands on a day."""
    found = actions(session, [key], day)
    if key not in found:
        raise NotFoundError
    return found[key]


def recommendations(session: Session, ids: Sequence[int], day: date) -> dict[int, Span]:
    """Give how these recommendations stand on a day."""
    if session.info.get("put_off") is None:
        rows = _positions(session, col(Position.recommendation_id).in_(ids), day)
        return {row["recommendation_id"]: span_of(row) for row in rows}
    keys, found = facts.keys(session), recommendation_facts.recommendations(session, ids)
    spans = ((key, span_on(standing.timeline(gathered, keys), day)) for key, gathered in found.items())
    return {key: span for key, span in spans if span is not None}


def recommendation(session: Session, key: int, day: date) -> Span:
    """Give how a recommendation stands on a day."""
    found = recommendations(session, [key], day)
    if key not in found:
        raise NotFoundError
    return found[key]


def _positions(session: Session, about: ColumnElement[bool], day: date) -> list[dict[str, Any]]:
    holds = and_(about, col(Position.valid_from) <= day, col(Position.valid_to) > day)
    return [dict(row) for row in session.execute(select(Position.__table__).where(holds)).mappings()]  # type: ignore[attr-defined]
