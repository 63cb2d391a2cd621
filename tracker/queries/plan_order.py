"""In which order the plan is listed, where a page of it begins, and how many there are in all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import bindparam, func, tuple_, union_all
from sqlmodel import col

from tracker.access import LARGEST_KEY, visible_to
from tracker.errors import InputError
from tracker.models import FOREVER, Action, Position, Recommendation
from tracker.models.statements import select
from tracker.queries import at, counts
from tracker.queries.filters import Filters, chosen_by
from tracker.visit import Visit
from tracker.words import Thing

PAGE = 50
TURNS = (col(Position.shown_amber_from), col(Position.shown_red_from))


class Order(StrEnum):
    """By what the list is ordered; each word stands in the address."""

    OVERDUE = "overdue"
    TURNING = "turning"
    DUE = "due"
    UPDATED = "updated"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Asked:
    """Which page of the list, in which order."""

    order: Order = Order.OVERDUE
    descending: bool = False
    after: str = ""
    size: int = PAGE


FIRST_PAGE = Asked()


def picked(visit: Visit, filters: Filters, asked: Asked, beside: Sequence[Any]) -> Any:
    """Choose the positions of a page, each with its place in the order."""
    if asked.order == Order.TURNING and filters.turning_until is not None and not asked.descending:
        return _turning(visit, filters, asked)
    place = _place(visit, filters.thing, asked.order)
    keys = [place, col(Position.thing_id)]
    columns = (Position.id, col(Position.thing_id), place.label("place"))
    chosen = select(*columns, *beside).where(*chosen_by(visit, filters), *_behind(keys, asked))
    keys = [key.desc() if asked.descending else key for key in keys]
    return visible_to(visit, chosen).order_by(*keys).limit(asked.size + 1)


def _behind(keys: Sequence[Any], asked: Asked) -> list[Any]:
    """Choose what comes after the place where the last page ended."""
    if not asked.after:
        return []
    after = tuple_(bindparam("after_place", type_=keys[0].type), bindparam("after_key"))
    return [tuple_(*keys) < after if asked.descending else tuple_(*keys) > after]


def _turning(visit: Visit, filters: Filters, asked: Asked) -> Any:
    """Choose what turns next from two indexes, amber and red: each gives its first ones, and the two are one list."""
    first = []
    for turn in TURNS:
        keys = [turn, col(Position.thing_id)]
        chosen = select(Position.id, turn.label("place"), col(Position.thing_id))
        chosen = visible_to(visit, chosen.where(*_next_turns(visit, filters, turn), *_behind(keys, asked)))
        first.append(select(chosen.order_by(*keys).limit(asked.size + 1).subquery()))
    both = union_all(*first).subquery()
    return (
        select(both.c.id, both.c.thing_id, both.c.place).order_by(both.c.place, both.c.thing_id).limit(asked.size + 1)
    )


def _next_turns(visit: Visit, filters: Filters, turn: Any) -> list[Any]:
    """Choose what turns by this day first, so that nothing turns twice."""
    others = chosen_by(visit, replace(filters, turning_until=None))
    return [*others, turn > visit.as_at, turn <= filters.turning_until, at.turns_on(visit.as_at) == turn]


def total(visit: Visit, filters: Filters) -> Any:
    """Count all that the filters choose: from the tally when it knows, which costs the same at every size."""
    if (known := counts.total(visit, filters)) is not None:
        return known
    counted = select(func.count()).select_from(Position)
    if filters.turning_until is None:
        return visible_to(visit, counted.where(*chosen_by(visit, filters))).correlate(None).scalar_subquery()
    each = (counted.where(*_next_turns(visit, filters, turn)) for turn in TURNS)
    return reduce(add, (visible_to(visit, one).correlate(None).scalar_subquery() for one in each))


def _place(visit: Visit, thing: Thing, order: Order) -> Any:
    """Give the value by which the list is ordered, never empty, so that a page can go on from it."""
    if order == Order.TURNING:
        return at.turns_on(visit.as_at)
    if order == Order.DUE:
        return func.coalesce(col(Position.due), FOREVER)
    if order == Order.UPDATED:
        return func.coalesce(col(Position.last_update_on), date.min)
    if order == Order.REFERENCE:
        return _reference(thing)
    return col(Position.late_order)


def after(asked: Asked) -> tuple[Asked, dict[str, Any]]:
    """Part what is asked into what shapes the statement and the place after which the page begins."""
    if not asked.after:
        return asked, {}
    try:
        place, _, key = asked.after.rpartition("~")
        if not 0 < int(key) <= LARGEST_KEY:
            raise ValueError(key)
        begins = place if asked.order == Order.REFERENCE else date.fromisoformat(place)
    except ValueError as error:
        raise InputError("This page of the list does not exist. Start again from the first page.") from error
    return replace(asked, after="~"), {"after_place": begins, "after_key": int(key)}


def _reference(thing: Thing) -> Any:
    model: Any = Action if thing == Thing.ACTION else Recommendation
    return select(model.reference).where(model.id == Position.thing_id).correlate(Position).scalar_subquery()
