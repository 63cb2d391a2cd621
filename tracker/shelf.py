"""The wordings of the register on one shelf, oldest first, with what the model makes of them, kept by their hash.

Whoever asks says through which visit, so that what somebody may not see is not on their shelf.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, bindparam, case, delete, func, insert, or_, update
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from tracker.matching.domain import WIDE, Floats
from tracker.matching.lexical import mixed_letters
from tracker.matching.model import MODEL, Model
from tracker.matching.reading import (
    Bytes,
    Readings,
    meanings_of,
    packed_meaning,
    packed_words,
    read,
    words_of,
)
from tracker.matching.score import LETTERS_ONLY, Places, Way, way
from tracker.matching.search import SAMPLE, Fetch, Shelf, narrowed, narrowing
from tracker.matching.wording import digest, stated_repeat
from tracker.models import Matched, Recommendation, Review, Suggestion, TextVector
from tracker.models.statements import select

AT_ONCE, FETCHED_AT_ONCE = 500, 2_000
KEPT = select(TextVector.model, TextVector.digest, TextVector.vector, TextVector.tokens).where(
    col(TextVector.digest).in_(bindparam("marks", expanding=True)),
    col(TextVector.model).in_(bindparam("models", expanding=True)),
)
Kept = dict[str, tuple[bytes, bytes]]
# What was read of wordings and is not kept: by the model, and then by the hash.
Unkept = Mapping[str, Kept]


class Book(NamedTuple):
    """One recommendation on the shelf: which, of which review, the hash of its wording, and whether that says again.

    `by` says how it was matched with all others, None where this wording was not; `version` is that of its wording, and
    `is_noted` says whether it was noted beside the hash, so that the wording need not be read again.
    """

    id: int
    review_id: int
    digest: str
    stated: bool
    by: Way | None = None
    version: int = 0
    is_noted: bool = False


def chosen() -> Select[Any]:
    """Choose every recommendation in the order in which they were made, with its wording where it must be read."""
    is_noted = col(Matched.version) == col(Recommendation.version)
    statement: Select[Any] = (
        select(
            col(Recommendation.id),
            col(Recommendation.review_id),
            case((is_noted, None), else_=col(Recommendation.wording)),
            col(Recommendation.version),
            col(Matched.digest),
            col(Matched.stated),
            col(Matched.model),
            col(Matched.weights),
        )
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .join(Matched, col(Matched.recommendation_id) == col(Recommendation.id), isouter=True)
        .order_by(made(), col(Recommendation.id))
    )
    return statement


def made(review: Any = Review, recommendation: Any = Recommendation) -> Any:
    """Choose the day on which a recommendation was made, as far as it is known."""
    return func.coalesce(col(review.published_on), col(review.completed_on), col(recommendation.effective_on))


def turn_round(session: Session, review_id: int) -> None:
    """Turn suggestions round that a review's new day of publication puts the other way round.

    Whether it is stated goes by the wording of the one that is now the later.
    """
    later, earlier = aliased(Recommendation), aliased(Recommendation)
    of_later, of_earlier = aliased(Review), aliased(Review)
    day, before = made(of_later, later), made(of_earlier, earlier)
    wrong = (
        select(Suggestion.id, later.id, earlier.id, earlier.wording)
        .join(later, col(later.id) == col(Suggestion.later_id))
        .join(earlier, col(earlier.id) == col(Suggestion.earlier_id))
        .join(of_later, col(of_later.id) == col(later.review_id))
        .join(of_earlier, col(of_earlier.id) == col(earlier.review_id))
        .where(or_(col(of_later.id) == review_id, col(of_earlier.id) == review_id))
        .where(or_(day < before, and_(day == before, col(later.id) < col(earlier.id))))
    )
    turned = [
        {"id": key, "later_id": other, "earlier_id": one, "stated": stated_repeat(wording)}
        for key, one, other, wording in session.execute(wrong).all()
    ]
    if turned:
        session.execute(update(Suggestion), turned)


def books(session: Session, statement: Select[Any]) -> tuple[list[Book], dict[str, str]]:
    """Give the books in order, and by its hash each wording that had to be read."""
    found: list[Book] = []
    wordings: dict[str, str] = {}
    ways: dict[tuple[str, str], Way] = {}
    for key, review, wording, version, mark, stated, *way_of in session.execute(
        statement.execution_options(yield_per=AT_ONCE)
    ):
        by = ways.setdefault(tuple(way_of), Way(*way_of)) if mark else None
        if wording is None:
            found.append(Book(key, review, mark, stated, by, version, is_noted=True))
            continue
        now = digest(wording)
        wordings.setdefault(now, wording)
        found.append(Book(key, review, now, stated_repeat(wording), by if now == mark else None, version))
    return found, wordings


def to_match(on_it: Sequence[Book], model: Model | None) -> list[int]:
    """Give the places of the books that are new, were corrected, or were matched otherwise.

    Without a model, what was matched with one is left as it is: it would only become worse.
    """
    by = way(model)
    return [at for at, book in enumerate(on_it) if not _is_matched(book.by, by)]


def _is_matched(found: Way | None, by: Way) -> bool:
    return found is not None and (found == by or (by.model == LETTERS_ONLY and found.model != LETTERS_ONLY))


def is_to_match(by: Way) -> ColumnElement[bool]:
    """Tell of a chosen recommendation whether it is new, may have been corrected, or was matched otherwise."""
    told = Matched
    other = or_(col(told.model) != by.model, col(told.weights) != by.weights)
    if by.model == LETTERS_ONLY:
        other = and_(col(told.model) == LETTERS_ONLY, other)
    missing = col(told.recommendation_id).is_(None)
    return or_(missing, col(told.version).is_(None), col(told.version) != col(Recommendation.version), other)


def unread(session: Session, on_it: Sequence[Book], by: Way) -> list[str]:
    """Give the hashes of the wordings of which what this way needs is not kept yet, in order."""
    marks = {book.digest for book in on_it}
    missing = marks - _known(session, LETTERS_ONLY, marks)
    if by.model != LETTERS_ONLY:
        missing |= marks - _known(session, by.model, marks)
    return sorted(missing)


def wordings_of(
    session: Session, on_it: Sequence[Book], wordings: Mapping[str, str], marks: Sequence[str]
) -> dict[str, str]:
    """Give the wordings of these hashes: those at hand, and from the record the ones that were not read."""
    wanted = set(marks) - set(wordings)
    first = {book.digest: book.id for book in on_it if book.digest in wanted}
    found = {mark: wordings[mark] for mark in marks if mark in wordings}
    keys = {key: mark for mark, key in first.items()}
    every = sorted(keys)
    for start in range(0, len(every), AT_ONCE):
        chosen = select(Recommendation.id, Recommendation.wording)
        chosen = chosen.where(col(Recommendation.id).in_(every[start : start + AT_ONCE]))
        found.update((keys[key], wording) for key, wording in session.execute(chosen))
    return found


def learn(session: Session, on_it: Sequence[Book], wordings: Mapping[str, str], model: Model | None) -> int:
    """Keep what is made of wordings that nobody has read yet; give how many."""
    missing = unread(session, on_it, way(model))
    for start in range(0, len(missing), AT_ONCE):
        portion = missing[start : start + AT_ONCE]
        _keep(session, portion, wordings_of(session, on_it, wordings, portion), model)
    return len(missing)


def forget_otherwise(session: Session, by: Way) -> None:
    """Throw away what other weights made of wordings: it lies about another middle, and is read again."""
    otherwise = select(Matched.recommendation_id).where(col(Matched.weights) != by.weights)
    if by.model == LETTERS_ONLY:
        otherwise = otherwise.where(col(Matched.model) == LETTERS_ONLY)
    if session.scalar(otherwise.limit(1)) is not None:
        session.execute(delete(TextVector))


def _known(session: Session, model: str, marks: Collection[str]) -> set[str]:
    told = select(TextVector.digest).where(TextVector.model == model)
    return set(session.scalars(told if len(marks) > AT_ONCE else told.where(col(TextVector.digest).in_(sorted(marks)))))


def read_now(marks: Sequence[str], wordings: Mapping[str, str], model: Model | None) -> Unkept:
    """Read wordings without keeping what is made of them, for whoever only looks."""
    if not marks:
        return {}
    found = read([wordings[mark] for mark in marks], model)
    told = {LETTERS_ONLY: {mark: (packed_words(found, at), b"") for at, mark in enumerate(marks)}}
    if found.encoded is not None:
        told[MODEL] = {mark: packed_meaning(each) for mark, each in zip(marks, found.encoded, strict=True)}
    return told


def _keep(session: Session, marks: Sequence[str], wordings: Mapping[str, str], model: Model | None) -> None:
    """Read wordings and keep what was made of them; what another reader kept meanwhile stays."""
    made = read_now(marks, wordings, model)
    kept_already = select(TextVector.digest, TextVector.model).where(col(TextVector.digest).in_(marks))
    there = {(mark, named) for mark, named in session.execute(kept_already)}
    rows = [_row(mark, named, *both) for named, kept in made.items() for mark, both in kept.items()]
    if new := [row for row in rows if (row["digest"], row["model"]) not in there]:
        session.execute(insert(TextVector), new)


def _row(mark: str, model: str, vector: bytes, tokens: bytes = b"") -> dict[str, Any]:
    return {"digest": mark, "model": model, "vector": vector, "tokens": tokens}


def shelf(session: Session, on_it: Sequence[Book], by: Way, unkept: Unkept | None = None) -> Shelf:
    """Give the shelf to search in; every book's wording must have been learned, or be among what is not kept."""
    turn = narrowing(_sample(session, by)) if len(on_it) > SAMPLE else None
    return turned(session, on_it, by, turn, unkept)


def turned(
    session: Session, on_it: Sequence[Book], by: Way, turn: Floats | None, unkept: Unkept | None = None
) -> Shelf:
    """Give a shelf whose numbers are made fewer by this turning, or are all there; it is kept with the shelf."""
    beside = unkept or {}
    return Shelf(
        reviews=np.array([book.review_id for book in on_it], dtype=np.int64),
        whole=_whole(session, on_it, by, turn, beside),
        fetch=fetching(session, on_it, by, beside),
        turn=turn,
    )


def fetching(session: Session, on_it: Sequence[Book], by: Way, unkept: Unkept | None = None) -> Fetch:
    """Give what reads the books at some places."""
    return partial(_fetched, session, on_it, by, unkept or {})


def _whole(session: Session, on_it: Sequence[Book], by: Way, turn: Floats | None, unkept: Unkept) -> Floats:
    """Give a row of numbers for each book, by which near ones are found: few numbers where there are many books."""
    first: dict[str, int] = {}
    source = np.array([first.setdefault(book.digest, at) for at, book in enumerate(on_it)], dtype=np.int64)
    # In half precision many rows take half the memory, and the same ones are found.
    shape = (len(on_it), WIDE if turn is None else turn.shape[1])
    rows = np.zeros(shape, dtype=np.float32 if turn is None else np.float16)
    beside = [(mark, vector) for mark, (vector, _) in unkept.get(by.model, {}).items()]
    for portion in chain(_portions(session, by.model, first), [beside]):
        here = [(first[mark], vector) for mark, vector in portion if mark in first]
        numbers = _numbers([vector for _, vector in here], by)
        rows[[at for at, _ in here]] = numbers if turn is None else narrowed(numbers, turn)
    again = np.flatnonzero(source != np.arange(len(on_it)))
    rows[again] = rows[source[again]]
    return rows


def _sample(session: Session, by: Way) -> Floats:
    """Give the numbers of some wordings, the same ones each time: a hash is as good as a die."""
    some = select(TextVector.vector).where(TextVector.model == by.model).order_by(col(TextVector.digest)).limit(SAMPLE)
    return _numbers(list(session.scalars(some)), by)


def _numbers(kept: Sequence[bytes], by: Way) -> Floats:
    """Unpack vectors into rows of numbers."""
    if by.model == LETTERS_ONLY:
        return mixed_letters(words_of(kept, None).letters)
    return np.frombuffer(b"".join(kept), dtype=np.float16).reshape(len(kept), WIDE).astype(np.float32)


def _portions(session: Session, model: str, marks: Collection[str]) -> Iterator[Any]:
    chosen = select(TextVector.digest, TextVector.vector).where(TextVector.model == model)
    chosen = chosen if len(marks) > AT_ONCE else chosen.where(col(TextVector.digest).in_(sorted(marks)))
    return session.execute(chosen.execution_options(yield_per=AT_ONCE)).partitions()


def _fetched(session: Session, on_it: Sequence[Book], by: Way, unkept: Unkept, places: Places) -> Readings:
    """Read the books at some places."""
    marks = [on_it[place].digest for place in places.tolist()]
    kept = _kept(session, marks, {LETTERS_ONLY, by.model}, unkept)
    meanings = None if by.model == LETTERS_ONLY else meanings_of([kept[by.model, mark] for mark in marks])
    return words_of([kept[LETTERS_ONLY, mark][0] for mark in marks], meanings)


def _kept(session: Session, marks: Sequence[str], models: set[str], unkept: Unkept) -> dict[tuple[str, str], Bytes]:
    """Give what is kept of these wordings, by model and hash."""
    found = {(model, mark): both for model in models for mark, both in unkept.get(model, {}).items()}
    every = sorted(set(marks))
    for start in range(0, len(every), FETCHED_AT_ONCE):
        given = {"marks": every[start : start + FETCHED_AT_ONCE], "models": sorted(models)}
        found.update(((model, mark), (vector, tokens)) for model, mark, vector, tokens in session.execute(KEPT, given))
    return found
