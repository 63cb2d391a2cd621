"""The scrutiny tracking report: nine columns, what the record proposes, and what the committee said then and now."""

from collections import Counter
from collections.abc import Sequence

from tracker.queries import scrutiny
from tracker.queries.scrutiny import Line
from tracker.reports.content import Cell, Grid, Number, Section
from tracker.rules.phrases import day_words
from tracker.visit import Visit
from tracker.words import Delivery

HEADS = (
    "Reference",
    "Origin",
    "Date",
    "Area",
    "Recommendation",
    "Executive date",
    "Lead",
    "Action taken",
    "Status",
    "Proposed verdict",
    "Committee's verdict",
    "Previous verdict",
)


def parts(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give the sentence that comes first and the parts of the report."""
    told = scrutiny.tracked(visit)
    for_when = f" for the meeting of {told.meeting_on:%-d %B %Y}" if told.meeting_on else ""
    number = f"{len(told.lines):,} recommendation{'' if len(told.lines) == 1 else 's'}"
    lead = f"{number} for which the council leads, or that scrutiny made, tracked{for_when}."
    none = "No recommendation is tracked by scrutiny."
    grid = Grid("Scrutiny tracking", HEADS, tuple(_row(each) for each in told.lines), none)
    proposed = Counter(each.proposed for each in told.lines)
    numbers = tuple(Number(verdict.value.capitalize(), number) for verdict, number in sorted(proposed.items()))
    said = "What is proposed is derived from the record; the committee's own verdict is entered after its meeting."
    return lead, [Section("What is proposed", (said,), numbers), Section("Recommendations", grids=(grid,))]


def _row(each: Line) -> tuple[Cell, ...]:
    return (
        each.reference,
        each.origin,
        each.published_on,
        each.area or "Not known",
        each.wording,
        each.executive_on or "No response yet",
        "; ".join(each.leads) or "No lead",
        _taken(each),
        each.standing.value.capitalize(),
        each.proposed.value.capitalize(),
        each.verdict.value.capitalize() if each.verdict else "",
        each.previous.value.capitalize() if each.previous else "None before",
    )


def _taken(each: Line) -> str:
    """Say how far the actions are: what an owner wrote is for the board."""
    if not each.actions:
        return "No action recorded"
    left = [action for action in each.actions if action.state is not Delivery.WITHDRAWN]
    done = sum(action.state is Delivery.COMPLETED for action in left)
    said = f"{done} of {len(left)} actions completed and checked"
    return f"{said}; last said on {day_words(each.last_said_on)}" if each.last_said_on else f"{said}; nothing said yet"
