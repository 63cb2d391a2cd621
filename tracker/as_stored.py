"""Read rows as they are stored, even when what is stored is no longer what the models allow."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, Enum, Integer, Label, Table, type_coerce
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from tracker.models.columns import UtcDateTime
from tracker.models.statements import select
from tracker.trail import plain

# What reading and reckoning with values that nobody checked can raise; anything else is a fault in the tracker.
UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    StatementError,
)


def as_stored(table: Table) -> list[Label[Any]]:
    """Give the columns of a table free of their types: what was tampered with must not stop the reading."""
    return [type_coerce(column, NullType()).label(column.name) for column in table.columns]


def as_told(column: Column[Any], value: Any) -> Any:
    """Give a stored value in the form in which an event tells it."""
    if isinstance(column.type, UtcDateTime) and isinstance(value, str):
        return _instant(value)
    return repr(value) if isinstance(value, bytes | float) else plain(value)


def _instant(stored: str) -> str:
    """Read an instant as SQLite stores it: UTC, without saying so."""
    try:
        return str(plain(datetime.fromisoformat(stored).replace(tzinfo=UTC)))
    except ValueError:
        return stored


def is_readable(column: Column[Any], value: Any) -> bool:
    """Tell whether a stored value is one that the column can hold."""
    kind = column.type
    if value is None:
        return bool(column.nullable)
    if isinstance(kind, UtcDateTime):
        return _is_written(datetime, value)
    if isinstance(kind, Date):
        return _is_written(date, value)
    if isinstance(kind, Enum):
        return value in kind.enums
    if isinstance(kind, Boolean):
        return value in (0, 1)
    return isinstance(value, int) if isinstance(kind, Integer) else isinstance(value, str)


def _is_written(kind: type[date], value: Any) -> bool:
    if isinstance(value, kind):
        return True
    try:
        kind.fromisoformat(value)
    except (ValueError, TypeError):
        return False
    return True


def unreadable(session: Session, table: Table) -> Iterator[str]:
    """Name every row of a table with the columns that cannot be read."""
    statement = select(*as_stored(table)).order_by(*table.primary_key).execution_options(yield_per=500)
    with session.execute(statement) as rows:
        for row in rows.mappings():
            yield from _unread(table, row)


def _unread(table: Table, row: Any) -> Iterator[str]:
    if wrong := [column.name for column in table.columns if not is_readable(column, row[column.name])]:
        key = " ".join(str(row[column.name]) for column in table.primary_key)
        yield f"the row {table.name} {key} cannot be read: {', '.join(wrong)}"


def why(error: BaseException) -> str:
    """Say why something could not be read: what the database says, but never a value that stands in a row."""
    said = error.orig if isinstance(error, StatementError) else None
    return str(said).splitlines()[0][:200] if said else "a value in it is not one that the tracker writes"
