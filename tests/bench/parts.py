"""One process's share of the pack: the stories of some reviews, written as rows into a file of their own."""

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench.happenings import Happening
from tests.bench.learned import Learned
from tests.bench.pack import POSTS_EACH, Pack
from tests.bench.stored import instant, instant_told, names, row, stored
from tests.bench.stories import story
from tracker import tally, trail
from tracker.models import Position
from tracker.rules.facts import Key

AT_ONCE = 20_000
MARK = "@"
UNTOLD = {
    "actor_id": None,
    "actor": "the board pack",
    "session": "",
    "method": "made up",
    "address": "",
    "version_before": None,
    "version_after": None,
}
TRAIL = (
    "seq", "at", "effective_on", "actor_id", "actor", "session", "method", "address", "kind", "object_kind",
    "object_id", "review_id", "action_id", "recommendation_id", "version_before", "version_after", "body",
)  # fmt: skip


def days_of(share: tuple[Pack, range]) -> "array[int]":
    """Give the day of every event of these reviews, story by story."""
    pack, reviews = share
    return array("i", [event.day.toordinal() for number in reviews for event in story(pack, number)])


@dataclass(frozen=True)
class Share:
    """Which reviews to write, where each of their events stands in the trail, and into which file."""

    pack: Pack
    reviews: range
    places: "array[int]"
    keys: Sequence[Key]
    file: Path


def write(share: Share) -> dict[tuple[date, tally.Group], int]:
    """Write the rows, positions and events of a share, and give the changes of the tally."""
    part = Part(share.file)
    changes: dict[tuple[date, tally.Group], int] = defaultdict(int)
    place = 0
    for number in share.reviews:
        learned = Learned(lambda post: (post - 1) // POSTS_EACH + 1)
        for event in story(share.pack, number):
            seq = share.places[place]
            place += 1
            learned.take(event, seq)
            part.add_event(event, seq)
        for values in learned.positions(share.keys):
            tally.count(values, changes, 1)
            part.add(Position, values)
    part.close()
    return {key: change for key, change in changes.items() if change}


class Part:
    """A file of bare tables: no keys, no checks, no indexes, as fast as a disk takes it."""

    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(file, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=OFF")
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.execute("BEGIN")
        self.connection.execute(f"CREATE TABLE told ({', '.join(TRAIL)}, head, tail)")
        self.waiting: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.inserts = {"told": f"INSERT INTO told VALUES ({', '.join('?' * (len(TRAIL) + 2))})"}

    def add_event(self, event: Happening, seq: int) -> None:
        """Add the rows of an event, and the event with its JSON cut in two where the hash before it belongs."""
        fact = {"effective_on": event.day, "recorded_at": instant(event.day), "seq": seq}
        for model, values in event.rows:
            values.setdefault("id", seq)
            self.add(model, {**values, **fact})
        told = {**UNTOLD, **_told(event, seq)}
        parts = trail.canonical({**told, "prev_hash": MARK}).split(f'"prev_hash":"{MARK}"')
        told["at"] = instant(event.day)
        self._wait("told", (*(told[name] for name in TRAIL), *parts))

    def add(self, model: type[Any], values: dict[str, Any]) -> None:
        """Add a row of a table."""
        name = model.__tablename__
        if name not in self.inserts:
            columns = ", ".join(f'"{each}"' for each in names(model))
            self.connection.execute(f"CREATE TABLE {name} ({columns})")
            self.inserts[name] = f"INSERT INTO {name} VALUES ({', '.join('?' * len(names(model)))})"
        self._wait(name, row(model, values))

    def _wait(self, name: str, values: tuple[Any, ...]) -> None:
        waiting = self.waiting[name]
        waiting.append(values)
        if len(waiting) >= AT_ONCE:
            self.connection.executemany(self.inserts[name], waiting)
            waiting.clear()

    def close(self) -> None:
        """Write what is still waiting."""
        for name, waiting in self.waiting.items():
            self.connection.executemany(self.inserts[name], waiting)
        self.connection.execute("COMMIT")
        self.connection.close()


def _told(event: Happening, seq: int) -> dict[str, Any]:
    """Give what an event says, as JSON knows it."""
    model, first = event.rows[0]
    return {
        "seq": seq,
        "at": instant_told(event.day),
        "effective_on": stored(event.day),
        "kind": event.kind,
        "object_kind": model.__tablename__,
        "object_id": first["id"],
        "review_id": event.review,
        "action_id": event.action,
        "recommendation_id": event.recommendation,
        "body": _body(event),
    }


def _body(event: Happening) -> str:
    """Tell of the rows by table and key, with their short values; the wording would be kept aside."""
    rows = [
        [model.__tablename__, values["id"], {k: stored(v) for k, v in values.items() if k not in _long(model)}]
        for model, values in event.rows
    ]
    return trail.canonical({"note": {}, "rows": rows})


@cache
def _long(model: type[Any]) -> frozenset[str]:
    return frozenset(column.name for column in model.__table__.columns if column.info.get("kept_aside"))
