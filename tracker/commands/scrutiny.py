"""Record what a scrutiny committee said of a recommendation at its meeting."""

from tracker.access import find, needs
from tracker.commands.deciding import must_not_be_called_off
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError
from tracker.models import CommitteeVerdict, Meeting, Recommendation
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import MeetingKind, Permission, ScrutinyVerdict


@needs(Permission.RECORD_VERDICT)
def record_verdict(
    visit: Visit, recommendation_id: int, *, meeting_id: int, verdict: ScrutinyVerdict, reason: str = ""
) -> CommitteeVerdict:
    """Record the committee's verdict; a mistake is corrected by another one of the same meeting.

    It decides nothing about the standing of the recommendation, which only the board closes.
    """
    asked, meeting = find(visit, Recommendation, recommendation_id), find(visit, Meeting, meeting_id)
    if meeting.kind != MeetingKind.SCRUTINY:
        raise InputError("Choose a meeting of scrutiny: this one is of another body.", field="meeting")
    must_not_be_called_off(visit, meeting)
    if meeting.held_on > visit.effective_on:
        raise InputError("This meeting has not been held yet.", field="meeting")
    row = add(
        visit,
        CommitteeVerdict,
        meeting_id=meeting.id,
        recommendation_id=asked.id,
        verdict=verdict,
        reason=text(reason, "reason", needed=False),
        by_id=visit.who.person_id,
    )
    record(visit, "scrutiny verdict recorded", row, recommendations=[recommendation_id])
    return row
