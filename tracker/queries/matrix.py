"""Themes by reviews: how many recommendations of each review have a theme, and which themes have no plan at all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, exists, func
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import ActionLink, Position, Recommendation, RecommendationTheme, Review, Theme
from tracker.models.statements import select
from tracker.queries import at
from tracker.visit import Visit
from tracker.words import Delivery, Permission


@dataclass(frozen=True)
class Seen:
    """A review at the head of a column."""

    id: int
    reference: str
    published_on: date | None


@dataclass(frozen=True)
class Row:
    """A theme, how many recommendations of each review have it, and for how many of them there is an action."""

    id: int
    name: str
    counts: Mapping[int, int]
    with_action: int

    @property
    def recommendations(self) -> int:
        """Count its recommendations."""
        return sum(self.counts.values())

    @property
    def reviews(self) -> int:
        """Count the reviews that came to it."""
        return len(self.counts)


@dataclass(frozen=True)
class Matrix:
    """Themes by the number of reviews that came to them, reviews by when they were published."""

    reviews: Sequence[Seen]
    themes: Sequence[Row]
    without_theme: int

    @property
    def without_plan(self) -> list[Row]:
        """Give the themes for whose recommendations there is no action at all."""
        return [each for each in self.themes if not each.with_action]

    @property
    def most(self) -> int:
        """Give the largest number in it."""
        return max((number for each in self.themes for number in each.counts.values()), default=0)


@needs(Permission.SEE_PLAN)
def themes_by_reviews(visit: Visit) -> Matrix:
    """Count the recommendations of each theme in each review, as far as this visitor sees them."""
    reviews: dict[int, Seen] = {}
    names: dict[int, str] = {}
    counts: dict[int, dict[int, int]] = {}
    acting: Counter[int] = Counter()
    for theme, name, review, reference, published_on, number, acted in _counted(visit):
        reviews[review] = Seen(review, reference, published_on)
        names[theme] = name
        counts.setdefault(theme, {})[review] = number
        acting[theme] += acted
    rows = [Row(key, names[key], counts[key], acting[key]) for key in names]
    return Matrix(
        reviews=sorted(reviews.values(), key=lambda each: (each.published_on or date.max, each.reference)),
        themes=sorted(rows, key=lambda each: (-each.reviews, -each.recommendations, each.name)),
        without_theme=_without_theme(visit),
    )


def _counted(visit: Visit) -> Any:
    given = RecommendationTheme
    statement = (
        select(
            Theme.id,
            Theme.name,
            Review.id,
            Review.reference,
            Review.published_on,
            func.count(),
            func.sum(case((_acted_on(visit), 1), else_=0)),
        )
        .select_from(given)
        .join(Theme, col(Theme.id) == col(given.theme_id))
        .join(Recommendation, col(Recommendation.id) == col(given.recommendation_id))
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(col(given.effective_on) <= visit.as_at, col(Recommendation.effective_on) <= visit.as_at)
        .group_by(Theme.id, Theme.name, Review.id, Review.reference, Review.published_on)
    )
    return visit.session.execute(visible_to(visit, statement))


def _acted_on(visit: Visit) -> Any:
    """Tell whether there is an action for a recommendation, that the visitor sees and that nobody withdrew."""
    acting = (
        select(Position.id)
        .join(ActionLink, col(ActionLink.action_id) == col(Position.action_id))
        .where(
            col(ActionLink.recommendation_id) == col(Recommendation.id),
            col(ActionLink.effective_on) <= visit.as_at,
            at.standing_on(visit.as_at),
            col(Position.state) != Delivery.WITHDRAWN.value,
        )
    )
    return exists(visible_to(visit, acting).correlate(Recommendation))


def _without_theme(visit: Visit) -> int:
    return visit.session.scalar(_bare(visit, select(func.count()).select_from(Recommendation))) or 0


@needs(Permission.SEE_PLAN)
def without_theme(visit: Visit) -> frozenset[int]:
    """Give the recommendations that nobody has given a theme yet, as far as this visitor sees them."""
    return frozenset(visit.session.scalars(_bare(visit, select(Recommendation.id))))


def _bare(visit: Visit, chosen: Any) -> Any:
    given = RecommendationTheme
    themed = select(given.recommendation_id).where(col(given.effective_on) <= visit.as_at)
    bare = chosen.where(col(Recommendation.effective_on) <= visit.as_at, col(Recommendation.id).not_in(themed))
    return visible_to(visit, bare)
