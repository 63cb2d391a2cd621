"""How sure one may be of a recommendation: what its evidence allows, and what the board set lower."""

from tracker import assurances
from tracker.access import find, needs
from tracker.assurances import Assured
from tracker.models import Recommendation
from tracker.visit import Visit
from tracker.words import Permission


@needs(Permission.SEE_PLAN)
def of_recommendation(visit: Visit, recommendation_id: int) -> Assured:
    """Give the assurance of a recommendation on the day of the visit."""
    find(visit, Recommendation, recommendation_id)
    return assurances.of(visit.session, recommendation_id, visit.as_at)
