"""The exception report: red, overdue, stale, overridden, reopened, each with its dates, its reason and its ask."""

from collections.abc import Sequence

from tracker.queries import plan
from tracker.queries.filters import Filters
from tracker.queries.plan import Row
from tracker.reports.content import Grid, Number, Section
from tracker.reports.lines import answered, every_row, exceptions
from tracker.visit import Visit
from tracker.words import Rating, Thing


def parts(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give the sentence that comes first and the parts of the report."""
    red = list(every_row(visit, Filters(rating=Rating.RED)))
    overdue = list(every_row(visit, Filters(overdue=True)))
    amber = list(every_row(visit, Filters(rating=Rating.AMBER)))
    known = {row.id for row in red}
    late = [row for row in overdue if row.id not in known]
    stale = [row for row in amber if "no update since" in row.why and row.id not in {each.id for each in late}]
    return _lead(len(red), len(overdue)), [
        _numbers(len(red), len(overdue)),
        _listed("Red", red, "No action is red."),
        _listed("Overdue and not red", late, "No other action is overdue."),
        _listed("Nothing said in this cycle", stale, "Every owner has said something in this cycle."),
        _overridden([*red, *amber, *every_row(visit, Filters(rating=Rating.GREEN))]),
        _reopened(visit),
    ]


def _lead(red: int, overdue: int) -> str:
    if not red and not overdue:
        return "No action is red and none is overdue."
    verb = "is" if red == 1 else "are"
    return f"{red:,} {'action' if red == 1 else 'actions'} {verb} red and {overdue:,} overdue."


def _numbers(red: int, overdue: int) -> Section:
    numbers = Number("Red", red, "actions rated Red"), Number("Overdue", overdue, "actions overdue")
    return Section("How many", numbers=numbers)


def _listed(heading: str, rows: Sequence[Row], none: str) -> Section:
    return Section(heading, grids=(exceptions(rows, len(rows), heading, none),))


def _overridden(rows: Sequence[Row]) -> Section:
    told = tuple((row.reference, answered(row), row.why) for row in rows if "(override, computed" in row.why)
    heads = ("Action", "Recommendation", "What the chair set, and what was computed")
    return Section("Overridden", grids=(Grid("Overridden", heads, told, "No rating is overridden."),))


def _reopened(visit: Visit) -> Section:
    chosen = Filters(thing=Thing.RECOMMENDATION, reopened=True)
    found = every_row(visit, chosen, plan.Order.REFERENCE)
    rows = tuple((answered(row), row.wording, row.state, row.why) for row in found)
    heads = ("Recommendation", "What it asked", "Stands now", "Why")
    return Section("Reopened", grids=(Grid("Reopened", heads, rows, "No recommendation was reopened."),))
