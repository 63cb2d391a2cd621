"""What assurance the adequate evidence of a recommendation allows on a day, and what the board set instead."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker import belonging, verdicts
from tracker.models import (
    ActionLink,
    ActionOwner,
    AssuranceSet,
    Check,
    Decision,
    Evidence,
    EvidenceVersion,
    Meeting,
    Position,
    Post,
)
from tracker.models.statements import select
from tracker.rules.assurance import AdequatePiece, ceiling
from tracker.rules.mergers import one_with
from tracker.words import Assurance, DecisionKind, Standing

DONE = frozenset({Standing.CLOSED.value, Standing.EMBEDDED.value, Standing.DELIVERED.value})


@dataclass(frozen=True)
class SetByTheBoard:
    """A decision about the assurance: since when, at which meeting, to what (None: lifted) and why."""

    on: date
    meeting: str
    assurance: Assurance | None
    reason: str


def allowed(session: Session, recommendation_id: int, day: date) -> Assurance:
    """Give the highest assurance that the evidence found adequate by the day allows; nothing from before a reopening.

    Like a rating, it counts evidence whether or not its reader may open it.
    """
    mergers, owners = belonging.mergers(session), _owners(session, recommendation_id, day)
    pieces = []
    for cls, kind, agency, person, independent, claimed_on, action in _adequate(session, recommendation_id, day):
        provider = one_with([agency], mergers, day) if agency is not None else frozenset()
        outside = bool(provider) and provider.isdisjoint(one_with(owners.get(action, ()), mergers, day))
        source = f"agency {min(provider)}" if provider else f"person {person}"
        pieces.append(AdequatePiece(cls, kind, source, outside, independent, claimed_on))
    return ceiling(pieces, _delivered_on(session, recommendation_id, day))


def decided(session: Session, recommendation_id: int, day: date) -> SetByTheBoard | None:
    """Give the newest decision of the board about the assurance by the day, if it set one that was not lifted."""
    told = (
        select(AssuranceSet.effective_on, Meeting.title, AssuranceSet.assurance, Decision.reason)
        .join(Decision, col(Decision.id) == col(AssuranceSet.decision_id))
        .join(Meeting, col(Meeting.id) == col(Decision.meeting_id))
        .where(AssuranceSet.recommendation_id == recommendation_id, col(AssuranceSet.effective_on) <= day)
        .order_by(col(AssuranceSet.effective_on).desc(), col(AssuranceSet.seq).desc())
    )
    row = session.execute(told.limit(1)).first()
    return SetByTheBoard(*row) if row is not None and row[2] is not None else None


def _adequate(session: Session, key: int, day: date) -> list[Any]:
    """Read the versions found adequate for the recommendation's actions, since its last reopening."""
    reopened = select(func.max(Decision.effective_on)).where(
        Decision.kind == DecisionKind.REOPEN, Decision.recommendation_id == key, col(Decision.effective_on) <= day
    )
    version = EvidenceVersion
    columns = (Evidence.evidence_class, Evidence.type, Evidence.provider_agency_id, version.provided_by_id)
    found = (
        select(*columns, Evidence.independent, version.claimed_on, Check.action_id)
        .select_from(Check)
        .join(version, col(version.id) == col(Check.version_id))
        .join(Evidence, col(Evidence.id) == col(version.evidence_id))
        .join(ActionLink, col(ActionLink.action_id) == col(Check.action_id))
        .where(
            ActionLink.recommendation_id == key,
            col(ActionLink.effective_on) <= day,
            verdicts.adequate_on(day),
            col(Check.effective_on) >= func.coalesce(reopened.scalar_subquery(), date.min),
        )
        .order_by(col(Check.id))
    )
    return list(session.execute(found))


def _owners(session: Session, key: int, day: date) -> dict[int, set[int]]:
    """Give every agency that owns or owned each action: whoever gave work away is no outsider to it."""
    told = (
        select(ActionOwner.action_id, Post.agency_id)
        .join(Post, col(Post.id) == col(ActionOwner.post_id))
        .join(ActionLink, col(ActionLink.action_id) == col(ActionOwner.action_id))
        .where(ActionLink.recommendation_id == key, col(ActionOwner.effective_on) <= day)
    )
    found: dict[int, set[int]] = {}
    for action, agency in session.execute(told):
        found.setdefault(action, set()).add(agency)
    return found


def _delivered_on(session: Session, key: int, day: date) -> date | None:
    """Give the day since when the recommendation has stood as delivered without a break, if it does."""
    told = select(Position.valid_from, Position.state).where(
        col(Position.recommendation_id) == key, col(Position.valid_from) <= day
    )
    since: date | None = None
    for start, state in session.execute(told.order_by(col(Position.valid_from))):
        since = (since or start) if state in DONE else None
    return since
