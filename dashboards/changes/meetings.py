"""Meetings: that a body meets on a day; what it decides is entered at what it decides about."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind
from dashboards.forms import Form, form
from tracker.commands import meetings
from tracker.visit import Visit
from tracker.words import MeetingKind, Permission


def ask_meeting(_visit: Visit) -> Form:
    """Ask for a meeting, held or to come."""
    return Form(
        title="Record a meeting",
        lead="Meetings to come are recorded as well: papers are due five clear working days before.",
        fields=[
            Field("kind", "Which body meets?", Kind.RADIOS, options=read.words(list(MeetingKind))),
            Field("title", "Title, for example Board meeting December 2026"),
            Field("day of the meeting", "On which day?", Kind.DATE, hint="For example, 16 Dec 2026"),
        ],
        submit="Record the meeting",
        cancel_href="/meetings",
    )


@form("/meetings/new", needs=Permission.RECORD_MEETING, ask=ask_meeting)
def record_meeting(visit: Visit, typed: Typed) -> str:
    """Record a meeting."""
    kind = read.word(typed, "kind", MeetingKind, "Choose which body meets.")
    held_on = read.day(typed, "day of the meeting")
    meetings.record_meeting(visit, kind, title=typed.get("title", ""), held_on=held_on)
    return "/meetings"
