"""Days that people type, kept within what can be meant: the year 0214 or 20261 is a slip of the keyboard."""

from datetime import date
from typing import TypeVar

from tracker.errors import InputError
from tracker.rules.clocks import add_months

Day = TypeVar("Day", date, date | None)

# Of the plan itself nothing is older than the boards; what a review tells of and what a provider claims may be.
OF_THE_PLAN = date(2000, 1, 1)
OF_THE_PAST = date(1900, 1, 1)
YEARS_AHEAD = 10


def possible(given: Day, field: str, today: date, *, earliest: date = OF_THE_PLAN) -> Day:
    """Give the day that was typed, or say what is wrong: it is not before `earliest`, and at most ten years ahead."""
    if given is None:
        return given
    if given < earliest:
        raise InputError(f"The {field} cannot be before {earliest:%-d %B %Y}. Check the year.", field=field)
    if given > (latest := add_months(today, 12 * YEARS_AHEAD)):
        raise InputError(f"The {field} cannot be after {latest:%-d %B %Y}. Check the year.", field=field)
    return given
