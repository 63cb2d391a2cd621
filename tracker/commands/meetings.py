"""Record meetings."""

from datetime import date

from tracker.access import needs
from tracker.commands.days import possible
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError
from tracker.models import Meeting
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import MeetingKind, Permission


@needs(Permission.RECORD_MEETING)
def record_meeting(visit: Visit, kind: MeetingKind, *, title: str, held_on: date) -> Meeting:
    """Record that a body meets on a day."""
    name = text(title, "title", longest=200)
    possible(held_on, "day of the meeting", visit.today)
    same = select(Meeting.id).where(Meeting.kind == kind, Meeting.held_on == held_on, Meeting.title == name)
    if visit.session.scalar(same):
        raise InputError("This meeting is already recorded.", field="title")
    row = add(visit, Meeting, kind=kind, title=name, held_on=held_on)
    record(visit, "meeting recorded", row)
    return row
