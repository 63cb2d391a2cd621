"""What an inspector keeps and leaves behind: notes of their own, and the log of what they were given.

Both are kept apart from the trail: no event tells of them, and nothing that shows the trail shows them. They are only
ever added to.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from tracker.models.columns import free_text, instant, operational

ABOUT = ("recommendation", "action", "evidence")
ONE_OF = " + ".join(f"(CASE WHEN {name}_id IS NULL THEN 0 ELSE 1 END)" for name in ABOUT)


class InspectorNote(SQLModel, table=True):
    """A note on one record that only the inspector who wrote it reads."""

    __tablename__ = "inspector_note"
    __table_args__ = (
        CheckConstraint(f"{ONE_OF} = 1", name="note_on_one_thing"),
        CheckConstraint("wording <> ''", name="note_says_something"),
        operational(),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT", index=True)
    at: datetime = instant()
    recommendation_id: int | None = Field(default=None, foreign_key="recommendation.id", ondelete="RESTRICT")
    action_id: int | None = Field(default=None, foreign_key="action.id", ondelete="RESTRICT")
    evidence_id: int | None = Field(default=None, foreign_key="evidence.id", ondelete="RESTRICT")
    wording: str = free_text(default=None)


class AccessLog(SQLModel, table=True):
    """Somebody was given something: a page to an inspector, an evidence pack to whoever exported it."""

    __tablename__ = "access_log"
    __table_args__ = operational()
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT", index=True)
    at: datetime = instant()
    session: str = Field(default="", max_length=64)
    what: str = Field(sa_type=Text)
