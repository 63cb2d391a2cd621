"""The trail: one event for each change, chained by hashes, with personal wording kept aside."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from tracker.models.columns import instant, operational

ORIGIN = "0" * 64


class Event(SQLModel, table=True):
    """One change of the record. Appended in the transaction of the change; never altered.

    `hash` is SHA-256 over the canonical JSON of all the other columns; `prev_hash` is unique, so the chain cannot fork.
    `session` and `address` are salted hashes, too: what they name is kept aside, so that an event can be given away.
    """

    __table_args__ = (CheckConstraint("seq > 0", name="seq_from_one"),)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = instant()
    effective_on: date
    actor_id: int | None = Field(default=None, index=True)
    actor: str = Field(max_length=254)
    session: str = Field(default="", max_length=64)
    method: str = Field(default="", max_length=20)
    address: str = Field(default="", max_length=64)
    kind: str = Field(max_length=60)
    object_kind: str = Field(max_length=60)
    object_id: int | None = None
    review_id: int | None = Field(default=None, index=True)
    action_id: int | None = Field(default=None, index=True)
    recommendation_id: int | None = Field(default=None, index=True)
    version_before: int | None = None
    version_after: int | None = None
    body: str = Field(sa_type=Text)
    prev_hash: str = Field(max_length=64, unique=True)
    hash: str = Field(max_length=64, unique=True)


class KeptText(SQLModel, table=True):
    """What an event names by its salted hash; lawful erasure empties wording and salt, and the chain still verifies."""

    __tablename__ = "kept_text"
    __table_args__ = (
        CheckConstraint("(wording IS NULL) = (salt IS NULL)", name="erased_together"),
        operational(),
    )
    digest: str = Field(primary_key=True, max_length=64)
    seq: int = Field(index=True)
    salt: str | None = Field(default=None, max_length=32)
    wording: str | None = Field(default=None, sa_type=Text)
