"""How far two who judged alone agree, and how much better than chance judgements are; what cannot be said is not said.

Kappa and its standard error are those of Cohen (1960) and of Fleiss, Cohen and Everitt (1969).
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from tracker.rules.assurance import SMALL_NUMBER, n_of_m

NORMAL_95 = 1.959964
NOTHING = "Nothing was judged by both."
ONE_WORD = "Both gave everything the same one answer, so that chance alone would agree as much."
ONE_WIDTH = "They agreed on everything, for which no interval can be computed."
Pair = tuple[Hashable, Hashable]


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa with its 95% interval; where `value` or the interval is None, `because` says why."""

    of: int
    agreed: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    because: str = ""

    @property
    def words(self) -> str:
        """Say it; below ten things only how many were the same."""
        if self.of < SMALL_NUMBER:
            return f"Not computed below {SMALL_NUMBER} things."
        if self.value is None:
            return f"Cannot be said. {self.because}"
        if self.low is None or self.high is None:
            return f"{self.value:.2f}. {self.because}"
        return f"{self.value:.2f} (95% interval {self.low:.2f} to {self.high:.2f})"


def kappa(pairs: Sequence[Pair]) -> Kappa:
    """Give Cohen's kappa of what two gave the same things, each pair being what the first and the second gave."""
    of, agreed = len(pairs), sum(one == other for one, other in pairs)
    if not of:
        return Kappa(0, 0, because=NOTHING)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    # Whole numbers up to here, so that certain agreement by chance is found exactly.
    by_chance = sum(first[word] * second[word] for word in first)
    if by_chance == of * of:
        return Kappa(of, agreed, because=ONE_WORD)
    value = (agreed * of - by_chance) / (of * of - by_chance)
    if agreed == of:
        return Kappa(of, agreed, value, because=ONE_WIDTH)
    half = NORMAL_95 * _standard_error(pairs, first, second)
    return Kappa(of, agreed, value, max(-1.0, value - half), min(1.0, value + half))


def _standard_error(pairs: Sequence[Pair], first: Counter[Hashable], second: Counter[Hashable]) -> float:
    of, cells = len(pairs), Counter(pairs)
    observed = sum(n for (one, other), n in cells.items() if one == other) / of
    expected = sum(first[word] * second[word] for word in first) / of**2
    same = (
        n / of * ((1 - expected) - (first[one] + second[one]) / of * (1 - observed)) ** 2
        for (one, other), n in cells.items()
        if one == other
    )
    # What the first gave meets how often the second gave it, and the other way round.
    apart = (n / of * ((second[one] + first[other]) / of) ** 2 for (one, other), n in cells.items() if one != other)
    middle = (observed * expected - 2 * expected + observed) ** 2
    variance = (sum(same) + (1 - observed) ** 2 * sum(apart) - middle) / (of * (1 - expected) ** 4)
    return sqrt(max(0.0, variance))


@dataclass(frozen=True)
class Chance:
    """How many choices between two were right, and how likely so many or more are by tossing a coin."""

    right: int
    of: int
    probability: float | None
    low: float | None = None
    high: float | None = None

    @property
    def words(self) -> str:
        """Say it in one sentence."""
        if self.probability is None:
            return "Nobody chose one of the two, so that nothing can be said."
        said = f"Right in {n_of_m(self.right, self.of)}; tossing a coin gives half."
        likely = "less than 0.001" if self.probability < 0.001 else f"{self.probability:.3f}"
        return f"{said} So many or more by chance alone: probability {likely} (exact binomial test)."


def against_chance(right: int, of: int) -> Chance:
    """Hold right choices between two against tossing a coin, by the exact binomial test; of none nothing is said."""
    if not 0 <= right <= of:
        message = f"{right} right of {of} choices"
        raise ValueError(message)
    if not of:
        return Chance(0, 0, None)
    # It takes a second to load, which a page without such a figure need not wait for.
    from scipy.stats import binomtest  # noqa: PLC0415

    found = binomtest(right, of, 0.5, alternative="greater")
    wide = binomtest(right, of, 0.5).proportion_ci(confidence_level=0.95, method="exact")
    return Chance(right, of, float(found.pvalue), float(wide.low), float(wide.high))


def alike(choices: Sequence[Hashable]) -> tuple[int, int]:
    """Count the pairs of judges who chose the same, and all pairs."""
    every = list(_pairs(choices))
    return sum(every), len(every)


def _pairs(choices: Sequence[Hashable]) -> Iterator[bool]:
    return (one == other for one, other in combinations(choices, 2))
