"""Who holds a post on a day, and what they may see there: for those who do not ask themselves.

Beside signing in (`tracker.entry`) and what teams read (`tracker.briefings`) the only reading of the record that needs
no permission.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.belonging import holding_on
from tracker.models import (
    Account,
    Agency,
    CalendarAddress,
    CalendarRevoked,
    GivenDuty,
    Person,
    Post,
    RoleGrant,
    Tenure,
)
from tracker.models.statements import select
from tracker.settings import local_day
from tracker.visit import Grant, Visitor
from tracker.words import PostDuty


@dataclass(frozen=True)
class Holder:
    """The person who holds a post; `closed` tells that their account is, so that nothing more is told to them."""

    post_id: int
    tenure_id: int
    person_id: int
    name: str
    email: str
    closed: bool
    has_account: bool


def holders(session: Session, posts: Collection[int], day: date) -> dict[int, Holder]:
    """Give who holds each of these posts on a day; a post that nobody holds is left out."""
    statement = (
        select(Tenure.post_id, Tenure.id, Person.id, Person.name, Person.email, Account.disabled_at, Account.id)
        .join(Person, col(Person.id) == col(Tenure.person_id))
        .join(Account, col(Account.person_id) == col(Person.id), isouter=True)
        .where(col(Tenure.post_id).in_(posts), holding_on(day))
        .order_by(col(Tenure.post_id), col(Tenure.id))
    )
    return {
        post: Holder(post, tenure, person, name, email, ended is not None, account is not None)
        for post, tenure, person, name, email, ended, account in session.execute(statement)
    }


def with_duty(session: Session, day: date) -> tuple[dict[int, int], int | None]:
    """Give the post that leads each agency on a day, and the post that chairs the sub-group; the newest fact holds."""
    statement = (
        select(GivenDuty.duty, Post.agency_id, Post.id)
        .join(Post, col(Post.id) == col(GivenDuty.post_id))
        .where(col(GivenDuty.effective_on) <= day)
        .order_by(col(GivenDuty.effective_on), col(GivenDuty.seq))
    )
    leads: dict[int, int] = {}
    chair: int | None = None
    for duty, agency, post in session.execute(statement):
        if duty == PostDuty.AGENCY_LEAD:
            leads[agency] = post
        else:
            chair = post
    return leads, chair


def successors(session: Session, day: date) -> dict[int, int]:
    """Give the agency that follows each one that has ended by a day."""
    ended = select(Agency.id, Agency.successor_id).where(
        col(Agency.successor_id).is_not(None), col(Agency.ended_on) <= day
    )
    return {row[0]: row[1] for row in session.execute(ended)}


def grants(session: Session, people: Iterable[int], now: datetime) -> dict[int, tuple[Grant, ...]]:
    """Give the roles that hold now of people whose account is open."""
    ends = col(RoleGrant.valid_until)
    held = (
        select(RoleGrant)
        .join(Account, col(Account.person_id) == col(RoleGrant.person_id))
        .where(
            col(RoleGrant.person_id).in_(list(people)),
            col(Account.disabled_at).is_(None),
            col(RoleGrant.valid_from) <= now,
            ends.is_(None) | (ends > now),
        )
        .order_by(col(RoleGrant.id))
    )
    found: dict[int, list[Grant]] = defaultdict(list)
    for one in session.scalars(held):
        found[one.person_id].append(Grant(one.role, one.scope, one.agency_id, one.review_id))
    return {person: tuple(several) for person, several in found.items()}


@dataclass(frozen=True)
class Opened:
    """Whose calendar is asked for, with the roles that hold now, and for which post."""

    visitor: Visitor
    post_id: int


def by_calendar(session: Session, token_hash: str, now: datetime) -> Opened | None:
    """Give whose calendar address this is; None once revoked, the account is closed, or the tenure has ended."""
    statement = (
        select(Tenure.post_id, Person.id, Person.name, CalendarAddress.id)
        .select_from(CalendarAddress)
        .join(Tenure, col(Tenure.id) == col(CalendarAddress.tenure_id))
        .join(Person, col(Person.id) == col(Tenure.person_id))
        .join(CalendarRevoked, col(CalendarRevoked.address_id) == col(CalendarAddress.id), isouter=True)
        .where(
            CalendarAddress.token_hash == token_hash,
            col(CalendarRevoked.id).is_(None),
            holding_on(local_day(now)),
        )
    )
    row = session.execute(statement).first()
    held = grants(session, [row[1]], now) if row else {}
    if row is None or not held:
        return None
    post, person, name, address = row
    return Opened(Visitor(person, name, held[person], session=f"calendar {address}", method="calendar"), post)
