"""How many things stand where on a day, from the tally, narrowed to what the visitor may see."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import func, literal, union_all
from sqlmodel import col

from tracker.access import EVERY_CLASS, needs, reach, visible_to
from tracker.models import Checkpoint, Position, Tally, TallyGroup
from tracker.models.statements import select
from tracker.prepared import prepared
from tracker.queries.filters import WIDE, Filters
from tracker.tally import Group, checkpoint_after, group_on, span_of
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Rating, Thing, Visibility

ONE_DAY = timedelta(days=1)
DONE = frozenset({Delivery.COMPLETED.value, Delivery.WITHDRAWN.value})
RATED = (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY)


class Counted(NamedTuple):
    """A number of things that stand alike on a day; `rating` None is unrated."""

    day: date
    thing: Thing
    state: str
    rating: Rating | None
    overdue: bool
    moved: bool
    number: int


@dataclass(frozen=True)
class Counts:
    """Everything that is counted on one day, whichever agency it is of."""

    rows: Sequence[Counted]
    sums: dict[tuple[str, ...], Counter[Any]] = field(default_factory=dict, compare=False, repr=False)

    def number(self, **like: Any) -> int:
        """Count the things of which every named field has this value."""
        names = tuple(like)
        if names not in self.sums:
            # A page asks for many numbers: each set of fields is summed once.
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
    wanted = tuple(sorted(set(days)))
    rows: dict[date, list[Counted]] = {day: [] for day in wanted}
    for counted in _from_tally(visit, wanted):
        rows[counted.day].append(counted)
    for day, group, number in from_positions(visit, wanted):
        shown = Rating(group.rating) if group.rating else None
        rows[day].append(Counted(day, group.thing, group.state, shown, group.overdue, group.moved, number))
    return {day: Counts(tuple(found)) for day, found in rows.items()}


def _from_tally(visit: Visit, days: tuple[date, ...]) -> Iterable[Counted]:
    if not reach(visit.who).classes or not days:
        return
    for day, thing, state, rating, overdue, moved, number in _tallied(visit, days):
        shown = Rating(rating) if rating else None
        yield Counted(date.fromisoformat(day), thing, state, shown, overdue, moved, int(number))


@prepared
def _tallied(visit: Visit, days: tuple[date, ...]) -> Any:
    group, parts = TallyGroup, parts_on(days, whole=True)
    total = func.sum(parts.c.n)
    shape = (parts.c.day, group.thing, group.state, group.rating, group.overdue, group.moved)
    statement = select(*shape, total).join_from(parts, group, col(group.id) == parts.c.g)
    statement = statement.group_by(*shape).having(total != 0)
    return of_classes(statement, reach(visit.who).classes)


def of_classes(statement: Any, classes: frozenset[Visibility]) -> Any:
    """Narrow a statement over the tally to whole classes of visibility."""
    return statement if classes == EVERY_CLASS else statement.where(col(TallyGroup.visibility).in_(classes))


def parts_on(days: Iterable[date], *, whole: bool) -> Any:
    """Give what the tally adds up to on these days: a subquery with the columns `day`, `g` (the group) and `n`.

    `whole`: the groups of all agencies together; else those of single agencies.
    """
    return union_all(*(part for day in days for part in _parts(day, whole=whole))).subquery()


def _parts(day: date, *, whole: bool) -> tuple[Any, Any]:
    """Give the newest checkpoint up to a day, and the changes since; a month's last day needs no changes."""
    next_day = day + ONE_DAY
    newest = select(func.max(Checkpoint.day)).where(col(Checkpoint.day) <= next_day).correlate(None)
    told = literal(day.isoformat()).label("day")
    counted = select(told, col(Checkpoint.group_id).label("g"), col(Checkpoint.count).label("n")).where(
        col(Checkpoint.day) == newest.scalar_subquery(), is_whole(Checkpoint.group_id, whole=whole)
    )
    since = func.coalesce(newest.scalar_subquery(), date.min)
    changed = select(told, col(Tally.group_id).label("g"), col(Tally.change).label("n")).where(
        col(Tally.day) >= since, col(Tally.day) <= day, is_whole(Tally.group_id, whole=whole)
    )
    return counted, changed


def is_whole(group_id: Any, *, whole: bool) -> Any:
    """Choose the groups of all agencies together, whose keys are below nought, or those of single agencies."""
    return col(group_id) < 0 if whole else col(group_id) >= 0


def sees_whole_classes(visit: Visit) -> bool:
    """Tell whether the tally alone counts all that the visitor sees: nothing is seen only in part."""
    far = reach(visit.who)
    return far.classes == EVERY_CLASS or not (far.agencies or far.reviews)


def from_positions(visit: Visit, days: Sequence[date]) -> Iterable[tuple[date, Group, int]]:
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
            yield day, group, number


def total(visit: Visit, filters: Filters) -> Any:
    """Count what the filters choose as a subquery of the tally; None when the tally cannot tell."""
    if not sees_whole_classes(visit) or not _is_tallied(filters):
        return None
    group, parts = TallyGroup, parts_on([visit.as_at], whole=filters.agency_id is None)
    statement = select(func.coalesce(func.sum(parts.c.n), 0)).join_from(parts, group, col(group.id) == parts.c.g)
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
    return of_classes(statement, reach(visit.who).classes).scalar_subquery()


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
    for day, group, number in from_positions(visit, kept):
        if group.thing == Thing.ACTION:
            totals[day, Rating(group.rating) if group.rating else None] += number
    for day, rating, number in _at_checkpoints(visit, kept):
        totals[day, rating] += number
    return [MonthEnd(day, *(totals[day, rating] for rating in RATED)) for day in days]


def _kept_ends(visit: Visit, days: Sequence[date]) -> tuple[list[date], list[date]]:
    """Part the days that a checkpoint tells from the others; before the record there is nothing to count."""
    first, last = _first_and_last(visit).one()
    if first is None:
        return [], list(days)
    kept = [day for day in days if first <= day + ONE_DAY <= last and (day + ONE_DAY).day == 1]
    return kept, [day for day in days if day not in kept and checkpoint_after(day) >= first]


@prepared
def _first_and_last(_visit: Visit) -> Any:
    return select(*(select(end(col(Checkpoint.day))).scalar_subquery() for end in (func.min, func.max)))


def _at_checkpoints(visit: Visit, days: Sequence[date]) -> Iterable[tuple[date, Rating | None, int]]:
    """Count the ratings of actions at the ends of months, each the checkpoint of the next day, in one SELECT."""
    if not reach(visit.who).classes or not days:
        return
    for day, rating, number in _rated_at_checkpoints(visit, tuple(day + ONE_DAY for day in days)):
        yield day - ONE_DAY, Rating(rating) if rating else None, int(number)


@prepared
def _rated_at_checkpoints(visit: Visit, days: tuple[date, ...]) -> Any:
    group = TallyGroup
    statement = (
        select(Checkpoint.day, group.rating, func.sum(col(Checkpoint.count)))
        .join(group, col(group.id) == col(Checkpoint.group_id))
        .where(
            col(Checkpoint.day).in_(days),
            is_whole(Checkpoint.group_id, whole=True),
            col(group.thing) == Thing.ACTION,
        )
        .group_by(col(Checkpoint.day), col(group.rating))
    )
    return of_classes(statement, reach(visit.who).classes)


def _month_ends(last: date, months: int) -> list[date]:
    days, first_of_month = [last], last.replace(day=1)
    while len(days) < months:
        days.append(first_of_month - ONE_DAY)
        first_of_month = days[-1].replace(day=1)
    return sorted(days)
