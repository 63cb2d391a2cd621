"""What somebody who owns the machine can do to the trail, outside of the tracker."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, update
from sqlalchemy.pool import NullPool

from tests.database.postgres import SUPERUSER
from tests.database.record import Record
from tracker.models import ORIGIN, Event
from tracker.models.statements import select
from tracker.trail import canonical, event_hash

TRAIL = Event.__table__


@contextmanager
def unlocked(record: Record) -> Iterator[None]:
    """Take the triggers away, and put them back afterwards as if nothing had happened."""
    if not record.is_sqlite:
        found = record.read("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        tables = [table for (table,) in found]
        record.tamper(*(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables))
        yield
        record.tamper(*(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables))
        return
    triggers = record.read("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    record.tamper(*(f"DROP TRIGGER {name}" for name, _ in triggers))
    yield
    record.tamper(*(statement for _, statement in triggers))


def tamper(record: Record, *statements: str) -> None:
    """Change the trail behind its triggers."""
    with unlocked(record):
        record.tamper(*statements)


def rebuild(record: Record, first: int, forge: Callable[[dict[str, Any]], None]) -> None:
    """Forge one event and compute every hash after it anew, so that the chain fits again."""
    address = record.settings.database
    if record.cluster is not None:
        address = record.cluster.address(SUPERUSER, record.database)
    engine = create_engine(address, poolclass=NullPool)
    with unlocked(record), engine.begin() as connection:
        before = ORIGIN
        for row in connection.execute(select(TRAIL).order_by(TRAIL.c.seq)).mappings().all():
            values = dict(row)
            if values["seq"] == first:
                forge(values)
            values["prev_hash"] = before
            before = values["hash"] = event_hash(values)
            connection.execute(update(TRAIL).where(TRAIL.c.seq == values["seq"]).values(**values))


def told(values: dict[str, Any], table: str, column: str, value: Any) -> None:
    """Make the body of an event tell something else of the rows of a table."""
    body = json.loads(values["body"])
    for name, _, columns in body["rows"]:
        if name == table:
            columns[column] = value
    values["body"] = canonical(body)


def head(record: Record) -> int:
    """Give the place of the newest event."""
    return int(record.read("SELECT max(seq) FROM event")[0][0])


def place(record: Record, kind: str) -> int:
    """Give the place of the newest event of a kind."""
    return int(record.read(f"SELECT max(seq) FROM event WHERE kind = '{kind}'")[0][0])
