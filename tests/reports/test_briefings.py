"""The briefings as a paper: what they say, who heard and answered what, and whom they have not reached."""

from datetime import date

import pytest

from tests.builders import a_briefing, a_team_link, heard, reported
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import briefings, team_links
from tracker.models import Agency, Review
from tracker.reports import produce
from tracker.words import Edition, LessonStage, ReportKind, Role

RELEASED, HEARD_ON = date(2026, 10, 1), date(2026, 11, 4)


def paper(record, edition=Edition.BOARD, **more):
    with record.reading(visitor(Role.CHAIR), **more) as visit:
        return produce.report(visit, ReportKind.BRIEFINGS, edition)


def numbers(report):
    return {each.name: (each.value, each.of) for section in report.sections for each in section.numbers}


def rows(report, section=1, grid=1):
    return report.sections[section].grids[grid].rows


@pytest.fixture
def told(record, an_action):
    """Give a released briefing: one team answered, one only read it, and one heard of another lesson alone."""
    action = an_action()
    with record.reading() as visit:
        review, agency = visit.session.get(Review, action.review_id), visit.session.get(Agency, action.post.agency_id)
    a_briefing(record, review, on=RELEASED)
    heard(record, review, agency, "Duty team", on=HEARD_ON, can=False, reason="nobody is free at night", present=4)
    heard(record, review, agency, "Day team", stage=LessonStage.READ, on=HEARD_ON)
    reported(record, a_team_link(record, review, agency, "Night team"), present=9)
    return action, review, agency


def test_it_tells_the_briefing_and_team_by_team_what_was_answered(record, told):
    _, _, agency = told
    report = paper(record)
    assert report.lead == "1 briefing is released. Of 3 teams, none discussed the briefing; 2 not reached."
    assert numbers(report) == {
        "Briefings released": (1, None),
        "Discussed": (0, 3),
        "Sent or read, and not discussed": (1, 3),
        "Not reached": (2, 3),
    }
    section = report.sections[1]
    assert section.heading == "Ask the others" and "Version 1, released on 1 October 2026." in section.said[0]
    assert any(said.startswith("What should I do differently on Monday? ") for said in section.said)
    assert [row[0] for row in rows(report, grid=0)] == ["Day team", "Duty team", "Night team"]
    lesson, today = "Ask what the child says.", date(2026, 11, 22)
    assert rows(report) == (
        (
            lesson, "Duty team", agency.name, HEARD_ON, "Not recorded", HEARD_ON, 4,
            "We cannot, because nobody is free at night",
        ),
        (lesson, "Day team", agency.name, "Not recorded", HEARD_ON, "Not recorded", "Not recorded", "Not answered yet"),
        ("Seven-minute briefing", "Night team", agency.name, today, "Not recorded", today, 9, "We can (unconfirmed)"),
    )  # fmt: skip


def test_what_the_agency_confirmed_counts_and_what_it_refused_does_not(record, told):
    action, _, _ = told
    with record.changing(action.post.owner) as visit:
        team_links.confirm(visit, 1, [action.id])
    assert numbers(paper(record))["Discussed"] == (1, 3)
    assert rows(paper(record))[-1][-1] == "We can (confirmed)"
    assert "Night team" not in str(rows(paper(record), grid=0))


@EMBEDDED_ONLY
def test_members_read_no_reason_that_a_team_gave(record, told):
    report = paper(record, Edition.MEMBERS)
    assert numbers(report) == numbers(paper(record))
    assert "nobody is free" not in str(report) and "the reason is kept for the board" in str(report)


@EMBEDDED_ONLY
def test_as_at_a_day_it_holds_what_was_released_then(record, told, clock):
    _, review, _ = told
    assert paper(record, as_at=date(2026, 9, 30)).lead == "No briefing is released."
    early = paper(record, as_at=HEARD_ON)
    assert numbers(early)["Not reached"] == (2, 2)
    clock.move_to("2026-11-25T10:00:00+00:00")
    a_briefing(record, review, number=1, title="Ask them again", on=date(2026, 11, 24))
    assert paper(record).sections[1].heading == "Ask them again"
    assert paper(record, as_at=date(2026, 11, 23)).sections[1].heading == "Ask the others"
    with record.changing(visitor(Role.CHAIR, person=1)) as visit:
        briefings.withdraw(visit, review.id, reason="It named a street.")
    assert paper(record).lead == "No briefing is released."
    assert paper(record, as_at=date(2026, 11, 24)).sections[1].heading == "Ask them again"
