"""On which days a recommendation came to be said to be done by those who own its actions: all of them, not the first.

An action is said to be done while its owner's newest update says so. One that was withdrawn counts for nothing, and one
that was completed needs no declaration. What was declared before the recommendation was last reopened no longer counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.words import Delivery

OVER = frozenset({Delivery.COMPLETED, Delivery.WITHDRAWN})


@dataclass(frozen=True)
class Acting:
    """An action beside a recommendation: since when it answers it, what its owner said, and how it stood from when.

    `said` and `stood` are in order of days, the later of two on one day last.
    """

    since: date
    said: tuple[tuple[date, bool], ...] = ()
    stood: tuple[tuple[date, Delivery], ...] = ()

    def days(self) -> set[date]:
        """Give the days on which anything of it changed."""
        return {self.since, *(day for day, _ in self.said), *(day for day, _ in self.stood)}


def declared_done(actions: Sequence[Acting], reopened: Sequence[date] = ()) -> list[date]:
    """Give the days on which the last open action of a recommendation came to be declared done."""
    days = sorted({*reopened, *(day for each in actions for day in each.days())})
    held = [_is_declared(actions, day, max((each for each in reopened if each <= day), default=None)) for day in days]
    return [day for day, was, now in zip(days, [False, *held], held, strict=False) if now and not was]


def _is_declared(actions: Sequence[Acting], day: date, reopened: date | None) -> bool:
    """Tell whether everything was said to be done on a day, at least one of it by its owner's word alone."""
    answering = [each for each in actions if each.since <= day]
    left = [each for each in answering if _state(each, day) not in OVER]
    return bool(left) and all(_says_done(each, day, reopened) for each in left)


def _state(action: Acting, day: date) -> Delivery | None:
    return next((state for since, state in reversed(action.stood) if since <= day), None)


def _says_done(action: Acting, day: date, reopened: date | None) -> bool:
    on, is_done = next(((on, said) for on, said in reversed(action.said) if on <= day), (date.min, False))
    return is_done and (reopened is None or on > reopened)
