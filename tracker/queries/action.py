"""One action: how it stands, what its owner told, which dates were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from tracker import facts
from tracker.access import allows, find, needs
from tracker.errors import NotFoundError
from tracker.models import Action, Extension, ExtensionAnswer, Person, Position, ProgressUpdate
from tracker.models.statements import select
from tracker.queries import at
from tracker.queries.filters import Filters
from tracker.queries.plan import Row, listing
from tracker.roles import acts_for
from tracker.rules import rating
from tracker.tally import span_of
from tracker.visit import Visit
from tracker.words import ExtensionReason, Permission, Rating


@dataclass(frozen=True)
class Told:
    """An update of the owner."""

    on: date
    who: str
    wording: str
    declared: Rating | None
    forecast: date | None
    declared_done: bool
    blocked_by: str


@dataclass(frozen=True)
class NewDate:
    """A new date that was asked for, and the answer if there is one."""

    id: int
    asked_on: date
    due: date
    reason: ExtensionReason
    note: str
    approved: bool | None
    answered_on: date | None


@dataclass(frozen=True)
class Whole:
    """One action and all that its owner told."""

    row: Row
    version: int
    wording_now: str
    turns: str
    declared_beside: str
    vacant_from: date | None
    start_on: date | None
    owner_as_written: str
    due_as_written: str
    status_as_written: str
    success_measure: str
    imported_from: str
    updates: Sequence[Told]
    new_dates: Sequence[NewDate]
    may_change: bool

    @property
    def asked(self) -> NewDate | None:
        """The new date that still waits for an answer, if there is one."""
        return next((each for each in self.new_dates if each.approved is None), None)


@needs(Permission.SEE_PLAN)
def whole(visit: Visit, action_id: int) -> Whole:
    """Give one action as it stands on the day of the visit."""
    action = find(visit, Action, action_id)
    rows = listing(visit, Filters(action_id=action_id)).rows
    position = (
        visit.session.execute(
            select(Position.__table__).where(col(Position.action_id) == action_id, at.standing_on(visit.as_at))  # type: ignore[attr-defined]
        )
        .mappings()
        .one_or_none()
    )
    if not rows or position is None:
        raise NotFoundError
    span = span_of(dict(position))
    key = {key.version: key for key in facts.keys(visit.session)}.get(span.key_version)
    return Whole(
        row=rows[0],
        version=action.version,
        wording_now=action.wording,
        turns=rating.turns_sentence(span, visit.as_at),
        declared_beside=rating.declared_beside(span, visit.as_at, key),
        vacant_from=span.vacant_from,
        start_on=span.start_on,
        owner_as_written=action.owner_as_written,
        due_as_written=action.due_as_written,
        status_as_written=action.status_as_written,
        success_measure=action.success_measure,
        imported_from=action.imported_from,
        updates=_updates(visit, action_id),
        new_dates=_new_dates(visit, action_id),
        may_change=_may_change(visit, action_id),
    )


def _may_change(visit: Visit, action_id: int) -> bool:
    """Tell whether to offer changes: only on the plan of today, to the coordinator and to the owner's agency."""
    if visit.as_at != visit.today or not allows(visit.who, Permission.UPDATE_ACTION):
        return False
    return acts_for(visit.who, facts.owner_agency(visit.session, action_id))


def _updates(visit: Visit, action_id: int) -> list[Told]:
    told = ProgressUpdate
    statement = (
        select(
            told.effective_on,
            Person.name,
            told.wording,
            told.declared,
            told.forecast,
            told.declared_done,
            told.blocked_by,
        )
        .select_from(told)
        .join(Person, col(Person.id) == col(told.by_id), isouter=True)
        .where(told.action_id == action_id, col(told.effective_on) <= visit.as_at)
        .order_by(col(told.effective_on).desc(), col(told.seq).desc())
    )
    rows = visit.session.execute(statement)
    return [
        Told(on, who or "", wording, declared, forecast, done, blocked)
        for on, who, wording, declared, forecast, done, blocked in rows
    ]


def _new_dates(visit: Visit, action_id: int) -> list[NewDate]:
    asked, answer = Extension, ExtensionAnswer
    statement = (
        select(
            asked.id, asked.effective_on, asked.due, asked.reason_code, asked.note, answer.approved, answer.effective_on
        )
        .select_from(asked)
        .join(
            answer,
            (col(answer.extension_id) == col(asked.id)) & (col(answer.effective_on) <= visit.as_at),
            isouter=True,
        )
        .where(asked.action_id == action_id, col(asked.effective_on) <= visit.as_at)
        .order_by(col(asked.effective_on).desc(), col(asked.seq).desc())
    )
    return [NewDate(*row) for row in visit.session.execute(statement)]
