"""Who is too near to a piece of evidence to check it: its provider, whoever owned the action, and their agencies.

Work and people move: an agency that has given the action away, or that a person has left since the evidence came, is as
near as it was.
"""

from datetime import date
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col

from tracker import belonging
from tracker.models import ActionOwner, Agency, ContributingAgency, Evidence, EvidenceVersion, Post, Tenure
from tracker.models.statements import select
from tracker.visit import Visit


def too_near(visit: Visit, action_id: int, evidence_id: int, agencies: frozenset[int]) -> list[str]:
    """Say why the visitor may not check this evidence; `agencies` are those of the visitor on the day."""
    who, since = visit.who.person_id, _received(visit, evidence_id)
    provided = set(visit.session.scalars(select(EvidenceVersion.provided_by_id).where(_of(evidence_id))))
    own = _counted(visit, agencies | _agencies_of({who}, visit, since, ended=True))
    unmet = []
    if who is None or who in provided:
        unmet.append("Whoever provided the evidence cannot check it.")
    if own & _counted(visit, _owners(visit, action_id)) or who in _holders(visit, action_id, since):
        unmet.append("The checker cannot be of the agency that owns the action.")
    if own & _contributing(visit, action_id):
        unmet.append("The checker cannot be of an agency that contributes to the action.")
    if own & _counted(visit, _providers(visit, evidence_id, provided)):
        unmet.append("The checker cannot be of the agency that provided the evidence.")
    return unmet


def _of(evidence_id: int) -> Any:
    return EvidenceVersion.evidence_id == evidence_id


def _counted(visit: Visit, agencies: set[int] | frozenset[int]) -> frozenset[int]:
    return belonging.counted_as(visit.session, agencies, visit.effective_on)


def _received(visit: Visit, evidence_id: int) -> date:
    """Give the day on which the first version of the evidence came."""
    first: date | None = visit.session.scalar(select(func.min(EvidenceVersion.effective_on)).where(_of(evidence_id)))
    return first or visit.effective_on


def _held_since(since: date, until: date) -> Any:
    """Choose the tenures that held on any day from one until another."""
    return (col(Tenure.started_on) <= until) & or_(col(Tenure.ended_on).is_(None), col(Tenure.ended_on) > since)


def _agencies_of(persons: set[int | None], visit: Visit, since: date, *, ended: bool = False) -> set[int]:
    """Give the agencies whose posts these persons have held on any day since; `ended`: only those that are no more.

    Whoever has left an agency belongs to it no longer; whose agency became another has not left it.
    """
    held = select(Post.agency_id).join(Tenure, col(Tenure.post_id) == col(Post.id))
    held = held.where(col(Tenure.person_id).in_(persons - {None}), _held_since(since, visit.effective_on))
    if ended:
        held = held.join(Agency, col(Agency.id) == col(Post.agency_id)).where(col(Agency.ended_on).is_not(None))
    return set(visit.session.scalars(held))


def _owners(visit: Visit, action_id: int) -> set[int]:
    """Give every agency whose posts own the action or ever owned it."""
    owned = select(Post.agency_id).join(ActionOwner, col(ActionOwner.post_id) == col(Post.id))
    return set(visit.session.scalars(owned.where(ActionOwner.action_id == action_id)))


def _contributing(visit: Visit, action_id: int) -> set[int]:
    given = select(ContributingAgency.agency_id).where(ContributingAgency.action_id == action_id)
    return set(visit.session.scalars(given))


def _providers(visit: Visit, evidence_id: int, persons: set[int | None]) -> set[int]:
    """Give the agency named as provider, and those of the persons who provided a version, since the first came."""
    named = visit.session.scalar(select(Evidence.provider_agency_id).where(Evidence.id == evidence_id))
    return _agencies_of(persons, visit, _received(visit, evidence_id)) | ({named} if named is not None else set())


def _holders(visit: Visit, action_id: int, since: date) -> set[int]:
    """Give who holds a post that owns the action or once owned it, or held one until its agency became another."""
    held = (
        select(Tenure.person_id)
        .join(ActionOwner, col(ActionOwner.post_id) == col(Tenure.post_id))
        .join(Post, col(Post.id) == col(Tenure.post_id))
        .join(Agency, col(Agency.id) == col(Post.agency_id))
        .where(
            ActionOwner.action_id == action_id,
            belonging.holding_on(visit.effective_on)
            | (col(Agency.ended_on).is_not(None) & _held_since(since, visit.effective_on)),
        )
    )
    return set(visit.session.scalars(held))
