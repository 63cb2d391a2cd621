"""My work: what the visitor's own agencies owe, what would count as enough, and what was said about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_
from sqlmodel import col

from tracker.access import needs, reach, visible_to
from tracker.models import (
    Action,
    Agency,
    Check,
    Decision,
    Evidence,
    EvidenceVersion,
    Extension,
    ExtensionAnswer,
    Meeting,
    Position,
    Post,
    Tenure,
)
from tracker.models.statements import select
from tracker.queries import at
from tracker.queries.filters import Filters
from tracker.queries.plan import Asked, Row, listing
from tracker.visit import Visit
from tracker.words import DecisionKind, Permission, Thing, Verdict

RECENT = timedelta(days=92)
EVERY = Asked(size=500)


@dataclass(frozen=True)
class Owed:
    """An open action of one's own: its line of the plan, whether one holds its post, and what would be enough."""

    row: Row
    mine: bool
    success_measure: str
    pieces: int
    verdicts: Sequence[Verdict]

    @property
    def enough(self) -> str:
        """Say what would count as enough."""
        if self.success_measure:
            return f"Evidence of this: {self.success_measure}"
        return "Evidence that a checker outside your agency finds adequate; attendance alone shows little (class 1)"


@dataclass(frozen=True)
class Said:
    """What a meeting or a checker said about an action of one's own."""

    on: date
    action_id: int
    reference: str
    what: str
    reason: str


@dataclass(frozen=True)
class Work:
    """Everything that an owner looks at: by agency name, what is owed, and what was said in the last quarter."""

    agencies: Sequence[str]
    owed: Sequence[Owed]
    said: Sequence[Said]


@needs(Permission.UPDATE_ACTION)
def mine(visit: Visit) -> Work:
    """Gather the work of the visitor's agencies, their own posts first, and within these the next due on top."""
    agencies = sorted(reach(visit.who).agencies)
    rows = [row for key in agencies for row in listing(visit, Filters(agency_id=key, unfinished=True), EVERY).rows]
    keys = [row.id for row in rows]
    posts, told, checked = _own_posts(visit), _told(visit, keys), _checked(visit, keys)
    owed = [
        Owed(row, told[row.id][1] in posts, told[row.id][0], row.evidence, checked.get(row.id, ()))
        for row in rows
        if row.id in told
    ]
    ordered = sorted(owed, key=lambda each: (not each.mine, each.row.due or date.min, each.row.id))
    return Work(_named(visit, agencies), ordered, _said(visit, agencies))


def _own_posts(visit: Visit) -> frozenset[int]:
    held = select(Tenure.post_id).where(
        Tenure.person_id == visit.who.person_id,
        col(Tenure.started_on) <= visit.as_at,
        or_(col(Tenure.ended_on).is_(None), col(Tenure.ended_on) > visit.as_at),
    )
    return frozenset(visit.session.scalars(held))


def _named(visit: Visit, agencies: Sequence[int]) -> list[str]:
    return list(visit.session.scalars(select(Agency.name).where(col(Agency.id).in_(agencies)).order_by(Agency.name)))


def _told(visit: Visit, keys: Sequence[int]) -> dict[int, tuple[str, int | None]]:
    """Give the success measure of each action, and the post that owns it."""
    statement = (
        select(Action.id, Action.success_measure, Position.post_id)
        .join(Position, col(Position.action_id) == col(Action.id))
        .where(col(Action.id).in_(keys), at.standing_on(visit.as_at))
    )
    return {key: (measure, post) for key, measure, post in visit.session.execute(visible_to(visit, statement))}


def _checked(visit: Visit, keys: Sequence[int]) -> dict[int, list[Verdict]]:
    """Give the verdicts on the evidence of each action, oldest first, of the pieces that the visitor sees."""
    found: dict[int, list[Verdict]] = {}
    statement = (
        select(Check.action_id, Check.verdict)
        .join(EvidenceVersion, col(EvidenceVersion.id) == col(Check.version_id))
        .join(Evidence, col(Evidence.id) == col(EvidenceVersion.evidence_id))
        .where(col(Check.action_id).in_(keys), col(Check.effective_on) <= visit.as_at)
        .order_by(col(Check.effective_on), col(Check.seq))
    )
    for key, verdict in visit.session.execute(visible_to(visit, statement)):
        found.setdefault(key, []).append(verdict)
    return found


def _said(visit: Visit, agencies: Sequence[int]) -> list[Said]:
    """Gather what was decided, answered and checked about these agencies' actions, newest first."""
    told = [*_decided(visit, agencies), *_answered(visit, agencies), *_verdicts(visit, agencies)]
    return sorted(told, key=lambda each: (each.on, each.action_id), reverse=True)


def _recent(visit: Visit, statement: Any, day: Any, agencies: Sequence[int]) -> Any:
    own = select(Position.action_id).join(Post, col(Post.id) == col(Position.post_id))
    own = own.where(col(Post.agency_id).in_(agencies), Position.thing == Thing.ACTION, at.standing_on(visit.as_at))
    kept = statement.where(col(Action.id).in_(own), day > visit.as_at - RECENT, day <= visit.as_at)
    return visit.session.execute(visible_to(visit, kept))


def _decided(visit: Visit, agencies: Sequence[int]) -> list[Said]:
    told = Decision
    statement = (
        select(told.effective_on, Action.id, Action.reference, told.kind, Meeting.title, told.reason)
        .join(Action, col(Action.id) == col(told.action_id))
        .join(Meeting, col(Meeting.id) == col(told.meeting_id))
        .where(told.kind != DecisionKind.EXTEND)
    )
    rows = _recent(visit, statement, col(told.effective_on), agencies)
    return [
        Said(on, key, reference, f"{title} decided to {kind.value}", reason)
        for on, key, reference, kind, title, reason in rows
    ]


def _answered(visit: Visit, agencies: Sequence[int]) -> list[Said]:
    told = ExtensionAnswer
    statement = (
        select(told.effective_on, Action.id, Action.reference, told.approved, Extension.due, told.reason)
        .join(Extension, col(Extension.id) == col(told.extension_id))
        .join(Action, col(Action.id) == col(Extension.action_id))
    )
    rows = _recent(visit, statement, col(told.effective_on), agencies)
    return [
        Said(on, key, reference, f"New date {due:%-d %b %Y} {'approved' if approved else 'refused'}", reason)
        for on, key, reference, approved, due, reason in rows
    ]


def _verdicts(visit: Visit, agencies: Sequence[int]) -> list[Said]:
    statement = (
        select(Check.effective_on, Action.id, Action.reference, Evidence.title, Check.verdict, Check.reason)
        .join(Action, col(Action.id) == col(Check.action_id))
        .join(EvidenceVersion, col(EvidenceVersion.id) == col(Check.version_id))
        .join(Evidence, col(Evidence.id) == col(EvidenceVersion.evidence_id))
    )
    rows = _recent(visit, statement, col(Check.effective_on), agencies)
    return [
        Said(on, key, reference, f"Evidence “{title}” found {verdict.value}", reason)
        for on, key, reference, title, verdict, reason in rows
    ]
