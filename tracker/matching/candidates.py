"""Find for each wording the nearest others: candidates by two rankings, then scored and ordered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tracker.matching.domain import Floats
from tracker.matching.reading import Readings
from tracker.matching.score import Places, scores

LOOKED_AT = 60
# How soon a rank counts for less when two rankings are joined.
RANKS = 20
ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class Near:
    """A wording by its place, and how sure the machine is that it asks the same as the one asked about."""

    place: int
    score: float


def nearest(asked: Readings, known: Readings, allowed: Sequence[Places], *, top: int) -> Iterator[list[Near]]:
    """Give for each asked wording its nearest among the places that are allowed for it, best first."""
    for one, places in enumerate(_candidates(asked, known, allowed, most=max(top, LOOKED_AT))):
        found = scores(asked, np.full(len(places), one), known, places)
        order = np.lexsort((places, -found))[:top]
        yield [Near(int(places[at]), float(found[at])) for at in order]


def elsewhere(reviews: Sequence[str]) -> list[Places]:
    """Give for each wording the places of those of other reviews."""
    codes = np.unique(np.array(reviews), return_inverse=True)[1]
    return [np.flatnonzero(codes != code) for code in codes]


def _candidates(asked: Readings, known: Readings, allowed: Sequence[Places], *, most: int) -> Iterator[Places]:
    """Give for each asked wording the allowed places that come first by letters, by meaning, or by both."""
    there, here = asked.whole, known.whole
    for start in range(0, len(asked), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        letters = (asked.letters[rows] @ known.letters.T).toarray()
        meaning = there[rows] @ here.T if there is not None and here is not None else letters
        for row, places in enumerate(allowed[rows]):
            joined = _ranked(letters[row, places]) + _ranked(meaning[row, places])
            yield places[np.argsort(-joined, kind="stable")[:most]]


def _ranked(likeness: Floats) -> Floats:
    """Give each its share by rank: the first counts most."""
    ranks = np.empty(len(likeness))
    ranks[np.argsort(-likeness, kind="stable")] = np.arange(len(likeness))
    return np.asarray(1.0 / (RANKS + ranks))
