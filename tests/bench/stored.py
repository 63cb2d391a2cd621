"""Rows as the embedded database stores them, so that a million can be written without a session."""

from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from pydantic_core import PydanticUndefined

from tracker.trail import plain

NOON = time(12, 0, tzinfo=UTC)


@cache
def columns(model: type[Any]) -> tuple[tuple[str, Any], ...]:
    """Give the columns of a table with what a row holds that names no value."""
    fields = model.model_fields
    found = []
    for column in model.__table__.columns:
        default = fields[column.name].default
        found.append((column.name, None if default is PydanticUndefined else stored(default)))
    return tuple(found)


def names(model: type[Any]) -> list[str]:
    """Give the names of a table's columns in order."""
    return [name for name, _ in columns(model)]


def row(model: type[Any], values: dict[str, Any]) -> tuple[Any, ...]:
    """Give a row as stored."""
    told = values.get
    return tuple([stored(told(name, default)) for name, default in columns(model)])


def stored(value: Any) -> Any:
    """Give a value as the embedded database stores it."""
    kind = type(value)
    if kind is int or kind is str or value is None:
        return value
    if kind is date:
        return value.isoformat()
    return int(value) if kind is bool else value.value


@cache
def instant(day: date) -> str:
    """Give the instant at which the facts of a day were recorded, as stored."""
    return at(day).strftime("%Y-%m-%d %H:%M:%S.%f")


@cache
def instant_told(day: date) -> str:
    """Give the same instant as an event tells it."""
    return str(plain(at(day)))


def at(day: date) -> datetime:
    """Give the instant at which the facts of a day were recorded."""
    return datetime.combine(day, NOON)
