"""The numbers of the public edition: each counts rows that stand in the edition itself."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from tracker.queries.asked import after_done
from tracker.reports.public_rows import Gathered, Told, rests_on
from tracker.rules import assurance, public_words
from tracker.words import Delivery, Standing


def numbers(got: Gathered, reviews: int) -> list[Told]:
    """Count what was asked, what became of it, and what came back."""
    made = len(got.shown)
    closed = [rests_on(got, one) for one in got.shown if got.asked[one.id].state == Standing.CLOSED.value]
    again = {pair.later.id for pair in got.same}
    impact, process = sum(map(assurance.has_impact, closed)), sum(map(assurance.is_process_only, closed))
    return [
        _number("reviews", "Published reviews", reviews),
        _number("recommendations", "Recommendations", made),
        _number("closed", "Closed by decision of the board", len(closed), made),
        _number("closed_with_impact", "Closed with evidence of impact", impact, len(closed)),
        _number("closed_on_process", "Closed on evidence that something was done, and no more", process, len(closed)),
        _number("made_before", "Recommendations that had been made before", len(again), made),
        _number("made_after_done", "Of these, after it was said to be done", len(after_done(got.same)), len(again)),
        *_of_actions(got),
    ]


def _of_actions(got: Gathered) -> list[Told]:
    inside = [row for row in got.actions if row.state != Delivery.WITHDRAWN.value]
    completed = sum(row.state == Delivery.COMPLETED.value for row in inside)
    return [
        _number("actions", "Actions that answer them", len(inside)),
        _number("completed", "Actions completed", completed, len(inside)),
        _number("overdue", "Actions overdue", sum(row.id in got.overdue for row in inside), len(inside)),
        _number("re_dated", "Actions given a new date", sum(row.extensions > 0 for row in inside), len(inside)),
    ]


def _number(key: str, name: str, value: int, of: int | None = None) -> Told:
    return {"key": key, "name": name, "value": value, "of": of}


def counted(words: Iterable[Any], states: Iterable[str]) -> list[Told]:
    """Count each state, also those in which nothing is: none is a number."""
    found = Counter(states)
    return [{"state": each.value, "name": _name(each), "count": found[each.value]} for each in words]


def _name(each: Any) -> str:
    return public_words.STANDS[each] if isinstance(each, Standing) else str(each.value)
