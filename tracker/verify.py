"""Verify the record: the chain of the trail, its anchors and locks, the wording kept beside it, and its state."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from sqlmodel import col

from tracker import append_only, derived
from tracker.as_stored import UNREADABLE, as_stored, as_told, why
from tracker.fold import Fold, Told, read_rows
from tracker.models import ORIGIN, Event, KeptText
from tracker.models.statements import select
from tracker.settings import Settings
from tracker.trail import event_hash, salted

AT_ONCE = 1000
MOST = 20
TRAIL = Event.__table__  # type: ignore[attr-defined]


def verify(session: Session, settings: Settings, *, deep: bool = False) -> list[str]:
    """List what is wrong with the record, each as a sentence; an empty list says that it verifies.

    Give it a session that has read nothing yet: the anchors are read before the trail, so that a change which somebody
    makes meanwhile is not taken for a fault.
    """
    return [fault for part, check in _checks(session, settings, deep=deep) for fault in _first(part, check)]


def _checks(session: Session, settings: Settings, *, deep: bool) -> Iterator[tuple[str, Iterable[str]]]:
    anchors, unreadable = read_anchors(settings.anchor_file)
    yield "The anchor file", unreadable
    yield "The locks", append_only.faults(session, settings)
    chain, anchored, kept, fold = Chain(), Anchored(anchors), Kept(session), Fold()
    watchers: list[Any] = [chain, anchored, kept, *([fold] if deep else [])]
    interrupted = _first("The trail", _watch(session, watchers))
    yield "The trail", chain.faults + interrupted
    yield "The anchor file", anchored.end(chain.seq, missing=not settings.anchor_file.exists())
    yield "The kept wording", kept.end(chain.seq)
    if deep:
        yield "The record", fold.faults(session)
        yield "Derived: what is computed", (f"Derived: {fault}." for fault in derived.faults(session))


def _watch(session: Session, watchers: list[Any]) -> Iterator[str]:
    """Let the watchers see every event; says nothing, but is read as one part that may fail."""
    for portion in events(session):
        for watcher in watchers:
            watcher.see(portion)
    yield from ()


def _first(part: str, faults: Iterable[str]) -> list[str]:
    """Give the first faults of one part and how many more there are: a broken trail can have a million.

    A part that cannot be read to its end is a fault, and the others are still verified.
    """
    found: list[str] = []
    more = 0
    try:
        for fault in faults:
            if len(found) < MOST:
                found.append(fault)
            else:
                more += 1
    except UNREADABLE as error:
        found.append(f"{part} cannot be read to its end: {why(error)}.")
    return [*found, f"And {more:,} more of this kind."] if more else found


def events(session: Session) -> Iterator[list[Told]]:
    """Read the trail in order, a portion at a time, exactly as it is stored."""
    statement = select(*as_stored(TRAIL)).order_by(col(Event.seq)).execution_options(yield_per=AT_ONCE)
    with session.execute(statement) as rows:
        for portion in rows.mappings().partitions():
            yield [_told(row) for row in portion]


def _told(row: Any) -> Told:
    values = {column.name: as_told(column, row[column.name]) for column in TRAIL.columns}
    return Told(values["seq"], values, read_rows(values["body"]))


class Chain:
    """Each event follows the one before it: no gap, no fork, no change, no step back in time."""

    def __init__(self) -> None:
        self.seq, self.hash, self.at = 0, ORIGIN, ""
        self.faults: list[str] = []

    def see(self, portion: list[Told]) -> None:
        """Check the next events."""
        for event in portion:
            self.faults += self._wrong(event)
            self.seq, self.hash, self.at = event.seq, event.values["hash"], str(event.values["at"])

    def _wrong(self, event: Told) -> Iterator[str]:
        if event.seq != self.seq + 1:
            yield f"The trail has a gap: {_several(self.seq + 1, event.seq - 1)} missing."
        if event.values["prev_hash"] != self.hash:
            yield f"Event {event.seq} does not follow the one before it: the hash that it names is another."
        if event.values["hash"] != event_hash(event.values):
            yield f"Event {event.seq} was changed: its hash is not that of what it says."
        if str(event.values["at"]) < self.at:
            yield f"Event {event.seq} is dated before the one ahead of it."
        if event.rows is None:
            yield f"Event {event.seq} cannot be read: its body is not one that the tracker writes."


def _several(first: int, last: int) -> str:
    return f"event {first} is" if first == last else f"events {first} to {last} are"


@dataclass(frozen=True, order=True)
class Anchor:
    """The head of the trail as it was after one commit, kept outside the database."""

    seq: int
    hash: str
    at: str


def read_anchors(path: Path) -> tuple[list[Anchor], list[str]]:
    """Read the anchor file; a line that cannot be read is a fault."""
    anchors: list[Anchor] = []
    faults: list[str] = []
    if not path.exists():
        return anchors, faults
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        return anchors, [f"The anchor file cannot be opened: {error.strerror}."]
    for number, line in enumerate(lines, start=1):
        try:
            told = json.loads(line)
            anchors.append(Anchor(int(told["seq"]), str(told["hash"]), str(told["at"])))
        except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
            faults.append(f"Line {number} of the anchor file cannot be read.")
    return sorted(anchors), faults


class Anchored:
    """Every anchor names an event that is still the same."""

    def __init__(self, anchors: list[Anchor]) -> None:
        self.waiting = anchors[::-1]
        self.any = bool(anchors)
        self.fits: Anchor | None = None
        self.broken: list[Anchor] = []

    def see(self, portion: list[Told]) -> None:
        """Hold the next events against the anchors that name them."""
        for event in portion:
            while self.waiting and self.waiting[-1].seq <= event.seq:
                anchor = self.waiting.pop()
                if (anchor.seq, anchor.hash) != (event.seq, event.values["hash"]):
                    self.broken.append(anchor)
                elif not self.broken:
                    self.fits = anchor

    def end(self, head: int, *, missing: bool) -> Iterator[str]:
        """Say which anchors no longer fit, and since which one."""
        if missing and head:
            yield f"The anchor file is missing, although the trail has {head:,} events."
        elif head and not self.any:
            yield f"The anchor file names no event, although the trail has {head:,}."
        if self.broken:
            first = self.broken[0]
            yield (
                f"The trail was rebuilt or changed: event {first.seq} is not the one that was anchored at {first.at} "
                f"({len(self.broken)} of the anchors no longer fit), {self._since()}."
            )
        if self.waiting:
            newest = self.waiting[0]
            yield (
                f"The trail ends at event {head}, but event {newest.seq} was anchored at {newest.at}: "
                f"{newest.seq - head} events were cut off, or an older backup was restored, {self._since()}."
            )

    def _since(self) -> str:
        if self.fits is None:
            return "since before the first anchor"
        return f"since the anchor of event {self.fits.seq} at {self.fits.at}"


class Kept:
    """The wording beside the trail is what the events name, or an event tells that it was erased."""

    def __init__(self, session: Session) -> None:
        self.session, self.last = session, 0
        self.faults: list[str] = []
        self.emptied: dict[str, int] = {}
        self.erasures: dict[str, int] = {}

    def see(self, portion: list[Told]) -> None:
        """Hold the wording kept with the next events against what they name."""
        named = {(event.seq, digest) for event in portion for digest in event.digests}
        columns = (KeptText.seq, KeptText.digest, KeptText.salt, KeptText.wording)
        span = (col(KeptText.seq) > self.last, col(KeptText.seq) <= portion[-1].seq)
        found = set()
        for seq, digest, salt, wording in self.session.execute(select(*columns).where(*span)):
            found.add((seq, digest))
            if salt is None and wording is None:
                self.emptied[digest] = seq
            elif salted(str(salt), str(wording)) != digest:
                self.faults.append(f"The wording kept with event {seq} was changed.")
        self.faults += [f"Wording of event {seq} is missing, and was not erased." for seq, _ in sorted(named - found)]
        self.faults += [f"Wording is kept with event {seq} that it does not name." for seq, _ in sorted(found - named)]
        self.erasures.update((digest, event.seq) for event in portion for digest in event.erased)
        self.last = portion[-1].seq

    def end(self, head: int) -> list[str]:
        """Give the faults, with those of erasures and of wording outside the trail."""
        outside = select(KeptText.seq).where((col(KeptText.seq) > head) | (col(KeptText.seq) < 1))
        beyond = self.session.scalars(outside.order_by(col(KeptText.seq)))
        strange = [f"Wording is kept with event {seq}, which is not in the trail." for seq in beyond]
        return [*self.faults, *self._not_told(), *self._not_done(), *strange]

    def _not_told(self) -> Iterator[str]:
        """Name the wording that is gone without an event of erasure after the one that named it."""
        for digest, seq in self.emptied.items():
            if self.erasures.get(digest, 0) <= seq:
                yield f"The wording kept with event {seq} was emptied, but no event tells of an erasure."

    def _not_done(self) -> Iterator[str]:
        """Name the erasures that the trail tells of, although the wording still stands or never did."""
        for digest, told in self.erasures.items():
            if digest in self.emptied:
                continue
            seq = self.session.scalar(select(KeptText.seq).where(col(KeptText.digest) == digest))
            if seq is None:
                yield f"Event {told} says that wording was erased which no event before it named."
            else:
                yield f"Event {told} says that wording of event {seq} was erased, but it is still kept."
