"""Clocks: what has to be done by when, from what day, paused, resumed and done, each an added fact."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from tracker.models.columns import Fact, choice, free_text
from tracker.words import Clock, ClockUnit


class StartedClock(Fact, table=True):
    """A clock was started on a review, a meeting or an improvement notice, with its length and calendar of that day."""

    __tablename__ = "clock"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN review_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN meeting_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN context_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="clock_about_one_thing",
        ),
        CheckConstraint("(kind = 'papers before a meeting') = (meeting_id IS NOT NULL)", name="papers_of_a_meeting"),
        CheckConstraint("context_id IS NULL OR kind = 'improvement-notice review'", name="notice_is_reviewed"),
        CheckConstraint("length > 0", name="clock_runs"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: Clock = choice(Clock)
    review_id: int | None = Field(default=None, foreign_key="review.id", ondelete="RESTRICT", index=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", ondelete="RESTRICT", index=True)
    context_id: int | None = Field(default=None, foreign_key="context_event.id", ondelete="RESTRICT", index=True)
    started_on: date
    length: int
    unit: ClockUnit = choice(ClockUnit)
    source: str = Field(max_length=400)
    key_id: int = Field(foreign_key="rating_key.id", ondelete="RESTRICT")
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class ClockPause(Fact, table=True):
    """The clock stands still from a day on, for a reason."""

    __tablename__ = "clock_pause"
    __table_args__ = (CheckConstraint("reason <> ''", name="clock_pause_has_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    clock_id: int = Field(foreign_key="clock.id", ondelete="RESTRICT", index=True)
    since: date
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class ClockResume(Fact, table=True):
    """The clock runs again; `since` is the first day that counts again."""

    __tablename__ = "clock_resume"
    id: int | None = Field(default=None, primary_key=True)
    pause_id: int = Field(foreign_key="clock_pause.id", ondelete="RESTRICT", unique=True)
    since: date
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class ClockDone(Fact, table=True):
    """What the clock timed was done on a day; `effective_on` tells when that was entered."""

    __tablename__ = "clock_done"
    id: int | None = Field(default=None, primary_key=True)
    clock_id: int = Field(foreign_key="clock.id", ondelete="RESTRICT", unique=True)
    done_on: date
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
