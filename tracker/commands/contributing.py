"""Which agencies contribute to an action: one is added later, and one ends; whoever worked on it stays near to it."""

from sqlmodel import col

from tracker import stands
from tracker.access import find, needs
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, RuleBrokenError
from tracker.facts import owner_agency
from tracker.models import Action, Agency, ContributingAgency, ContributionChange
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Delivery, Permission

OVER = frozenset({Delivery.COMPLETED.value, Delivery.WITHDRAWN.value})
CHOOSE = "Choose an agency from the list."


@needs(Permission.RECORD_ACTION)
def add_agency(visit: Visit, action_id: int, *, agency_id: int) -> None:
    """Let an agency contribute to an action, for the first time or again; from then on nobody of it checks for it."""
    action = _open(visit, action_id)
    agency = visit.session.get(Agency, agency_id)
    if agency is None or (agency.ended_on is not None and agency.ended_on <= visit.effective_on):
        raise InputError(CHOOSE, field="contributing")
    if agency_id == owner_agency(visit.session, action_id):
        raise InputError(f"{agency.name} owns this action already.", field="contributing")
    known = _contributes(visit, action_id, agency_id)
    if known:
        raise InputError(f"{agency.name} contributes to this action already.", field="contributing")
    named = {"action_id": action_id, "agency_id": agency_id}
    if known is None:
        add(visit, ContributingAgency, **named)
    else:
        add(visit, ContributionChange, **named, contributes=True, by_id=visit.who.person_id)
    record(visit, "agency contributes", action)


@needs(Permission.RECORD_ACTION)
def end_agency(visit: Visit, action_id: int, *, agency_id: int, reason: str) -> None:
    """Say that an agency no longer contributes, and why; what it worked on, it checks no more than before."""
    action = _open(visit, action_id)
    if not _contributes(visit, action_id, agency_id):
        raise InputError(CHOOSE, field="contributing")
    kept, named = text(reason, "reason"), {"action_id": action_id, "agency_id": agency_id}
    add(visit, ContributionChange, **named, contributes=False, reason=kept, by_id=visit.who.person_id)
    record(visit, "agency no longer contributes", action)


def _open(visit: Visit, action_id: int) -> Action:
    action = find(visit, Action, action_id)
    now = stands.action(visit.session, action_id, visit.effective_on).state
    if now in OVER:
        raise RuleBrokenError([f"This action is {now}: it keeps the agencies that it had."])
    return action


def _contributes(visit: Visit, action_id: int, agency_id: int) -> bool | None:
    """Tell whether the agency contributes to the action, or (None) never did."""
    told, first = ContributionChange, ContributingAgency
    last = select(told.contributes).where(told.action_id == action_id, told.agency_id == agency_id)
    changed = visit.session.scalar(last.order_by(col(told.id).desc()).limit(1))
    if changed is not None:
        return bool(changed)
    known = select(first.id).where(first.action_id == action_id, first.agency_id == agency_id)
    return True if visit.session.scalar(known) is not None else None
