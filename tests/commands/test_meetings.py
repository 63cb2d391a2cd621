"""A meeting is moved or called off with a reason; what hangs on it still makes sense."""

from datetime import date

import pytest

from tests.builders import the_chair
from tests.database.record import EMBEDDED_ONLY, SYSTEM, visitor
from tracker.commands import clocks, decisions, escalations, extensions, meetings
from tracker.commands.clocks import ClockDraft
from tracker.commands.decisions import About
from tracker.errors import ConflictError, InputError, RuleBrokenError
from tracker.queries import action as actions
from tracker.queries import before_meeting, calendars, choices, history
from tracker.queries import clocks as timed
from tracker.queries import meetings as asking
from tracker.visit import SERVICE
from tracker.words import Clock, DecisionKind, EscalationStep, MeetingKind, Rating, Role

LAST, TODAY, COMING, EARLIER, LATER = (
    date(2026, 11, 10),
    date(2026, 11, 22),
    date(2026, 12, 16),
    date(2026, 12, 9),
    date(2027, 1, 6),
)
SNOW = "The roads are closed."
COORDINATOR = visitor(Role.COORDINATOR)


@pytest.fixture
def coming(record, a_meeting):
    return a_meeting(COMING, title="Board of December")


def moved(record, meeting, to=LATER, *, version=1, reason=SNOW, on=None, who=COORDINATOR):
    with record.changing(who, on=on) as visit:
        return meetings.move(visit, meeting.id, held_on=to, reason=reason, version=version)


def called_off(record, meeting, *, version=1, reason=SNOW):
    with record.changing(COORDINATOR) as visit:
        return meetings.call_off(visit, meeting.id, reason=reason, version=version)


def whole(record, meeting, **more):
    with record.reading(**more) as visit:
        return asking.whole(visit, meeting.id)


def test_the_day_that_was_set_stays_beside_the_new_one_with_the_reason(record, a_meeting):
    meeting = a_meeting(COMING, title="Board of December")
    moved(record, meeting, LATER)
    moved(record, meeting, EARLIER, version=2, reason="The school is free.")
    shown = whole(record, meeting)
    assert (shown.meeting.held_on, shown.meeting.papers_due) == (EARLIER, date(2026, 12, 1))
    assert [(each.was_on, each.held_on, each.reason) for each in shown.changes] == [
        (COMING, LATER, SNOW),
        (LATER, EARLIER, "The school is free."),
    ]
    assert record.faults() == []


@EMBEDDED_ONLY
def test_a_past_day_shows_the_day_that_was_set_then(record, a_meeting):
    with record.changing(on=date(2026, 11, 1)) as visit:
        meeting = meetings.record_meeting(visit, MeetingKind.BOARD, title="Board", held_on=COMING)
    moved(record, meeting, on=LAST, who=SYSTEM)
    assert whole(record, meeting, as_at=date(2026, 11, 9)).meeting.held_on == COMING
    assert whole(record, meeting, as_at=date(2026, 11, 9)).changes == []
    assert whole(record, meeting, as_at=LAST).meeting.held_on == LATER


def test_who_does_not_see_everything_learns_the_day_and_not_the_reason(record, coming):
    moved(record, coming)
    (change,) = whole(record, coming, who=visitor(Role.COUNCILLOR)).changes
    assert (change.was_on, change.held_on, change.reason) == (COMING, LATER, "")


@EMBEDDED_ONLY
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"to": COMING}, "day of the meeting"),
        ({"to": date(2026, 11, 21)}, "day of the meeting"),
        ({"to": date(2099, 1, 1)}, "day of the meeting"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_meeting_moves_to_another_day_to_come_and_for_a_reason(record, coming, more, field):
    with pytest.raises(InputError) as refused:
        moved(record, coming, **more)
    assert refused.value.field == field
    with pytest.raises(InputError, match="Enter reason"):
        called_off(record, coming, reason="")


@EMBEDDED_ONLY
def test_two_who_move_it_at_once_are_shown_both_days(record, coming):
    moved(record, coming)
    with pytest.raises(ConflictError) as stale:
        moved(record, coming, EARLIER)
    assert (stale.value.texts.yours, stale.value.texts.theirs) == (
        {"day of the meeting": "9 Dec 2026"},
        {"day of the meeting": "6 Jan 2027"},
    )
    with pytest.raises(ConflictError):
        called_off(record, coming)


@EMBEDDED_ONLY
def test_a_meeting_does_not_become_another_that_there_is(record, coming, a_meeting):
    a_meeting(LATER, title="Board of December")
    with pytest.raises(InputError, match="already recorded"):
        moved(record, coming)


def test_what_was_held_or_has_decided_stays_as_it_was(record, a_meeting, an_action):
    action, held, today = an_action(), a_meeting(LAST), a_meeting(TODAY)
    with record.changing(the_chair(record)) as visit:
        about = About(action_id=action.id)
        decisions.note(visit, about, kind=DecisionKind.NOTE, meeting_id=today.id, reason="Heard.")
    for change in (moved, called_off):
        with pytest.raises(RuleBrokenError, match="was held on 10 November 2026"):
            change(record, held)
        with pytest.raises(RuleBrokenError, match="has decided already"):
            change(record, today)
    assert [each.reason for each in whole(record, today).decisions] == ["Heard."]


@EMBEDDED_ONLY
def test_a_meeting_of_today_that_decided_nothing_can_still_fall_out(record, a_meeting):
    called_off(record, a_meeting(TODAY))
    assert record.faults() == []


def test_what_was_called_off_decides_nothing_and_is_offered_nowhere(record, a_meeting, an_action, an_extension):
    action, today = an_action(), a_meeting(TODAY)
    request = an_extension(action, date(2027, 6, 30), on=LAST, approved=None)
    called_off(record, today)
    with record.changing(the_chair(record)) as visit:
        for decide in (
            lambda: decisions.note(visit, About(action_id=action.id), kind=DecisionKind.NOTE, meeting_id=today.id),
            lambda: extensions.answer(visit, request.id, approved=True, meeting_id=today.id),
            lambda: escalations.record_step(
                visit.by(SERVICE), action.id, EscalationStep.SCRUTINY, meeting_id=today.id, said="Said."
            ),
            lambda: clocks.start(visit.by(SERVICE), ClockDraft(Clock.MEETING_PAPERS, meeting_id=today.id)),
        ):
            with pytest.raises((InputError, RuleBrokenError), match=r"called off|due date"):
                decide()
    with record.reading() as visit:
        assert today.id not in {each.id for each in choices.meetings(visit, DecisionKind.NOTE)}
        assert today.id not in {each.id for each in calendars.meetings(visit)}
        assert before_meeting.before(visit).meeting is None
        assert whole(record, today).meeting.called_off
    with pytest.raises(InputError, match="called off on 22 November 2026"):
        moved(record, today)


def test_a_new_date_that_was_asked_for_waits_for_the_meeting_wherever_it_is_moved(
    record, clock, coming, an_action, an_extension, a_meeting
):
    action = an_action()
    request = an_extension(action, date(2027, 6, 30), on=LAST, approved=None)
    moved(record, coming, EARLIER)
    with record.changing(the_chair(record)) as visit, pytest.raises(InputError, match="not held before 9 December"):
        extensions.answer(visit, request.id, approved=True, meeting_id=coming.id)
    clock.move_to("2026-12-09 10:00+00:00")
    with record.changing(the_chair(record)) as visit:
        assert extensions.answer(visit, request.id, approved=True, meeting_id=coming.id).approved
    with pytest.raises(RuleBrokenError, match="has decided already"):
        called_off(record, coming, version=2)
    assert record.faults() == []


def test_papers_follow_their_meeting_and_are_not_due_for_one_that_fell_out(record, coming):
    with record.changing() as visit:
        clocks.start(visit, ClockDraft(Clock.MEETING_PAPERS, meeting_id=coming.id))
    moved(record, coming, EARLIER)
    with record.reading() as visit:
        assert [each.due for each in timed.running(visit)] == [date(2026, 12, 1)]
    called_off(record, coming, version=2)
    with record.reading() as visit:
        assert timed.running(visit) == timed.subjects(visit) == []


@pytest.fixture
def overridden(record, coming, an_action, a_meeting):
    """Give an action that is shown Red by the board until the meeting of December."""
    action, board = an_action(), a_meeting(LAST)
    with record.changing(the_chair(record)) as visit:
        decisions.override_rating(
            visit, About(action_id=action.id), meeting_id=board.id, rating=Rating.RED, until=COMING, reason="Worse."
        )
    return action


def until(record, action, **more):
    with record.reading(**more) as visit:
        return actions.whole(visit, action.id).row.why


def test_an_override_ends_with_a_meeting_that_is_moved_to_an_earlier_day(record, coming, overridden):
    assert "16 Dec 2026" in until(record, overridden)
    moved(record, coming, EARLIER)
    assert "9 Dec 2026" in until(record, overridden)
    with record.reading() as visit:
        told = [each.sentence for each in history.of_action(visit, overridden.id)]
    assert "A meeting was set to another day: the override ends" in told[0]
    assert record.faults() == []


def test_an_override_lasts_no_longer_because_its_meeting_comes_later_or_not_at_all(record, clock, coming, overridden):
    moved(record, coming, LATER)
    called_off(record, coming, version=2)
    assert "16 Dec 2026" in until(record, overridden)
    clock.move_to("2026-12-17 10:00+00:00")
    assert "override" not in until(record, overridden)
    assert record.faults() == []


@EMBEDDED_ONLY
def test_a_meeting_of_another_body_ends_no_override(record, overridden, a_meeting):
    moved(record, a_meeting(date(2026, 12, 2), kind=MeetingKind.SUB_GROUP), date(2026, 11, 30))
    assert "16 Dec 2026" in until(record, overridden)


@EMBEDDED_ONLY
def test_a_new_override_ends_at_a_meeting_that_takes_place(record, coming, an_action, a_meeting):
    called_off(record, coming)
    board, action = a_meeting(LAST), an_action()
    chair, told = visitor(Role.CHAIR, person=the_chair(record).person_id), {"rating": Rating.RED, "reason": "Worse."}
    with pytest.raises(InputError, match="Record the next meeting first"), record.changing(chair) as visit:
        decisions.override_rating(visit, About(action_id=action.id), meeting_id=board.id, until=COMING, **told)
