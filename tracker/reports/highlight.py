"""The board highlight report: one or two pages that say whether it is better or worse, and what to decide today."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tracker.queries import counts, impact, movement, new_dates, plan, proof, recurring
from tracker.queries.counts import Counts
from tracker.queries.filters import Filters
from tracker.queries.plan import Asked, Order, Row
from tracker.reports.content import Grid, Number, Section
from tracker.reports.index import ratios
from tracker.reports.lines import moved_sentence, owner, refused_sentence, turning_words
from tracker.visit import Visit
from tracker.words import Delivery, Rating, Standing, Thing

SOON = timedelta(days=28)
WORST, DUE, MOST = 6, 6, 5
RATED = (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY)


def parts(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give the sentence that moves first and the parts of the report."""
    moved = movement.since_last_meeting(visit)
    eve = movement.eve(moved.since)
    counted = counts.on_days(visit, {visit.as_at, eve or visit.as_at})
    now, before = counted[visit.as_at], counted[eve] if eve else None
    sections = [
        _movement(moved),
        _delivery(now, before),
        _rating(now, before),
        _worst(visit),
        _achieved(visit, moved),
        _due_next(visit),
        _asked(visit),
        _recurring(visit),
    ]
    return moved_sentence(moved), sections


def _movement(moved: movement.Movement) -> Section:
    since = " since the last meeting"
    return Section(
        "Movement since the last meeting",
        (refused_sentence(moved),) if moved.refused else (),
        numbers=(
            Number("Closed", moved.closed, f"closed{since}"),
            Number("Reopened", moved.reopened, f"reopened{since}"),
            Number("Newly overdue", moved.newly_overdue, f"newly overdue{since}"),
            Number("Dates moved", moved.dates_moved, f"dates moved{since}"),
        ),
    )


def _number(now: Counts, before: Counts | None, name: str, figure: str, **like: Any) -> Number:
    value = now.number(thing=Thing.ACTION, **like)
    change = value - before.number(thing=Thing.ACTION, **like) if before else None
    return Number(name, value, figure, change=change)


def _delivery(now: Counts, before: Counts | None) -> Section:
    every = Number("Actions in the plan", now.actions(), "actions")
    states = [each for each in Delivery if each != Delivery.WITHDRAWN]
    numbers = [
        _number(now, before, each.value.capitalize(), f"actions {each.value}", state=each.value) for each in states
    ]
    withdrawn = now.number(thing=Thing.ACTION, state=Delivery.WITHDRAWN.value)
    said = (f"Not counting {withdrawn:,} withdrawn by decision.",) if withdrawn else ()
    return Section("Delivery", said, (every, *numbers))


def _rating(now: Counts, before: Counts | None) -> Section:
    every = Number("Actions not completed", now.unfinished(), "actions not completed")
    rated = [_number(now, before, each.value, f"actions rated {each.value}", rating=each) for each in RATED]
    beside = (
        _number(now, before, "Overdue", "actions overdue", overdue=True),
        _number(now, before, "Re-dated", "actions re-dated", moved=True),
    )
    return Section("Rating of what is not completed", numbers=(every, *rated, *beside))


def _worst(visit: Visit) -> Section:
    found = plan.listing(visit, Filters(rating=Rating.RED), Asked(size=WORST))
    heads = ("Action", "Owner post", "Baseline", "Due now", "Why")
    rows = tuple((row.reference, owner(row), row.baseline_due, row.due, row.why) for row in found.rows)
    grid = Grid("Red, longest overdue first", heads, rows, "No action is red.", found.total - len(rows))
    return Section("Exceptions", grids=(grid,))


def _achieved(visit: Visit, moved: movement.Movement) -> Section:
    numbers = ratios(proof.headlines(visit))
    if moved.since is None:
        return Section("Achieved", numbers=numbers)
    chosen = Filters(thing=Thing.RECOMMENDATION, moved=movement.Moved.CLOSED, since=moved.since)
    found = plan.listing(visit, chosen, Asked(size=MOST))
    rows = tuple((_cited(row), row.wording) for row in found.rows)
    grid = Grid(
        "Closed since the last meeting",
        ("Recommendation", "What it asked"),
        rows,
        "Nothing was closed since the last meeting.",
        found.total - len(rows),
    )
    return Section("Achieved", numbers=numbers, grids=(grid,))


def _cited(row: Row) -> str:
    return f"{row.recommendations[0].review} {row.reference}" if row.recommendations else row.reference


def _due_next(visit: Visit) -> Section:
    found = plan.listing(visit, Filters(turning_until=visit.as_at + SOON), Asked(order=Order.TURNING, size=DUE))
    rows = tuple((row.reference, owner(row), row.due, turning_words(row)) for row in found.rows)
    none = "Nothing turns amber or red in the next 28 days."
    heads = ("Action", "Owner post", "Due", "Turns, if nothing is recorded")
    return Section("Due next", grids=(Grid("What turns next", heads, rows, none, found.total - len(rows)),))


def _asked(visit: Visit) -> Section:
    """Say what waits for the board: new dates, what is delivered and not closed, and reopenings that tests propose."""
    dates = new_dates.waiting(visit)
    chosen = Filters(thing=Thing.RECOMMENDATION, state=Standing.DELIVERED.value)
    delivered = plan.listing(visit, chosen, Asked(size=MOST))
    reopen = [each for each in impact.watch_list(visit) if each.proposes_reopening]
    rows = [
        ("Answer a new date", each.action.reference, f"asks for {each.due:%-d %B %Y}: {each.reason}") for each in dates
    ]
    rows += [("Reopen", f"{each.review} {each.reference}", "a test failed after it was closed") for each in reopen]
    rows += [("Close, or say what is missing", _cited(row), "delivered") for row in delivered.rows]
    total = len(dates) + len(reopen) + delivered.total
    shown = tuple(rows[: 2 * MOST])
    grid = Grid(
        "Decisions asked",
        ("Decision", "About", "Because"),
        shown,
        "No decision is asked of this meeting.",
        total - len(shown),
    )
    return Section("Decisions asked", grids=(grid,))


def _recurring(visit: Visit) -> Section:
    found = recurring.overview(visit)
    groups = [each for each in found.groups if each.reviews > 1]
    rows = tuple((each.key, each.name, each.reviews, each.after_done) for each in groups[:MOST])
    grid = Grid(
        "What recurs, most reviews first",
        ("Ask", "What is asked again", "Reviews", "After it was said to be done"),
        rows,
        "No recommendation has been judged to repeat an earlier one.",
        len(groups) - len(rows),
    )
    return Section("Recurring", grids=(grid,))
