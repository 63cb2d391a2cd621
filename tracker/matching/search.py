"""Search a whole register for pairs that may be the same ask: exact, in blocks, with a bounded amount of memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from threadpoolctl import ThreadpoolController

from tracker.matching.domain import Floats
from tracker.matching.reading import Readings
from tracker.matching.score import Places, scores

# A pair below this is kept from people. Of the pairs judged the same, 1 in 100 of those that the weights come from lies
# lower, and 5 of the 49 development pairs.
LEAST = 0.05
KEPT_EACH, LOOKED_AT = 10, 10
ROWS_AT_ONCE, COLUMNS_AT_ONCE, SCORED_AT_ONCE = 512, 8_192, 2_000
NARROW, SAMPLE, LOOKED_FOR = 128, 2_000, 60
FARTHEST = 0.2


Fetch = Callable[[Places], Readings]


@dataclass(frozen=True)
class Shelf:
    """All wordings in the order in which they were made: of which review each is, its vector, and where to read them.

    `whole` holds one row of numbers for each wording, each row of length 1, in half precision where there are many;
    `fetch` reads the wordings at some places; `turn` made the numbers few, where it did.
    """

    reviews: Places
    whole: Floats
    fetch: Fetch
    turn: Floats | None = None


@dataclass(frozen=True)
class Pair:
    """Two wordings by their places on the shelf, the later one first, and how sure the machine is."""

    later: int
    earlier: int
    score: float


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def narrowing(sample: Floats) -> Floats:
    """Learn from some vectors how to say nearly the same in fewer numbers."""
    # Of the small square of the sample, which takes milliseconds where that of the sample itself takes seconds.
    with _threads().limit(limits=1, user_api="blas"):
        _, turns = np.linalg.eigh(sample.T.astype(np.float64) @ sample)
    return np.asarray(turns[:, ::-1][:, :NARROW], dtype=np.float32)


def narrowed(whole: Floats, turn: Floats) -> Floats:
    """Give vectors in fewer numbers, as near to one another as before."""
    with _threads().limit(limits=1, user_api="blas"):
        narrow = whole @ turn
    return np.asarray(narrow / np.maximum(np.linalg.norm(narrow, axis=1, keepdims=True), 1e-6), dtype=np.float32)


def every_pair(shelf: Shelf) -> Iterator[list[Pair]]:
    """Give the pairs of the whole register that may be the same, block by block."""
    near = _threshold(shelf.whole)
    for start in range(0, len(shelf.whole), ROWS_AT_ONCE):
        until = min(start + ROWS_AT_ONCE, len(shelf.whole))
        rows = np.arange(start, until)
        yield _found(shelf, rows, rows, near, until=until)


def pairs_of(shelf: Shelf, places: Places) -> Iterator[list[Pair]]:
    """Give the pairs of these wordings with all others that may be the same."""
    near = _threshold(shelf.whole)
    for start in range(0, len(places), ROWS_AT_ONCE):
        rows = places[start : start + ROWS_AT_ONCE]
        yield _found(shelf, rows, places, near, until=len(shelf.whole))


def _found(shelf: Shelf, rows: Places, asked: Places, near: float, *, until: int) -> list[Pair]:
    """Look on one thread: blocks are so small that several threads would mostly wait for one another."""
    with _threads().limit(limits=1, user_api="blas"):
        return scored(shelf.fetch, *_near(shelf, rows, asked, near, until=until))


def _threshold(whole: Floats) -> float:
    """Give the likeness above which few enough lie to be looked at one by one."""
    if len(whole) <= LOOKED_FOR:
        return FARTHEST
    chosen = np.random.default_rng(0).choice(len(whole), min(len(whole), 64), replace=False)
    sample, most = _wide(whole[chosen]), len(chosen) * LOOKED_FOR + 1
    largest: Floats = np.zeros(0, dtype=np.float32)
    for start in range(0, len(whole), COLUMNS_AT_ONCE):
        here = (sample @ _wide(whole[start : start + COLUMNS_AT_ONCE]).T).ravel()
        largest = np.concatenate([largest, here])
        largest = np.partition(largest, -most)[-most:] if len(largest) > most else largest
    least, above = np.partition(largest, 1)[:2].tolist()
    return max(FARTHEST, float(least + (above - least) * LOOKED_FOR / len(whole)))


def _wide(rows: Floats) -> Floats:
    """Give rows in full precision, in which numbers are multiplied fastest."""
    return rows.astype(np.float32, copy=False)


def scored(fetch: Fetch, row: Places, other: Places) -> list[Pair]:
    """Score pairs, of which those of one row stand together, and keep the best of each row."""
    sure = [_sure(fetch, row[at : at + SCORED_AT_ONCE], other[at : at + SCORED_AT_ONCE]) for at in _starts(row)]
    return _best(row, other, np.concatenate(sure)) if sure else []


def _starts(row: Places) -> range:
    return range(0, len(row), SCORED_AT_ONCE)


def _sure(fetch: Fetch, row: Places, other: Places) -> Floats:
    """Score so many pairs as may be read at once."""
    places, at = np.unique(np.concatenate([row, other]), return_inverse=True)
    found = fetch(places)
    return scores(found, at[: len(row)], found, at[len(row) :])


def _near(shelf: Shelf, rows: Places, asked: Places, near: float, *, until: int) -> tuple[Places, Places]:
    """Give pairs of a row with its nearest of other reviews before `until`; of two that are asked the later asks."""
    starts = range(0, until, COLUMNS_AT_ONCE)
    parts = [_part(shelf, rows, slice(at, min(at + COLUMNS_AT_ONCE, until)), near) for at in starts]
    row, other, close = (np.concatenate(each) for each in zip(*parts, strict=True))
    once = ~(np.isin(other, asked) & (other >= row))
    row, other, close = row[once], other[once], close[once]
    order = np.lexsort((-close, row))
    row, other = row[order], other[order]
    return row[_first(row, LOOKED_AT)], other[_first(row, LOOKED_AT)]


def _part(shelf: Shelf, rows: Places, columns: slice, near: float) -> tuple[Places, Places, Floats]:
    """Give the pairs of a row with a column of another review that lie near each other, and how near."""
    likeness = _wide(shelf.whole[rows]) @ _wide(shelf.whole[columns]).T
    # In one long row, in which numpy finds few among many several times as fast.
    at, column = np.divmod(np.flatnonzero((likeness > near).ravel()), likeness.shape[1])
    row, other = rows[at], column + columns.start
    allowed = shelf.reviews[row] != shelf.reviews[other]
    return row[allowed], other[allowed], likeness[at[allowed], column[allowed]]


def closest(shelf: Shelf, last: int) -> tuple[Places, Places]:
    """Give for each of the last ones on a shelf its nearest of other reviews before it: where both stand."""
    starts = range(len(shelf.whole) - last, len(shelf.whole), ROWS_AT_ONCE)
    found = [_closest(shelf, np.arange(start, min(start + ROWS_AT_ONCE, len(shelf.whole)))) for start in starts]
    row, other = (np.concatenate(each) for each in zip(*found, strict=True))
    return row, other


def _closest(shelf: Shelf, rows: Places) -> tuple[Places, Places]:
    whole, reviews = _wide(shelf.whole[rows]), shelf.reviews[rows, None]
    near, place = np.zeros((len(rows), 0), dtype=np.float32), np.zeros((len(rows), 0), dtype=np.int64)
    for start in range(0, len(shelf.whole), COLUMNS_AT_ONCE):
        columns = slice(start, start + COLUMNS_AT_ONCE)
        with _threads().limit(limits=1, user_api="blas"):
            likeness = whole @ _wide(shelf.whole[columns]).T
        here = np.broadcast_to(np.arange(start, start + likeness.shape[1]), likeness.shape)
        likeness[(reviews == shelf.reviews[columns]) | (here >= rows[:, None])] = -1
        near, place = np.hstack([near, likeness]), np.hstack([place, here])
        if near.shape[1] > LOOKED_AT:
            best = np.argpartition(-near, LOOKED_AT, axis=1)[:, :LOOKED_AT]
            near, place = np.take_along_axis(near, best, axis=1), np.take_along_axis(place, best, axis=1)
    at, column = np.nonzero(near > FARTHEST)
    return rows[at], place[at, column]


def _first(row: Places, most: int) -> Places:
    """Give where the first of each run of equal rows stand, at most so many of each."""
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]]) if len(row) else np.zeros(0, dtype=np.int64)
    rank = np.arange(len(row)) - np.repeat(starts, np.diff(np.r_[starts, len(row)]))
    return np.flatnonzero(rank < most)


def _best(row: Places, other: Places, sure: Floats) -> list[Pair]:
    kept = np.flatnonzero(sure >= LEAST)
    kept = kept[np.lexsort((-sure[kept], row[kept]))]
    kept = kept[_first(row[kept], KEPT_EACH)]
    later, earlier = np.maximum(row[kept], other[kept]), np.minimum(row[kept], other[kept])
    return [Pair(*each) for each in zip(later.tolist(), earlier.tolist(), sure[kept].tolist(), strict=True)]


def places_of(wanted: Sequence[int]) -> Places:
    """Give places as an array."""
    return np.array(wanted, dtype=np.int64)
