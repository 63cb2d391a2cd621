"""Attach evidence and its versions, and check them: the checker is never near the work."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import col

from tracker import belonging
from tracker.access import LARGEST_KEY, find, needs, visible_to
from tracker.commands.actions import find_own
from tracker.commands.days import OF_THE_PAST, possible
from tracker.commands.record import record
from tracker.commands.texts import https_address, text
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.facts import owner_agency
from tracker.models import (
    Action,
    ActionOwner,
    Check,
    ContributingAgency,
    Evidence,
    EvidenceLink,
    EvidenceVersion,
    Tenure,
)
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import EvidenceKind, EvidenceType, Permission, Sensitivity, Verdict


@dataclass(frozen=True)
class Content:
    """What one version holds: a link or a statement, and the date that its provider claims for it."""

    kind: EvidenceKind
    wording: str
    claimed_on: date | None = None


@dataclass(frozen=True)
class EvidenceDraft:
    """A piece of evidence: class 1 how much, 2 how well, 3 what difference."""

    title: str
    type: EvidenceType
    evidence_class: int
    content: Content
    independent: bool = False
    provider_agency_id: int | None = None
    sensitivity: Sensitivity = Sensitivity.NORMAL


@needs(Permission.ATTACH_EVIDENCE)
def attach(visit: Visit, action_ids: Sequence[int], draft: EvidenceDraft) -> Evidence:
    """Attach a new piece of evidence to one or more actions."""
    if not action_ids:
        raise InputError("Choose at least one action that the evidence speaks for.", field="actions")
    actions = [find_own(visit, key) for key in action_ids]
    if draft.evidence_class not in {1, 2, 3}:
        raise InputError("Choose class 1, 2 or 3.", field="class")
    row = add(
        visit,
        Evidence,
        title=text(draft.title, "title", longest=300),
        type=draft.type,
        evidence_class=draft.evidence_class,
        independent=draft.independent,
        provider_agency_id=draft.provider_agency_id,
        sensitivity=draft.sensitivity,
    )
    for action in actions:
        add(visit, EvidenceLink, evidence_id=row.id, action_id=action.id)
    _add_version(visit, row, 1, draft.content)
    record(visit, "evidence attached", row, actions=action_ids)
    return row


@needs(Permission.ATTACH_EVIDENCE)
def add_version(visit: Visit, evidence_id: int, content: Content) -> EvidenceVersion:
    """Add a newer version; the check of the older one stays with the older one."""
    row = _piece(visit, evidence_id)
    actions = visit.session.scalars(select(EvidenceLink.action_id).where(EvidenceLink.evidence_id == evidence_id)).all()
    for key in actions:
        find_own(visit, key)
    newest = select(func.max(EvidenceVersion.number)).where(EvidenceVersion.evidence_id == evidence_id)
    version = _add_version(visit, row, (visit.session.scalar(newest) or 0) + 1, content)
    record(visit, "evidence version added", row, actions=actions)
    return version


def _add_version(visit: Visit, evidence: Evidence, number: int, content: Content) -> EvidenceVersion:
    if content.kind == EvidenceKind.FILE:
        raise InputError("Give a link or a statement.", field="kind")
    is_link = content.kind == EvidenceKind.LINK
    kept = https_address(content.wording) if is_link else text(content.wording, "statement")
    return add(
        visit,
        EvidenceVersion,
        evidence_id=evidence.id,
        number=number,
        kind=content.kind,
        sha256=hashlib.sha256(kept.encode()).hexdigest(),
        url=kept if is_link else "",
        statement="" if is_link else kept,
        claimed_on=possible(content.claimed_on, "date of the evidence", visit.today, earliest=OF_THE_PAST),
        provided_by_id=visit.who.person_id,
    )


@needs(Permission.CHECK_EVIDENCE)
def check(visit: Visit, action_id: int, version_id: int, *, verdict: Verdict, reason: str = "") -> Check:
    """Give a verdict on one version, for one action.

    The checker is not the provider of any version, does not hold the owner post, and is of none of the agencies that
    own or contribute to the action, by the tenures of that day (`trust.md` section 2, rule 4).
    """
    action = find(visit, Action, action_id)
    version = visit.session.get(EvidenceVersion, version_id) if 0 < version_id <= LARGEST_KEY else None
    if version is None or not _speaks_for(visit, _piece(visit, version.evidence_id), action_id):
        raise NotFoundError
    agencies = belonging.of_visitor(visit)
    if unmet := _too_near(visit, action_id, version.evidence_id, agencies):
        raise RuleBrokenError(unmet)
    row = add(
        visit,
        Check,
        version_id=version_id,
        action_id=action.id,
        sha256=version.sha256,
        verdict=verdict,
        reason=text(reason, "reason", needed=verdict != Verdict.ADEQUATE),
        checker_id=visit.who.person_id,
        checker_agency_id=min(agencies, default=None),
    )
    record(visit, "evidence checked", row, actions=[action_id], note={"sha256": version.sha256})
    return row


def _piece(visit: Visit, evidence_id: int) -> Evidence:
    """Find a piece of evidence that the visitor may see: what is restricted or sealed does not exist for others."""
    chosen = visible_to(visit, select(Evidence).where(Evidence.id == evidence_id))
    found: Evidence | None = visit.session.scalar(chosen) if 0 < evidence_id <= LARGEST_KEY else None
    if found is None:
        raise NotFoundError
    return found


def _speaks_for(visit: Visit, piece: Evidence, action_id: int) -> bool:
    link = select(EvidenceLink.id).where(EvidenceLink.evidence_id == piece.id, EvidenceLink.action_id == action_id)
    return visit.session.scalar(link) is not None


def _too_near(visit: Visit, action_id: int, evidence_id: int, agencies: frozenset[int]) -> list[str]:
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
