"""Rows within a row, as JSON: one SELECT gives a page with what belongs to each of its lines."""

from typing import Any

from sqlalchemy import JSON, func
from sqlalchemy.orm import Session


def as_json(session: Session, *columns: Any) -> Any:
    """Gather these columns of all rows into one list of lists; None or empty when there are none."""
    if session.get_bind().dialect.name == "sqlite":
        return func.json_group_array(func.json_array(*columns), type_=JSON)
    return func.json_agg(func.json_build_array(*columns), type_=JSON)
