"""Columns that many tables share: choices checked by value, times in UTC, free text, and the two times of a fact."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, DateTime, Enum, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(column_0_name)s",
}

# What names or tells of a person: the trail keeps it aside, so that it can be erased.
KEPT_ASIDE: dict[str, Any] = {"info": {"kept_aside": True}}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant; aware in Python, UTC in every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: object) -> datetime | None:
        """Refuse a time without a zone: nobody could say when it was."""
        if value is not None and value.tzinfo is None:
            message = f"a time without a zone: {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, _dialect: object) -> datetime | None:
        """Give back UTC, which SQLite does not say."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(words: type[StrEnum], *, optional: bool = False, index: bool = False) -> Any:
    """Give a column that holds one of these words, by value and checked by the database."""
    column = Enum(
        words,
        native_enum=False,
        values_callable=lambda kind: [word.value for word in kind],
        create_constraint=True,
        length=60,
        name=None,
    )
    if optional:
        return Field(default=None, sa_type=column, nullable=True, index=index)
    return Field(sa_type=column, nullable=False, index=index)


def free_text(*, default: str | None = "") -> Any:
    """Give a column of wording that a person typed; the trail keeps it aside so that it can be erased."""
    if default is None:
        return Field(sa_type=Text, nullable=False, sa_column_kwargs=KEPT_ASIDE)
    return Field(default=default, sa_type=Text, nullable=False, sa_column_kwargs=KEPT_ASIDE)


def instant(*, optional: bool = False, index: bool = False) -> Any:
    """Give a column that holds an instant in UTC."""
    if optional:
        return Field(default=None, sa_type=UtcDateTime, nullable=True, index=index)
    return Field(sa_type=UtcDateTime, nullable=False, index=index)


class Fact(SQLModel):
    """The two times of every fact: the day it took effect, and when the server received it (`seq` names the event)."""

    effective_on: date = Field(sa_type=Date, nullable=False)
    recorded_at: datetime = instant()
    seq: int = Field(nullable=False)


class Editable(Fact):
    """A fact with labels that may change, each change leaving an event; a stale save is refused by `version`."""

    version: int = Field(default=1, nullable=False)


def derived() -> dict[str, Any]:
    """Mark a table as computed from the facts: rebuilt, never recorded in the trail."""
    return {"info": {"derived": True}}


def operational() -> dict[str, Any]:
    """Mark a table as part of running the service (sessions, receipts): not part of the record."""
    return {"info": {"operational": True}}
