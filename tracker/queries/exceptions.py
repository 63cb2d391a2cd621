"""Exceptions one by one: what is red, then what else is overdue, each by how long, and what comes before and after."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, bindparam, case, cast, func, literal, or_, tuple_
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.errors import InputError, NotFoundError
from tracker.models import Position
from tracker.models.statements import select
from tracker.prepared import prepared
from tracker.queries import at
from tracker.visit import Visit
from tracker.words import Permission, Rating, Thing

RED, OTHER = 0, 1
WAS = re.compile(r"([01])~([0-9]{1,6})~([0-9]{4}-[0-9]{2}-[0-9]{2})")


@dataclass(frozen=True)
class Ends:
    """How many exceptions there are, and the actions that come first and last."""

    total: int
    first_id: int | None
    last_id: int | None


@dataclass(frozen=True)
class Place:
    """Where an action stands among the exceptions: how many come before it, and its neighbours.

    `order` is by what it is put in order, to be kept in its address: once the meeting has decided it may be no
    exception any more, and what comes next is still what came next.
    """

    is_one: bool
    before: int
    total: int
    previous_id: int | None
    next_id: int | None
    order: str


@needs(Permission.SEE_PLAN)
def ends(visit: Visit) -> Ends:
    """Count the exceptions and name the first and the last."""
    return Ends(*_ends(visit).one())


@needs(Permission.SEE_PLAN)
def place_of(visit: Visit, action_id: int, *, was: str = "") -> Place:
    """Say where an action stands among the exceptions; one that is none stands where it `was`, or at the end."""
    row = _stands(visit, action=action_id).one_or_none()
    if row is None:
        raise NotFoundError
    is_one, now = bool(row.is_one), (row.rank, row.days, row.since)
    rank, days, since = now if is_one or not was else _read(was)
    found = _beside(visit, rank=rank, days=days, since=since, action=action_id).one()
    before, total, previous, following = found
    return Place(is_one, before, total, previous, following, f"{rank}~{-days}~{since}")


def _read(was: str) -> tuple[int, int, date]:
    """Read by what an action was put in order when somebody opened it."""
    found = WAS.fullmatch(was)
    try:
        return int(found[1]), -int(found[2]), date.fromisoformat(found[3])  # type: ignore[index]
    except (TypeError, ValueError) as error:
        raise InputError("This address is not complete. Go back to the first exception.") from error


def _order(visit: Visit) -> list[Any]:
    """Give what puts actions in order: red before the rest, then by days overdue, then by what falls due next."""
    day = visit.as_at
    rank = case((at.rating_on(day) == Rating.RED.value, RED), else_=OTHER)
    stands_still = case((col(Position.late_until) < day, col(Position.late_until)), else_=day)
    late = _number(visit, stands_still) - _number(visit, col(Position.due))
    days = case((at.overdue_on(day), 0 - late), else_=0)
    return [rank.label("rank"), days.label("days"), col(Position.late_order).label("since")]


def _number(visit: Visit, day: Any) -> Any:
    """Give a day as a number, so that days can be counted between two of them."""
    if visit.session.get_bind().dialect.name == "sqlite":
        return cast(func.julianday(day), Integer)
    return cast(day, Date) - cast(literal("2000-01-01"), Date)


def _is_one(day: date) -> ColumnElement[bool]:
    return or_(at.rating_on(day) == Rating.RED.value, at.overdue_on(day))


def _every(visit: Visit) -> Any:
    """Choose all of them with what puts them in order: one look over the actions of the day, however often it is used.

    Who does not see a position sees no exception, and no gap where it would stand.
    """
    chosen = and_(col(Position.thing) == Thing.ACTION, at.standing_on(visit.as_at), _is_one(visit.as_at))
    every = select(*_order(visit), col(Position.thing_id).label("key")).where(chosen)
    return visible_to(visit, every).cte("exceptions")


@prepared
def _stands(visit: Visit) -> Any:
    mine = and_(col(Position.action_id) == bindparam("action", type_=Integer), at.standing_on(visit.as_at))
    return visible_to(visit, select(*_order(visit), _is_one(visit.as_at).label("is_one")).where(mine))


@prepared
def _ends(visit: Visit) -> Any:
    every = _every(visit)
    order = every.c.rank, every.c.days, every.c.since, every.c.key
    first = select(every.c.key).order_by(*order).limit(1).scalar_subquery()
    last = select(every.c.key).order_by(*(key.desc() for key in order)).limit(1).scalar_subquery()
    return select(select(func.count()).select_from(every).scalar_subquery(), first, last)


@prepared
def _beside(visit: Visit) -> Any:
    every = _every(visit)
    order = every.c.rank, every.c.days, every.c.since, every.c.key
    mine = tuple_(
        *(bindparam(name, type_=kind) for name, kind in (("rank", Integer), ("days", Integer), ("since", Date))),
        bindparam("action", type_=Integer),
    )
    counted = select(func.count()).select_from(every)
    previous = select(every.c.key).where(tuple_(*order) < mine).order_by(*(key.desc() for key in order)).limit(1)
    following = select(every.c.key).where(tuple_(*order) > mine).order_by(*order).limit(1)
    return select(
        counted.where(tuple_(*order) < mine).scalar_subquery(),
        counted.scalar_subquery(),
        previous.scalar_subquery(),
        following.scalar_subquery(),
    )
