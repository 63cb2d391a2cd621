"""What a calendar of a post shows, and the addresses that a person has made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import not_
from sqlmodel import col

from tracker.access import needs, reach, visible_to
from tracker.belonging import holding_on
from tracker.meeting_days import called_off
from tracker.models import Action, Agency, CalendarAddress, CalendarRevoked, Meeting, Position, Post, Tenure
from tracker.models.statements import select
from tracker.queries import at
from tracker.visit import Visit
from tracker.words import Delivery, MeetingKind, Permission, Thing, Visibility

PAST_DAYS = 90
OVER = (Delivery.COMPLETED.value, Delivery.WITHDRAWN.value)


@dataclass(frozen=True)
class HeldPost:
    """A post that the visitor holds, and since when it has a calendar address."""

    post_id: int
    title: str
    made_on: date | None


@needs(Permission.KEEP_CALENDAR)
def mine(visit: Visit) -> Sequence[HeldPost]:
    """List the posts that the visitor holds today, each with its calendar address if it has one."""
    standing = (
        select(CalendarAddress.tenure_id, CalendarAddress.effective_on)
        .join(CalendarRevoked, col(CalendarRevoked.address_id) == col(CalendarAddress.id), isouter=True)
        .where(col(CalendarRevoked.id).is_(None))
        .subquery()
    )
    statement = (
        select(Post.id, Post.title, Agency.name, standing.c.effective_on)
        .join(Tenure, col(Tenure.post_id) == col(Post.id))
        .join(Agency, col(Agency.id) == col(Post.agency_id))
        .join(standing, standing.c.tenure_id == col(Tenure.id), isouter=True)
        .where(col(Tenure.person_id) == visit.who.person_id, holding_on(visit.today))
        .order_by(col(Post.title), col(Post.id))
    )
    return [HeldPost(key, f"{title}, {agency}", made) for key, title, agency, made in visit.session.execute(statement)]


@dataclass(frozen=True)
class DueAction:
    """An action by its reference, and when it is due: nothing of what it says."""

    id: int
    reference: str
    due: date


@dataclass(frozen=True)
class Met:
    """A meeting by what body meets: its title can tell of what is not published."""

    id: int
    kind: MeetingKind
    held_on: date


@needs(Permission.SEE_PLAN)
def due_of_post(visit: Visit, post_id: int) -> Sequence[DueAction]:
    """List what a post owes and when, as far as the visitor may see it, first due on top.

    What is restricted or sealed stays out for everybody: whoever learns the address reads the calendar.
    """
    statement = (
        select(Position.action_id, Action.reference, Position.due)
        .select_from(Position)
        .join(Action, col(Action.id) == col(Position.action_id))
        .where(
            col(Position.thing) == Thing.ACTION,
            at.standing_on(visit.today),
            col(Position.post_id) == post_id,
            col(Position.visibility).in_([Visibility.PUBLISHED, Visibility.UNPUBLISHED]),
            col(Position.due).is_not(None),
            col(Position.state).not_in(OVER),
        )
        .order_by(col(Position.due), col(Position.action_id))
    )
    return [DueAction(*row) for row in visit.session.execute(visible_to(visit, statement))]


@needs(Permission.SEE_PLAN)
def meetings(visit: Visit) -> Sequence[Met]:
    """List the meetings of the last three months and to come, for those who sit on the board or own for an agency."""
    far = reach(visit.who)
    if Visibility.UNPUBLISHED not in far.classes and not far.agencies:
        return []
    statement = select(Meeting.id, Meeting.kind, Meeting.held_on).where(
        col(Meeting.held_on) >= visit.today - timedelta(days=PAST_DAYS), not_(called_off())
    )
    rows = visit.session.execute(statement.order_by(col(Meeting.held_on), col(Meeting.id)))
    return [Met(*row) for row in rows]
