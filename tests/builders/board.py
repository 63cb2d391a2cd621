"""Meetings, what they close, and the tests of what changed for children."""

from datetime import date

from tests.builders.people import kept, row_id, the_chair
from tests.builders.reviews import RECORDED_ON
from tests.database.record import Record
from tracker.commands import decisions, impact, meetings
from tracker.models import Decision, ImpactTest, Meeting
from tracker.words import ImpactVerdict, MeetingKind


def a_meeting(
    record: Record, held_on: date = RECORDED_ON, *, kind: MeetingKind = MeetingKind.BOARD, title: str = ""
) -> Meeting:
    """Record a meeting, of the board unless said otherwise; the same day, kind and title give the same meeting."""
    key = f"meeting {kind} {held_on} {title}"
    if key not in record.made:
        with record.changing() as visit:
            record.made[key] = meetings.record_meeting(
                visit, kind, title=title or f"Meeting of {held_on}", held_on=held_on
            )
    return kept(Meeting, record.made[key])


def closed(record: Record, recommendation_id: int, *, on: date, waiver: str = "Too small to measure.") -> Decision:
    """Have the chair close a recommendation at a board meeting; all gates but the impact test must be met."""
    meeting = a_meeting(record, on)
    with record.changing(the_chair(record), on=on) as visit:
        return decisions.close(visit, recommendation_id, meeting_id=row_id(meeting), waiver=waiver)


def an_impact_test(
    record: Record,
    recommendation_id: int,
    *,
    due: date,
    on: date = RECORDED_ON,
    verdict: ImpactVerdict | None = None,
    found_on: date | None = None,
) -> ImpactTest:
    """Set an impact test and, with a verdict, record what it found."""
    draft = impact.TestDraft("Do families get help sooner?", due, measure="days until the first visit")
    with record.changing(on=on) as visit:
        test = impact.set_test(visit, recommendation_id, draft)
        if verdict is not None:
            impact.record_result(visit.on(found_on or on), row_id(test), verdict=verdict, value="4 days, before 11")
    return test
