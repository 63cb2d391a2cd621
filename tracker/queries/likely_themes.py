"""The themes that the machine proposes for a recommendation: a person confirms, and nothing is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import col

from tracker import shelf
from tracker.access import find, needs, visible_to
from tracker.matching.domain import Floats
from tracker.matching.model import Model
from tracker.matching.score import way
from tracker.matching.themes import fitting
from tracker.matching.wording import digest
from tracker.models import Recommendation, RecommendationTheme, Theme
from tracker.models.statements import select
from tracker.shelf import Book
from tracker.visit import Visit
from tracker.words import Permission

Given = Mapping[int, Mapping[int, float]]
MOST = 3
READ_AT_MOST = 200
# A theme that was given second or later says less of what a recommendation is about.
SECOND = 0.6


@dataclass(frozen=True)
class Proposed:
    """A theme that may fit."""

    id: int
    name: str


@needs(Permission.KEEP_THEMES)
def likely_themes(visit: Visit, recommendation_id: int, model: Model | None) -> Sequence[Proposed]:
    """Propose up to three themes that the recommendation does not have yet, the likeliest first."""
    find(visit, Recommendation, recommendation_id)
    themes = _themes(visit)
    given = _given(visit)
    left = [theme for theme in themes if theme.id not in given.get(recommendation_id, {})]
    if not left:
        return []
    fits = dict(zip((theme.id for theme in themes), _fits(visit, recommendation_id, themes, given, model), strict=True))
    best = sorted(left, key=lambda theme: (-fits[theme.id], theme.name))[:MOST]
    return [Proposed(theme.id or 0, theme.name) for theme in best]


def _themes(visit: Visit) -> Sequence[Theme]:
    chosen = visible_to(visit, select(Theme).where(col(Theme.effective_on) <= visit.as_at).order_by(col(Theme.id)))
    return list(visit.session.scalars(chosen))


def _given(visit: Visit) -> Given:
    """Give for each recommendation that the visitor sees how much it carries each theme."""
    rows = RecommendationTheme
    seen = visible_to(visit, select(Recommendation.id))
    chosen = select(rows.recommendation_id, rows.theme_id, rows.place).where(
        col(rows.recommendation_id).in_(seen), col(rows.effective_on) <= visit.as_at
    )
    found: dict[int, dict[int, float]] = {}
    for key, theme, place in visit.session.execute(chosen):
        found.setdefault(key, {})[theme] = 1.0 if place == 1 else SECOND
    return found


def _fits(visit: Visit, asked: int, themes: Sequence[Theme], given: Given, model: Model | None) -> list[float]:
    """Put the meanings of the themes on the shelf behind the wordings that have themes, and compare."""
    by = way(model)
    every, wordings = shelf.books(visit.session, visible_to(visit, shelf.chosen()))
    mine = next(book for book in every if book.id == asked)
    meanings = [_meaning(theme) for theme in themes]
    unread = shelf.unread(visit.session, every, by)
    never = {mark for mark in unread[READ_AT_MOST:] if mark != mine.digest}
    books = [mine, *(book for book in every if book.id in given and book.id != asked and book.digest not in never)]
    behind = [Book(0, -1, digest(text), stated=False) for text in meanings]
    marks = [mark for mark in dict.fromkeys([*unread, *map(digest, meanings)]) if mark not in never]
    texts = shelf.wordings_of(visit.session, every, wordings, marks) | {digest(text): text for text in meanings}
    unkept = shelf.read_now(marks, texts, model)
    whole = shelf.shelf(visit.session, [*books, *behind], by, unkept).whole.astype(np.float32)
    carried = _carried([given[book.id] for book in books[1:]], themes)
    return [float(each) for each in fitting(whole[0], whole[len(books) :], whole[1 : len(books)], carried)]


def _meaning(theme: Theme) -> str:
    return f"{theme.name}. {theme.definition} {theme.aliases}"


def _carried(given: Sequence[Mapping[int, float]], themes: Sequence[Theme]) -> Floats:
    found = [[each.get(theme.id or 0, 0.0) for theme in themes] for each in given]
    return np.array(found, dtype=np.float32).reshape(len(given), len(themes))
