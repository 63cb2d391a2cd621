"""Fold the events into the rows that they tell of, and compare these with the rows that stand."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from tracker.as_stored import UNREADABLE, as_stored, as_told, is_readable, why
from tracker.models import Event, KeptText
from tracker.models.statements import select
from tracker.trail import NOT_THE_RECORD, canonical, salted

AT_ONCE = 500
LARGEST = 2**63
WORDING_ERASED = "wording erased"
ERASED = "(erased)"
HASH = 64
Change = tuple[str, Any, dict[str, Any]]


@dataclass(frozen=True)
class Told:
    """One event as stored, and the rows that it tells of; None when its body cannot be read."""

    seq: int
    values: dict[str, Any]
    rows: list[Change] | None

    @property
    def erased(self) -> list[str]:
        """Give the salted hashes of the wording that the event, if it is an erasure, says was erased."""
        return read_erased(self.values["body"]) if self.values["kind"] == WORDING_ERASED else []

    @property
    def digests(self) -> Iterator[str]:
        """Give the salted hashes by which the event names what is kept aside: wording, its session and its address."""
        yield from (each for each in (self.values["session"], self.values["address"]) if len(str(each)) == HASH)
        for _, _, columns in self.rows or ():
            for value in columns.values():
                if isinstance(value, dict) and "kept" in value:
                    yield value["kept"]


def read_rows(body: Any) -> list[Change] | None:
    """Read the rows out of the body of an event."""
    try:
        rows = [(table, key, dict(columns.items())) for table, key, columns in json.loads(body)["rows"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return rows if all(_is_ours(*row) for row in rows) else None


def _is_ours(table: Any, key: Any, columns: dict[str, Any]) -> bool:
    """Tell whether a change is written as the trail writes it."""
    named = isinstance(table, str) and isinstance(key, int) and abs(key) < LARGEST
    return named and all(_is_told(value) for value in columns.values())


def _is_told(value: Any) -> bool:
    if isinstance(value, dict):
        return value.keys() <= {"kept", "secret"} and [type(each) for each in value.values()] == [str]
    return value is None or isinstance(value, bool | int | str)


def read_erased(body: Any) -> list[str]:
    """Read out of the body of an erasure which wording it names."""
    try:
        digests = json.loads(body)["note"]["digests"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
    return [digest for digest in digests if isinstance(digest, str)] if isinstance(digests, list) else []


def tables() -> list[Table]:
    """Give the tables of the record: neither the trail, nor what is derived, nor what only runs the service."""
    every = SQLModel.metadata.sorted_tables
    trail = Event.__table__  # type: ignore[attr-defined]
    return [table for table in every if table is not trail and not any(table.info.get(m) for m in NOT_THE_RECORD)]


class Fold:
    """The rows as the events tell them, gathered in a private file that the system may spill to disk."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("CREATE TABLE told (name, key, columns, PRIMARY KEY (name, key)) WITHOUT ROWID")
        self._rows.execute("BEGIN")
        self._wrong: list[str] = []

    def see(self, portion: list[Told]) -> None:
        """Take in what the next events tell."""
        for event in portion:
            for name, key, columns in event.rows or ():
                self._tell(event.seq, name, key, columns)

    def _tell(self, seq: int, name: str, key: Any, columns: dict[str, Any]) -> None:
        before = self._rows.execute("SELECT columns FROM told WHERE name = ? AND key = ?", (name, key)).fetchone()
        if before is None and columns.get("seq") != seq:
            self._wrong.append(f"Event {seq} tells of {name} {key}, which was not recorded by it or before it.")
        whole = {**json.loads(before[0]), **columns} if before else columns
        self._rows.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?)", (name, key, canonical(whole)))

    def portions(self, size: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Give the rows as they stand after the events, table by table in the order of their foreign keys."""
        for table in tables():
            found = self._rows.execute("SELECT columns FROM told WHERE name = ? ORDER BY key", (table.name,))
            while rows := [json.loads(columns) for (columns,) in found.fetchmany(size)]:
                yield table.name, rows

    def close(self) -> None:
        """Let go of the private file."""
        self._rows.close()

    def faults(self, session: Session) -> Iterator[str]:
        """Name every row that is not what its events say, every row without event and every event without row."""
        yield from self._wrong
        for table in tables():
            try:
                yield from self._compare(session, table)
            except UNREADABLE as error:
                yield f"The table {table.name} cannot be read to its end: {why(error)}."
        for name, key in self._rows.execute("SELECT name, key FROM told ORDER BY name, key"):
            yield f"The events tell of {name} {key}, but there is no such row: it was deleted without an event."
        self.close()

    def _compare(self, session: Session, table: Table) -> Iterator[str]:
        statement = select(*as_stored(table)).order_by(table.c.id).execution_options(yield_per=AT_ONCE)
        with session.execute(statement) as rows:
            for portion in rows.mappings().partitions():
                told = {row["id"]: self._take(table.name, row["id"]) for row in portion}
                salts = _salts(session, told)
                for row in portion:
                    yield from _row_faults(table, row, told[row["id"]], salts)

    def _take(self, name: str, key: Any) -> dict[str, Any] | None:
        found = self._rows.execute("SELECT columns FROM told WHERE name = ? AND key = ?", (name, key)).fetchone()
        self._rows.execute("DELETE FROM told WHERE name = ? AND key = ?", (name, key))
        return json.loads(found[0]) if found else None


def _row_faults(table: Table, row: Any, expected: dict[str, Any] | None, salts: dict[str, str | None]) -> Iterator[str]:
    name = f"The row {table.name} {row['id']}"
    if expected is None:
        yield f"{name} is in no event: it was added without one."
        return
    wrong = [column for column in table.columns if not _same(column, row[column.name], expected, salts)]
    unread = [column.name for column in wrong if not is_readable(column, row[column.name])]
    if other := [column.name for column in wrong if column.name not in unread]:
        yield f"{name} is not what its events say: {', '.join(other)}."
    if unread:
        yield f"{name} cannot be read: {', '.join(unread)}."


def _salts(session: Session, told: dict[Any, dict[str, Any] | None]) -> dict[str, str | None]:
    """Give the salts of the wording that these rows name; an erased one has none."""
    named = [
        v["kept"] for columns in told.values() for v in (columns or {}).values() if isinstance(v, dict) and "kept" in v
    ]
    found: dict[str, str | None] = {}
    for start in range(0, len(named), AT_ONCE):
        chosen = col(KeptText.digest).in_(named[start : start + AT_ONCE])
        found.update(
            (digest, salt) for digest, salt in session.execute(select(KeptText.digest, KeptText.salt).where(chosen))
        )
    return found


def _same(column: Any, value: Any, expected: dict[str, Any], salts: dict[str, str | None]) -> bool:
    told = expected.get(column.name)
    if not isinstance(told, dict):
        return column.name in expected and bool(as_told(column, value) == told)
    if "secret" in told:
        return hashlib.sha256(str(value).encode()).hexdigest() == str(told["secret"])
    digest = told.get("kept")
    if digest not in salts:
        return False
    salt = salts[digest]
    # Whether it was erased lawfully is told by the wording kept beside the trail; here nothing else may stand instead.
    return value in ("", ERASED) if salt is None else salted(salt, str(value)) == str(digest)
