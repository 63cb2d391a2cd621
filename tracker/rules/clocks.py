"""Working days in England, and the clocks that run on them: how long each is, by what right, and what is left of it."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from tracker.rules.facts import Key
from tracker.words import Clock
from tracker.words import ClockUnit as Unit

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ClockRule:
    """How long a clock runs, from what, and by which law or practice; the day after the start is day 1.

    A clock with `before_start` runs backwards: so many clear days must lie between its due day and its start.
    """

    length: int
    unit: Unit
    starts: str
    source: str
    before_start: bool = False


WORKING_TOGETHER = "Working Together to Safeguard Children 2023, chapter 5"
INSPECTION_REGULATIONS = "Education and Inspections Act 2006 (Inspection of Local Authorities) Regulations 2007"

CLOCKS: dict[Clock, ClockRule] = {
    Clock.INCIDENT_NOTIFICATION: ClockRule(
        5, Unit.WORKING_DAYS, "the council knows of the incident", f"Children Act 2004, s. 16C; {WORKING_TOGETHER}"
    ),
    Clock.RAPID_REVIEW: ClockRule(15, Unit.WORKING_DAYS, "the incident is notified", WORKING_TOGETHER),
    Clock.LOCAL_PRACTICE_REVIEW: ClockRule(
        6, Unit.MONTHS, "the partners decide to hold the review", f"SI 2018/789; {WORKING_TOGETHER}"
    ),
    Clock.PUBLISH_INSPECTION_REPORT: ClockRule(
        30, Unit.WORKING_DAYS, "the council receives the report", f"{INSPECTION_REGULATIONS}, reg. 2"
    ),
    Clock.STATEMENT_OF_ACTION: ClockRule(
        70, Unit.WORKING_DAYS, "the council receives the report", f"{INSPECTION_REGULATIONS}, reg. 3"
    ),
    Clock.CORONER_RESPONSE: ClockRule(
        56, Unit.DAYS, "the coroner sends the report", "Coroners (Investigations) Regulations 2013, reg. 29"
    ),
    Clock.EXECUTIVE_RESPONSE: ClockRule(
        2, Unit.MONTHS, "the executive receives the scrutiny report", "Local Government Act 2000, s. 9FE"
    ),
    Clock.MEETING_PAPERS: ClockRule(
        5, Unit.WORKING_DAYS, "the meeting", "Local Government Act 1972, s. 100B", before_start=True
    ),
    Clock.IMPROVEMENT_NOTICE_REVIEW: ClockRule(
        6, Unit.MONTHS, "the notice or its last review", "practice of the Department for Education"
    ),
    Clock.INQUIRY_RESPONSE: ClockRule(6, Unit.MONTHS, "the inquiry publishes", "practice of public inquiries"),
    Clock.OWNER_AND_DATE: ClockRule(15, Unit.WORKING_DAYS, "acceptance", "the board's printed key"),
}


def bank_holidays(first_year: int, last_year: int) -> frozenset[date]:
    """Give the bank holidays of England, Good Friday and Christmas Day of these years, first and last included."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1)))


def is_working_day(day: date, bank_holidays: frozenset[date]) -> bool:
    """Tell whether a day is neither Saturday, Sunday nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in bank_holidays


def nth_day(start: date, n: int, counts: Callable[[date], bool], step: timedelta = ONE_DAY) -> date:
    """Give the n-th day after the start (or before it, with a step of minus one day) that counts."""
    day = start
    while n > 0:
        day += step
        n -= counts(day)
    return day


def add_working_days(start: date, n: int, bank_holidays: frozenset[date]) -> date:
    """Give the n-th working day after the start: the day after the start is day 1."""
    return nth_day(start, n, lambda day: is_working_day(day, bank_holidays))


def add_months(day: date, n: int) -> date:
    """Give the same day n months on, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def papers_due(meeting_on: date, bank_holidays: frozenset[date], clear_days: int = 5) -> date:
    """Give the last working day that leaves this many clear working days between the papers and the meeting."""
    return nth_day(meeting_on, clear_days + 1, lambda day: is_working_day(day, bank_holidays), -ONE_DAY)


def due(clock: Clock, start: date, key: Key) -> date:
    """Give the last day on which what the clock times is still in time, had it never been paused."""
    return due_on(ClockState(clock, start), start, key)


@dataclass(frozen=True)
class Pause:
    """The clock stood still from `start` until `end` (the first day on which it ran again, None: it still stands)."""

    start: date
    end: date | None
    reason: str


@dataclass(frozen=True)
class ClockState:
    """One running clock: when it started, when and why it stood still, and the day on which it was met.

    `kept` is how long it runs by what was known when it started; without it the clock runs by today's `CLOCKS`.
    """

    clock: Clock
    start: date
    pauses: tuple[Pause, ...] = ()
    done_on: date | None = None
    kept: ClockRule | None = None

    @property
    def rule(self) -> ClockRule:
        """Give how long this clock runs."""
        return self.kept or CLOCKS[self.clock]

    def paused_on(self, day: date) -> Pause | None:
        """Give the pause that holds on a day."""
        return next((p for p in self.pauses if p.start <= day and (p.end is None or day < p.end)), None)


def length_of(clock: Clock, key: Key) -> int:
    """Give the length of a clock in its own unit; the board's key sets the one for owner and date."""
    return key.unowned_working_days if clock is Clock.OWNER_AND_DATE else CLOCKS[clock].length


def due_on(state: ClockState, day: date, key: Key) -> date:
    """Give the due day as it is known on a day: each paused day is given back, up to and including that day.

    A clock of working days gets back the working days of a pause, one of days or months its calendar days. Papers are
    due before a meeting whatever happens, so a pause does not move them.
    """
    rule = state.rule
    length = rule.length if state.kept else length_of(state.clock, key)
    if rule.before_start:
        return papers_due(state.start, key.bank_holidays, length)
    if rule.unit is Unit.MONTHS:
        months_end = add_months(state.start, length)
        return nth_day(state.start, (months_end - state.start).days, lambda each: not _stands(state, each, day))
    return nth_day(state.start, length, lambda each: _ticks(rule, each, key) and not _stands(state, each, day))


def left(state: ClockState, day: date, key: Key) -> int:
    """Count what is left after a day: working days for such clocks, else calendar days; negative when it is over.

    Once done it is what was left on the day it was done; while paused it stands still.
    """
    day = state.done_on or day
    last = due_on(state, day, key)
    rule = state.rule
    first, final = min(day, last), max(day, last)
    span = [first + ONE_DAY * n for n in range(1, (final - first).days + 1)]
    amount = sum(_ticks(rule, each, key) for each in span)
    return amount if day <= last else -amount


def left_in_words(state: ClockState, day: date, key: Key) -> str:
    """Say what is left in the clock's own unit: "12 working days left", "1 month and 3 days left"."""
    day = state.done_on or day
    last = due_on(state, day, key)
    pause = state.paused_on(day) if state.done_on is None else None
    words = "due that day" if last == day else f"{_amount(state, day, key)} {'over' if day > last else 'left'}"
    if state.done_on:
        return f"done, {words}"
    if pause:
        return f"paused ({pause.reason}), {words}" if pause.reason else f"paused, {words}"
    return words.replace("that day", "today")


def _ticks(rule: ClockRule, day: date, key: Key) -> bool:
    return rule.unit is not Unit.WORKING_DAYS or is_working_day(day, key.bank_holidays)


def _stands(state: ClockState, each: date, as_known_on: date) -> bool:
    return each <= as_known_on and state.paused_on(each) is not None


def _amount(state: ClockState, day: date, key: Key) -> str:
    unit = state.rule.unit
    if unit is Unit.MONTHS:
        return _months_and_days(*sorted((day, due_on(state, day, key))))
    number = abs(left(state, day, key))
    return f"{number} {unit[:-1] if number == 1 else unit}"


def _months_and_days(first: date, last: date) -> str:
    months = (last.year - first.year) * 12 + last.month - first.month
    months -= add_months(first, months) > last
    days = (last - add_months(first, months)).days
    parts = [_plural(months, "month"), _plural(days, "day")]
    return " and ".join(part for part in parts if not part.startswith("0 "))


def _plural(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
