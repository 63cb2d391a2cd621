"""The median years until a recommendation comes back are those of Kaplan and Meier, and none below ten at risk."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from tracker.rules.survival import DAYS_A_YEAR, Watched, curve, median_years

DONE = date(2014, 1, 1)


def watched(days, came_back):
    return Watched(DONE, DONE + timedelta(days=days), came_back)


def by_hand(several):
    """Multiply what is left at each return, as the textbook has it."""
    left = Fraction(1)
    for day in sorted({(each.until - DONE).days for each in several if each.came_back}):
        at_risk = sum((each.until - DONE).days >= day for each in several)
        back = sum((each.until - DONE).days == day and each.came_back for each in several)
        left *= 1 - Fraction(back, at_risk)
        if left <= Fraction(1, 2):
            return day / DAYS_A_YEAR
    return None


@given(st.lists(st.builds(watched, st.integers(1, 4000), st.booleans()), min_size=10, max_size=40))
def test_the_median_is_that_of_the_textbook(several):
    found, expected = median_years(several), by_hand(several)
    assert found == (None if expected is None else pytest.approx(expected))


@given(st.lists(st.builds(watched, st.integers(1, 900), st.booleans()), min_size=10, max_size=40))
def test_the_curve_is_that_of_another_program(several):
    known = CensoredData.right_censored([each.years for each in several], [not each.came_back for each in several])
    found = curve(several)
    left = ecdf(known).sf.evaluate([step.years for step in found]).tolist() if found else []
    assert [step.left for step in found] == pytest.approx(left)
    assert [step.years for step in found] == sorted({each.years for each in several if each.came_back})
    assert sum(step.came_back for step in found) == sum(each.came_back for each in several)
    assert all(step.at_risk >= step.came_back > 0 for step in found)


def test_below_ten_at_risk_there_is_no_curve():
    assert curve([watched(100, True)] * 9) == []
    assert [(step.at_risk, step.came_back, step.left) for step in curve([watched(100, True)] * 10)] == [(10, 10, 0.0)]
    assert curve([watched(100, False)] * 10) == []


def test_below_ten_at_risk_there_is_no_median():
    assert median_years([watched(100, True)] * 9) is None
    assert median_years([watched(100, True)] * 10) == pytest.approx(100 / DAYS_A_YEAR)


def test_while_fewer_than_half_came_back_there_is_no_median():
    assert median_years([watched(100, True)] * 4 + [watched(4000, False)] * 6) is None
    assert median_years([watched(4000, False)] * 12) is None
