"""What was recorded by mistake: a review that was withdrawn exists for nobody, with what it recommends.

Only `tracker.access` and the positions ask: what is withdrawn has no position, so that nothing counts it.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

from tracker.models import Event, Recommendation, Review
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Publication


def review_stands() -> ColumnElement[bool]:
    """Choose the reviews that were not withdrawn."""
    return col(Review.publication) != Publication.WITHDRAWN


def recommendation_stands() -> ColumnElement[bool]:
    """Choose the recommendations of reviews that were not withdrawn."""
    return col(Recommendation.review_id).not_in(_gone())


def event_stands() -> ColumnElement[bool]:
    """Choose the history without that of reviews that were withdrawn."""
    return or_(col(Event.review_id).is_(None), col(Event.review_id).not_in(_gone()))


def _gone() -> Any:
    return select(Review.id).where(col(Review.publication) == Publication.WITHDRAWN).correlate(None)


NARROWED: dict[str, Callable[[Visit], ColumnElement[bool]]] = {
    "review": lambda _: review_stands(),
    "recommendation": lambda _: recommendation_stands(),
}
