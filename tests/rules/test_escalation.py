from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.builders import KEY, day
from tracker.rules.escalation import BY_A_PERSON, CHAIN, REMINDERS, Late, is_awaited, next_by_a_person, steps_due, unmet
from tracker.words import Delivery, EscalationStep, Visibility

STEP = EscalationStep
DUE = day("2026-12-18")
LATE = Late(DUE, Delivery.IN_PROGRESS)


def due_on(text, taken=(), late=LATE):
    return steps_due(late, day(text), KEY, taken)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-19", []),
        ("2026-11-20", [STEP.REMINDER_28]),
        ("2026-12-03", [STEP.REMINDER_28]),
        ("2026-12-04", [STEP.REMINDER_14]),
        ("2026-12-10", [STEP.REMINDER_14]),
        ("2026-12-11", [STEP.REMINDER_7]),
        ("2026-12-18", [STEP.REMINDER_7]),
        ("2026-12-19", []),
        ("2026-12-20", []),
        ("2026-12-21", [STEP.AGENCY_LEAD]),
        ("2027-01-14", [STEP.AGENCY_LEAD]),
        ("2027-01-15", [STEP.AGENCY_LEAD, STEP.SUB_GROUP_CHAIR]),
        ("2028-01-15", [STEP.AGENCY_LEAD, STEP.SUB_GROUP_CHAIR]),
    ],
)
def test_each_step_is_due_from_its_day_on(text, expected):
    assert due_on(text) == expected


def test_the_working_day_after_christmas_eve_is_the_twenty_ninth():
    late = replace(LATE, due=day("2026-12-24"))
    assert due_on("2026-12-28", late=late) == []
    assert due_on("2026-12-29", late=late) == [STEP.AGENCY_LEAD]


def test_what_was_taken_is_not_due_again_and_a_missed_reminder_is_not_made_up_for():
    assert due_on("2026-12-05", {STEP.REMINDER_14}) == []
    assert due_on("2027-01-20", {STEP.AGENCY_LEAD}) == [STEP.SUB_GROUP_CHAIR]


def test_a_new_due_date_starts_again():
    moved = replace(LATE, due=day("2027-03-31"))
    assert due_on("2027-01-20", late=moved) == []
    assert due_on("2027-03-03", late=moved) == [STEP.REMINDER_28]


@pytest.mark.parametrize("state", [Delivery.SUBMITTED, Delivery.COMPLETED, Delivery.WITHDRAWN, Delivery.PAUSED])
def test_nothing_is_due_of_what_is_not_awaited(state):
    assert due_on("2027-01-20", late=replace(LATE, state=state)) == []


def test_a_pause_holds_everything_back_until_its_review_date():
    paused = replace(LATE, state=Delivery.PAUSED, grey_until=day("2027-02-01"))
    assert not is_awaited(paused, day("2027-01-31"))
    assert is_awaited(paused, day("2027-02-01"))


def test_without_a_due_date_nothing_is_due():
    assert due_on("2027-01-20", late=replace(LATE, due=None)) == []


@given(st.integers(-60, 120), st.sets(st.sampled_from(list(EscalationStep))))
def test_no_step_is_due_twice_nor_before_its_time(shift, taken):
    found = steps_due(LATE, DUE + timedelta(days=shift), KEY, taken)
    assert not set(found) & taken
    assert len([step for step in found if step in REMINDERS]) <= 1
    assert all((shift <= 0) == (step in REMINDERS) for step in found)
    assert all(-shift <= REMINDERS[step] for step in found if step in REMINDERS)
    assert not set(found) & set(BY_A_PERSON)


def test_from_56_days_on_a_person_is_waited_for_step_by_step():
    assert next_by_a_person(LATE, DUE + timedelta(days=55)) is None
    assert next_by_a_person(LATE, DUE + timedelta(days=56)) is STEP.CHIEF_OFFICER
    told = replace(LATE, tried=frozenset({STEP.CHIEF_OFFICER, STEP.LEAD_PARTNERS}))
    assert next_by_a_person(told, DUE + timedelta(days=56)) is STEP.SCRUTINY
    assert next_by_a_person(replace(LATE, tried=frozenset(CHAIN)), DUE + timedelta(days=99)) is None
    assert next_by_a_person(replace(LATE, state=Delivery.SUBMITTED), DUE + timedelta(days=99)) is None


@pytest.mark.parametrize("place", range(1, len(CHAIN)))
def test_no_step_is_taken_before_the_one_ahead_of_it_was_tried(place):
    over = DUE + timedelta(days=70)
    short = replace(LATE, tried=frozenset(CHAIN[: place - 1]))
    assert unmet(CHAIN[place], short, over, decided=True) == [
        f"The step before it, {CHAIN[place - 1].value}, was not taken yet."
    ]
    assert unmet(CHAIN[place], replace(LATE, tried=frozenset(CHAIN[:place])), over, decided=True) == []


def test_what_cannot_be_recorded_is_said():
    over = DUE + timedelta(days=1)
    assert unmet(STEP.AGENCY_LEAD, LATE, over, decided=False) == []
    assert "not overdue" in unmet(STEP.AGENCY_LEAD, LATE, DUE, decided=False)[0]
    assert "by themselves" in unmet(STEP.REMINDER_7, LATE, over, decided=False)[0]
    assert "recorded already" in unmet(CHAIN[0], replace(LATE, tried=frozenset(CHAIN)), over, decided=False)[0]
    reached = replace(LATE, tried=frozenset(CHAIN[:5]), visibility=Visibility.RESTRICTED)
    assert unmet(STEP.PUBLICATION, reached, over, decided=False) == [
        "Name the meeting that decided it.",
        "Nothing is published of an action that is not published.",
    ]
    assert unmet(STEP.SCRUTINY, replace(LATE, tried=frozenset(CHAIN[:4])), over, decided=False) == [
        "Name the meeting that decided it."
    ]
