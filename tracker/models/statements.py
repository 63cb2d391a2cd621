"""Statements over the tables."""

from typing import Any

import sqlalchemy


def select(*what: Any) -> Any:
    """Select columns or rows.

    SQLModel types a column as the value that it holds, so that a row is checked; in a statement that type is in
    the way, which is why statements are untyped and what comes out of them is given a type where it is used.
    """
    return sqlalchemy.select(*what)
