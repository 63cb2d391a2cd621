"""Rows within a row, as JSON: one SELECT gives a page with what belongs to each of its lines."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import JSON, func
from sqlalchemy.orm import Session

day: Callable[[str], date] = date.fromisoformat


def as_json(session: Session, *columns: Any) -> Any:
    """Gather these columns of all rows into one list of lists, in no order; None or empty when there are none."""
    if session.get_bind().dialect.name == "sqlite":
        return func.json_group_array(func.json_array(*columns), type_=JSON)
    return func.json_agg(func.json_build_array(*columns), type_=JSON)


def one_as_json(session: Session, *columns: Any) -> Any:
    """Gather these columns of one row into one list."""
    build = func.json_array if session.get_bind().dialect.name == "sqlite" else func.json_build_array
    return build(*columns, type_=JSON)


def unpacked(told: Any, *kinds: Callable[[Any], Any] | None) -> list[list[Any]]:
    """Give rows out of JSON with their days and words as what they are; None leaves a column as it came."""
    return [
        [value if kind is None or value is None else kind(value) for kind, value in zip(kinds, row, strict=True)]
        for row in told or ()
    ]
