"""Which questions the record raises about a promise, and with which facts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.questions import Promise, about_action, about_closing, about_return
from tracker.words import ExtensionReason, Rating

DAY = date(2026, 11, 22)
CAPACITY, OTHER = ExtensionReason.CAPACITY, ExtensionReason.OTHER_AGENCY


def asked(**told):
    promise = Promise(**{"reference": "A7", "post": "Head of duty, Council", "days_late": 0, **told})
    return [(each.question, each.because) for each in about_action(promise, DAY)]


@pytest.mark.parametrize(
    ("told", "question", "because"),
    [
        (
            {"moved_for": [CAPACITY] * 3},
            "What has changed?",
            "its date has moved 3 times, always for capacity or vacancy",
        ),
        (
            {"moved_for": [CAPACITY, OTHER]},
            "Which date is certain now?",
            "its date has moved twice: capacity or vacancy, then another agency",
        ),
        (
            {"days_late": 10, "last_said_on": date(2026, 11, 1)},
            "By when will it be done, and what stands in the way?",
            "it is 10 days overdue",
        ),
        (
            {"days_late": 10, "last_said_on": date(2026, 11, 1), "late_at_meetings": 2},
            "What will be different by the next meeting?",
            "it is 10 days overdue, and was at the last meetings too",
        ),
        ({"days_late": 1}, "Why has nothing been said?", "it is 1 day overdue, and nobody has reported on it"),
        (
            {"days_late": 200, "last_said_on": date(2026, 5, 1)},
            "Why has nothing been said?",
            "it is 200 days overdue, and nothing has been said since 1 May 2026",
        ),
        (
            {"vacant_from": date(2026, 10, 10)},
            "Who answers for this now?",
            "nobody has held its post since 10 Oct 2026",
        ),
        ({"post": ""}, "Who owns this?", "no post owns it"),
        (
            {"declared": Rating.GREEN, "shown": Rating.AMBER},
            "What does the owner know that the record does not?",
            "the owner says Green, the record says Amber",
        ),
    ],
)
def test_each_question_has_the_facts_behind_it(told, question, because):
    assert asked(**told) == [(question, because)]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"moved_for": [CAPACITY]},
        {"vacant_from": DAY + timedelta(days=1)},
        {"declared": Rating.GREEN, "shown": Rating.GREEN},
        {"declared": Rating.RED, "shown": Rating.RED},
    ],
)
def test_a_promise_that_is_kept_raises_none(told):
    assert asked(**told) == []


def test_the_day_on_which_silence_is_long_is_the_ninety_third():
    for days, question in (
        (92, "By when will it be done, and what stands in the way?"),
        (93, "Why has nothing been said?"),
    ):
        assert asked(days_late=5, last_said_on=DAY - timedelta(days=days))[0][0] == question


@given(st.integers(0, 900), st.lists(st.sampled_from(ExtensionReason), max_size=5), st.none() | st.dates(max_value=DAY))
def test_no_question_is_asked_twice_of_one_promise(days_late, moved_for, last_said_on):
    found = asked(days_late=days_late, moved_for=moved_for, last_said_on=last_said_on)
    assert len(found) == len(set(found))
    assert bool(found) == (days_late > 0 or len(moved_for) > 1)


def test_what_was_closed_on_process_alone_and_what_came_back_are_asked_about():
    assert about_closing("KW-2013 4").because == "it was closed on evidence of what was done alone"
    back = about_return("KW-2013 4", "R-2016 2", date(2014, 3, 14))
    assert back.because == "R-2016 2 recommends it again, after it was said to be done on 14 Mar 2014"
    assert about_return("KW-2013 4", "R-2016 2", None).because.endswith("said to be done")
