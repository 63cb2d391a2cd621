"""The full plan: every recommendation with how it stands, and every action with its dates."""

from collections.abc import Sequence

from tracker.queries import counts, plan
from tracker.queries.filters import Filters
from tracker.reports.content import Cell, Grid, Number, Section
from tracker.reports.lines import answered, every_row, owner, rated
from tracker.visit import Visit
from tracker.words import Rating, Thing

ACTIONS = (
    "Action",
    "What will be done",
    "Recommendation",
    "Owner post",
    "Status",
    "Rating",
    "Baseline",
    "Due now",
    "Forecast",
    "Extensions",
    "Days overdue",
    "Last update",
    "Pieces of evidence",
    "Why",
)
ASKED = ("Recommendation", "What it asked", "Standing", "Rating", "Pieces of evidence", "Why")


def parts(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give the sentence that comes first and the parts of the plan."""
    now = counts.on_days(visit, [visit.as_at])[visit.as_at]
    recommendations = tuple(
        (answered(row), row.wording, row.state, rated(row), row.evidence, row.why)
        for row in every_row(visit, Filters(thing=Thing.RECOMMENDATION), plan.Order.REFERENCE)
    )
    actions = tuple(_action(row) for row in every_row(visit, Filters(), plan.Order.REFERENCE))
    lead = f"{len(recommendations):,} recommendations and {now.actions():,} actions that answer them."
    numbers = Number("Actions in the plan", now.actions(), "actions"), *_ratings(now)
    none = "No recommendation has been recorded.", "No action has been recorded."
    return lead, [
        Section("How many", numbers=numbers),
        Section("Recommendations", grids=(Grid("Recommendations", ASKED, recommendations, none[0]),)),
        Section("Actions", grids=(Grid("Actions", ACTIONS, actions, none[1]),)),
    ]


def _ratings(now: counts.Counts) -> list[Number]:
    return [
        Number(each.value, now.number(thing=Thing.ACTION, rating=each), f"actions rated {each.value}")
        for each in Rating
    ]


def _action(row: plan.Row) -> tuple[Cell, ...]:
    return (
        row.reference,
        row.wording,
        answered(row),
        owner(row),
        row.state,
        rated(row),
        row.baseline_due,
        row.due,
        row.forecast,
        row.extensions,
        row.days_late,
        row.last_update_on,
        row.evidence,
        row.why,
    )
