"""Gather what the closing gates look at."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Date, Integer, and_, bindparam, func, literal
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker import belonging, stands, verdicts
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
    Tenure,
)
from tracker.models.statements import select
from tracker.nested import as_json, unpacked
from tracker.nested import day as day_of
from tracker.prepared import execute
from tracker.rules.closing import AdequateCheck, ClosingAction, ClosingFacts
from tracker.rules.facts import Span
from tracker.rules.mergers import Merger, one_with
from tracker.tally import span_of
from tracker.words import DecisionKind, Delivery, ImpactVerdict, MeetingKind

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
    rows = _linked(session, recommendation_id, day)
    merged, reopened_on = belonging.read_mergers(rows[0]["merged"]), rows[0]["reopened_on"]
    answering = [row for row in rows if row["action_id"] is not None]
    linked = [row for row in answering if among is None or row["action_id"] in among]
    spans = _spans(session, linked, day)
    return ClosingFacts(
        actions=tuple(
            _closing_action(row, span, merged)
            for row in sorted(linked, key=itemgetter("action_id"))
            if (span := spans.get(row["action_id"])) is not None and _counts(span, reopened_on)
        ),
        decided_on=day,
        impact_verdicts=_verdicts(rows[0]["tested"], reopened_on),
        waiver=waiver,
        meeting=meeting,
    )


def _closing_action(row: Any, span: Span, merged: Sequence[Merger]) -> ClosingAction:
    owners = sorted(unpacked(row["owners"], day_of, None, None, None))
    owner = owners[-1][-1] if owners else None
    return ClosingAction(
        state=Delivery(span.state),
        owner_agencies=frozenset() if owner is None else frozenset({owner}),
        contributing_agencies=frozenset(agency for (agency,) in row["contributing"] or ()),
        checks=tuple(_adequate(unpacked(row["checks"], None, day_of, None, day_of, None, None), merged)),
    )


def _adequate(told: Iterable[Sequence[Any]], merged: Sequence[Merger]) -> Iterator[AdequateCheck]:
    """Give each check; its checker counts for every agency of theirs on that day, whatever merged later."""
    for _key, rows in groupby(sorted(told, key=itemgetter(0)), key=itemgetter(0)):
        several = list(rows)
        agencies = {agency for row in several for agency in row[-2:] if agency is not None}
        received_on, evidence_class, checked_on = several[0][1:4]
        yield AdequateCheck(received_on, evidence_class, one_with(agencies, merged, checked_on))


def _spans(session: Session, linked: Sequence[Any], day: date) -> dict[int, Span]:
    """Read how the actions stand on the day; while positions are put off, compute it from the facts."""
    if session.info.get("put_off") is None:
        return {row["action_id"]: span_of(row) for row in linked if row["valid_from"] is not None}
    return stands.actions(session, [row["action_id"] for row in linked], day)


def _counts(span: Span, reopened_on: date | None) -> bool:
    return reopened_on is None or span.completed_on is None or span.completed_on >= reopened_on


def _verdicts(told: Any, reopened_on: date | None) -> tuple[ImpactVerdict, ...]:
    """Give the verdicts of the impact tests since the last reopening, oldest first."""
    rows = sorted(unpacked(told, day_of, None, ImpactVerdict), key=itemgetter(0, 1))
    return tuple(verdict for on, _seq, verdict in rows if reopened_on is None or on > reopened_on)


def _reopened() -> Any:
    return select(func.max(Decision.effective_on)).where(
        col(Decision.recommendation_id) == ASKED,
        col(Decision.kind) == DecisionKind.REOPEN,
        col(Decision.effective_on) <= DAY,
    )


def _tested(session: Session) -> Any:
    return (
        select(as_json(session, ImpactResult.effective_on, ImpactResult.seq, ImpactResult.verdict))
        .join(ImpactTest, col(ImpactTest.id) == col(ImpactResult.test_id))
        .where(col(ImpactTest.recommendation_id) == ASKED, col(ImpactResult.effective_on) <= DAY)
    )


def _linked(session: Session, key: int, day: date) -> Sequence[Any]:
    """Read the actions that answer the recommendation, how each stands, who owns it and how it was checked.

    Each row says too when the recommendation was last reopened, how it was tested, and which agencies merged; where no
    action answers it, one row says that alone.
    """
    values = {"recommendation": key, "day": day}
    return execute(session, "linked", lambda: _answering(session), values).mappings().all()  # type: ignore[no-any-return]


def _answering(session: Session) -> Any:
    stands = and_(
        col(Position.action_id) == col(ActionLink.action_id),
        col(Position.valid_from) <= DAY,
        col(Position.valid_to) > DAY,
    )
    linked = and_(col(ActionLink.recommendation_id) == ASKED, col(ActionLink.effective_on) <= DAY)
    beside = {
        "owners": _owners(session),
        "contributing": _contributing(session),
        "checks": _checks(session),
        "reopened_on": _reopened().scalar_subquery(),
        "tested": _tested(session).scalar_subquery(),
        "merged": belonging.mergers_beside(session),
    }
    columns = [one for one in Position.__table__.columns if one.name != "action_id"]  # type: ignore[attr-defined]
    always = select(literal(1).label("one")).subquery()
    return (
        select(ActionLink.action_id, *columns, *(one.label(name) for name, one in beside.items()))
        .select_from(always)
        .join(ActionLink, linked, isouter=True)
        .join(Position, stands, isouter=True)
    )


def _checks(session: Session) -> Any:
    """Read the adequate checks that stand, each once for every post that the checker held on its day."""
    made, version = Check, EvidenceVersion
    told = (made.id, version.effective_on, Evidence.evidence_class, made.effective_on, made.checker_agency_id)
    held = and_(col(Tenure.person_id) == col(made.checker_id), belonging.holding_on(col(made.effective_on)))
    rows = select(as_json(session, *told, Post.agency_id)).select_from(made)
    rows = rows.join(version, col(version.id) == col(made.version_id))
    rows = rows.join(Evidence, col(Evidence.id) == col(version.evidence_id))
    rows = rows.join(Tenure, held, isouter=True).join(Post, col(Post.id) == col(Tenure.post_id), isouter=True)
    chosen = col(made.action_id) == col(ActionLink.action_id), verdicts.adequate_on(DAY)
    return rows.where(*chosen).correlate(ActionLink).scalar_subquery()


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
