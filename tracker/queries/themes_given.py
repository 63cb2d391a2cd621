"""Which themes were given to which recommendations by a day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Recommendation, RecommendationTheme, Theme
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Permission


@needs(Permission.SEE_PLAN)
def by_recommendation(visit: Visit) -> Mapping[int, Sequence[str]]:
    """Give the names of the themes of every recommendation that the visitor sees, in the order in which they stand."""
    given = RecommendationTheme
    statement = (
        select(given.recommendation_id, Theme.name)
        .join(Theme, col(Theme.id) == col(given.theme_id))
        .join(Recommendation, col(Recommendation.id) == col(given.recommendation_id))
        .where(col(given.effective_on) <= visit.as_at)
        .order_by(col(given.place), col(given.id))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for key, name in visit.session.execute(visible_to(visit, statement)):
        found[key].append(name)
    return found
