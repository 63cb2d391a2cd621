"""On which day a meeting is held as known on a day, and whether it was called off.

`Meeting.held_on` is the day that holds now. A meeting moves only before it is held, and only to a day to come: what was
held before a day is therefore the same on every day after it.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func
from sqlmodel import col

from tracker.models import Meeting, MeetingChange
from tracker.models.statements import select


def called_off(day: date | None = None) -> ColumnElement[bool]:
    """Choose the meetings that were called off, by a day when one is given."""
    told = select(MeetingChange.id).where(
        col(MeetingChange.meeting_id) == col(Meeting.id), col(MeetingChange.held_on).is_(None)
    )
    known = told.where(col(MeetingChange.effective_on) <= day) if day else told
    return exists(known.correlate(Meeting))


def held_on_at(day: date) -> Any:
    """Give the day of a meeting as it was known on a day: what the first later change says that it was."""
    was = select(MeetingChange.was_on).where(
        col(MeetingChange.meeting_id) == col(Meeting.id), col(MeetingChange.effective_on) > day
    )
    first = was.order_by(col(MeetingChange.effective_on), col(MeetingChange.seq)).limit(1)
    return func.coalesce(first.correlate(Meeting).scalar_subquery(), col(Meeting.held_on))
