"""The history of a thing, newest first, in sentences: who, when, what, and what it said."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Event, KeptText, Person
from tracker.models.statements import select
from tracker.settings import local_day
from tracker.visit import Visit
from tracker.words import Permission

NEWEST = 200
NOT_TOLD = frozenset({"effective_on", "recorded_at", "seq", "id", "version", "number", "sha256", "owner_as_written"})
ERASED = "(erased)"


@dataclass(frozen=True)
class Entry:
    """One change: when it took effect, when it was recorded, who made it, what it was, and what it said."""

    seq: int
    at: datetime
    effective_on: date
    entered_later: bool
    who: str
    what: str
    said: Sequence[tuple[str, str]]


@needs(Permission.SEE_HISTORY)
def of_recommendation(visit: Visit, recommendation_id: int, actions: Sequence[int]) -> Sequence[Entry]:
    """Tell the history of a recommendation and of the actions that answer it, as far as the day of the visit."""
    about = or_(col(Event.recommendation_id) == recommendation_id, col(Event.action_id).in_(actions))
    return _entries(visit, about)


@needs(Permission.SEE_HISTORY)
def of_action(visit: Visit, action_id: int) -> Sequence[Entry]:
    """Tell the history of an action."""
    return _entries(visit, col(Event.action_id) == action_id)


@needs(Permission.SEE_HISTORY)
def of_review(visit: Visit, review_id: int) -> Sequence[Entry]:
    """Tell the history of a review itself."""
    return _entries(visit, (col(Event.object_kind) == "review") & (col(Event.object_id) == review_id))


def _entries(visit: Visit, about: Any) -> list[Entry]:
    statement = (
        select(Event.seq, Event.at, Event.effective_on, Event.actor, Person.name, Event.kind, Event.body)
        .select_from(Event)
        .join(Person, col(Person.id) == col(Event.actor_id), isouter=True)
        .where(about, col(Event.effective_on) <= visit.as_at)
        .order_by(col(Event.effective_on).desc(), col(Event.seq).desc())
        .limit(NEWEST)
    )
    rows = visit.session.execute(visible_to(visit, statement)).all()
    told = [(row, json.loads(row.body)["rows"]) for row in rows]
    kept = _kept(visit, [changes for _, changes in told])
    return [
        Entry(
            seq=row.seq,
            at=row.at,
            effective_on=row.effective_on,
            entered_later=local_day(row.at) > row.effective_on,
            who=row.name or row.actor,
            what=row.kind[:1].upper() + row.kind[1:],
            said=tuple(_said(changes, kept)),
        )
        for row, changes in told
    ]


def _kept(visit: Visit, every: list[Any]) -> dict[str, str]:
    digests = {
        value["kept"]
        for changes in every
        for _, _, columns in changes
        for value in columns.values()
        if isinstance(value, dict) and "kept" in value
    }
    rows = visit.session.execute(select(KeptText.digest, KeptText.wording).where(col(KeptText.digest).in_(digests)))
    return {digest: wording if wording is not None else ERASED for digest, wording in rows}


def _said(changes: list[Any], kept: dict[str, str]) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for _table, _key, columns in changes:
        for name, value in columns.items():
            if name in NOT_TOLD or name.endswith("_id") or value in (None, "", False):
                continue
            found[name.replace("_", " "), _words(value, kept)] = None
    return list(found)


def _words(value: Any, kept: dict[str, str]) -> str:
    if isinstance(value, dict):
        return kept.get(value.get("kept", ""), ERASED)
    return "yes" if value is True else str(value)
