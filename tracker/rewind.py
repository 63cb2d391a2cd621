"""Derive the record as it was after an event: in a database of its own, from the trail alone."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table, create_engine, event
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from tracker import positions
from tracker.as_stored import as_stored
from tracker.errors import InputError
from tracker.fold import ERASED, Fold, Told, tables
from tracker.models import KeptText
from tracker.models.columns import UtcDateTime
from tracker.models.statements import select
from tracker.verify import TRAIL, Chain, events
from tracker.visit import SERVICE, visiting

AT_ONCE = 500
CHANGED = "The record cannot be derived again: the trail up to event {seq} is not what it was. {fault}"


@contextmanager
def rewound(session: Session, seq: int, hash_of_head: str, now: datetime) -> Iterator[Session]:
    """Open the record as the events up to `seq` tell it, with its positions computed for the day of `now`.

    Raises `InputError` when these events are no longer the ones whose last hash is `hash_of_head`.
    """
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'rewound.db'}")
        event.listen(engine, "connect", _quick)
        SQLModel.metadata.create_all(engine)
        try:
            with Session(engine) as past:
                _fill(session, past, seq, hash_of_head)
                positions.rebuild(visiting(past, SERVICE, now))
                past.flush()
                yield past
        finally:
            engine.dispose()


def _quick(connection: Any, _record: object) -> None:
    """Wait for no disk: what is lost here is derived again."""
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA journal_mode=OFF")


def _fill(session: Session, past: Session, seq: int, hash_of_head: str) -> None:
    fold, chain = Fold(), Chain()
    for portion in events(session):
        told = [each for each in portion if each.seq <= seq]
        if not told:
            break
        fold.see(told)
        chain.see(told)
        _insert(past, TRAIL, [_as_kept(each) for each in told])
    if chain.faults or (chain.seq, chain.hash) != (seq, hash_of_head):
        fault = chain.faults[0] if chain.faults else "Its last hash is another."
        raise InputError(CHANGED.format(seq=seq, fault=fault))
    _keep_texts(session, past, seq)
    columns = {table.name: {column.name: column for column in table.columns} for table in tables()}
    for name, rows in fold.portions(AT_ONCE):
        wordings = _wordings(session, rows)
        whole = [{key: _value(columns[name][key], told, wordings) for key, told in row.items()} for row in rows]
        _insert(past, SQLModel.metadata.tables[name], whole)
    fold.close()


def _as_kept(told: Told) -> dict[str, Any]:
    return {name: _value(TRAIL.columns[name], value, {}) for name, value in told.values.items()}


def _keep_texts(session: Session, past: Session, seq: int) -> None:
    table: Table = KeptText.__table__  # type: ignore[attr-defined]
    statement = select(*as_stored(table)).where(col(KeptText.seq) <= seq).execution_options(yield_per=AT_ONCE)
    with session.execute(statement) as rows:
        for portion in rows.mappings().partitions():
            _insert(past, table, [dict(row) for row in portion])


def _insert(past: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows as the embedded database stores them, whatever kinds their columns have."""
    connection = past.connection()
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', tuple(row.values()))  # noqa: S608


def _wordings(session: Session, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Read the wordings that rows name and that are kept aside; an erased one reads as erased."""
    named = [v["kept"] for row in rows for v in row.values() if isinstance(v, dict) and "kept" in v]
    found: dict[str, str] = {}
    for start in range(0, len(named), AT_ONCE):
        chosen = col(KeptText.digest).in_(named[start : start + AT_ONCE])
        for digest, wording in session.execute(select(KeptText.digest, KeptText.wording).where(chosen)):
            found[digest] = ERASED if wording is None else wording
    return found


def _value(column: Column[Any], told: Any, wordings: dict[str, str]) -> Any:
    """Give what an event tells of a column in the form in which the embedded database stores it."""
    if isinstance(told, dict):
        return wordings.get(told["kept"], ERASED) if "kept" in told else told.get("secret", "")
    if isinstance(column.type, UtcDateTime) and told is not None:
        return datetime.fromisoformat(str(told)).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return int(told) if isinstance(told, bool) else told
