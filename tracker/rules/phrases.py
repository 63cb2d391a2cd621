"""The words for each reason, each with its numbers: parts of sentences, without capital and full stop."""

from collections.abc import Callable
from datetime import date, datetime

from tracker.rules.facts import Span
from tracker.rules.reading import days_late, slippage
from tracker.rules.turning import last_sign
from tracker.settings import LONDON
from tracker.words import Delivery, Reason

TIMES = {1: "once", 2: "twice"}


def day_words(day: date | None) -> str:
    """Write a day as "7 Oct 2026"."""
    return f"{day.day} {day:%b %Y}" if day else "a day that is not known"


def told_day(given: date | datetime | str | None) -> str:
    """Write a day, an instant as clocks in London show it, or words as they are; what is empty is not known."""
    if isinstance(given, datetime):
        local = given.astimezone(LONDON)
        return f"{day_words(local.date())} {local:%H:%M %Z}"
    return day_words(given) if isinstance(given, date) else given or "not known"


def amount(number: int, word: str) -> str:
    """Write "1 day", "2 days"."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def times(number: int) -> str:
    """Write "once", "twice", "3 times"."""
    return TIMES.get(number, f"{number} times")


def due_words(span: Span) -> str:
    """Write the due date, and how far it has moved from the baseline if it ever did."""
    if span.due is None:
        return "no due date"
    if not span.extensions:
        return f"due {day_words(span.due)}"
    moved = slippage(span)
    signed = f"{'+' if moved >= 0 else '-'}{amount(abs(moved), 'day')}"
    return (
        f"due {day_words(span.due)} (baseline {day_words(span.baseline_due)}, moved {times(span.extensions)}, {signed})"
    )


def _overdue(span: Span, day: date) -> str:
    late = days_late(span, day)
    if span.state is Delivery.SUBMITTED:
        return f"submitted {day_words(span.submitted_on)}, {amount(late, 'day')} late, {due_words(span)}"
    return f"overdue {amount(late, 'day')}, {due_words(span)}; nothing submitted"


def _due_soon(span: Span, day: date) -> str:
    left = (span.due - day).days if span.due else 0
    when = f"in {amount(left, 'day')}" if left else "today"
    return f"{due_words(span)}, {when}; nothing submitted"


def _forecast(span: Span, _: date) -> str:
    late = (span.forecast - span.due).days if span.forecast and span.due else 0
    return f"forecast {day_words(span.forecast)}, {amount(late, 'day')} after {due_words(span)}"


def _missing(what: str) -> Callable[[Span, date], str]:
    def words(span: Span, day: date) -> str:
        if span.accepted_on is None:
            return f"{what}; not yet accepted"
        return f"{what} (accepted {day_words(span.accepted_on)}, {amount((day - span.accepted_on).days, 'day')} ago)"

    return words


def _vacant(span: Span, day: date) -> str:
    since = span.vacant_from or day
    return f"nobody has held the owner post since {day_words(since)} ({amount((day - since).days, 'day')})"


def _silent(span: Span, day: date) -> str:
    last = last_sign(span) or day
    from_acceptance = "acceptance on " if last != span.last_update_on else ""
    return f"no update since {from_acceptance}{day_words(last)} ({amount((day - last).days, 'day')})"


def _test_overdue(span: Span, day: date) -> str:
    late = (day - span.test_due).days if span.test_due else 0
    return f"impact test overdue {amount(late, 'day')}, due {day_words(span.test_due)}"


PHRASES: dict[Reason, Callable[[Span, date], str]] = {
    Reason.OVERDUE: _overdue,
    Reason.NO_OWNER: _missing("no owner"),
    Reason.NO_DUE_DATE: _missing("no due date"),
    Reason.NO_ACTION: _missing("no action"),
    Reason.FORECAST_LATE: _forecast,
    Reason.EXTENSIONS: lambda span, _: f"extended {times(span.extensions)}",
    Reason.IMPACT_FAILED: lambda span, _: f"impact test failed on {day_words(span.test_failed_on)}",
    Reason.IMPACT_OVERDUE: _test_overdue,
    Reason.ORPHANED: _vacant,
    Reason.DECLARED: lambda span, _: f"owner says {span.declared}",
    Reason.DUE_SOON: _due_soon,
    Reason.NO_UPDATE: _silent,
    Reason.AWAITING_RESPONSE: lambda *_: "awaiting response",
}


def turn_note(span: Span, reason: Reason | None) -> str:
    """Say in a few words why a rating will turn; nothing where the word alone is plain enough."""
    match reason:
        case Reason.DUE_SOON if span.due and span.amber_from:
            return f"{amount((span.due - span.amber_from).days, 'day')} before due"
        case Reason.NO_OWNER | Reason.NO_DUE_DATE | Reason.NO_ACTION:
            return f"still {reason}"
        case Reason.NO_UPDATE:
            return f"no update since {day_words(last_sign(span))}"
        case Reason.ORPHANED:
            return f"nobody in the owner post since {day_words(span.vacant_from)}"
        case Reason.IMPACT_OVERDUE:
            return f"impact test due {day_words(span.test_due)}"
        case _:
            return ""
