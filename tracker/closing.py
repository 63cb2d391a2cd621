"""Gather what the closing gates look at."""

from collections.abc import Collection, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Date, Integer, and_, bindparam, func
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
from tracker.nested import as_json, unpacked
from tracker.nested import day as day_of
from tracker.prepared import execute
from tracker.rules import rating
from tracker.rules.closing import AdequateCheck, ClosingAction, ClosingFacts
from tracker.rules.facts import Span
from tracker.tally import span_of
from tracker.words import DecisionKind, Delivery, ImpactVerdict, MeetingKind, Verdict

ASKED, DAY = bindparam("recommendation", type_=Integer), bindparam("day", type_=Date)


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
    reopened_on, verdicts = _since_reopening(session, recommendation_id, day)
    linked = [row for row in _linked(session, recommendation_id, day) if among is None or row["action_id"] in among]
    spans = _spans(session, linked, day)
    return ClosingFacts(
        actions=tuple(
            _closing_action(row, span)
            for row in sorted(linked, key=itemgetter("action_id"))
            if (span := spans.get(row["action_id"])) is not None and _counts(span, reopened_on)
        ),
        decided_on=day,
        impact_verdicts=verdicts,
        waiver=waiver,
        meeting=meeting,
    )


def _closing_action(row: Any, span: Span) -> ClosingAction:
    owners = sorted(unpacked(row["owners"], day_of, None, None, None))
    owner = owners[-1][-1] if owners else None
    checks = sorted(unpacked(row["checks"], None, day_of, None, None), key=itemgetter(0))
    return ClosingAction(
        state=Delivery(span.state),
        owner_agencies=_one(owner),
        contributing_agencies=frozenset(agency for (agency,) in row["contributing"] or ()),
        checks=tuple(AdequateCheck(received, each, _one(agency)) for _key, received, each, agency in checks),
    )


def _one(agency: int | None) -> frozenset[int]:
    return frozenset() if agency is None else frozenset({agency})


def _spans(session: Session, linked: Sequence[Any], day: date) -> dict[int, Span]:
    """Read how the actions stand on the day; while positions are put off, compute it from the facts."""
    if session.info.get("put_off") is None:
        return {row["action_id"]: span_of(row) for row in linked if row["valid_from"] is not None}
    keys = facts.keys(session)
    found = {}
    for key, gathered in facts.actions(session, [row["action_id"] for row in linked]).items():
        if (span := rating.span_on(rating.timeline(gathered, keys), day)) is not None:
            found[key] = span
    return found


def _counts(span: Span, reopened_on: date | None) -> bool:
    return reopened_on is None or span.completed_on is None or span.completed_on >= reopened_on


def _since_reopening(session: Session, key: int, day: date) -> tuple[date | None, tuple[ImpactVerdict, ...]]:
    """Give the day of the last reopening, and the verdicts of the impact tests that came after it, oldest first."""
    values = {"recommendation": key, "day": day}
    last, told = execute(session, "reopened and tested", lambda: _reopened_and_tested(session), values).one()
    rows = sorted(unpacked(told, day_of, None, ImpactVerdict), key=itemgetter(0, 1))
    return last, tuple(verdict for on, _seq, verdict in rows if last is None or on > last)


def _reopened_and_tested(session: Session) -> Any:
    reopened = select(func.max(Decision.effective_on)).where(
        col(Decision.recommendation_id) == ASKED,
        col(Decision.kind) == DecisionKind.REOPEN,
        col(Decision.effective_on) <= DAY,
    )
    tested = (
        select(as_json(session, ImpactResult.effective_on, ImpactResult.seq, ImpactResult.verdict))
        .join(ImpactTest, col(ImpactTest.id) == col(ImpactResult.test_id))
        .where(col(ImpactTest.recommendation_id) == ASKED, col(ImpactResult.effective_on) <= DAY)
    )
    return select(reopened.scalar_subquery(), tested.scalar_subquery())


def _linked(session: Session, key: int, day: date) -> Sequence[Any]:
    """Read the actions that answer the recommendation, how each stands, who owns it and how it was checked."""
    values = {"recommendation": key, "day": day}
    return execute(session, "linked", lambda: _answering(session), values).mappings().all()  # type: ignore[no-any-return]


def _answering(session: Session) -> Any:
    stands = and_(
        col(Position.action_id) == col(ActionLink.action_id),
        col(Position.valid_from) <= DAY,
        col(Position.valid_to) > DAY,
    )
    beside = {"owners": _owners(session), "contributing": _contributing(session), "checks": _checks(session)}
    columns = [one for one in Position.__table__.columns if one.name != "action_id"]  # type: ignore[attr-defined]
    return (
        select(ActionLink.action_id, *columns, *(one.label(name) for name, one in beside.items()))
        .select_from(ActionLink)
        .join(Position, stands, isouter=True)
        .where(col(ActionLink.recommendation_id) == ASKED, col(ActionLink.effective_on) <= DAY)
    )


def _checks(session: Session) -> Any:
    rows = select(
        as_json(session, Check.id, EvidenceVersion.effective_on, Evidence.evidence_class, Check.checker_agency_id)
    )
    rows = rows.select_from(Check).join(EvidenceVersion, col(EvidenceVersion.id) == col(Check.version_id))
    rows = rows.join(Evidence, col(Evidence.id) == col(EvidenceVersion.evidence_id))
    adequate = col(Check.verdict) == Verdict.ADEQUATE, col(Check.effective_on) <= DAY
    return (
        rows.where(col(Check.action_id) == col(ActionLink.action_id), *adequate).correlate(ActionLink).scalar_subquery()
    )


def _owners(session: Session) -> Any:
    told = ActionOwner
    rows = select(as_json(session, told.effective_on, told.seq, told.id, Post.agency_id)).select_from(told)
    rows = rows.join(Post, col(Post.id) == col(told.post_id), isouter=True)
    chosen = col(told.action_id) == col(ActionLink.action_id), col(told.effective_on) <= DAY
    return rows.where(*chosen).correlate(ActionLink).scalar_subquery()


def _contributing(session: Session) -> Any:
    told = ContributingAgency
    chosen = col(told.action_id) == col(ActionLink.action_id), col(told.effective_on) <= DAY
    return select(as_json(session, told.agency_id)).where(*chosen).correlate(ActionLink).scalar_subquery()
