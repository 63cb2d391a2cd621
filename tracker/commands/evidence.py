"""Attach evidence and its versions, and check them: the checker is never near the work."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import col

from tracker import belonging, nearness, readable, scans, trail
from tracker.access import LARGEST_KEY, find, needs
from tracker.commands.actions import find_own
from tracker.commands.days import OF_THE_PAST, possible
from tracker.commands.record import record
from tracker.commands.texts import https_address, must_lead_to, text
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.intake import Taken
from tracker.models import (
    Action,
    Agency,
    Check,
    Evidence,
    EvidenceLink,
    EvidenceScan,
    EvidenceVersion,
)
from tracker.models.statements import select
from tracker.roles import acts_for
from tracker.scan import Scanned
from tracker.store import in_words
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import EvidenceKind, EvidenceType, Permission, Sensitivity, Verdict

FOR_SEVERAL = "evidence for several actions"


@dataclass(frozen=True)
class Content:
    """What one version holds: a file, a link or a statement, and the date that its provider claims for it.

    `hosts` are those to which a link may lead, by the settings; only loading may bring others.
    """

    kind: EvidenceKind
    wording: str
    claimed_on: date | None = None
    file: Taken | None = None
    hosts: Sequence[str] = ()


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
    _must_provide_for(visit, draft.provider_agency_id)
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
    tell_each(visit, row, action_ids)
    return row


@needs(Permission.ATTACH_EVIDENCE)
def add_version(visit: Visit, evidence_id: int, content: Content) -> EvidenceVersion:
    """Add a newer version; the check of the older one stays with the older one."""
    row = readable.find_piece(visit, evidence_id)
    actions = visit.session.scalars(select(EvidenceLink.action_id).where(EvidenceLink.evidence_id == evidence_id)).all()
    for key in actions:
        find_own(visit, key)
    newest = select(func.max(EvidenceVersion.number)).where(EvidenceVersion.evidence_id == evidence_id)
    version = _add_version(visit, row, (visit.session.scalar(newest) or 0) + 1, content)
    record(visit, "evidence version added", row, actions=actions)
    tell_each(visit, row, actions)
    return version


def tell_each(visit: Visit, piece: Evidence, actions: Sequence[int], kind: str = FOR_SEVERAL) -> None:
    """Leave an event with each action when a piece speaks for several: the one that holds its rows names none."""
    for key in dict.fromkeys(actions) if len(set(actions)) > 1 else ():
        review = visit.session.scalar(select(Action.review_id).where(Action.id == key))
        about = trail.About(kind="evidence", id=piece.id, review_id=review, action_id=key)
        trail.append(visit, kind, about, {"evidence": piece.id})


def _must_provide_for(visit: Visit, agency_id: int | None) -> None:
    """Refuse an owner who would put evidence into the name of another agency."""
    if agency_id is None:
        return
    known = 0 < agency_id <= LARGEST_KEY and visit.session.get(Agency, agency_id) is not None
    if not known or not acts_for(visit.who, agency_id):
        raise InputError("Choose the agency that provided the evidence from the list.", field="provider")


def _add_version(visit: Visit, evidence: Evidence, number: int, content: Content) -> EvidenceVersion:
    claimed_on = possible(content.claimed_on, "date of the evidence", visit.today, earliest=OF_THE_PAST)
    version = add(
        visit,
        EvidenceVersion,
        evidence_id=evidence.id,
        number=number,
        kind=content.kind,
        claimed_on=claimed_on,
        provided_by_id=visit.who.person_id,
        **(_of_file(visit, evidence, content) if content.kind == EvidenceKind.FILE else _of_words(visit, content)),
    )
    if content.file is not None:
        _add_scan(visit, version.id, content.file.received.sha256, content.file.scanned)
    return version


def _of_words(visit: Visit, content: Content) -> dict[str, Any]:
    is_link = content.kind == EvidenceKind.LINK
    kept = https_address(content.wording) if is_link else text(content.wording, "statement")
    if is_link and not visit.who.loading:
        must_lead_to(kept, content.hosts)
    return {"sha256": hashlib.sha256(kept.encode()).hexdigest(), "url" if is_link else "statement": kept}


def _of_file(visit: Visit, evidence: Evidence, content: Content) -> dict[str, Any]:
    """Give what is recorded of a file, once there is room for its bytes and they lie in the store."""
    file = content.file
    if file is None or file.is_infected:
        raise InputError("Choose a file.", field="file")
    if scans.is_infected(visit.session, file.received.sha256):
        raise RuleBrokenError([scans.KNOWN_BAD])
    _must_have_room(visit, evidence.provider_agency_id, file.received.size, file.quota)
    # Under the writers' lock, so that nothing moves them away before they are named (`tracker fsck --move-orphans`).
    file.keep()
    return {
        "sha256": file.received.sha256,
        "size": file.received.size,
        "original_name": file.original_name,
        "media_type": file.media_type,
    }


def _must_have_room(visit: Visit, agency_id: int | None, size: int, quota: int) -> None:
    """Refuse a file for which the agency that provides it has no room left."""
    used = (
        select(func.coalesce(func.sum(EvidenceVersion.size), 0))
        .join(Evidence, col(Evidence.id) == col(EvidenceVersion.evidence_id))
        .where(col(Evidence.provider_agency_id).is_not_distinct_from(agency_id))
    )
    if (visit.session.scalar(used) or 0) + size > quota:
        room = f"All files of one agency together may hold {in_words(quota)}, and this one would be too much."
        raise InputError(f"{room} Ask the coordinator for more room.", field="file")


def _add_scan(visit: Visit, version_id: int | None, sha256: str, scanned: Scanned) -> None:
    """Add what the scanner said of a file."""
    add(visit, EvidenceScan, version_id=version_id, sha256=sha256, result=scanned.result, said=scanned.said[:200])


@needs(Permission.CHECK_EVIDENCE)
def check(visit: Visit, action_id: int, version_id: int, *, verdict: Verdict, reason: str = "") -> Check:
    """Give a verdict on one version, for one action.

    The checker is not the provider of any version, does not hold the owner post, and is of none of the agencies that
    own or contribute to the action, by the tenures of that day (`trust.md` section 2, rule 4).
    """
    action = find(visit, Action, action_id)
    version = visit.session.get(EvidenceVersion, version_id) if 0 < version_id <= LARGEST_KEY else None
    if version is None or not readable.speaks_for(visit, readable.find_piece(visit, version.evidence_id), action_id):
        raise NotFoundError
    if closed := scans.why_closed(scans.result_of(visit.session, version)):
        raise RuleBrokenError([closed])
    agencies = belonging.of_visitor(visit)
    if unmet := nearness.too_near(visit, action_id, version.evidence_id, agencies):
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
