"""The nearest earlier recommendations of wordings that somebody is typing, pasting or importing: nothing is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_
from sqlmodel import col

from tracker import shelf
from tracker.access import needs, visible_to
from tracker.matching import search
from tracker.matching.model import Model
from tracker.matching.score import way
from tracker.matching.wording import clean, digest
from tracker.models import Review
from tracker.models.statements import select
from tracker.queries import repeated
from tracker.queries.asked import Asked
from tracker.shelf import Book
from tracker.visit import Visit
from tracker.words import Permission

MOST_EACH = 5
# Reading a wording for the first time takes a hundredth of a second: nobody waits for more of them at once.
READ_AT_MOST = 200
NO_REVIEW = -1


@dataclass(frozen=True)
class Near:
    """An earlier recommendation that may ask for the same, and how sure the machine is."""

    asked: Asked
    score: float


@dataclass(frozen=True)
class Likely:
    """For each wording its nearest earlier ones, the surest first; `left_out` were never read and not looked at."""

    near: Sequence[Sequence[Near]]
    left_out: int = 0


@needs(Permission.SEE_PLAN)
def likely(visit: Visit, texts: Sequence[str], model: Model | None, review_id: int | None = None) -> Likely:
    """Find for wordings the nearest recommendations of other reviews that the visitor sees."""
    asked = [text for text in texts if clean(text)]
    if not asked:
        return Likely([[] for _ in texts])
    pairs, left_out = _pairs(visit, asked, model, review_id)
    known = repeated.texts_of(visit, sorted({key for found in pairs.values() for key, _ in found}))
    near = {text: [Near(known[key], score) for key, score in found if key in known] for text, found in pairs.items()}
    return Likely([near.get(text, []) for text in texts], left_out)


def _pairs(
    visit: Visit, texts: Sequence[str], model: Model | None, review_id: int | None
) -> tuple[dict[str, list[tuple[int, float]]], int]:
    """Put the wordings behind all others on a shelf, and search in it."""
    by = way(model)
    books, wordings = shelf.books(visit.session, _before(visit, review_id))
    unread = shelf.unread(visit.session, books, by)
    now, never = unread[:READ_AT_MOST], set(unread[READ_AT_MOST:])
    typed = {digest(text): text for text in texts}
    on_it = [book for book in books if book.digest not in never]
    places = range(len(on_it), len(on_it) + len(typed))
    marks = list(typed)
    on_it += [Book(0, review_id or NO_REVIEW, mark, stated=False) for mark in marks]
    texts_now = shelf.wordings_of(visit.session, books, wordings, now) | typed
    unkept = shelf.read_now([*now, *(mark for mark in marks if mark not in now)], texts_now, model)
    found = search.pairs_of(shelf.shelf(visit.session, on_it, by, unkept), search.places_of(places))
    return _by_text(texts, on_it, marks, found), len(books) + len(marks) - len(on_it)


def _before(visit: Visit, review_id: int | None) -> Any:
    """Choose what the visitor sees of all that was not published after the review that is being entered."""
    every = visible_to(visit, shelf.chosen())
    mine = select(Review.published_on).where(Review.id == review_id)
    day = visit.session.scalar(visible_to(visit, mine)) if review_id is not None else None
    published = col(Review.published_on)
    return every if day is None else every.where(or_(published.is_(None), published <= day))


def _by_text(
    texts: Sequence[str], on_it: Sequence[Book], marks: Sequence[str], found: Iterable[Sequence[search.Pair]]
) -> dict[str, list[tuple[int, float]]]:
    first = len(on_it) - len(marks)
    near: Mapping[str, list[tuple[int, float]]] = {mark: [] for mark in marks}
    for pair in (each for portion in found for each in portion):
        near[marks[pair.later - first]].append((on_it[pair.earlier].id, pair.score))
    best = {mark: sorted(each, key=lambda one: (-one[1], one[0]))[:MOST_EACH] for mark, each in near.items()}
    return {text: best[digest(text)] for text in texts}
