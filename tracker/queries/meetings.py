"""Meetings: when which body met, what it decided, and when papers are due for those to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import col

from tracker import facts
from tracker.access import EVERY_CLASS, LARGEST_KEY, needs, reach, visible_to
from tracker.errors import NotFoundError
from tracker.meeting_days import called_off, held_on_at
from tracker.models import (
    Action,
    Decision,
    Extension,
    ExtensionAnswer,
    Meeting,
    MeetingChange,
    Person,
    Recommendation,
    Review,
)
from tracker.models.statements import select
from tracker.rules.clocks import papers_due
from tracker.rules.deciding import wrong_meeting
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

    @property
    def decides(self) -> frozenset[DecisionKind]:
        """Give what this body can decide."""
        return frozenset(each for each in DecisionKind if not wrong_meeting(each, self.kind))


@dataclass(frozen=True)
class Decided:
    """One decision of a meeting: about an action, or about a recommendation; `new_date` is the one that it answered."""

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
    new_date: date | None = None
    approved: bool = True


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
    return _listed(visit)


@needs(Permission.SEE_PLAN)
def one(visit: Visit, meeting_id: int) -> Listed:
    """Give one meeting as the list shows it; what the list keeps back does not exist."""
    found = _listed(visit, col(Meeting.id) == meeting_id) if 0 < meeting_id <= LARGEST_KEY else []
    if not found:
        raise NotFoundError
    return found[0]


def _listed(visit: Visit, *narrower: Any) -> list[Listed]:
    answered, held, gone = _answered_at_each(visit), held_on_at(visit.as_at), called_off(visit.as_at)
    seen = select(func.count(col(Decision.id))).where(col(Decision.meeting_id) == col(Meeting.id), _seen(visit))
    number = seen.correlate(Meeting).scalar_subquery() + func.coalesce(answered.c.number, 0)
    statement = select(Meeting.id, Meeting.kind, Meeting.title, held, number, Meeting.version, gone)
    statement = statement.join_from(Meeting, answered, answered.c.meeting_id == col(Meeting.id), isouter=True)
    statement = statement.where(col(Meeting.effective_on) <= visit.as_at, *narrower)
    if not (every := reach(visit.who).classes == EVERY_CLASS):
        statement = statement.where(or_(held >= visit.as_at, number > 0))
    rows = visit.session.execute(statement.order_by(held.desc(), col(Meeting.id))).all()
    holidays = frozenset[date]().union(*(key.bank_holidays for key in facts.keys(visit.session)))
    return [
        Listed(key, kind, title if every or told else _of(kind), on, told, papers_due(on, holidays), version, bool(off))
        for key, kind, title, on, told, version, off in rows
    ]


def _answered_at_each(visit: Visit) -> Any:
    """Count the new dates that each meeting answered: they stand beside its decisions."""
    counted = _answers(select(ExtensionAnswer.meeting_id, func.count(col(ExtensionAnswer.id)).label("number")), visit)
    return counted.group_by(col(ExtensionAnswer.meeting_id)).subquery()


def _of(kind: MeetingKind) -> str:
    return f"{kind.value.capitalize()} meeting"


@needs(Permission.SEE_PLAN)
def whole(visit: Visit, meeting_id: int) -> Whole:
    """Give a meeting with what it decided about what the visitor sees."""
    return Whole(one(visit, meeting_id), decided(visit, meeting_id), _changes(visit, meeting_id))


@needs(Permission.SEE_PLAN)
def decided(visit: Visit, meeting_id: int) -> list[Decided]:
    """Give what a meeting decided about what the visitor sees, in the order in which it was entered: the minute."""
    told = [*_decided(visit, meeting_id), *_answered(visit, meeting_id)]
    return [each for _, each in sorted(told, key=itemgetter(0))]


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


def _answers(chosen: Any, visit: Visit) -> Any:
    """Choose the answers up to the day to new dates that were asked for, of the actions that the visitor sees."""
    seen = visible_to(visit, select(Action.id)).correlate(None)
    chosen = chosen.select_from(ExtensionAnswer).join(Extension, col(Extension.id) == col(ExtensionAnswer.extension_id))
    return chosen.where(col(ExtensionAnswer.effective_on) <= visit.as_at, col(Extension.action_id).in_(seen))


Told = tuple[tuple[int, int], Decided]


def _decided(visit: Visit, meeting_id: int) -> list[Told]:
    told = Decision
    statement = (
        select(
            told.seq,
            told.id,
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
    )
    return [((seq, key), Decided(*row)) for seq, key, *row in visit.session.execute(statement)]


def _answered(visit: Visit, meeting_id: int) -> list[Told]:
    """Give the new dates that a meeting approved or refused: an answer stands beside the decisions."""
    told = ExtensionAnswer
    statement = _answers(
        select(
            told.seq,
            told.id,
            told.effective_on,
            Person.name,
            Action.reference,
            Extension.action_id,
            told.reason,
            Extension.due,
            told.approved,
        ),
        visit,
    )
    statement = statement.join(Person, col(Person.id) == col(told.answered_by_id))
    statement = statement.join(Action, col(Action.id) == col(Extension.action_id))
    rows = visit.session.execute(statement.where(col(told.meeting_id) == meeting_id))
    return [
        (
            (seq, key),
            Decided(DecisionKind.EXTEND, on, who, about, None, action, reason, "", None, None, due, approved),
        )
        for seq, key, on, who, about, action, reason, due, approved in rows
    ]
