"""What scrutiny said of a recommendation at its meeting."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import scrutiny
from tracker.queries import meetings, names
from tracker.visit import Visit
from tracker.words import MeetingKind, Permission, ScrutinyVerdict


def ask_verdict(visit: Visit, key: int) -> Form:
    """Ask for the committee's verdict, and at which of its meetings it was given."""
    held = [
        Option(str(each.id), f"{each.title}, {each.held_on:%-d %B %Y}")
        for each in meetings.listing(visit)
        if each.kind == MeetingKind.SCRUTINY and each.held_on <= visit.today and not each.called_off
    ]
    return Form(
        title=f"Record what scrutiny said of {names.of_recommendation(visit, key)}",
        lead="It stands in the tracking report beside what the record proposes, and is next time's previous verdict. "
        "It does not change how the recommendation stands.",
        fields=[
            Field("meeting", "At which meeting of scrutiny?", Kind.SELECT, options=held),
            Field("verdict", "What did the committee say?", Kind.RADIOS, options=read.words(list(ScrutinyVerdict))),
            Field("reason", "In its words (optional)", Kind.TEXTAREA),
        ],
        submit="Record the verdict",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/scrutiny", needs=Permission.RECORD_VERDICT, ask=ask_verdict)
def record_verdict(visit: Visit, typed: Typed, key: int) -> str:
    """Record the committee's verdict."""
    verdict = read.word(typed, "verdict", ScrutinyVerdict, "Choose what the committee said.")
    meeting = read.key(typed, "meeting", "Choose the meeting of scrutiny.")
    scrutiny.record_verdict(visit, key, meeting_id=meeting, verdict=verdict, reason=typed.get("reason", ""))
    return f"/recommendations/{key}"
