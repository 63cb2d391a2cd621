"""The evidence for actions, version by version, with the checks on it.

Only reached through a query that found the actions to be visible.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, bindparam
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Agency, Check, Evidence, EvidenceLink, EvidenceVersion, Person, Position
from tracker.models.statements import select
from tracker.nested import as_json, day, unpacked
from tracker.prepared import prepared
from tracker.roles import may_read_evidence
from tracker.visit import Visit
from tracker.words import EvidenceType, Permission, Verdict


@dataclass(frozen=True)
class Verdicts:
    """A check of one version: when, by whom and of which agency, what they found."""

    on: date
    verdict: Verdict
    reason: str
    checker: str
    agency: str


@dataclass(frozen=True)
class Piece:
    """A version of a piece of evidence with the checks on it."""

    evidence_id: int
    version_id: int
    action_id: int
    title: str
    type: EvidenceType
    evidence_class: int
    independent: bool
    number: int
    received_on: date
    claimed_on: date | None
    url: str
    statement: str
    sha256: str
    checks: Sequence[Verdicts]
    withheld: bool = False


@needs(Permission.SEE_PLAN)
def for_actions(visit: Visit, actions: Sequence[int]) -> list[Piece]:
    """List the versions of evidence for these actions that were received by the day of the visit, oldest first."""
    found = [_piece(*row) for row in _versions(visit, actions=list(actions))]
    closed = _closed_to(visit, actions)
    return [_title_only(each) if each.action_id in closed else each for each in found]


@prepared
def _versions(visit: Visit) -> Any:
    version = EvidenceVersion
    statement = (
        select(
            version.evidence_id,
            version.id,
            EvidenceLink.action_id,
            Evidence.title,
            Evidence.type,
            Evidence.evidence_class,
            Evidence.independent,
            version.number,
            version.effective_on,
            version.claimed_on,
            version.url,
            version.statement,
            version.sha256,
            _checks(visit),
        )
        .select_from(EvidenceLink)
        .join(Evidence, col(Evidence.id) == col(EvidenceLink.evidence_id))
        .join(version, col(version.evidence_id) == col(Evidence.id))
        .where(
            col(EvidenceLink.action_id).in_(bindparam("actions", expanding=True)),
            col(version.effective_on) <= visit.as_at,
        )
        .order_by(col(version.effective_on), col(version.id), col(EvidenceLink.action_id))
    )
    return visible_to(visit, statement)


def _checks(visit: Visit) -> Any:
    """Gather the checks of a version for an action, up to the day of the visit."""
    rows = (
        select(
            as_json(visit.session, Check.effective_on, Check.id, Check.verdict, Check.reason, Person.name, Agency.name)
        )
        .select_from(Check)
        .join(Person, col(Person.id) == col(Check.checker_id), isouter=True)
        .join(Agency, col(Agency.id) == col(Check.checker_agency_id), isouter=True)
        .where(
            col(Check.version_id) == col(EvidenceVersion.id),
            col(Check.action_id) == col(EvidenceLink.action_id),
            col(Check.effective_on) <= visit.as_at,
        )
    )
    return rows.correlate(EvidenceVersion, EvidenceLink).scalar_subquery()


def _piece(*row: Any) -> Piece:
    told = [*row[:-1], _verdicts(row[-1])]
    return Piece(*told)


def _verdicts(told: Any) -> list[Verdicts]:
    rows = sorted(unpacked(told, day, None, Verdict, None, None, None), key=itemgetter(0, 1))
    return [Verdicts(on, verdict, reason, who or "", agency or "") for on, _id, verdict, reason, who, agency in rows]


def _title_only(each: Piece) -> Piece:
    """Keep what evidence is and who checked it; what it says is for those who may read it."""
    checks = [replace(check, reason="") for check in each.checks]
    return replace(each, url="", statement="", sha256="", withheld=True, checks=checks)


def _closed_to(visit: Visit, actions: Sequence[int]) -> set[int]:
    """Give the actions of whose evidence this visitor may read the titles and no more."""
    if may_read_evidence(visit.who, None):
        return set()
    standing = and_(col(Position.valid_from) <= visit.today, col(Position.valid_to) > visit.today)
    rows = visit.session.execute(
        select(Position.action_id, Position.agency_id, Position.review_id).where(
            col(Position.action_id).in_(actions), standing
        )
    )
    return {key for key, agency, review in rows if not may_read_evidence(visit.who, agency, review)}
