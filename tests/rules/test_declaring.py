"""A recommendation is declared done when the last of its open actions is, not when the first is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.declaring import Acting, declared_done
from tracker.words import Delivery

MADE, FIRST, LAST, AGAIN = date(2013, 1, 7), date(2014, 3, 14), date(2015, 6, 1), date(2016, 2, 1)
OPEN = ((MADE, Delivery.NOT_STARTED),)


def acting(*said, since=MADE, stood=OPEN):
    return Acting(since, tuple((day, True) if isinstance(day, date) else day for day in said), tuple(stood))


def ends(how, on):
    return (*OPEN, (on, how))


@pytest.mark.parametrize(
    ("actions", "found"),
    [
        ([], []),
        ([acting()], []),
        ([acting(FIRST)], [FIRST]),
        ([acting(FIRST), acting()], []),
        ([acting(FIRST), acting(LAST)], [LAST]),
        ([acting(FIRST), acting(FIRST)], [FIRST]),
        # Withdrawn: it counts for nothing from then on, so that the other one was the last.
        ([acting(FIRST), acting(stood=ends(Delivery.WITHDRAWN, LAST))], [LAST]),
        ([acting(LAST), acting(stood=ends(Delivery.WITHDRAWN, FIRST))], [LAST]),
        ([acting(stood=ends(Delivery.WITHDRAWN, FIRST))], []),
        # Completed: it needs no declaration; where nothing is left to declare, it is delivered and not declared.
        ([acting(FIRST), acting(stood=ends(Delivery.COMPLETED, LAST))], [LAST]),
        ([acting(LAST), acting(stood=ends(Delivery.COMPLETED, FIRST))], [LAST]),
        ([acting(stood=ends(Delivery.COMPLETED, FIRST))], []),
        ([acting(FIRST), acting(stood=ends(Delivery.PAUSED, FIRST))], []),
        # The newest update holds.
        ([acting(FIRST, (LAST, False)), acting(AGAIN)], []),
        ([acting(FIRST, (LAST, False), AGAIN)], [FIRST, AGAIN]),
        # An action that came to answer it later counts from then on.
        ([acting(FIRST, since=LAST)], [LAST]),
        ([acting(FIRST), acting(since=LAST)], [FIRST]),
        ([acting(FIRST), acting(AGAIN, since=LAST)], [FIRST, AGAIN]),
    ],
)
def test_the_last_open_action_decides(actions, found):
    assert declared_done(actions) == found


def test_what_was_declared_before_a_reopening_no_longer_counts():
    assert declared_done([acting(FIRST)], [LAST]) == [FIRST]
    assert declared_done([acting(FIRST, AGAIN)], [LAST]) == [FIRST, AGAIN]
    assert declared_done([acting(FIRST, AGAIN), acting(FIRST)], [LAST]) == [FIRST]


DAYS = st.integers(0, 60).map(lambda n: MADE + timedelta(days=n))
ACTIONS = st.builds(
    lambda since, said, stood: Acting(since, tuple(sorted(said.items())), tuple(sorted(stood.items()))),
    DAYS,
    st.dictionaries(DAYS, st.booleans(), max_size=4),
    st.dictionaries(DAYS, st.sampled_from(Delivery), max_size=3),
)


@given(actions=st.lists(ACTIONS, max_size=4), reopened=st.lists(DAYS, max_size=2))
def test_it_is_what_looking_at_each_day_says(actions, reopened):
    """Ask each day by itself, slowly: is anything left, and does the newest word on all that is left say done?"""
    found, was = [], False
    for n in range(61):
        day = MADE + timedelta(days=n)
        since = max((each for each in reopened if each <= day), default=date.min)
        words = []
        for each in actions:
            stands = [state for on, state in each.stood if on <= day]
            if each.since > day or (stands and stands[-1] in {Delivery.COMPLETED, Delivery.WITHDRAWN}):
                continue
            told = [(on, done) for on, done in each.said if on <= day]
            words.append(bool(told) and told[-1][1] and told[-1][0] > since)
        now = bool(words) and all(words)
        found += [day] if now and not was else []
        was = now
    assert declared_done(actions, reopened) == found
