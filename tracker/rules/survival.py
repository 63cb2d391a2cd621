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


def median_years(watched: Sequence[Watched]) -> float | None:
    """Give the years after which half have come back; None below ten at risk, and while fewer than half have."""
    if len(watched) < SMALL_NUMBER or not any(each.came_back for each in watched):
        return None
    # It takes a second and fifty megabytes to load, which a page without such a figure need not wait for.
    from scipy.stats import CensoredData, ecdf  # noqa: PLC0415

    known = CensoredData.right_censored([each.years for each in watched], [not each.came_back for each in watched])
    left = ecdf(known).sf
    return next((float(x) for x, p in zip(left.quantiles, left.probabilities, strict=True) if p <= HALF), None)
