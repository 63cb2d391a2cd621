"""How sure one may be of a recommendation: what its evidence allows, and what the board set lower."""

from dataclasses import dataclass

from tracker import assurances
from tracker.access import find, needs
from tracker.assurances import SetByTheBoard
from tracker.models import Recommendation
from tracker.rules.assurance import shown
from tracker.visit import Visit
from tracker.words import Assurance, Permission


@dataclass(frozen=True)
class Assured:
    """What is shown, what the evidence allows, and the decision that set it lower if there is one."""

    shown: Assurance
    allowed: Assurance
    decided: SetByTheBoard | None


@needs(Permission.SEE_PLAN)
def of_recommendation(visit: Visit, recommendation_id: int) -> Assured:
    """Give the assurance of a recommendation on the day of the visit."""
    find(visit, Recommendation, recommendation_id)
    allowed = assurances.allowed(visit.session, recommendation_id, visit.as_at)
    decided = assurances.decided(visit.session, recommendation_id, visit.as_at)
    return Assured(shown(allowed, decided.assurance if decided else None), allowed, decided)
