"""How long it takes until a recommendation comes back: the median by Kaplan and Meier, of those that were at risk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SMALL_NUMBER = 10
DAYS_A_YEAR = 365.25
HALF = 0.5 + 1e-9


@dataclass(frozen=True)
class Watched:
    """From when until when a recommendation could come back, and whether it did at the end of that time."""

    since: date
    until: date
    came_back: bool

    @property
    def years(self) -> float:
        """How long it was watched."""
        return (self.until - self.since).days / DAYS_A_YEAR


@dataclass(frozen=True)
class Step:
    """After so many years some came back: how many could have until then, how many did, and what share has not yet."""

    years: float
    at_risk: int
    came_back: int
    left: float


def curve(watched: Sequence[Watched]) -> list[Step]:
    """Give by Kaplan and Meier what share had not come back after how many years; nothing below ten at risk."""
    if len(watched) < SMALL_NUMBER:
        return []
    steps: list[Step] = []
    left = 1.0
    for years in sorted({each.years for each in watched if each.came_back}):
        at_risk = sum(each.years >= years for each in watched)
        back = sum(each.came_back and each.years == years for each in watched)
        left *= 1 - back / at_risk
        steps.append(Step(years, at_risk, back, left))
    return steps


def median_years(watched: Sequence[Watched]) -> float | None:
    """Give the years after which half have come back; None below ten at risk, and while fewer than half have."""
    return next((step.years for step in curve(watched) if step.left <= HALF), None)
