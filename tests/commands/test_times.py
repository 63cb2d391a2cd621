"""A deadline is a day in London: over from 00:00 on, whatever the clocks do (trust.md, rows 87, 89 and 91)."""

from datetime import date, datetime

import pytest

from dashboards.service import read_day
from tests.builders import an_extension
from tests.database.record import EMBEDDED_ONLY
from tracker.commands import clocks
from tracker.commands.clocks import ClockDraft
from tracker.errors import InputError
from tracker.queries import clocks as asked
from tracker.queries import counts
from tracker.rules.clocks import add_months
from tracker.settings import LONDON, local_day
from tracker.visit import looked_at
from tracker.words import Clock, Thing

# 28 days and 56 days before the Sundays on which the clocks change.
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
MIDNIGHTS = {
    SPRING: ("2027-03-28 00:00+00:00", "2027-03-28 22:59:59+00:00", "2027-03-28 23:00+00:00"),
    AUTUMN: ("2027-10-30 23:00+00:00", "2027-10-31 23:59:59+00:00", "2027-11-01 00:00+00:00"),
    date(2027, 3, 27): ("2027-03-27 00:00+00:00", "2027-03-27 23:59:59+00:00", "2027-03-28 00:00+00:00"),
    date(2027, 10, 30): ("2027-10-29 23:00+00:00", "2027-10-30 22:59:59+00:00", "2027-10-30 23:00+00:00"),
}


def _started(record, review, due, clock):
    """Start a clock of 56 days that is due on a day."""
    start = date.fromordinal(due.toordinal() - 56)
    clock.move_to(datetime(start.year, start.month, start.day, 12, tzinfo=LONDON))
    with record.changing() as visit:
        clocks.start(visit, ClockDraft(Clock.CORONER_RESPONSE, start, review_id=review.id))


@EMBEDDED_ONLY
@pytest.mark.parametrize("due", list(MIDNIGHTS))
def test_a_clock_is_over_from_midnight_in_london_on(due, record, a_review, clock):
    _started(record, a_review(), due, clock)
    begins, last, after = MIDNIGHTS[due]
    said = []
    for instant in (begins, last, after):
        clock.move_to(instant)
        with record.reading() as visit:
            said.append(asked.running(visit)[0].left_words)
    assert said == ["due today", "due today", "1 day over"]


@EMBEDDED_ONLY
@pytest.mark.parametrize("due", list(MIDNIGHTS))
def test_an_action_is_overdue_from_midnight_in_london_on(due, record, an_action, clock):
    an_action(due=due)
    _, last, after = MIDNIGHTS[due]
    late = []
    for instant in (last, after):
        clock.move_to(instant)
        with record.reading() as visit:
            late.append(counts.on_days(visit, {visit.as_at})[visit.as_at].number(thing=Thing.ACTION, overdue=True))
    assert late == [0, 1]


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 29, 0, 59, 59, tzinfo=LONDON), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 23, 59, 59, tzinfo=LONDON), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=0), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1), date(2026, 10, 25)),
        (datetime(2026, 10, 26, 0, 0, tzinfo=LONDON), date(2026, 10, 26)),
    ],
)
def test_every_instant_of_a_day_on_which_the_clocks_change_is_of_that_day(instant, day):
    assert local_day(instant) == day


@EMBEDDED_ONLY
def test_a_leap_day_moved_on_by_a_year_is_the_last_of_february(record, an_action):
    action = an_action(due=date(2028, 2, 29))
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)
    for typed in ("29 Feb 2029", "29/02/2029", "2029-02-29"):
        with pytest.raises(InputError, match="Enter a date"):
            read_day(typed)
    an_extension(record, action, read_day("28 Feb 2029"), on=date(2026, 11, 20))
    assert (
        str(record.read("SELECT due FROM position WHERE action_id = 1 AND valid_to > '9999-01-01'")[0][0])
        == "2029-02-28"
    )


def test_neither_the_future_nor_the_time_before_the_record_is_a_day():
    today = date(2026, 11, 22)
    for day, said in ((date(2026, 11, 23), "has not come yet"), (date(1999, 12, 31), "does not go back that far")):
        with pytest.raises(InputError, match=said):
            looked_at(day, today)
    assert looked_at(today, today) is None
    assert looked_at(date(2000, 1, 1), today) == date(2000, 1, 1)
