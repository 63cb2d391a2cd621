"""Enters the evidence for actions and the verdicts on it."""

from collections.abc import Iterator, Sequence
from functools import partial

from sqlmodel import col

from seed.loading import Dated, Loading, Step
from seed.plan_entries import Action, Check, Evidence, Version
from seed.visitors import checker, teller
from tracker.commands import evidence as commands
from tracker.models import EvidenceVersion
from tracker.models.statements import select
from tracker.words import EvidenceKind


def proof(loading: Loading, action: Action) -> Iterator[Dated]:
    """Give the evidence received under an action, version by version, and the checks."""
    for piece in action.evidence:
        first, *later = piece.versions
        yield Dated(first.received_on, Step.EVIDENCE, partial(_attach, loading, action, piece), piece.key)
        for version in later:
            enter = partial(_add_version, loading, action, piece, version)
            yield Dated(version.received_on, Step.VERSION, enter, piece.key)
    for check in action.checks:
        yield Dated(check.on, Step.CHECKED, partial(_check, loading, check), f"{action.key} {check.evidence}")


def proves(loading: Loading, piece: str) -> Sequence[str]:
    """Name the actions for which a piece of evidence speaks, the one under which it was received first."""
    action, found = loading.plan.evidence[piece]
    return [action.key, *found.also_proves]


def _attach(loading: Loading, action: Action, piece: Evidence) -> None:
    first = piece.versions[0]
    draft = commands.EvidenceDraft(
        title=piece.title,
        type=piece.type,
        evidence_class=piece.evidence_class,
        content=content(first),
        independent=piece.independent,
        provider_agency_id=loading.id(Step.AGENCY, loading.plan.agency_of(piece.provider) or ""),
    )
    visit = teller(loading, piece.provider, action, first.received_on)
    row = commands.attach(visit, [loading.action(key) for key in proves(loading, piece.key)], draft)
    loading.know(Step.EVIDENCE, piece.key, row)


def _add_version(loading: Loading, action: Action, piece: Evidence, version: Version) -> None:
    visit = teller(loading, piece.provider, action, version.received_on)
    commands.add_version(visit, loading.id(Step.EVIDENCE, piece.key), content(version))


def content(version: Version) -> commands.Content:
    """Give what a version holds: its address if it is a link, else its text."""
    told = version.link if version.kind is EvidenceKind.LINK else version.text
    return commands.Content(version.kind, told or "", version.claimed_on)


def _check(loading: Loading, check: Check) -> None:
    """Give the verdict for every action for which the evidence speaks."""
    visit = checker(loading, check.checker, check.on)
    version = visit.session.scalar(
        select(EvidenceVersion.id).where(
            col(EvidenceVersion.evidence_id) == loading.id(Step.EVIDENCE, check.evidence),
            col(EvidenceVersion.number) == check.version,
        )
    )
    for key in proves(loading, check.evidence):
        commands.check(visit, loading.action(key), version, verdict=check.verdict, reason=check.reason)
