"""What happened to the plan in a period: the section of a yearly report, and the pack of a six-month review."""

from collections.abc import Sequence
from datetime import date

from tracker.queries import counts, impact, movement, plan, reviews
from tracker.queries.counts import Counts
from tracker.queries.filters import Filters
from tracker.queries.movement import Moved
from tracker.queries.plan import Order
from tracker.reports.content import Grid, Number, Section
from tracker.reports.lines import answered, every_row, exceptions, owner, turning_words
from tracker.rules.clocks import add_months
from tracker.visit import Visit
from tracker.words import Delivery, Rating, Thing

HALF, YEAR = 6, 12
MOVED = {
    Moved.CLOSED: ("Closed", "Nothing was closed."),
    Moved.REOPENED: ("Reopened", "Nothing was reopened."),
    Moved.DATES_MOVED: ("Moved to another date", "No date was moved."),
}
RATED = (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY)


def yearly(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give the year up to the day of the visit: what was recommended, done, closed, and came back."""
    since = add_months(visit.as_at, -YEAR)
    return _lead(visit, since), [_then_and_now(visit, since), _new(visit, since), *_moved(visit, since), _tested(visit)]


def half_year(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give the six months up to the day of the visit, what is red now, and what turns in the six months to come."""
    since = add_months(visit.as_at, -HALF)
    red = list(every_row(visit, Filters(rating=Rating.RED)))
    return _lead(visit, since), [
        _then_and_now(visit, since),
        *_moved(visit, since),
        Section("Red", grids=(exceptions(red, len(red), "Red", "No action is red."),)),
        _to_come(visit),
        _tested(visit),
    ]


def _lead(visit: Visit, since: date) -> str:
    closed, reopened = (_number(visit, moved, since) for moved in (Moved.CLOSED, Moved.REOPENED))
    return f"From {since:%-d %B %Y} to {visit.as_at:%-d %B %Y}: {closed:,} closed, {reopened:,} reopened."


def _number(visit: Visit, moved: Moved, since: date) -> int:
    chosen = Filters(thing=movement.thing_of(moved), moved=moved, since=since)
    return plan.listing(visit, chosen, plan.Asked(size=1)).total


def _then_and_now(visit: Visit, since: date) -> Section:
    counted = counts.on_days(visit, {since, visit.as_at})
    then, now = counted[since], counted[visit.as_at]
    rows = tuple((name, _of(then, name), _of(now, name)) for name in ("Actions", *map(str, RATED), "Overdue", "Done"))
    heads = ("What", f"{since:%-d %B %Y}", f"{visit.as_at:%-d %B %Y}")
    numbers = (
        Number("Actions in the plan", now.actions(), "actions"),
        Number("Overdue", _of(now, "Overdue"), "actions overdue"),
    )
    return Section("Then and now", numbers=numbers, grids=(Grid("Then and now", heads, rows, "Nothing."),))


def _of(counted: Counts, name: str) -> int:
    if name == "Actions":
        return counted.actions()
    if name == "Overdue":
        return counted.number(thing=Thing.ACTION, overdue=True)
    if name == "Done":
        return counted.number(thing=Thing.ACTION, state=Delivery.COMPLETED.value)
    return counted.number(thing=Thing.ACTION, rating=Rating(name))


def _new(visit: Visit, since: date) -> Section:
    rows = tuple(
        (each.reference, each.title, each.published_on, each.recommendations)
        for each in reviews.listing(visit)
        if each.published_on and since < each.published_on <= visit.as_at
    )
    heads = ("Review", "Title", "Published", "Recommendations")
    return Section("New reviews", grids=(Grid("Published in the period", heads, rows, "No review was published."),))


def _moved(visit: Visit, since: date) -> list[Section]:
    return [_list(visit, moved, since, *said) for moved, said in MOVED.items()]


def _list(visit: Visit, moved: Moved, since: date, heading: str, none: str) -> Section:
    chosen = Filters(thing=movement.thing_of(moved), moved=moved, since=since)
    found = every_row(visit, chosen, Order.REFERENCE)
    if movement.thing_of(moved) == Thing.RECOMMENDATION:
        heads: tuple[str, ...] = ("Recommendation", "What it asked", "Stands now")
        rows = tuple((answered(row), row.wording, row.state) for row in found)
        return Section(heading, grids=(Grid(heading, heads, rows, none),))
    heads = ("Action", "What will be done", "Owner post", "Baseline", "Due now", "Slippage (days)")
    moves = tuple((r.reference, r.wording, owner(r), r.baseline_due, r.due, r.slippage) for r in found)
    return Section(heading, grids=(Grid(heading, heads, moves, none),))


def _to_come(visit: Visit) -> Section:
    until = add_months(visit.as_at, HALF)
    found = every_row(visit, Filters(turning_until=until), Order.TURNING)
    rows = tuple((row.reference, row.wording, owner(row), row.due, turning_words(row)) for row in found)
    heads = ("Action", "What will be done", "Owner post", "Due", "Turns, if nothing is recorded")
    grid = Grid("To come", heads, rows, f"Nothing turns amber or red before {until:%-d %B %Y}.")
    return Section("The six months to come", grids=(grid,))


def _tested(visit: Visit) -> Section:
    rows = tuple(
        (f"{each.review} {each.reference}", each.wording, each.closed_on, each.next_due, each.standing(visit.as_at))
        for each in impact.watch_list(visit)
    )
    heads = ("Recommendation", "What it asked", "Closed on", "Next test due", "Stands")
    return Section("Still watched after closing", grids=(Grid("On watch", heads, rows, "Nothing closed is on watch."),))
