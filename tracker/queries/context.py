"""What happened around the plan, in the time that a page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from tracker.access import needs
from tracker.models import ContextEvent
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import ContextKind, Permission, Precision


@dataclass(frozen=True)
class Happened:
    """A context event, with its source."""

    on: date
    precision: Precision
    kind: ContextKind
    area: str
    title: str
    sentence: str
    source: str
    quoted: bool


@needs(Permission.SEE_PLAN)
def between(visit: Visit, first: date, last: date, *, area: str = "") -> Sequence[Happened]:
    """List what happened from a day to a day (never after the day of the visit), oldest first."""
    told = ContextEvent
    statement = select(
        told.happened_on, told.precision, told.kind, told.area, told.title, told.sentence, told.source, told.quoted
    ).where(col(told.happened_on) >= first, col(told.happened_on) <= min(last, visit.as_at))
    if area:
        statement = statement.where(col(told.area) == area)
    rows = visit.session.execute(statement.order_by(col(told.happened_on), col(told.id)))
    return [Happened(*row) for row in rows]
