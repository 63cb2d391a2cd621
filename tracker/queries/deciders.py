"""Whether whoever looks at something may decide about it, or who else does."""

from collections.abc import Collection

from sqlmodel import col

from tracker import deciders
from tracker.access import find, needs, visible_to
from tracker.models import Action, Recommendation
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Permission


@needs(Permission.SEE_PLAN)
def about_action(visit: Visit, key: int) -> str:
    """Say why this person does not decide about an action that they see; empty when they do."""
    find(visit, Action, key)
    return deciders.about_action(visit, key)


@needs(Permission.SEE_PLAN)
def about_recommendations(visit: Visit, keys: Collection[int]) -> dict[int, str]:
    """Say of each recommendation that they see why this person does not decide about it; empty where they do."""
    seen = visible_to(visit, select(Recommendation.id).where(col(Recommendation.id).in_(keys)))
    return deciders.about_recommendations(visit, set(visit.session.scalars(seen))) if keys else {}
