"""Editions of the plan that were frozen: for a meeting, or to be published."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from tracker.models.columns import Fact, choice
from tracker.words import Edition


class Snapshot(Fact, table=True):
    """An edition as it stood: what it holds lies in the store under `sha256`, and never changes.

    It was made from the events up to `head_seq`, whose hash was `head_hash`; from them it can be derived again.
    """

    __table_args__ = (CheckConstraint("head_seq > 0 AND size > 0", name="snapshot_of_something"),)
    id: int | None = Field(default=None, primary_key=True)
    cited: str = Field(max_length=80, unique=True)
    edition: Edition = choice(Edition)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", ondelete="RESTRICT", index=True)
    as_at: date
    head_seq: int
    head_hash: str = Field(max_length=64)
    sha256: str = Field(max_length=64, index=True)
    size: int
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
