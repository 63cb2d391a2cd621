"""Asks: lasting groups of recommendations that ask for the same, and what persons did with them."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from tracker.models.columns import Editable, Fact, free_text


class Ask(Editable, table=True):
    """What several reviews asked for; `key` lasts for ever, `name` is the newest of its names."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=20)
    name: str = free_text(default=None)
    split_from_id: int | None = Field(default=None, foreign_key="ask.id", ondelete="RESTRICT", index=True)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class AskName(Fact, table=True):
    """One name of an ask, and why it was founded or named so; the newest holds."""

    __tablename__ = "ask_name"
    __table_args__ = (
        UniqueConstraint("ask_id", "number", name="ask_name_number_once"),
        CheckConstraint("reason <> ''", name="ask_name_has_reason"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ask_id: int = Field(foreign_key="ask.id", ondelete="RESTRICT")
    number: int
    name: str = free_text(default=None)
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class AskMember(Fact, table=True):
    """From then on the recommendation is one of those that ask for this."""

    __tablename__ = "ask_member"
    __table_args__ = (CheckConstraint("reason <> ''", name="ask_member_has_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    ask_id: int = Field(foreign_key="ask.id", ondelete="RESTRICT", index=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class AskLeaving(Fact, table=True):
    """From then on it is not; it may join again, as another member."""

    __tablename__ = "ask_leaving"
    __table_args__ = (CheckConstraint("reason <> ''", name="ask_leaving_has_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="ask_member.id", ondelete="RESTRICT", unique=True)
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class AskMerger(Fact, table=True):
    """From then on the key of this ask leads to the other one, which its members joined on the same day."""

    __tablename__ = "ask_merger"
    __table_args__ = (
        CheckConstraint("ask_id <> into_id", name="no_merger_with_itself"),
        CheckConstraint("reason <> ''", name="ask_merger_has_reason"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ask_id: int = Field(foreign_key="ask.id", ondelete="RESTRICT", unique=True)
    into_id: int = Field(foreign_key="ask.id", ondelete="RESTRICT", index=True)
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class AskAction(Fact, table=True):
    """One action that answers the ask wherever it came back; the newest holds."""

    __tablename__ = "ask_action"
    __table_args__ = (CheckConstraint("reason <> ''", name="ask_action_has_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    ask_id: int = Field(foreign_key="ask.id", ondelete="RESTRICT", index=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT", index=True)
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
