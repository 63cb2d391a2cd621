"""The shelf of a large register, kept in a few rows: what is new is matched without reading every wording again.

Nothing of it is part of the record. Where it does not hold everything, the whole shelf is read and it is kept anew.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, insert, update
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.matching.domain import WIDE, Floats
from tracker.matching.score import Places, Way
from tracker.matching.search import NARROW, Shelf
from tracker.models import NearRows, Recommendation
from tracker.models.statements import select
from tracker.shelf import Book

Halves = NDArray[np.float16]
IN_A_ROW = 2_000


@dataclass(frozen=True)
class Kept:
    """Whose each row is, of which review, and its numbers; `turn` is how numbers are made few."""

    keys: Places
    reviews: Places
    whole: Halves
    turn: Floats

    def without(self, keys: Collection[int]) -> "Kept":
        """Give the newest row of everything but these."""
        _, newest = np.unique(self.keys[::-1], return_index=True)
        at = len(self.keys) - 1 - newest
        at = at[~np.isin(self.keys[at], list(keys))]
        return self if len(at) == len(self.keys) else Kept(self.keys[at], self.reviews[at], self.whole[at], self.turn)


def is_kept(session: Session, by: Way) -> bool:
    """Tell whether a shelf is kept for this way of matching."""
    return session.scalar(select(NearRows.number).where(NearRows.model == by.model).limit(1)) is not None


def kept(session: Session, by: Way) -> Kept:
    """Read the shelf that is kept."""
    told = select(NearRows.keys, NearRows.reviews, NearRows.numbers).where(NearRows.model == by.model)
    (_, _, turn), *rows = session.execute(told.order_by(col(NearRows.number))).all()
    keys, reviews, whole = (b"".join(each) for each in zip(*rows, strict=True))
    return Kept(
        np.frombuffer(keys, np.int64),
        np.frombuffer(reviews, np.int64),
        np.frombuffer(whole, np.float16).reshape(-1, NARROW),
        np.frombuffer(turn, np.float32).reshape(WIDE, NARROW),
    )


def holds_all(session: Session, others: Kept, keys: Collection[int]) -> bool:
    """Tell whether these keys and the rows of all others are the whole register."""
    every: int = session.scalar(select(func.count()).select_from(Recommendation)) or 0
    return every == len(others.keys) + len(set(keys))


def keep(session: Session, on_it: Sequence[Book], shelf: Shelf, by: Way) -> None:
    """Keep a whole shelf instead of what is kept; one of a small register, whose numbers are all there, is not."""
    session.execute(delete(NearRows).where(col(NearRows.model) == by.model))
    if shelf.turn is None:
        return
    _insert(session, by, 0, _packed([], np.zeros(0, np.int64), shelf.turn))
    for start in range(0, len(on_it), IN_A_ROW):
        part = slice(start, start + IN_A_ROW)
        _insert(session, by, start // IN_A_ROW + 1, _packed(on_it[part], shelf.reviews[part], shelf.whole[part]))


def add(session: Session, on_it: Sequence[Book], shelf: Shelf, by: Way) -> None:
    """Add some to the shelf that is kept; of what is there already the new row holds."""
    mine, told = col(NearRows.model) == by.model, _packed(on_it, shelf.reviews, shelf.whole)
    last = session.scalar(select(func.max(NearRows.number)).where(mine)) or 0
    here = mine, col(NearRows.number) == last
    there = session.execute(select(NearRows.keys, NearRows.reviews, NearRows.numbers).where(*here)).one()
    if not last or len(there.keys) + len(told["keys"]) > IN_A_ROW * np.dtype(np.int64).itemsize:
        _insert(session, by, last + 1, told)
        return
    session.execute(update(NearRows).where(*here).values({name: getattr(there, name) + told[name] for name in told}))


def _packed(on_it: Sequence[Book], reviews: Places, numbers: Floats) -> dict[str, bytes]:
    keys = np.array([book.id for book in on_it], dtype=np.int64)
    return {"keys": keys.tobytes(), "reviews": reviews.tobytes(), "numbers": numbers.tobytes()}


def _insert(session: Session, by: Way, number: int, told: dict[str, bytes]) -> None:
    session.execute(insert(NearRows).values(model=by.model, number=number, **told))
