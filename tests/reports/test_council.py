"""What members and scrutiny read: what the council promised, what is late, and what scrutiny said before."""

from datetime import date

import pytest

from tests.builders import a_meeting, a_post, an_agency, an_extension, an_update, checked
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import scrutiny
from tracker.errors import InputError, RefusedError
from tracker.reports import produce
from tracker.words import AgencyKind, Edition, MeetingKind, ReportKind, Role, ScrutinyVerdict

MEMBERS, TRACKING = ReportKind.MEMBERS, ReportKind.SCRUTINY
HELD, NEXT = date(2026, 11, 2), date(2027, 1, 11)


def paper(record, kind, *, edition=Edition.MEMBERS, who=Role.COUNCILLOR, as_at=None):
    with record.reading(visitor(who), as_at=as_at) as visit:
        return produce.report(visit, kind, edition)


def grid(report, caption):
    return next(each for section in report.sections for each in section.grids if each.caption == caption)


@pytest.fixture
def council(record, an_action):
    """Give what the council leads: one done, one in time, one late and moved twice; and one that the police lead."""
    post = a_post(record, "Head of duty", agency=an_agency(record, "The council", kind=AgencyKind.COUNCIL))
    an_action("Done.", owner=post, evidence=[checked("Audit", received_on=date(2026, 10, 5))])
    an_action("In time.", owner=post, due=date(2027, 3, 31))
    late = an_action("Late.", owner=post, due=date(2026, 10, 10))
    for due, on in ((date(2026, 10, 20), date(2026, 10, 9)), (date(2026, 11, 1), date(2026, 10, 19))):
        an_extension(record, late, due, on=on)
    an_update(record, late, on=date(2026, 10, 21))
    police = a_post(record, "Chief", agency=an_agency(record, "The police", kind=AgencyKind.POLICE))
    an_action("The police are late too.", owner=police, due=date(2026, 10, 10))
    return late


@EMBEDDED_ONLY
def test_members_read_n_of_m_and_who_will_explain(record, council):
    a_meeting(record, date(2026, 11, 16))
    told = paper(record, MEMBERS)
    assert told.lead == (
        "Of 3 promises led by the council, 1 are done and checked, 1 are not late, 1 are late. "
        "1 has been late at every meeting this year."
    )
    assert [(each.name, each.value, each.of) for each in told.sections[0].numbers] == [
        ("Promises led by the council", 3, None),
        ("Done and checked", 1, 3),
        ("Not late", 1, 3),
        ("Late", 1, 3),
        ("Moved to another date at least once", 1, 3),
    ]
    late = grid(told, "Late, longest first")
    assert late.rows == (
        ("Late.", "Head of duty, The council", date(2026, 10, 10), date(2026, 11, 1), 21, 2, date(2026, 10, 21)),
    )
    asked = [row for row in grid(told, "Questions").rows if row[1].startswith(council.reference)]
    assert [row[2] for row in asked] == [
        "Its date has moved twice, always for capacity or vacancy.",
        "It is 21 days overdue.",
    ]


def verdict(record, key, meeting, said=ScrutinyVerdict.PROGRESS_MADE, *, role=Role.COORDINATOR, on=HELD):
    with record.changing(visitor(role, loading=True), on=on) as visit:
        return scrutiny.record_verdict(visit, key, meeting_id=meeting.id, verdict=said, reason="Come back.")


def line(record, council, as_at=None):
    (row,) = [
        row
        for row in grid(paper(record, TRACKING, as_at=as_at), "Scrutiny tracking").rows
        if row[8] == "Open" and "0 of 1" in row[7] and "21 Oct" in row[7]
    ]
    return row


@EMBEDDED_ONLY
def test_a_verdict_of_the_committee_is_next_times_previous_verdict(record, council):
    held, following = (a_meeting(record, on, kind=MeetingKind.SCRUTINY) for on in (HELD, NEXT))
    assert line(record, council)[9:] == ("Not achieved, insufficient progress", "", "None before")
    verdict(record, council.recommendation_ids[0], held)
    assert line(record, council)[9:] == ("Not achieved, insufficient progress", "", "Not achieved, progress made")
    assert line(record, council, as_at=HELD)[10:] == ("Not achieved, progress made", "None before")
    verdict(record, council.recommendation_ids[0], held, ScrutinyVerdict.OBSTACLE)
    assert line(record, council)[11] == "Not achieved, obstacle"
    assert f"for the meeting of {following.held_on:%-d %B %Y}" in paper(record, TRACKING).lead
    assert record.faults() == []


@EMBEDDED_ONLY
def test_it_has_nine_columns_the_proposed_verdict_and_two_of_the_committee(record, council):
    heads = grid(paper(record, TRACKING), "Scrutiny tracking").heads
    assert len(heads) == 12
    assert heads[9:] == ("Proposed verdict", "Committee's verdict", "Previous verdict")
    assert not any("police" in str(row) for row in grid(paper(record, TRACKING), "Scrutiny tracking").rows)


@EMBEDDED_ONLY
def test_a_verdict_names_a_meeting_of_scrutiny_that_was_held_and_is_entered_by_the_coordinator(record, council):
    key = council.recommendation_ids[0]
    with pytest.raises(InputError, match="of another body"):
        verdict(record, key, a_meeting(record, HELD))
    with pytest.raises(InputError, match="has not been held yet"):
        verdict(record, key, a_meeting(record, NEXT, kind=MeetingKind.SCRUTINY))
    held = a_meeting(record, HELD, kind=MeetingKind.SCRUTINY)
    for role in (Role.CHAIR, Role.COUNCILLOR, Role.MEMBER, Role.INSPECTOR):
        with pytest.raises(RefusedError):
            verdict(record, key, held, role=role)
