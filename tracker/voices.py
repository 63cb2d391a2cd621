"""Which challenges, measures and lessons are visible, given which reviews, recommendations and actions are.

Only `tracker.access` asks: it knows what a visitor may see.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlmodel import col

from tracker.models import Action, Challenge, Event, Lesson, Measure, MeasureLink, Recommendation, Review
from tracker.models.statements import select

Condition = ColumnElement[bool]


def challenges(actions: Condition, recommendations: Condition) -> Condition:
    """Choose the challenges about what is visible."""
    acting = select(Action.id).where(actions).correlate(None)
    return or_(
        col(Challenge.action_id).in_(acting),
        col(Challenge.recommendation_id).in_(_asked(recommendations)),
    )


def measures(recommendations: Condition) -> Condition:
    """Choose the measures of the board, and those of which every recommendation that they belong to is visible."""
    return col(Measure.id).not_in(_with_something_hidden(recommendations))


def lessons(reviews: Condition, recommendations: Condition) -> Condition:
    """Choose the lessons of visible reviews, without the recommendations among them that are hidden."""
    home = select(Review.id).where(reviews).correlate(None)
    about = col(Lesson.recommendation_id)
    return and_(
        col(Lesson.review_id).in_(home),
        or_(about.is_(None), about.in_(_asked(recommendations))),
    )


def of_measures(recommendations: Condition) -> Condition:
    """Choose the history of visible measures that belong to no recommendation or to several."""
    return and_(
        col(Event.object_kind) == "measure",
        col(Event.action_id).is_(None),
        col(Event.recommendation_id).is_(None),
        no_hidden_measure(recommendations),
    )


def no_hidden_measure(recommendations: Condition) -> Condition:
    """Leave out the history of measures that are hidden, though one of their recommendations is visible."""
    hidden = col(Event.object_id).in_(_with_something_hidden(recommendations))
    return or_(col(Event.object_kind) != "measure", not_(hidden))


def _asked(recommendations: Condition) -> Any:
    return select(Recommendation.id).where(recommendations).correlate(None)


def _with_something_hidden(recommendations: Condition) -> Any:
    hidden = col(MeasureLink.recommendation_id).not_in(_asked(recommendations))
    return select(MeasureLink.measure_id).where(hidden).correlate(None)
