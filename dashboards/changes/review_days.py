"""Correct the days of a review that were recorded with a slip; what stood before stays in its history."""

from datetime import date, datetime

from dashboards.changes import typed as read
from dashboards.changes.reviews import DAY, DAYS
from dashboards.changes.typed import Typed
from dashboards.components.dates import in_words
from dashboards.components.forms import Field, Kind
from dashboards.forms import Form, form
from tracker.commands import review_days as commands
from tracker.queries import reviews as queries
from tracker.rules.review_days import LABELS, ReviewDays
from tracker.settings import LONDON
from tracker.visit import Visit
from tracker.words import Permission

QUESTIONS = {
    **dict(DAYS),
    "practice basis": "How is the practice period known? (optional)",
    "embargo": "Until when is it embargoed? (optional)",
}
UNTIL = "Day and time in London, for example 16 Dec 2026 10:00"


def _written(value: date | datetime | str | None) -> str:
    """Write a value as the form reads it again; an hour that comes twice a year is named with its zone."""
    if isinstance(value, datetime):
        return f"{value.astimezone(LONDON):%-d %b %Y %H:%M %Z}"
    return in_words(value) if isinstance(value, date) else value or ""


def _field(name: str, value: date | datetime | str | None) -> Field:
    label = LABELS[name]
    if name == "practice_basis":
        return Field(label, QUESTIONS[label], value=_written(value), hint="For example, fieldwork dates")
    if name == "embargo_until":
        return Field(label, QUESTIONS[label], value=_written(value), hint=UNTIL)
    return Field(label, QUESTIONS[label], Kind.DATE, value=_written(value), hint=DAY)


def ask_days(visit: Visit, key: int) -> Form:
    """Ask for the days of a review as they should have been recorded, and why."""
    shown, now = queries.whole(visit, key), queries.days_of(visit, key)
    return Form(
        title=f"Correct the days of {shown.reference}",
        lead=f"{shown.title}. What stands now is filled in; empty a field where the day is not known.",
        fields=[
            *(_field(name, getattr(now, name)) for name in LABELS),
            Field("reason", "Why is it corrected?", Kind.TEXTAREA),
        ],
        warning="What stood before stays in the history. What repeats what, and how, is worked out anew from these "
        "days, for past days as well. Editions that were frozen stay as they were.",
        submit="Correct the days",
        cancel_href=f"/reviews/{key}",
        version=shown.version,
    )


@form("/reviews/<int:key>/days", needs=Permission.RECORD_REVIEW, ask=ask_days)
def correct_days(visit: Visit, typed: Typed, key: int) -> str:
    """Correct the days of a review."""
    days = ReviewDays(
        **{name: read.maybe_day(typed, label) for name, label in LABELS.items() if label in dict(DAYS)},
        practice_basis=typed.get(LABELS["practice_basis"], ""),
        embargo_until=read.maybe_instant(typed, LABELS["embargo_until"]),
    )
    commands.correct_days(visit, key, days, reason=typed.get("reason", ""), version=read.version(typed))
    return f"/reviews/{key}"
