"""Who asks, at which instant, as at which day, through which session: the first argument of every query and command."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from tracker.errors import InputError
from tracker.settings import local_day
from tracker.words import Role, Scope

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Grant:
    """A role that holds at the instant of the visit, and how far it reaches."""

    role: Role
    scope: Scope = Scope.BOARD
    agency_id: int | None = None
    review_id: int | None = None


@dataclass(frozen=True)
class Visitor:
    """The person who asks (None: the system itself) and how they came in; `loading` may enter earlier days."""

    person_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    session: str = ""
    method: str = ""
    address: str = ""
    loading: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held now, whatever their scope."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def board_roles(self) -> frozenset[Role]:
        """The roles held over the whole board; only with these, or as an owner, does anybody change anything."""
        return frozenset(grant.role for grant in self.grants if grant.scope == Scope.BOARD)


SERVICE = Visitor(
    person_id=None,
    name="the service",
    grants=tuple(Grant(role) for role in Role if role not in {Role.OWNER, Role.INSPECTOR}),
    method="service",
)

STRANGER = Visitor(person_id=None, name="stranger")


@dataclass(frozen=True)
class Visit:
    """One unit of work: its session, its visitor, its instant and the day it looks at."""

    session: Session
    who: Visitor
    now: datetime
    as_at: date
    effective_on: date

    @cached_property
    def today(self) -> date:
        """The day in London at the instant of the visit."""
        return local_day(self.now)

    def on(self, day: date) -> "Visit":
        """Give this visit entering facts that took effect on an earlier day (loading and import only)."""
        return replace(self, effective_on=day)

    def by(self, who: Visitor) -> "Visit":
        """Give this visit in the name of another person (loading only)."""
        return replace(self, who=who)


def looked_at(day: date, today: date) -> date | None:
    """Give the day that somebody asks to look at; None is today, and neither the future nor before 2000 is a day."""
    if day > today:
        raise InputError("That day has not come yet. Choose today or an earlier day.", field="as_at")
    if day < EARLIEST:
        raise InputError("The record does not go back that far. Choose a day from 1 January 2000 on.", field="as_at")
    return None if day == today else day


def visiting(session: Session, who: Visitor, now: datetime, *, as_at: date | None = None) -> Visit:
    """Open a visit that looks at today unless asked otherwise, and enters facts for today."""
    today = local_day(now)
    return Visit(session=session, who=who, now=now, as_at=as_at or today, effective_on=today)
