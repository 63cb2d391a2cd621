"""The trail: append one event for each change to a hash chain, in the transaction of the change."""

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import Table, func, insert, inspect
from sqlalchemy import event as events
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.errors import InputError
from tracker.models import ORIGIN, Event, KeptText
from tracker.models.columns import Fact
from tracker.models.statements import select
from tracker.visit import Visit

Row = TypeVar("Row", bound=Fact)
NOT_THE_RECORD = ("derived", "operational")
INSERT_EVENT = insert(Event.__table__)  # type: ignore[attr-defined]
INSERT_TEXT = insert(KeptText.__table__)  # type: ignore[attr-defined]


class UnrecordedChangeError(Exception):
    """A change reached the commit without an event, or tried to delete: a fault in a command; nothing was saved."""


class RecordSession(Session):
    """A session that notes every row it adds or changes, so that the event can hold them all."""


@dataclass(frozen=True)
class Head:
    """The newest event: its place, its hash and its time."""

    seq: int
    hash: str
    at: datetime


NO_HEAD = Head(0, ORIGIN, datetime(1970, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class About:
    """What an event is about, and the review, recommendation or action by which it is narrowed."""

    kind: str
    id: int | None
    review_id: int | None = None
    recommendation_id: int | None = None
    action_id: int | None = None
    version_before: int | None = None
    version_after: int | None = None


@dataclass
class Noted:
    """A row added or changed in this transaction, with the columns that changed."""

    table: str
    key: Any
    columns: dict[str, Any] = field(default_factory=dict)
    kept_aside: frozenset[str] = frozenset()
    secret: frozenset[str] = frozenset()


@events.listens_for(RecordSession, "before_flush")
def _refuse_deletes(session: Session, _context: object, _instances: object) -> None:
    if session.deleted:
        message = f"the record is only ever added to; a command tried to delete {list(session.deleted)!r}"
        raise UnrecordedChangeError(message)


@events.listens_for(RecordSession, "after_flush")
def _note_changes(session: Session, _context: object) -> None:
    noted: list[Noted] = session.info.setdefault("noted", [])
    changed = [(row, True) for row in session.new]
    changed += [(row, False) for row in session.dirty if session.is_modified(row)]
    for row, whole in changed:
        if not any(row.__table__.info.get(mark) for mark in NOT_THE_RECORD):
            noted.append(_noted(row, whole=whole))


def _noted(row: Any, *, whole: bool) -> Noted:
    table, state = row.__table__, inspect(row)
    columns = [c for c in table.columns if whole or state.attrs[c.name].history.has_changes()]
    return Noted(
        table.name,
        row.id,
        {column.name: getattr(row, column.name) for column in columns},
        frozenset(c.name for c in columns if c.info.get("kept_aside")),
        frozenset(c.name for c in columns if c.info.get("secret")),
    )


def refuse_unrecorded(session: Session) -> None:
    """Refuse to go on when rows changed without an event."""
    session.flush()
    if noted := session.info.get("noted"):
        message = f"changed without an event: {sorted({change.table for change in noted})}"
        raise UnrecordedChangeError(message)


def head(session: Session) -> Head:
    """Give the newest event as this transaction sees it."""
    if (known := session.info.get("appended")) is not None:
        return known  # type: ignore[no-any-return]
    found = session.execute(select(Event.seq, Event.hash, Event.at).order_by(col(Event.seq).desc()).limit(1)).first()
    return Head(*found) if found else NO_HEAD


def add(visit: Visit, model: type[Row], **values: Any) -> Row:
    """Add a fact with its two times and the place of the event that will record it."""
    _check_day(visit)
    row = model(effective_on=visit.effective_on, recorded_at=visit.now, seq=head(visit.session).seq + 1, **values)
    visit.session.add(row)
    visit.session.flush()
    return row


def add_many(visit: Visit, model: type[Row], rows: Sequence[tuple[int, dict[str, Any]]]) -> list[int]:
    """Add many facts in one statement, each with the place of its event among those that come next (from 0).

    Give their keys in the same order. `append_many` has to follow with these events.
    """
    _check_day(visit)
    if not rows:
        return []
    session, first = visit.session, head(visit.session).seq + 1
    table: Table = model.__table__  # type: ignore[attr-defined]
    blank = {c.name: model.model_fields[c.name].default for c in table.columns if c.name != "id"}
    times = {"effective_on": visit.effective_on, "recorded_at": visit.now}
    whole = [{**blank, **values, **times, "seq": first + place} for place, values in rows]
    # Keys rise in the order of the rows, because writers take turns; asking for them row by row cost a statement each.
    newest = session.scalar(select(func.max(table.c.id))) or 0
    session.execute(insert(table), whole)
    keys = session.scalars(select(table.c.id).where(table.c.id > newest).order_by(table.c.id)).all()
    noted: list[Noted] = session.info.setdefault("noted", [])
    marks = [frozenset(c.name for c in table.columns if c.info.get(mark)) for mark in ("kept_aside", "secret")]
    noted += [Noted(table.name, key, {"id": key, **values}, *marks) for key, values in zip(keys, whole, strict=True)]
    return list(keys)


def _check_day(visit: Visit) -> None:
    if visit.effective_on > visit.today:
        raise InputError("A fact cannot take effect after today.")
    if visit.effective_on < visit.today and not visit.who.loading:
        raise InputError("Only an import may enter earlier days.")


def append(visit: Visit, kind: str, about: About, note: dict[str, Any] | None = None) -> int:
    """Append one event that holds every row changed since the last one; return its place in the trail.

    Event time never runs backwards: it is the later of now and the last event's time.
    """
    session = visit.session
    session.flush()
    written = _Written()
    last = _write(visit, head(session), (kind, about, note or {}), session.info.pop("noted", []), written)
    _save(session, last, written)
    return last.seq


def append_many(visit: Visit, happened: Sequence[tuple[str, About]]) -> None:
    """Append one event for each kind and thing, in order, with the rows that `add_many` added for its place."""
    session = visit.session
    session.flush()
    last = head(session)
    by_place: dict[int, list[Noted]] = defaultdict(list)
    for noted in session.info.pop("noted", []):
        by_place[noted.columns.get("seq", 0)].append(noted)
    if strange := by_place.keys() - set(range(last.seq + 1, last.seq + 1 + len(happened))):
        message = f"rows of other events than those appended: {sorted(strange)}"
        raise UnrecordedChangeError(message)
    written = _Written()
    for kind, about in happened:
        last = _write(visit, last, (kind, about, {}), by_place[last.seq + 1], written)
    _save(session, last, written)


@dataclass
class _Written:
    """Events and the wording kept aside for them, to be saved in two statements."""

    events: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)


def _write(
    visit: Visit, last: Head, told: tuple[str, About, dict[str, Any]], noted: list[Noted], written: _Written
) -> Head:
    """Write the event that follows the last one; give the new head."""
    kind, about, note = told
    seq = last.seq + 1
    changes = [_change(seq, each, written) for each in noted]
    values = {
        "seq": seq,
        "at": max(visit.now, last.at),
        "effective_on": visit.effective_on,
        "actor_id": visit.who.person_id,
        "actor": f"person {visit.who.person_id}" if visit.who.person_id else visit.who.name,
        "session": _aside(seq, visit.who.session, written),
        "method": visit.who.method,
        "address": _aside(seq, visit.who.address, written),
        "kind": kind,
        **{{"kind": "object_kind", "id": "object_id"}.get(name, name): value for name, value in vars(about).items()},
        "body": canonical({"rows": changes, "note": plain(note)}),
        "prev_hash": last.hash,
    }
    values["hash"] = event_hash(values)
    written.events.append(values)
    return Head(seq, values["hash"], values["at"])


def _save(session: Session, last: Head, written: _Written) -> None:
    if written.texts:
        session.execute(INSERT_TEXT, written.texts)
    if written.events:
        session.execute(INSERT_EVENT, written.events)
    session.info["appended"] = last


def _change(seq: int, noted: Noted, written: _Written) -> list[Any]:
    told = {}
    for name, value in noted.columns.items():
        if name in noted.secret and value:
            told[name] = {"secret": hashlib.sha256(str(value).encode()).hexdigest()}
        elif name in noted.kept_aside and value:
            told[name] = {"kept": _keep_aside(seq, value, written)}
        else:
            told[name] = plain(value)
    return [noted.table, noted.key, told]


def _aside(seq: int, told: str, written: _Written) -> str:
    """Keep aside from where somebody came in: whoever is given an event can check it without being told that."""
    return _keep_aside(seq, told, written) if told else ""


def _keep_aside(seq: int, wording: str, written: _Written) -> str:
    """Keep wording beside the trail and give the salted hash by which an event names it."""
    salt = secrets.token_hex(16)
    digest = salted(salt, wording)
    written.texts.append({"digest": digest, "seq": seq, "salt": salt, "wording": wording})
    return digest


def salted(salt: str, wording: str) -> str:
    """Give the salted hash of wording."""
    return hashlib.sha256(f"{salt}\n{wording}".encode()).hexdigest()


def event_hash(values: dict[str, Any]) -> str:
    """Give the hash of an event: SHA-256 over the canonical JSON of all its columns but the hash itself."""
    told = {name: plain(value) for name, value in values.items() if name != "hash"}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def canonical(value: Any) -> str:
    """Write JSON in one way only: sorted keys, no spaces, no floats."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:
    """Give a value as JSON knows it: days and instants in ISO form (UTC), words by value."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def append_rejection(visit: Visit, fields: Sequence[str], path: str) -> None:
    """Leave in the trail that somebody sent a file that is not taken, or what no form offers: where, and never what."""
    append(visit, "input rejected", About(kind="request", id=None), {"fields": list(fields), "path": path})


def append_refusal(visit: Visit, what: str, path: str) -> None:
    """Leave in the trail that somebody who is signed in tried what their role does not allow."""
    append(visit, "request refused", About(kind="request", id=None), {"what": what, "path": path})
