"""Which agencies contribute to an action, and which no longer do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_
from sqlmodel import col

from tracker.access import find, needs
from tracker.models import Action, Agency, ContributingAgency, ContributionChange
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Permission


@dataclass(frozen=True)
class Contributing:
    """An agency that contributes from a day on, or no longer does since a day."""

    agency_id: int
    agency: str
    since: date
    ended_on: date | None


@needs(Permission.SEE_PLAN)
def of_action(visit: Visit, action_id: int) -> Sequence[Contributing]:
    """List the agencies that contribute to an action or once did, by name."""
    find(visit, Action, action_id)
    told = ContributionChange
    first = ContributingAgency
    same = and_(col(told.action_id) == col(first.action_id), col(told.agency_id) == col(first.agency_id))
    known = and_(same, col(told.effective_on) <= visit.as_at)
    statement = (
        select(Agency.id, Agency.name, ContributingAgency.effective_on, told.contributes, told.effective_on)
        .select_from(ContributingAgency)
        .join(Agency, col(Agency.id) == col(ContributingAgency.agency_id))
        .join(told, known, isouter=True)
        .where(ContributingAgency.action_id == action_id, col(ContributingAgency.effective_on) <= visit.as_at)
        .order_by(col(Agency.name), col(Agency.id), col(told.id))
    )
    found: dict[int, Contributing] = {}
    for key, name, first, contributes, on in visit.session.execute(statement):
        again = contributes is None or contributes
        found[key] = Contributing(key, name, on if contributes else first, None if again else on)
    return list(found.values())
