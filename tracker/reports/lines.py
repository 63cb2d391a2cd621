"""Lines that several papers share: an exception, an action of the plan, what moved."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tracker.queries import movement, plan
from tracker.queries.filters import Filters
from tracker.queries.plan import Asked, Row
from tracker.reports.content import Cell, Grid
from tracker.rules.phrases import day_words, times
from tracker.visit import Visit
from tracker.words import Thing

AT_ONCE, NUMBERS = 500, re.compile(r"(\d+)")
EXCEPTION_HEADS = (
    "Action",
    "What will be done",
    "Recommendation",
    "Owner post",
    "Baseline",
    "Due now",
    "Forecast",
    "Slippage (days)",
    "Days overdue",
    "Why",
    "Ask",
)


def every_row(visit: Visit, filters: Filters, order: plan.Order = plan.Order.OVERDUE) -> Iterable[Row]:
    """Give every line that the filters choose, in order, page by page.

    By reference they are put in order here: two databases do not put words in the same order, and a frozen paper has to
    be the same on both.
    """
    found = _pages(visit, filters, order)
    return sorted(found, key=_by_reference) if order == plan.Order.REFERENCE else found


def _pages(visit: Visit, filters: Filters, order: plan.Order) -> Iterable[Row]:
    asked = Asked(order=order, size=AT_ONCE)
    while True:
        page = plan.listing(visit, filters, asked)
        yield from page.rows
        if not page.next_token:
            return
        asked = replace(asked, after=page.next_token)


def _by_reference(row: Row) -> tuple[object, ...]:
    """Put 2 before 10, review by review."""
    home = row.recommendations[0].review if row.recommendations and row.thing == Thing.RECOMMENDATION else ""
    parts = [(not each.isdigit(), int(each) if each.isdigit() else 0, each) for each in NUMBERS.split(row.reference)]
    return home, parts, row.id


def moved_sentence(moved: movement.Movement) -> str:
    """Say in one sentence what moved since the last meeting."""
    if moved.since is None:
        return "No board meeting has been recorded before this day."
    dates = "1 date moved" if moved.dates_moved == 1 else f"{moved.dates_moved:,} dates moved"
    numbers = f"{moved.closed:,} closed, {moved.reopened:,} reopened, {moved.newly_overdue:,} newly overdue, {dates}"
    return f"Since {moved.since:%-d %B %Y}: {numbers}."


def refused_sentence(moved: movement.Movement) -> str:
    """Say for how many actions sign-off was refused since the last meeting."""
    return "1 sign-off refused." if moved.refused == 1 else f"{moved.refused:,} sign-offs refused."


def answered(row: Row) -> str:
    """Name the recommendations that an action answers."""
    return ", ".join(f"{each.review} {each.reference}" for each in row.recommendations)


def exception_line(row: Row) -> tuple[Cell, ...]:
    """Write one exception: whose it is, how its date moved, why it is one, and what the board is asked."""
    return (
        row.reference,
        row.wording,
        answered(row),
        owner(row),
        row.baseline_due or "No date",
        row.due or "No date",
        row.forecast or "None given",
        row.slippage,
        row.days_late,
        row.why,
        ask(row),
    )


def owner(row: Row) -> str:
    """Name the post that owns, with its agency; or say that nobody does."""
    return f"{row.post}, {row.agency}" if row.post else "No owner"


def ask(row: Row) -> str:
    """Say what the board is asked to do about an exception, first what nothing else can be done without."""
    if not row.post:
        return "Name an owner"
    if row.due is None:
        return "Set a due date"
    if row.extensions and row.days_late:
        return f"Decide: moved {times(row.extensions)} and overdue again"
    if row.days_late:
        return "Hear why, and accept a new date or escalate"
    if row.extensions > 1:
        return f"Ask what has changed: moved {times(row.extensions)}"
    return "Hear from the owner"


def exceptions(rows: Sequence[Row], total: int, caption: str, none: str) -> Grid:
    """Set exceptions out as a table."""
    lines = tuple(exception_line(row) for row in rows)
    return Grid(caption, EXCEPTION_HEADS, lines, none, rest=total - len(lines))


def turning_words(row: Row) -> str:
    """Say when a line turns, and into what."""
    return "; ".join(f"{rating.value} on {day_words(on)}" for on, rating in row.turns)


def rated(row: Row) -> str:
    """Name the rating of a line."""
    return row.rating.value if row.rating else "Not rated"
