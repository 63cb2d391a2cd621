"""What moved since the last meeting: each number and the list that it counts share one condition."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, exists, func, not_
from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.meeting_days import called_off
from tracker.models import Decision, Extension, ExtensionAnswer, Meeting, Position
from tracker.models.statements import select
from tracker.prepared import prepared
from tracker.queries import at
from tracker.rules.standing import UNRATED
from tracker.visit import Visit
from tracker.words import DecisionKind, MeetingKind, Permission, Standing, Thing


class Moved(StrEnum):
    """A kind of movement, by the word that stands in the address of its list."""

    CLOSED = "closed"
    REOPENED = "reopened"
    NEWLY_OVERDUE = "newly overdue"
    DATES_MOVED = "dates moved"
    REFUSED = "sign-off refused"


ABOUT_RECOMMENDATIONS = frozenset({Moved.CLOSED, Moved.REOPENED})


@dataclass(frozen=True)
class Movement:
    """How many things moved from the day of the last meeting, its own decisions included, to the day of the visit.

    `next_id` and `next_on` name the board meeting that comes next, the day of the visit included.
    """

    since: date | None
    closed: int = 0
    reopened: int = 0
    newly_overdue: int = 0
    dates_moved: int = 0
    refused: int = 0
    next_id: int | None = None
    next_on: date | None = None


def thing_of(moved: Moved) -> Thing:
    """Tell whether a kind of movement counts recommendations or actions."""
    return Thing.RECOMMENDATION if moved in ABOUT_RECOMMENDATIONS else Thing.ACTION


def condition(moved: Moved, since: Any, day: date) -> Any:
    """Choose the positions standing on the day of what moved from `since` (a day or a column) on, both included."""
    if moved == Moved.NEWLY_OVERDUE:
        return and_(col(Position.thing) == Thing.ACTION, col(Position.late_order) >= since, at.overdue_on(day))
    if moved == Moved.DATES_MOVED:
        return col(Position.action_id).in_(_re_dated(since, day))
    if moved == Moved.REFUSED:
        return col(Position.action_id).in_(_refused(since, day))
    kind = DecisionKind.CLOSE if moved == Moved.CLOSED else DecisionKind.REOPEN
    return col(Position.recommendation_id).in_(
        select(Decision.recommendation_id).where(
            col(Decision.kind) == kind,
            col(Decision.effective_on) >= since,
            col(Decision.effective_on) <= day,
            col(Decision.recommendation_id).is_not(None),
            _took_effect(moved),
        )
    )


def _took_effect(moved: Moved) -> Any:
    """Choose the decisions after which the recommendation stood as decided: what was superseded is not closed."""
    then = aliased(Position)
    stood = col(then.state) == Standing.CLOSED if moved == Moved.CLOSED else col(then.state).not_in(UNRATED)
    return exists(
        select(then.id).where(
            col(then.recommendation_id) == col(Decision.recommendation_id),
            col(then.valid_from) <= col(Decision.effective_on),
            col(then.valid_to) > col(Decision.effective_on),
            stood,
        )
    )


def _re_dated(since: Any, day: date) -> Any:
    return (
        select(Extension.action_id)
        .join(ExtensionAnswer, col(ExtensionAnswer.extension_id) == col(Extension.id))
        .where(
            col(ExtensionAnswer.approved),
            col(ExtensionAnswer.effective_on) >= since,
            col(ExtensionAnswer.effective_on) <= day,
        )
    )


def _refused(since: Any, day: date) -> Any:
    return select(Decision.action_id).where(
        col(Decision.kind) == DecisionKind.REFUSE_SIGN_OFF,
        col(Decision.effective_on) >= since,
        col(Decision.effective_on) <= day,
        col(Decision.action_id).is_not(None),
    )


def eve(meeting: date | None) -> date | None:
    """Give the day with which to compare: what the last meeting decided has moved since, so the day before it."""
    return date.fromordinal(meeting.toordinal() - 1) if meeting else None


@needs(Permission.SEE_PLAN)
def since_last_meeting(visit: Visit) -> Movement:
    """Count what moved since the last board meeting before the day of the visit, in one SELECT."""
    row = _counted(visit).one()
    return Movement(*row) if row[0] else Movement(None, next_id=row[-2], next_on=row[-1])


@prepared
def _counted(visit: Visit) -> Any:
    last = (
        select(func.max(Meeting.held_on).label("day"))
        .where(col(Meeting.kind) == MeetingKind.BOARD, col(Meeting.held_on) < visit.as_at, not_(called_off()))
        .subquery()
    )
    numbers = [_count(visit, moved, last.c.day).correlate(last).scalar_subquery() for moved in Moved]
    return select(last.c.day, *numbers, *_next(visit)).select_from(last)


def _next(visit: Visit) -> list[Any]:
    """Give key and day of the next board meeting."""
    follows = col(Meeting.kind) == MeetingKind.BOARD, col(Meeting.held_on) >= visit.as_at, not_(called_off())
    first = (
        select(one).where(*follows).order_by(col(Meeting.held_on), col(Meeting.id)).limit(1)
        for one in (Meeting.id, Meeting.held_on)
    )
    return [one.correlate(None).scalar_subquery() for one in first]


def _count(visit: Visit, moved: Moved, day: Any) -> Any:
    # Each condition says itself whether it is about actions or recommendations.
    chosen = (at.standing_on(visit.as_at), condition(moved, day, visit.as_at))
    return visible_to(visit, select(func.count()).select_from(Position).where(*chosen))
