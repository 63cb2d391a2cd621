"""The history of a thing, newest first, in sentences: who, when, and what."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Action, Event, Extension, KeptText, Meeting, Person, Post, Theme
from tracker.models.statements import select
from tracker.queries.telling import Happening, Row, sentence
from tracker.rules.phrases import day_words
from tracker.settings import local_day
from tracker.visit import Visit
from tracker.words import Permission

NEWEST = 200
ERASED = "(erased)"
NAMED = {
    "post": (Post.id, Post.title),
    "meeting": (Meeting.id, Meeting.title),
    "theme": (Theme.id, Theme.name),
    "extension": (Extension.id, Extension.due),
    "action": (Action.id, Action.reference),
}


@dataclass(frozen=True)
class Entry:
    """One change: when it took effect, who made it, what it was, and the day of entry where that came later."""

    seq: int
    effective_on: date
    entered_on: date | None
    who: str
    sentence: str


@needs(Permission.SEE_HISTORY)
def of_recommendation(visit: Visit, recommendation_id: int, actions: Sequence[int]) -> Sequence[Entry]:
    """Tell the history of a recommendation and of the actions that answer it, as far as the day of the visit."""
    about = or_(col(Event.recommendation_id) == recommendation_id, col(Event.action_id).in_(actions))
    return _entries(visit, about, which_action=True)


@needs(Permission.SEE_HISTORY)
def of_action(visit: Visit, action_id: int) -> Sequence[Entry]:
    """Tell the history of an action."""
    return _entries(visit, col(Event.action_id) == action_id)


@needs(Permission.SEE_HISTORY)
def of_review(visit: Visit, review_id: int) -> Sequence[Entry]:
    """Tell the history of a review itself."""
    return _entries(visit, (col(Event.object_kind) == "review") & (col(Event.object_id) == review_id))


def _entries(visit: Visit, about: Any, *, which_action: bool = False) -> list[Entry]:
    found = _events(visit, about)
    changes = _readable(visit, [json.loads(event.body)["rows"] for event in found])
    acting = [event.action_id for event in found if which_action and event.action_id]
    names = _names(visit, changes, acting)
    return [
        Entry(
            seq=event.seq,
            effective_on=event.effective_on,
            entered_on=local_day(event.at) if local_day(event.at) > event.effective_on else None,
            who=event.name or event.actor,
            sentence=_of_action(event, names, which_action) + sentence(Happening(event.kind, rows, names)),
        )
        for event, rows in zip(found, changes, strict=True)
    ]


def _events(visit: Visit, about: Any) -> Sequence[Any]:
    statement = (
        select(
            Event.seq, Event.at, Event.effective_on, Event.actor, Person.name, Event.kind, Event.body, Event.action_id
        )
        .select_from(Event)
        .join(Person, col(Person.id) == col(Event.actor_id), isouter=True)
        .where(about, col(Event.effective_on) <= visit.as_at)
        .order_by(col(Event.effective_on).desc(), col(Event.seq).desc())
        .limit(NEWEST)
    )
    return list(visit.session.execute(visible_to(visit, statement)))


def _of_action(event: Any, names: dict[tuple[str, int], str], which_action: bool) -> str:
    """Say on a recommendation's page of which of its actions an event tells."""
    told = which_action and event.action_id and event.kind != "action recorded"
    return f"{names.get(('action', event.action_id), 'Action')}: " if told else ""


def _readable(visit: Visit, every: list[Any]) -> list[list[tuple[str, Row]]]:
    """Put the wordings that are kept aside back into the rows of each event."""
    digests = {value["kept"] for rows in every for *_, columns in rows for value in columns.values() if _aside(value)}
    found = visit.session.execute(select(KeptText.digest, KeptText.wording).where(col(KeptText.digest).in_(digests)))
    kept = {digest: wording if wording is not None else ERASED for digest, wording in found}
    return [
        [
            (table, {name: kept.get(value["kept"], ERASED) if _aside(value) else value for name, value in row.items()})
            for table, _key, row in rows
        ]
        for rows in every
    ]


def _aside(value: Any) -> bool:
    return isinstance(value, dict) and "kept" in value


def _names(visit: Visit, changes: list[list[tuple[str, Row]]], acting: Iterable[int]) -> dict[tuple[str, int], str]:
    """Name the posts, meetings, themes, asked dates and actions that the events speak of."""
    wanted: dict[str, set[int]] = defaultdict(set, action=set(acting))
    for row in (row for rows in changes for _table, row in rows):
        for table in ("post", "meeting", "theme", "extension"):
            wanted[table] |= {row[f"{table}_id"]} if row.get(f"{table}_id") else set()
    names: dict[tuple[str, int], str] = {}
    for table, keys in wanted.items():
        if keys:
            key, name = NAMED[table]
            rows = visit.session.execute(select(key, name).where(col(key).in_(keys)))
            names |= {(table, found): day_words(word) if isinstance(word, date) else word for found, word in rows}
    return names
