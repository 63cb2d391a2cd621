"""What is closed is tested again after 6 and 12 months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.watching import MONTHS, Watched, next_due, retests
from tracker.words import ImpactVerdict

CLOSED = date(2026, 8, 31)
MET, FAILED = ImpactVerdict.MET, ImpactVerdict.NOT_MET


def test_two_tests_are_due_six_and_twelve_months_after_the_closing():
    tests = retests(Watched(CLOSED, []), date(2026, 9, 1))
    assert [(each.months, each.due) for each in tests] == [(6, date(2027, 2, 28)), (12, date(2027, 8, 31))]
    assert next_due(tests) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("on", "answers", "following"),
    [
        (date(2026, 8, 31), None, date(2027, 2, 28)),
        (date(2026, 9, 1), 6, date(2027, 8, 31)),
        (date(2027, 5, 31), 6, date(2027, 8, 31)),
        (date(2027, 6, 1), 12, None),
    ],
)
def test_a_result_answers_the_test_that_is_nearer(on, answers, following):
    tests = retests(Watched(CLOSED, [(on, MET)]), date(2030, 1, 1))
    assert [each.months for each in tests if each.verdict] == ([answers] if answers else [])
    assert next_due(tests) == following


def test_the_last_of_several_results_counts_and_none_of_a_later_day():
    told = Watched(CLOSED, [(date(2026, 10, 1), MET), (date(2026, 12, 1), FAILED)])
    assert retests(told, date(2027, 1, 1))[0].verdict == FAILED
    assert retests(told, date(2026, 11, 30))[0].verdict == MET
    assert retests(told, date(2026, 9, 30))[0].verdict is None


@given(st.lists(st.dates(date(2020, 1, 1), date(2032, 1, 1)), max_size=6), st.dates(date(2020, 1, 1), date(2032, 1, 1)))
def test_no_result_is_counted_that_is_not_after_the_closing_and_by_the_day(days, day):
    tests = retests(Watched(CLOSED, [(each, MET) for each in sorted(days)]), day)
    assert len(tests) == len(MONTHS)
    assert all(each.tested_on is None or CLOSED < each.tested_on <= day for each in tests)
