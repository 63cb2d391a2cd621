from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.builders import KEY, day
from tracker.rules.clock_words import WHAT_IS_DUE, due_in_words
from tracker.rules.clocks import (
    CLOCKS,
    ClockRule,
    ClockState,
    Pause,
    add_months,
    add_working_days,
    bank_holidays,
    due,
    due_on,
    is_working_day,
    left,
    left_in_words,
    papers_due,
)
from tracker.rules.facts import Key
from tracker.words import Clock, ClockUnit

ENGLAND = KEY.bank_holidays


@pytest.mark.parametrize(
    ("start", "clock", "expected"),
    [
        ("2026-11-23", Clock.INCIDENT_NOTIFICATION, "2026-11-30"),
        ("2026-11-23", Clock.RAPID_REVIEW, "2026-12-14"),
        ("2026-11-23", Clock.PUBLISH_INSPECTION_REPORT, "2027-01-07"),
        ("2026-11-23", Clock.STATEMENT_OF_ACTION, "2027-03-04"),
        ("2026-11-23", Clock.CORONER_RESPONSE, "2027-01-18"),
        ("2026-11-23", Clock.LOCAL_PRACTICE_REVIEW, "2027-05-23"),
        ("2026-11-23", Clock.IMPROVEMENT_NOTICE_REVIEW, "2027-05-23"),
        ("2026-11-23", Clock.INQUIRY_RESPONSE, "2027-05-23"),
        ("2026-11-23", Clock.EXECUTIVE_RESPONSE, "2027-01-23"),
        ("2026-11-23", Clock.OWNER_AND_DATE, "2026-12-14"),
        ("2026-12-18", Clock.INCIDENT_NOTIFICATION, "2026-12-29"),
        ("2026-12-18", Clock.RAPID_REVIEW, "2027-01-13"),
        ("2026-12-18", Clock.STATEMENT_OF_ACTION, "2027-04-02"),
        ("2014-05-23", Clock.STATEMENT_OF_ACTION, "2014-09-02"),
        ("2014-10-20", Clock.MEETING_PAPERS, "2014-10-10"),
        ("2027-01-06", Clock.MEETING_PAPERS, "2026-12-24"),
        ("2026-12-16", Clock.MEETING_PAPERS, "2026-12-08"),
    ],
)
def test_each_clock_is_due_on_the_day_of_the_vocabulary(start, clock, expected):
    assert due(clock, day(start), KEY) == day(expected)


def test_every_clock_word_has_a_length_a_start_and_a_source():
    assert set(CLOCKS) == set(Clock)
    assert all(rule.length > 0 and rule.starts and rule.source for rule in CLOCKS.values())


def test_the_end_of_a_longer_month_falls_on_the_end_of_a_shorter_one():
    assert add_months(day("2026-08-31"), 6) == day("2027-02-28")
    assert add_months(day("2028-02-29"), 12) == day("2029-02-28")
    assert add_months(day("2026-03-31"), 1) == day("2026-04-30")
    assert add_months(day("2026-01-31"), -2) == day("2025-11-30")


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2026-12-24", True),
        ("2026-12-25", False),
        ("2026-12-26", False),
        ("2026-12-28", False),
        ("2026-12-29", True),
        ("2026-04-03", False),
        ("2026-04-06", False),
        ("2026-11-30", True),
        ("2026-03-17", True),
        ("2026-11-28", False),
        ("2022-09-19", False),
    ],
)
def test_a_working_day_is_no_weekend_and_no_bank_holiday_in_england(text, works):
    assert is_working_day(day(text), ENGLAND) is works


def test_bank_holidays_are_given_for_the_years_asked_and_no_others():
    assert {each.year for each in bank_holidays(2026, 2027)} == {2026, 2027}


def test_papers_for_a_meeting_leave_the_clear_days_that_are_asked():
    assert papers_due(day("2026-12-16"), ENGLAND, clear_days=3) == day("2026-12-10")


def test_owner_and_date_runs_as_long_as_the_boards_key_says():
    short = Key(2, day("2026-01-01"), ENGLAND, unowned_working_days=5)
    assert due(Clock.OWNER_AND_DATE, day("2026-11-23"), short) == day("2026-11-30")


def test_a_pause_gives_back_the_working_days_it_took():
    state = ClockState(Clock.RAPID_REVIEW, day("2026-11-23"), (Pause(day("2026-11-25"), day("2026-11-30"), "police"),))
    assert due_on(state, day("2026-12-01"), KEY) == day("2026-12-17")


def test_while_paused_what_is_left_stands_still():
    state = ClockState(Clock.RAPID_REVIEW, day("2026-11-23"), (Pause(day("2026-11-25"), None, "police"),))
    assert [left(state, day(text), KEY) for text in ("2026-11-24", "2026-11-25", "2026-11-30")] == [14, 14, 14]
    assert left_in_words(state, day("2026-11-30"), KEY) == "paused (police), 14 working days left"


def test_a_paused_clock_of_months_moves_by_the_days_of_the_pause():
    state = ClockState(Clock.INQUIRY_RESPONSE, day("2026-01-01"), (Pause(day("2026-02-01"), day("2026-02-11"), "law"),))
    assert due_on(state, day("2026-03-01"), KEY) == day("2026-07-11")


def test_a_pause_does_not_move_the_day_on_which_papers_are_due():
    state = ClockState(Clock.MEETING_PAPERS, day("2026-12-16"), (Pause(day("2026-12-01"), None, "illness"),))
    assert due_on(state, day("2026-12-07"), KEY) == day("2026-12-08")


@pytest.mark.parametrize(
    ("clock", "text", "words"),
    [
        (Clock.RAPID_REVIEW, "2026-11-23", "15 working days left"),
        (Clock.RAPID_REVIEW, "2026-12-11", "1 working day left"),
        (Clock.RAPID_REVIEW, "2026-12-14", "due today"),
        (Clock.RAPID_REVIEW, "2026-12-16", "2 working days over"),
        (Clock.CORONER_RESPONSE, "2027-01-17", "1 day left"),
        (Clock.EXECUTIVE_RESPONSE, "2026-11-30", "1 month and 24 days left"),
        (Clock.EXECUTIVE_RESPONSE, "2026-12-23", "1 month left"),
        (Clock.EXECUTIVE_RESPONSE, "2027-01-26", "3 days over"),
    ],
)
def test_what_is_left_is_said_in_the_clocks_own_unit(clock, text, words):
    assert left_in_words(ClockState(clock, day("2026-11-23")), day(text), KEY) == words


def test_a_clock_that_was_met_tells_what_was_left_that_day():
    state = ClockState(Clock.RAPID_REVIEW, day("2026-11-23"), done_on=day("2026-12-11"))
    assert left_in_words(state, day("2027-05-01"), KEY) == "done, 1 working day left"
    assert left(state, day("2027-05-01"), KEY) == 1


@given(st.dates(date(2012, 1, 1), date(2028, 1, 1)), st.integers(1, 80))
def test_adding_working_days_lands_on_a_working_day_with_that_many_between(start, n):
    end = add_working_days(start, n, ENGLAND)
    between = [start + timedelta(days=shift) for shift in range(1, (end - start).days + 1)]
    assert is_working_day(end, ENGLAND)
    assert sum(each.weekday() < 5 and each not in ENGLAND for each in between) == n


@given(
    st.sampled_from([Clock.RAPID_REVIEW, Clock.CORONER_RESPONSE, Clock.EXECUTIVE_RESPONSE]),
    st.dates(date(2014, 1, 1), date(2027, 1, 1)),
    st.integers(0, 30),
    st.integers(0, 60),
)
def test_a_pause_gives_back_what_it_took_and_never_more(clock, start, after, length):
    since = start + timedelta(days=1 + after)
    pause = Pause(since, since + timedelta(days=length), "the police")
    plain, paused = ClockState(clock, start), ClockState(clock, start, (pause,))
    known = start + timedelta(days=400)
    before, moved = due_on(plain, known, KEY), due_on(paused, known, KEY)
    works = CLOCKS[clock].unit is ClockUnit.WORKING_DAYS
    counted = [since + timedelta(days=n) for n in range(length)]
    counted = [each for each in counted if is_working_day(each, ENGLAND)] if works else counted
    if not counted or counted[0] > before:
        assert moved == before
    elif works:
        assert moved == add_working_days(before, len(counted), ENGLAND)
    else:
        assert moved == before + timedelta(days=len(counted))


@given(st.dates(date(2014, 1, 1), date(2027, 1, 1)), st.integers(1, 40), st.integers(0, 40))
def test_while_it_stands_still_what_is_left_does_not_change(start, after, shift):
    since = start + timedelta(days=after)
    state = ClockState(Clock.RAPID_REVIEW, start, (Pause(since, None, "the police"),))
    if due_on(ClockState(Clock.RAPID_REVIEW, start), since, KEY) >= since:
        eve = left(ClockState(Clock.RAPID_REVIEW, start), since - timedelta(days=1), KEY)
        assert left(state, since + timedelta(days=shift), KEY) == eve


def test_a_clock_runs_as_long_as_it_was_said_when_it_started():
    kept = ClockRule(10, ClockUnit.DAYS, "the report", "An earlier rule")
    state = ClockState(Clock.OWNER_AND_DATE, day("2026-11-23"), kept=kept)
    assert due_on(state, day("2026-11-24"), KEY) == day("2026-12-03")
    assert left_in_words(state, day("2026-12-05"), KEY) == "2 days over"


@pytest.mark.parametrize(
    ("clock", "start", "words"),
    [
        (Clock.EXECUTIVE_RESPONSE, "2026-11-23", "response due 23 Jan 2027 (2 months)"),
        (Clock.RAPID_REVIEW, "2026-11-23", "rapid review due 14 Dec 2026 (15 working days)"),
        (Clock.CORONER_RESPONSE, "2026-11-23", "response due 18 Jan 2027 (56 days)"),
        (Clock.MEETING_PAPERS, "2026-12-16", "papers due Tue 8 Dec 2026 (5 clear working days before the meeting)"),
    ],
)
def test_what_is_due_is_named_with_its_day_and_its_length(clock, start, words):
    assert due_in_words(ClockState(clock, day(start)), day(start), KEY) == words


def test_every_clock_names_what_is_due():
    assert set(WHAT_IS_DUE) == set(Clock)
