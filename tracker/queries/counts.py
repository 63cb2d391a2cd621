"""How many things stand where on a day, from the tally, narrowed to what the visitor may see."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import func, literal, union_all
from sqlmodel import col

from tracker.access import EVERY_CLASS, needs, reach, visible_to
from tracker.models import Checkpoint, Position, Tally, TallyGroup
from tracker.models.statements import select
from tracker.queries.filters import WIDE, Filters
from tracker.tally import group_on, month_after, span_of
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Rating, Thing, Visibility

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
    sums: dict[tuple[str, ...], Counter[Any]] = field(default_factory=dict, compare=False, repr=False)

    def number(self, **like: Any) -> int:
        """Count the things of which every named field has this value."""
        names = tuple(like)
        if names not in self.sums:
            # A page asks for a hundred numbers: each set of fields is summed once.
            read, sums = attrgetter(*names), Counter[Any]()
            for row in self.rows:
                sums[read(row)] += row.number
            self.sums[names] = sums
        values = tuple(like.values())
        return self.sums[names][values if len(values) > 1 else values[0]]

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
    group, sums = TallyGroup, sums_on(days)
    shape = (group.thing, group.agency, group.state, group.rating, group.overdue, group.moved)
    statement = select(sums.c.day, *shape, sums.c.n).join(group, col(group.id) == sums.c.g)
    for day, thing, agency, state, rating, overdue, moved, number in visit.session.execute(
        _of_classes(statement, classes)
    ):
        shown = Rating(rating) if rating else None
        yield Counted(_day(day), thing, agency, state, shown, bool(overdue), bool(moved), int(number))


def _of_classes(statement: Any, classes: frozenset[Visibility]) -> Any:
    return statement if classes == EVERY_CLASS else statement.where(col(TallyGroup.visibility).in_(classes))


def sums_on(days: Iterable[date]) -> Any:
    """Sum the tally on each of these days by group, as a subquery with the columns `day`, `g` and `n`."""
    parts = union_all(*(part for day in days for part in _parts(day))).subquery()
    total = func.sum(parts.c.n)
    summed = select(parts.c.day, parts.c.g, total.label("n")).group_by(parts.c.day, parts.c.g)
    return summed.having(total != 0).subquery()


def _parts(day: date) -> tuple[Any, Any]:
    """Sum a day: the newest checkpoint up to it, and the daily changes since; a month's last day needs no changes."""
    next_day = day + ONE_DAY
    newest = select(func.max(Checkpoint.month)).where(col(Checkpoint.month) <= next_day).correlate(None)
    told = literal(day.isoformat()).label("day")
    counted = select(told, col(Checkpoint.group_id).label("g"), col(Checkpoint.count).label("n")).where(
        col(Checkpoint.month) == newest.scalar_subquery()
    )
    since = func.coalesce(newest.scalar_subquery(), date.min)
    changed = select(told, col(Tally.group_id).label("g"), col(Tally.change).label("n")).where(
        col(Tally.day) >= since, col(Tally.day) <= day
    )
    return counted, changed


def _day(written: str) -> date:
    return date.fromisoformat(written)


def sees_whole_classes(visit: Visit) -> bool:
    """Tell whether the tally alone counts all that the visitor sees: nothing is seen only in part."""
    far = reach(visit.who)
    return far.classes == EVERY_CLASS or not (far.agencies or far.reviews)


def _from_positions(visit: Visit, days: Sequence[date]) -> Iterable[Counted]:
    """Count what the visitor sees only in part: an owner's own unreleased actions, single reviews."""
    if sees_whole_classes(visit) or not days:
        return
    statement = select(Position.__table__).where(  # type: ignore[attr-defined]
        col(Position.valid_from) <= days[-1],
        col(Position.valid_to) > days[0],
        col(Position.visibility).not_in(reach(visit.who).classes),
    )
    rows = [dict(row) for row in visit.session.execute(visible_to(visit, statement)).mappings()]
    spans = [(row, span_of(row)) for row in rows]
    for day in days:
        standing = (each for each in spans if each[0]["valid_from"] <= day < each[0]["valid_to"])
        for group, number in Counter(group_on(row, span, day) for row, span in standing).items():
            shown = Rating(group.rating) if group.rating else None
            yield Counted(day, group.thing, group.agency, group.state, shown, group.overdue, group.moved, number)


def total(visit: Visit, filters: Filters) -> Any:
    """Count what the filters choose as a subquery of the tally; None when the tally cannot tell."""
    if not sees_whole_classes(visit) or not _is_tallied(filters):
        return None
    group, sums = TallyGroup, sums_on([visit.as_at])
    statement = select(func.coalesce(func.sum(sums.c.n), 0)).join_from(sums, group, col(group.id) == sums.c.g)
    statement = statement.where(col(group.thing) == filters.thing)
    asked = (
        (group.rating, filters.rating.value if filters.rating else None),
        (group.state, filters.state or None),
        (group.overdue, filters.overdue or None),
        (group.moved, filters.re_dated or None),
        (group.agency, filters.agency_id),
    )
    statement = statement.where(*(col(column) == value for column, value in asked if value is not None))
    if filters.in_plan:
        statement = statement.where(col(group.state) != Delivery.WITHDRAWN.value)
    if filters.unfinished:
        statement = statement.where(col(group.state).not_in(DONE))
    return _of_classes(statement, reach(visit.who).classes).scalar_subquery()


def _is_tallied(filters: Filters) -> bool:
    """Tell whether the filters ask only for what the tally counts apart."""
    return not filters.needs_owner and replace(filters, **WIDE) == Filters(thing=filters.thing)


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
    kept, rest = _kept_ends(visit, days)
    totals: dict[tuple[date, Rating | None], int] = defaultdict(int)
    for day, counts in on_days(visit, rest).items():
        for row in counts.rows:
            if row.thing == Thing.ACTION:
                totals[day, row.rating] += row.number
    for row in _from_positions(visit, kept):
        if row.thing == Thing.ACTION:
            totals[row.day, row.rating] += row.number
    for day, rating, number in _at_checkpoints(visit, kept):
        totals[day, rating] += number
    return [
        MonthEnd(day, *(totals[day, rating] for rating in (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY)))
        for day in days
    ]


def _kept_ends(visit: Visit, days: Sequence[date]) -> tuple[list[date], list[date]]:
    """Part the days that a checkpoint tells from the others; before the record there is nothing to count."""
    ends = (select(end(col(Checkpoint.month))).scalar_subquery() for end in (func.min, func.max))
    first, last = visit.session.execute(select(*ends)).one()
    if first is None:
        return [], list(days)
    kept = [day for day in days if first <= day + ONE_DAY <= last and (day + ONE_DAY).day == 1]
    return kept, [day for day in days if day not in kept and month_after(day) >= first]


def _at_checkpoints(visit: Visit, days: Sequence[date]) -> Iterable[tuple[date, Rating | None, int]]:
    """Count the ratings of actions at the ends of months, each the checkpoint of the next month, in one SELECT."""
    classes = reach(visit.who).classes
    if not classes or not days:
        return
    statement = (
        select(Checkpoint.month, TallyGroup.rating, func.sum(col(Checkpoint.count)))
        .join(TallyGroup, col(TallyGroup.id) == col(Checkpoint.group_id))
        .where(col(Checkpoint.month).in_([day + ONE_DAY for day in days]), col(TallyGroup.thing) == Thing.ACTION)
        .group_by(col(Checkpoint.month), col(TallyGroup.rating))
    )
    for month, rating, number in visit.session.execute(_of_classes(statement, classes)):
        yield month - ONE_DAY, Rating(rating) if rating else None, int(number)


def _month_ends(last: date, months: int) -> list[date]:
    days, first_of_month = [last], last.replace(day=1)
    while len(days) < months:
        days.append(first_of_month - ONE_DAY)
        first_of_month = days[-1].replace(day=1)
    return sorted(days)
