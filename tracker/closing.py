"""Gather what the closing gates look at."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import and_
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker import facts
from tracker.models import (
    ActionLink,
    ActionOwner,
    Check,
    ContributingAgency,
    Decision,
    Evidence,
    EvidenceVersion,
    ImpactResult,
    ImpactTest,
    Position,
    Post,
)
from tracker.models.statements import select
from tracker.rules import rating
from tracker.rules.closing import AdequateCheck, ClosingAction, ClosingFacts
from tracker.rules.facts import Span
from tracker.tally import span_of
from tracker.words import DecisionKind, Delivery, ImpactVerdict, MeetingKind, Verdict


def gather(
    session: Session,
    recommendation_id: int,
    day: date,
    *,
    waiver: str = "",
    meeting: MeetingKind | None = None,
    among: Collection[int] | None = None,
) -> ClosingFacts:
    """Gather the closing facts of a recommendation on a day; nothing from before a reopening counts.

    `among` leaves out the actions that a reader may not see; a decision looks at all of them.
    """
    reopened_on = _reopened_on(session, recommendation_id, day)
    linked = session.scalars(
        select(ActionLink.action_id).where(
            ActionLink.recommendation_id == recommendation_id, col(ActionLink.effective_on) <= day
        )
    ).all()
    if among is not None:
        linked = [key for key in linked if key in among]
    standing = {key: span for key, span in _spans(session, linked, day).items() if _counts(span, reopened_on)}
    checks = _checks(session, list(standing), day)
    owners, contributing = _owners(session, list(standing), day), _contributing(session, list(standing))
    return ClosingFacts(
        actions=tuple(
            ClosingAction(
                state=Delivery(span.state),
                owner_agencies=frozenset(owners[key]),
                contributing_agencies=frozenset(contributing[key]),
                checks=tuple(checks[key]),
            )
            for key, span in sorted(standing.items())
        ),
        decided_on=day,
        impact_verdicts=_verdicts(session, recommendation_id, day, reopened_on),
        waiver=waiver,
        meeting=meeting,
    )


def _spans(session: Session, linked: Sequence[int], day: date) -> dict[int, Span]:
    """Read how the actions stand on the day; while positions are put off, compute it from the facts."""
    if session.info.get("put_off") is None:
        standing = and_(col(Position.valid_from) <= day, col(Position.valid_to) > day)
        rows = session.execute(select(Position.__table__).where(col(Position.action_id).in_(linked), standing))  # type: ignore[attr-defined]
        return {row["action_id"]: span_of(dict(row)) for row in rows.mappings()}
    keys = facts.keys(session)
    found = {}
    for key, gathered in facts.actions(session, linked).items():
        if (span := rating.span_on(rating.timeline(gathered, keys), day)) is not None:
            found[key] = span
    return found


def _counts(span: Span, reopened_on: date | None) -> bool:
    return reopened_on is None or span.completed_on is None or span.completed_on >= reopened_on


def _reopened_on(session: Session, recommendation_id: int, day: date) -> date | None:
    day_of: date | None = session.scalar(
        select(Decision.effective_on)
        .where(
            Decision.recommendation_id == recommendation_id,
            Decision.kind == DecisionKind.REOPEN,
            col(Decision.effective_on) <= day,
        )
        .order_by(col(Decision.effective_on).desc())
        .limit(1)
    )
    return day_of


def _checks(session: Session, actions: list[int], day: date) -> dict[int, list[AdequateCheck]]:
    found: dict[int, list[AdequateCheck]] = defaultdict(list)
    for key, received_on, evidence_class, agency in session.execute(
        select(Check.action_id, EvidenceVersion.effective_on, Evidence.evidence_class, Check.checker_agency_id)
        .join(EvidenceVersion, col(EvidenceVersion.id) == col(Check.version_id))
        .join(Evidence, col(Evidence.id) == col(EvidenceVersion.evidence_id))
        .where(col(Check.action_id).in_(actions), Check.verdict == Verdict.ADEQUATE, col(Check.effective_on) <= day)
        .order_by(col(Check.id))
    ):
        agencies = frozenset({agency} if agency is not None else ())
        found[key].append(AdequateCheck(received_on, evidence_class, agencies))
    return found


def _owners(session: Session, actions: list[int], day: date) -> dict[int, set[int]]:
    """Give the agency that owns each action on the day, in a set that is empty when nobody does."""
    found: dict[int, set[int]] = defaultdict(set)
    for key, agency in session.execute(
        select(ActionOwner.action_id, Post.agency_id)
        .join(Post, col(Post.id) == col(ActionOwner.post_id), isouter=True)
        .where(col(ActionOwner.action_id).in_(actions), col(ActionOwner.effective_on) <= day)
        .order_by(col(ActionOwner.effective_on), col(ActionOwner.seq), col(ActionOwner.id))
    ):
        found[key] = {agency} if agency is not None else set()
    return found


def _contributing(session: Session, actions: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, agency in session.execute(
        select(ContributingAgency.action_id, ContributingAgency.agency_id).where(
            col(ContributingAgency.action_id).in_(actions)
        )
    ):
        found[key].add(agency)
    return found


def _verdicts(
    session: Session, recommendation_id: int, day: date, reopened_on: date | None
) -> tuple[ImpactVerdict, ...]:
    chosen = (
        select(ImpactResult.verdict)
        .join(ImpactTest, col(ImpactTest.id) == col(ImpactResult.test_id))
        .where(ImpactTest.recommendation_id == recommendation_id, col(ImpactResult.effective_on) <= day)
        .order_by(col(ImpactResult.effective_on), col(ImpactResult.seq))
    )
    if reopened_on is not None:
        chosen = chosen.where(col(ImpactResult.effective_on) > reopened_on)
    return tuple(session.scalars(chosen).all())
