"""Whether whoever looks at something may decide about it, or who else does."""

from tracker import deciders
from tracker.access import needs
from tracker.visit import Visit
from tracker.words import Permission


@needs(Permission.SEE_PLAN)
def why_not(visit: Visit, *, action_id: int | None = None, recommendation_id: int | None = None) -> str:
    """Say why this person does not decide about an action or a recommendation that they see; empty when they do."""
    return deciders.why_not(visit, deciders.owners(visit, action_id, recommendation_id))
