"""Match recommendations with one another, and keep what may be a repeat for a person to judge.

Nothing of this is a fact of the record: it can be made again at any time, changes no ask and no figure that was
confirmed, and leaves no event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import delete, insert, or_, update
from sqlmodel import col

from tracker import near_rows, shelf
from tracker.access import needs
from tracker.matching import search
from tracker.matching.model import Model
from tracker.matching.score import Way, way
from tracker.models import Matched, Recommendation, Suggestion
from tracker.shelf import Book
from tracker.visit import Visit
from tracker.words import Permission

AT_ONCE = 500
# So many new ones at once are matched as a whole register is.
MANY = 1_000


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
    done = None if again else _match_new(visit, model, by)
    if done is not None:
        return done
    shelf.forget_otherwise(visit.session, by)
    books, wordings = shelf.books(visit.session, shelf.chosen())
    read = shelf.learn(visit.session, books, wordings, model)
    wordings.clear()
    places = list(range(len(books))) if again else shelf.to_match(books, model)
    _note(visit, books)
    if not places:
        return Done(read, 0, 0)
    _forget(visit, [books[place].id for place in places])
    on_it = shelf.shelf(visit.session, books, by)
    near_rows.keep(visit.session, books, on_it, by)
    found = search.every_pair(on_it) if len(places) == len(books) else search.pairs_of(on_it, search.places_of(places))
    kept = sum(_keep(visit, books, portion, by) for portion in found)
    _mark(visit, [books[place] for place in places], by)
    return Done(read, len(places), kept)


def _match_new(visit: Visit, model: Model | None, by: Way) -> Done | None:
    """Match a few new ones with the shelf that is kept; None where there is none, it is not whole, or they are many."""
    if not near_rows.is_kept(visit.session, by):
        return None
    books, wordings = shelf.books(visit.session, shelf.chosen().where(shelf.is_to_match(by)))
    new = [books[place] for place in shelf.to_match(books, model)]
    if len(books) > MANY:
        return None
    others = near_rows.kept(visit.session, by).without({book.id for book in new}) if new else None
    if others and not near_rows.holds_all(visit.session, others, {book.id for book in new}):
        return None
    read = shelf.learn(visit.session, books, wordings, model)
    _note(visit, books)
    if others is None:
        return Done(read, 0, 0)
    _forget(visit, [book.id for book in new])
    asked = shelf.turned(visit.session, new, by, others.turn)
    kept = _keep(visit, *_near(visit, new, asked, others, model), by)
    _mark(visit, new, by)
    near_rows.add(visit.session, new, asked, by)
    return Done(read, len(new), kept)


def _near(
    visit: Visit, new: Sequence[Book], asked: search.Shelf, others: near_rows.Kept, model: Model | None
) -> tuple[Sequence[Book], list[search.Pair]]:
    """Score new ones with what is nearest to them; give the pairs, and the books at whose places they stand."""
    keys = np.concatenate([others.keys, search.places_of([book.id for book in new])])
    every = replace(
        asked,
        reviews=np.concatenate([others.reviews, asked.reviews]),
        whole=np.concatenate([others.whole, asked.whole]),
    )
    row, other = search.closest(every, len(new))
    wanted = np.unique(keys[np.concatenate([row, other])]).tolist()
    near, _ = shelf.books(visit.session, shelf.chosen().where(col(Recommendation.id).in_(wanted)))
    shelf.learn(visit.session, near, {}, model)
    at = {book.id: place for place, book in enumerate(near)}
    one, two = (search.places_of([at[key] for key in keys[places].tolist()]) for places in (row, other))
    return near, search.scored(shelf.fetching(visit.session, near, way(model)), one, two)


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
