"""What somebody is held to account for: beside each open action its moves, its silence, and how often it was late."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.meeting_days import called_off
from tracker.models import Agency, Extension, ExtensionAnswer, Meeting, Position
from tracker.models.statements import select
from tracker.queries import at
from tracker.queries.filters import Filters
from tracker.queries.plan import Row
from tracker.rules.questions import Promise
from tracker.visit import Visit
from tracker.words import AgencyKind, ExtensionReason, MeetingKind, Permission, Rating, Thing

COUNCIL = AgencyKind.COUNCIL


@dataclass(frozen=True)
class Beside:
    """What stands beside an action: of what kind its agency is, since when its post is vacant, what its owner says."""

    agency_kind: AgencyKind | None
    vacant_from: date | None
    declared: Rating | None


@needs(Permission.SEE_PLAN)
def beside(visit: Visit) -> Mapping[int, Beside]:
    """Give what stands beside every action that the visitor sees, on the day of the visit."""
    statement = (
        select(Position.action_id, Agency.kind, Position.vacant_from, Position.declared)
        .select_from(Position)
        .join(Agency, col(Agency.id) == col(Position.agency_id), isouter=True)
        .where(col(Position.thing) == Thing.ACTION, at.standing_on(visit.as_at))
    )
    return {key: Beside(*told) for key, *told in visit.session.execute(visible_to(visit, statement))}


@needs(Permission.SEE_PLAN)
def moves(visit: Visit, actions: Iterable[int]) -> Mapping[int, Sequence[ExtensionReason]]:
    """Give for what the dates of these actions were moved, in order; only approved moves count."""
    statement = (
        select(Extension.action_id, Extension.reason_code)
        .join(ExtensionAnswer, col(ExtensionAnswer.extension_id) == col(Extension.id))
        .where(col(ExtensionAnswer.approved), col(ExtensionAnswer.effective_on) <= visit.as_at)
        .order_by(col(ExtensionAnswer.effective_on), col(ExtensionAnswer.id))
    )
    wanted = set(actions)
    found: dict[int, list[ExtensionReason]] = defaultdict(list)
    for key, reason in visit.session.execute(statement):
        if key in wanted:
            found[key].append(ExtensionReason(reason))
    return found


@needs(Permission.SEE_PLAN)
def late_at_meetings(visit: Visit) -> tuple[int, Mapping[int, int]]:
    """Count the board meetings of this year, and for each action at how many of them it was overdue."""
    first = visit.as_at.replace(month=1, day=1)
    held = select(Meeting.held_on).where(
        col(Meeting.kind) == MeetingKind.BOARD,
        col(Meeting.held_on) >= first,
        col(Meeting.held_on) <= visit.as_at,
        ~called_off(visit.as_at),
    )
    days = sorted(set(visit.session.scalars(held)))
    found: dict[int, int] = defaultdict(int)
    for day in days:
        late = select(Position.action_id).where(
            col(Position.thing) == Thing.ACTION, at.standing_on(day), at.overdue_on(day)
        )
        for key in visit.session.scalars(visible_to(visit, late)):
            found[int(key or 0)] += 1
    return len(days), found


def promise(row: Row, told: Beside | None, moved_for: Sequence[ExtensionReason], late_at: int) -> Promise:
    """Put together what is asked about one action."""
    return Promise(
        reference=row.reference,
        post=f"{row.post}, {row.agency}" if row.post else "",
        days_late=row.days_late,
        moved_for=moved_for,
        last_said_on=row.last_update_on,
        vacant_from=told.vacant_from if told else None,
        declared=told.declared if told else None,
        shown=row.rating,
        late_at_meetings=late_at,
    )


UNFINISHED = Filters(unfinished=True)
IN_PLAN = Filters(in_plan=True)
