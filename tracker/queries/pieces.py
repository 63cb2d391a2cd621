"""The evidence for actions, version by version, with the checks on it.

Only reached through a query that found the actions to be visible.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_
from sqlmodel import col

from tracker.access import may_read_evidence, needs, visible_to
from tracker.models import Agency, Check, Evidence, EvidenceLink, EvidenceVersion, Person, Position
from tracker.models.statements import select
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
        )
        .select_from(EvidenceLink)
        .join(Evidence, col(Evidence.id) == col(EvidenceLink.evidence_id))
        .join(version, col(version.evidence_id) == col(Evidence.id))
        .where(
            col(EvidenceLink.action_id).in_(actions),
            col(version.effective_on) <= visit.as_at,
        )
        .order_by(col(version.effective_on), col(version.id), col(EvidenceLink.action_id))
    )
    rows = visit.session.execute(visible_to(visit, statement)).all()
    checks, closed = _checks(visit, actions), _closed_to(visit, actions)
    found = [Piece(*_all(row, checks[row[1], row[2]])) for row in rows]
    return [_title_only(each) if each.action_id in closed else each for each in found]


def _all(row: Any, last: Any) -> list[Any]:
    return [*row, last]


def _title_only(each: Piece) -> Piece:
    """Keep what evidence is and who checked it; what it says is for those who may read it."""
    checks = [replace(check, reason="") for check in each.checks]
    return replace(each, url="", statement="", sha256="", withheld=True, checks=checks)


def _closed_to(visit: Visit, actions: Sequence[int]) -> set[int]:
    """Give the actions of whose evidence this visitor may read the titles and no more."""
    if may_read_evidence(visit, None):
        return set()
    standing = and_(col(Position.valid_from) <= visit.today, col(Position.valid_to) > visit.today)
    owners = select(Position.action_id, Position.agency_id).where(col(Position.action_id).in_(actions), standing)
    return {key for key, agency in visit.session.execute(owners) if not may_read_evidence(visit, agency)}


def _checks(visit: Visit, actions: Sequence[int]) -> dict[tuple[int, int], list[Verdicts]]:
    found: dict[tuple[int, int], list[Verdicts]] = defaultdict(list)
    statement = (
        select(
            Check.version_id, Check.action_id, Check.effective_on, Check.verdict, Check.reason, Person.name, Agency.name
        )
        .select_from(Check)
        .join(Person, col(Person.id) == col(Check.checker_id), isouter=True)
        .join(Agency, col(Agency.id) == col(Check.checker_agency_id), isouter=True)
        .where(col(Check.action_id).in_(actions), col(Check.effective_on) <= visit.as_at)
        .order_by(col(Check.effective_on), col(Check.id))
    )
    for version, action, on, verdict, reason, checker, agency in visit.session.execute(statement):
        found[version, action].append(Verdicts(on, verdict, reason, checker or "", agency or ""))
    return found
