"""What a measure says: its periods, its numbers and its target in words; what is not known is never a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tracker.rules.phrases import day_words
from tracker.words import Direction

QUARTER, YEAR = 3, 12
BETTER = {Direction.HIGHER: "more", Direction.LOWER: "less"}


@dataclass(frozen=True)
class Reading:
    """The number of a period as it was written, or nothing and why it is not known."""

    first: date
    last: date
    value: str
    unknown_because: str = ""

    @property
    def order(self) -> tuple[date, date]:
        """Put periods in the order in which they end."""
        return self.last, self.first


@dataclass(frozen=True)
class Aim:
    """In which unit a measure counts, and what it has to reach; without a target nothing is said of it."""

    unit: str
    target: str
    direction: Direction


def number_words(value: str, unit: str) -> str:
    """Write "1,250 families", "3.5%"; nothing known is "unknown"."""
    if not value:
        return "unknown"
    whole, point, rest = value.partition(".")
    shown = f"{int(whole):,}" if int(whole) or not whole.startswith("-") else whole
    return f"{shown}{point}{rest}{unit if unit == '%' else f' {unit}'}"


def period_words(first: date, last: date) -> str:
    """Write "Q2 2026", "March 2026" or "2026" for a quarter, month or year of the calendar, and else both days."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if months == QUARTER and first.month % QUARTER == 1:
            return f"Q{last.month // QUARTER} {first.year}"
        if months == YEAR and first.month == 1:
            return str(first.year)
        if months == 1:
            return f"{first:%B} {first.year}"
    return f"{day_words(first)} to {day_words(last)}" if first != last else day_words(first)


def target_words(aim: Aim) -> str:
    """Write "250 families or less"; no target is said to be none."""
    return f"{number_words(aim.target, aim.unit)} or {BETTER[aim.direction]}" if aim.target else "no target set"


def meets(value: str, aim: Aim) -> bool | None:
    """Tell whether a number reaches the target; None when one of the two is not known."""
    if not value or not aim.target:
        return None
    reached, wanted = Decimal(value), Decimal(aim.target)
    return reached >= wanted if aim.direction == Direction.HIGHER else reached <= wanted


def sentence(name: str, readings: Sequence[Reading], aim: Aim) -> str:
    """Say the last number, the target, and the period before it when that is not known.

    When the last period is not known that is said first, and then the last number that is.
    """
    target = f"the target is {number_words(aim.target, aim.unit)}" if aim.target else "no target is set"
    if not readings:
        return f"{name} has no value yet; {target}."
    *earlier, newest = sorted(readings, key=lambda each: each.order)
    if newest.value:
        told = f"{name} was {number_words(newest.value, aim.unit)} in {period_words(newest.first, newest.last)}"
        return f"{told}; {target}{_unknown_before(earlier, newest)}."
    last = next((each for each in reversed(earlier) if each.value), None)
    known = f"it was {number_words(last.value, aim.unit)} in {_beside(last, newest)}" if last else "it was never known"
    return f"{name} is unknown for {period_words(newest.first, newest.last)}; {known}; {target}."


def _unknown_before(earlier: Sequence[Reading], newest: Reading) -> str:
    if not earlier or earlier[-1].value:
        return ""
    return f"; it was unknown in {_beside(earlier[-1], newest)}"


def _beside(each: Reading, newest: Reading) -> str:
    """Name a quarter beside another of the same year without the year."""
    words, year = period_words(each.first, each.last), f" {newest.last.year}"
    return words.removesuffix(year) if words.startswith("Q") else words
