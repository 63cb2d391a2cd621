"""Meetings: that a body meets on a day; what it decides is entered at what it decides about."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind
from dashboards.forms import Form, form
from tracker.commands import meetings
from tracker.queries import meetings as queries
from tracker.queries.meetings import Listed
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


def ask_move(visit: Visit, key: int) -> Form:
    """Ask to which day a meeting is moved, and why."""
    meeting = queries.whole(visit, key).meeting
    return Form(
        title=f"Move {meeting.title}",
        lead=f"It is set for {meeting.held_on:%-d %B %Y}; that day stays in the record. Papers follow the new day, and "
        "a rating that was overridden until this meeting is overridden no longer than to its new day.",
        fields=[
            Field("day of the meeting", "To which day?", Kind.DATE, hint="For example, 6 Jan 2027"),
            Field("reason", "Why?", Kind.TEXTAREA),
        ],
        submit="Move the meeting",
        cancel_href=f"/meetings/{key}",
        version=meeting.version,
        crumbs=_crumbs(meeting),
    )


@form("/meetings/<int:key>/move", needs=Permission.RECORD_MEETING, ask=ask_move)
def move(visit: Visit, typed: Typed, key: int) -> str:
    """Set a meeting to another day."""
    held_on, version = read.day(typed, "day of the meeting"), read.version(typed)
    meetings.move(visit, key, held_on=held_on, reason=typed.get("reason", ""), version=version)
    return f"/meetings/{key}"


def ask_call_off(visit: Visit, key: int) -> Form:
    """Ask why a meeting is called off."""
    meeting = queries.whole(visit, key).meeting
    return Form(
        title=f"Call off {meeting.title}",
        lead=f"It is set for {meeting.held_on:%-d %B %Y}. What waits for a decision waits for another meeting, and a "
        "rating that was overridden until this day is overridden no longer.",
        fields=[Field("reason", "Why?", Kind.TEXTAREA)],
        warning="It stays in the record as called off. To meet after all, record another meeting.",
        submit="Call the meeting off",
        cancel_href=f"/meetings/{key}",
        version=meeting.version,
        crumbs=_crumbs(meeting),
    )


@form("/meetings/<int:key>/call-off", needs=Permission.RECORD_MEETING, ask=ask_call_off)
def call_off(visit: Visit, typed: Typed, key: int) -> str:
    """Call off a meeting."""
    meetings.call_off(visit, key, reason=typed.get("reason", ""), version=read.version(typed))
    return f"/meetings/{key}"


def _crumbs(meeting: Listed) -> list[tuple[str, str]]:
    return [("Meetings", "/meetings"), (meeting.title, f"/meetings/{meeting.id}")]
