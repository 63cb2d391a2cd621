"""Match recommendations with one another, and keep what may be a repeat for a person to judge.

Nothing of this is a fact of the record: it can be made again at any time, changes no ask and no figure that was
confirmed, and leaves no event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, or_, update
from sqlmodel import col

from tracker import shelf
from tracker.access import needs
from tracker.matching import search
from tracker.matching.model import Model
from tracker.matching.score import Way, way
from tracker.models import Matched, Suggestion
from tracker.shelf import Book
from tracker.visit import Visit
from tracker.words import Permission

AT_ONCE = 500


@dataclass(frozen=True)
class Done:
    """How many wordings matching read for the first time, how many it matched, and how many pairs it keeps."""

    read: int
    matched: int
    suggested: int


@needs(Permission.JUDGE_REPEATS)
def match(visit: Visit, model: Model | None, *, again: bool = False) -> Done:
    """Match every recommendation that is new, was corrected, or was matched otherwise; `again`: every one.

    Without a model it compares by letters and words. It looks at the whole register, whoever asks: a pair is shown only
    to those who may see both.
    """
    by = way(model)
    books, wordings = shelf.books(visit.session, shelf.chosen())
    read = shelf.learn(visit.session, books, wordings, model)
    wordings.clear()
    places = list(range(len(books))) if again else shelf.to_match(books, model)
    _note(visit, books)
    if not places:
        return Done(read, 0, 0)
    _forget(visit, [books[place].id for place in places])
    on_it = shelf.shelf(visit.session, books, by)
    found = search.every_pair(on_it) if len(places) == len(books) else search.pairs_of(on_it, search.places_of(places))
    kept = sum(_keep(visit, books, portion, by) for portion in found)
    _mark(visit, [books[place] for place in places], by)
    return Done(read, len(places), kept)


def _forget(visit: Visit, keys: Sequence[int]) -> None:
    for start in range(0, len(keys), AT_ONCE):
        portion = keys[start : start + AT_ONCE]
        of_them = or_(col(Suggestion.later_id).in_(portion), col(Suggestion.earlier_id).in_(portion))
        visit.session.execute(delete(Suggestion).where(of_them))
        visit.session.execute(delete(Matched).where(col(Matched.recommendation_id).in_(portion)))


def _keep(visit: Visit, books: Sequence[Book], pairs: Iterable[search.Pair], by: Way) -> int:
    rows = [
        {
            "later_id": books[pair.later].id,
            "earlier_id": books[pair.earlier].id,
            "score": pair.score,
            "model": by.model,
            "weights": by.weights,
            "stated": books[pair.later].stated,
        }
        for pair in pairs
    ]
    if rows:
        visit.session.execute(insert(Suggestion.__table__), rows)  # type: ignore[attr-defined]
    return len(rows)


def _mark(visit: Visit, books: Sequence[Book], by: Way) -> None:
    for start in range(0, len(books), AT_ONCE):
        rows = [
            {
                "recommendation_id": book.id,
                "digest": book.digest,
                "model": by.model,
                "weights": by.weights,
                "version": book.version,
                "stated": book.stated,
            }
            for book in books[start : start + AT_ONCE]
        ]
        visit.session.execute(insert(Matched.__table__), rows)  # type: ignore[attr-defined]


def _note(visit: Visit, books: Sequence[Book]) -> None:
    """Note of which version a wording is that was read once more and found unchanged, so that it is not read again."""
    rows = [
        {"recommendation_id": book.id, "version": book.version, "stated": book.stated}
        for book in books
        if book.by and not book.is_noted
    ]
    if rows:
        visit.session.execute(update(Matched), rows)
