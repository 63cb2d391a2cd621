"""How many things stand where on a day, from the tally, narrowed to what the visitor may see."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, literal, union_all
from sqlmodel import col

from tracker.access import needs, reach, visible_to
from tracker.models import Checkpoint, Position, Tally, TallyGroup
from tracker.models.statements import select
from tracker.queries import at
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Rating, Thing

ONE_DAY = timedelta(days=1)
DONE = frozenset({Delivery.COMPLETED.value, Delivery.WITHDRAWN.value})


@dataclass(frozen=True)
class Counted:
    """A number of things that stand alike on a day; `agency_id` 0 is none, `rating` None is unrated."""

    day: date
    thing: Thing
    agency_id: int
    state: str
    rating: Rating | None
    overdue: bool
    moved: bool
    number: int


@dataclass(frozen=True)
class Counts:
    """Everything that is counted on one day."""

    rows: Sequence[Counted]

    def number(self, **like: Any) -> int:
        """Count the things of which every named field has this value."""
        return sum(row.number for row in self.rows if all(getattr(row, name) == value for name, value in like.items()))

    def actions(self) -> int:
        """Count the actions of the plan; what was withdrawn is no longer part of it."""
        return sum(r.number for r in self.rows if r.thing == Thing.ACTION and r.state != Delivery.WITHDRAWN.value)

    def unfinished(self) -> int:
        """Count the actions that are neither completed nor withdrawn."""
        return sum(row.number for row in self.rows if row.thing == Thing.ACTION and row.state not in DONE)


@needs(Permission.SEE_PLAN)
def on_days(visit: Visit, days: Iterable[date]) -> dict[date, Counts]:
    """Count all that the visitor may see, on each of these days, past or to come."""
    wanted = sorted(set(days))
    rows: dict[date, list[Counted]] = {day: [] for day in wanted}
    for counted in _from_tally(visit, wanted):
        rows[counted.day].append(counted)
    for counted in _from_positions(visit, wanted):
        rows[counted.day].append(counted)
    return {day: Counts(tuple(found)) for day, found in rows.items()}


def _from_tally(visit: Visit, days: Sequence[date]) -> Iterable[Counted]:
    classes = reach(visit.who).classes
    if not classes or not days:
        return
    parts = union_all(*(part for day in days for part in _parts(day))).subquery()
    group = TallyGroup
    shape = (group.thing, group.agency, group.state, group.rating, group.overdue, group.moved)
    total = func.sum(parts.c.n)
    statement = (
        select(parts.c.day, *shape, total)
        .join(group, col(group.id) == parts.c.g)
        .where(col(group.visibility).in_(classes))
        .group_by(parts.c.day, *shape)
        .having(total != 0)
    )
    for day, thing, agency, state, rating, overdue, moved, number in visit.session.execute(statement):
        shown = Rating(rating) if rating else None
        yield Counted(_day(day), thing, agency, state, shown, bool(overdue), bool(moved), int(number))


def _parts(day: date) -> tuple[Any, Any]:
    """Sum a day: its month's checkpoint, and the daily changes since."""
    newest = select(func.max(Checkpoint.month)).where(col(Checkpoint.month) <= day).correlate(None).scalar_subquery()
    told = literal(day.isoformat()).label("day")
    counted = select(told, col(Checkpoint.group_id).label("g"), col(Checkpoint.count).label("n")).where(
        col(Checkpoint.month) == newest
    )
    since = func.coalesce(newest, date.min)
    changed = select(told, col(Tally.group_id).label("g"), col(Tally.change).label("n")).where(
        col(Tally.day) >= since, col(Tally.day) <= day
    )
    return counted, changed


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _from_positions(visit: Visit, days: Sequence[date]) -> Iterable[Counted]:
    """Count what the visitor sees only in part: an owner's own unreleased actions, single reviews."""
    far = reach(visit.who)
    if not (far.agencies or far.reviews):
        return
    for day in days:
        rating, overdue = at.rating_on(day), at.overdue_on(day)
        shape = (Position.thing, Position.agency_id, Position.state, rating, overdue, col(Position.extensions) > 0)
        statement = visible_to(
            visit,
            select(*shape, func.count())
            .select_from(Position)
            .where(at.standing_on(day), col(Position.visibility).not_in(far.classes))
            .group_by(*shape),
        )
        for thing, agency, state, shown, late, moved, number in visit.session.execute(statement):
            kept = Rating(shown) if shown else None
            yield Counted(day, thing, agency or 0, state, kept, bool(late), bool(moved), int(number))


@dataclass(frozen=True)
class MonthEnd:
    """How many actions had each rating at the end of a month (or on the last day asked for)."""

    day: date
    red: int
    amber: int
    green: int
    grey: int


@needs(Permission.SEE_PLAN)
def month_ends(visit: Visit, *, months: int = 36) -> list[MonthEnd]:
    """Count the ratings of actions that were not completed at the last month ends, and on the day itself."""
    days = _month_ends(visit.as_at, months)
    totals: dict[tuple[date, Rating | None], int] = defaultdict(int)
    for day, counts in on_days(visit, days).items():
        for row in counts.rows:
            if row.thing == Thing.ACTION:
                totals[day, row.rating] += row.number
    return [
        MonthEnd(day, *(totals[day, rating] for rating in (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY)))
        for day in days
    ]


def _month_ends(last: date, months: int) -> list[date]:
    days, first_of_month = [last], last.replace(day=1)
    while len(days) < months:
        days.append(first_of_month - ONE_DAY)
        first_of_month = days[-1].replace(day=1)
    return sorted(days)
