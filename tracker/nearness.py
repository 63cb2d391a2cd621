"""Who is too near to a piece of evidence to check it: its provider, its owner, and their agencies."""

from sqlmodel import col

from tracker import belonging
from tracker.facts import owner_agency
from tracker.models import ActionOwner, ContributingAgency, EvidenceVersion, Tenure
from tracker.models.statements import select
from tracker.visit import Visit


def too_near(visit: Visit, action_id: int, evidence_id: int, agencies: frozenset[int]) -> list[str]:
    """Say why the visitor may not check this evidence."""
    provided = select(EvidenceVersion.provided_by_id).where(EvidenceVersion.evidence_id == evidence_id)
    contributing = set(
        visit.session.scalars(
            select(ContributingAgency.agency_id).where(ContributingAgency.action_id == action_id)
        ).all()
    )
    unmet = []
    if visit.who.person_id is None or visit.who.person_id in visit.session.scalars(provided).all():
        unmet.append("Whoever provided the evidence cannot check it.")
    owner = owner_agency(visit.session, action_id)
    if owner in agencies or visit.who.person_id in _holders(visit, action_id):
        unmet.append("The checker cannot be of the agency that owns the action.")
    if agencies & contributing:
        unmet.append("The checker cannot be of an agency that contributes to the action.")
    return unmet


def _holders(visit: Visit, action_id: int) -> set[int]:
    """Give the persons who hold a post that owns the action, or once owned it."""
    held = (
        select(Tenure.person_id)
        .join(ActionOwner, col(ActionOwner.post_id) == col(Tenure.post_id))
        .where(ActionOwner.action_id == action_id, belonging.holding_on(visit.effective_on))
    )
    return set(visit.session.scalars(held).all())
