"""Bands of scores, and how often people confirmed what the machine proposed in each."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from tracker.rules.assurance import n_of_m

EDGES = (0.05, 0.2, 0.4, 0.6, 0.8, 1.0)
NO_SCORE = "Not scored: a person linked the two."


@dataclass(frozen=True)
class Band:
    """Scores from `least` on and below `below` (the last band holds 1 too): pairs answered, and answered same."""

    least: float
    below: float
    answered: int = 0
    same: int = 0

    @property
    def words(self) -> str:
        """Write its bounds."""
        return f"{self.least:g} to {self.below:g}"

    @property
    def confirmed(self) -> str:
        """Say how often it was the same, with nothing pretended where nobody has answered yet."""
        if not self.answered:
            return "Not known: nobody has answered a suggestion of this band yet."
        return f"{n_of_m(self.same, self.answered)} were the same."


def place_of(score: float) -> int:
    """Give the place of a score among the bands; below the first it counts to the first."""
    return min(max(bisect_right(EDGES, score) - 1, 0), len(EDGES) - 2)


def bounds() -> list[Band]:
    """Give the bands from low to high, with nothing counted."""
    return [Band(least, below) for least, below in pairwise(EDGES)]
