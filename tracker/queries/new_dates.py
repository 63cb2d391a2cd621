"""New dates that were asked for and wait for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Action, Extension, ExtensionAnswer, Position
from tracker.models.statements import select
from tracker.queries import at
from tracker.queries.filters import ENDED
from tracker.queries.open_work import Open, open_actions
from tracker.visit import Visit
from tracker.words import Permission


@dataclass(frozen=True)
class Asked:
    """A new date that waits for an answer."""

    action: Open
    due: date
    reason: str


@needs(Permission.SEE_PLAN)
def waiting(visit: Visit, work: Sequence[Open] | None = None) -> list[Asked]:
    """List the new dates that wait, of the open actions that the visitor sees (or of these alone), by due date."""
    statement = select(Extension.action_id, Extension.due, Extension.reason_code).where(*_waits(visit))
    found = {key: (due, str(reason)) for key, due, reason in visit.session.execute(statement)}
    open_now = open_actions(visit) if work is None else work
    return [Asked(each, *found[each.id]) for each in open_now if each.id in found]


@dataclass(frozen=True)
class First:
    """The first few that wait, each by its action with its reference and the day that is asked for; and all of them."""

    rows: Sequence[tuple[int, str, date]]
    total: int


@needs(Permission.SEE_PLAN)
def first(visit: Visit, size: int) -> First:
    """Give the new dates that have waited longest, and count all that wait, of the open actions that are visible."""
    seen = select(Position.id).where(
        col(Position.action_id) == col(Extension.action_id),
        at.standing_on(visit.as_at),
        col(Position.state).not_in(ENDED),
    )
    seen = visible_to(visit, seen).correlate(Extension)
    told = select(Extension.action_id, Action.reference, Extension.due, func.count().over())
    told = told.join(Action, col(Action.id) == col(Extension.action_id)).where(*_waits(visit), exists(seen))
    rows = visit.session.execute(told.order_by(col(Extension.effective_on), col(Extension.id)).limit(size)).all()
    return First([(key, reference, due) for key, reference, due, _ in rows], rows[0][-1] if rows else 0)


def _waits(visit: Visit) -> tuple[Any, Any]:
    """Choose what was asked for by the day of the visit and not answered by then."""
    answered = select(ExtensionAnswer.id).where(
        col(ExtensionAnswer.extension_id) == col(Extension.id), col(ExtensionAnswer.effective_on) <= visit.as_at
    )
    return col(Extension.effective_on) <= visit.as_at, ~answered.exists()
