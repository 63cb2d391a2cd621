"""Read rows as they are stored, even when what is stored is no longer what the models allow."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Label, Table, type_coerce
from sqlalchemy.types import NullType

from tracker.models.columns import UtcDateTime
from tracker.trail import plain


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
