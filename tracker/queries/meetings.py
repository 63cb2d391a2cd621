"""Meetings: when which body met, what it decided, and when papers are due for those to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import col

from tracker import facts
from tracker.access import EVERY_CLASS, needs, reach, visible_to
from tracker.errors import NotFoundError
from tracker.meeting_days import called_off, held_on_at
from tracker.models import Action, Decision, Meeting, MeetingChange, Person, Recommendation, Review
from tracker.models.statements import select
from tracker.rules.clocks import papers_due
from tracker.visit import Visit
from tracker.words import DecisionKind, MeetingKind, Permission, Rating


@dataclass(frozen=True)
class Listed:
    """A meeting, how much it decided about what the visitor sees, and the last day for its papers."""

    id: int
    kind: MeetingKind
    title: str
    held_on: date
    decisions: int
    papers_due: date
    version: int
    called_off: bool


@dataclass(frozen=True)
class Decided:
    """One decision of a meeting: about an action, or about a recommendation."""

    kind: DecisionKind
    on: date
    who: str
    about: str
    recommendation_id: int | None
    action_id: int | None
    reason: str
    waiver: str
    rating: Rating | None
    until: date | None


@dataclass(frozen=True)
class Changed:
    """A meeting was set to another day, or (None) called off: when that was entered, and why."""

    on: date
    was_on: date
    held_on: date | None
    reason: str


@dataclass(frozen=True)
class Whole:
    """A meeting with what it decided and how its day changed, each in the order in which it was entered."""

    meeting: Listed
    decisions: Sequence[Decided]
    changes: Sequence[Changed]


@needs(Permission.SEE_PLAN)
def listing(visit: Visit) -> Sequence[Listed]:
    """List the meetings known on the day of the visit, newest first; those to come stand on top.

    A title is free text and may tell of what was discussed. Whoever does not see everything sees the meetings to come
    without it, and of the others those that decided something that they see: what is hidden changes neither.
    """
    seen = select(func.count(col(Decision.id))).where(col(Decision.meeting_id) == col(Meeting.id), _seen(visit))
    number, held = seen.correlate(Meeting).scalar_subquery(), held_on_at(visit.as_at)
    gone = called_off(visit.as_at)
    statement = select(Meeting.id, Meeting.kind, Meeting.title, held, number, Meeting.version, gone)
    statement = statement.where(col(Meeting.effective_on) <= visit.as_at)
    if not (every := reach(visit.who).classes == EVERY_CLASS):
        statement = statement.where(or_(held >= visit.as_at, number > 0))
    rows = visit.session.execute(statement.order_by(held.desc(), col(Meeting.id))).all()
    holidays = frozenset[date]().union(*(key.bank_holidays for key in facts.keys(visit.session)))
    return [
        Listed(key, kind, title if every or told else _of(kind), on, told, papers_due(on, holidays), version, bool(off))
        for key, kind, title, on, told, version, off in rows
    ]


def _of(kind: MeetingKind) -> str:
    return f"{kind.value.capitalize()} meeting"


@needs(Permission.SEE_PLAN)
def whole(visit: Visit, meeting_id: int) -> Whole:
    """Give a meeting with what it decided about what the visitor sees."""
    found = next((each for each in listing(visit) if each.id == meeting_id), None)
    if found is None:
        raise NotFoundError
    return Whole(found, _decided(visit, meeting_id), _changes(visit, meeting_id))


def _changes(visit: Visit, meeting_id: int) -> list[Changed]:
    """Tell how the day of a meeting changed; why is told, like the title, to those who see everything."""
    told, every = MeetingChange, reach(visit.who).classes == EVERY_CLASS
    statement = select(told.effective_on, told.was_on, told.held_on, told.reason)
    statement = statement.where(col(told.meeting_id) == meeting_id, col(told.effective_on) <= visit.as_at)
    rows = visit.session.execute(statement.order_by(col(told.seq)))
    return [Changed(on, was_on, held_on, reason if every else "") for on, was_on, held_on, reason in rows]


def _seen(visit: Visit) -> Any:
    """Choose the decisions up to the day that are about what the visitor sees, or about the plan as a whole."""
    action, asked = col(Decision.action_id), col(Decision.recommendation_id)
    return and_(
        col(Decision.effective_on) <= visit.as_at,
        or_(
            action.in_(visible_to(visit, select(Action.id)).correlate(None)),
            asked.in_(visible_to(visit, select(Recommendation.id)).correlate(None)),
            and_(action.is_(None), asked.is_(None)),
        ),
    )


def _decided(visit: Visit, meeting_id: int) -> list[Decided]:
    told = Decision
    statement = (
        select(
            told.kind,
            told.effective_on,
            Person.name,
            func.coalesce(Action.reference, Review.reference + " " + Recommendation.reference, ""),
            told.recommendation_id,
            told.action_id,
            told.reason,
            told.waiver,
            told.rating,
            told.until,
        )
        .select_from(told)
        .join(Person, col(Person.id) == col(told.decided_by_id))
        .join(Action, col(Action.id) == col(told.action_id), isouter=True)
        .join(Recommendation, col(Recommendation.id) == col(told.recommendation_id), isouter=True)
        .join(Review, col(Review.id) == col(Recommendation.review_id), isouter=True)
        .where(col(told.meeting_id) == meeting_id, _seen(visit))
        .order_by(col(told.seq), col(told.id))
    )
    return [Decided(*row) for row in visit.session.execute(statement)]
