"""The rows of the public pages: days and numbers in words, actions as a table, and where each recommendation lies."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tracker.rules.phrases import amount

Told = dict[str, Any]
NOT_TOLD = "Wording not published"


def said(day: str | date | None) -> str:
    """Write a day as people read it; one that is not known is said to be so."""
    if not day:
        return "a day that is not known"
    on = day if isinstance(day, date) else date.fromisoformat(day)
    return f"{on:%-d %B %Y}"


def when_words(happened: Told) -> str:
    """Say when something happened, no more exactly than it is known."""
    on = date.fromisoformat(happened["on"])
    written = {"day": "%-d %B %Y", "week": "week of %-d %B %Y", "month": "%B %Y"}
    return on.strftime(written.get(happened["precision"], "%Y"))


def counted(rows: Sequence[Told]) -> str:
    """Say a chart in one sentence, with all its numbers."""
    return ", ".join(f"{each['name']} {each['count']:,}" for each in rows) + "."


def chart_rows(rows: Sequence[Told]) -> list[Told]:
    """Give the bars of a chart with names that begin as names do."""
    return [{"name": f"{each['name'][:1].upper()}{each['name'][1:]}", "count": each["count"]} for each in rows]


def action_rows(actions: Iterable[Told]) -> list[tuple[str, ...]]:
    """Set out actions: whose they are, how they stand, and how their dates moved."""
    return [
        (
            each["reference"],
            each["wording"] or NOT_TOLD,
            each["agency"] or "No agency yet",
            _status(each),
            said(each["first_due"]) if each["first_due"] else "No date",
            said(each["due"]) if each["due"] else "No date",
            _moved(each),
            f"{each['evidence'][:1].upper()}{each['evidence'][1:]}",
        )
        for each in actions
    ]


def _status(each: Told) -> str:
    status = f"{each['status'][:1].upper()}{each['status'][1:]}"
    if each["completed_on"]:
        return f"{status} on {said(each['completed_on'])}"
    return f"{status}, overdue by {amount(each['days_overdue'], 'day')}" if each["overdue"] else status


def _moved(each: Told) -> str:
    if not each["new_dates"]:
        return "None"
    later = f" ({each['days_moved']:+,} days)" if each["days_moved"] else ""
    return f"{each['new_dates']:,}{later}"


class Where:
    """Where each recommendation lies: the pages of its review, and its place on one of them."""

    def __init__(self, reviews: Sequence[Told]) -> None:
        self._slugs = dict(zip((each["reference"] for each in reviews), _slugs(reviews), strict=True))
        self._places = {
            (review["reference"], one["reference"]): place
            for review in reviews
            for place, one in enumerate(review["recommendations"], start=1)
        }
        self.pages: dict[str, list[str]] = {}
        self._ends: Mapping[str, list[int]] = {}

    def settle(self, parts: Mapping[str, list[int]]) -> None:
        """Learn how many recommendations stand on each page of each review."""
        self._ends = {name: [sum(sizes[: place + 1]) for place in range(len(sizes))] for name, sizes in parts.items()}
        self.pages = {name: list(_names(self._slugs[name], len(sizes))) for name, sizes in parts.items()}

    def anchor(self, review: str, reference: str) -> str:
        """Name the place of a recommendation on its page."""
        return f"r-{self._places[review, reference]}"

    def href(self, cited: Told) -> str:
        """Give the address of a recommendation from the first folder on."""
        review, reference = cited["review"], cited["reference"]
        place = self._places[review, reference]
        # While pages are being measured it is not known yet on which of them it lies: the longest name stands for all.
        ends = self._ends.get(review, [])
        page = next((number for number, end in enumerate(ends) if place <= end), None)
        name = f"reviews/{self._slugs[review]}-000.html" if page is None else self.pages[review][page]
        return f"{name}#{self.anchor(review, reference)}"


def _names(slug: str, number: int) -> Iterator[str]:
    yield f"reviews/{slug}.html"
    yield from (f"reviews/{slug}-part-{place}.html" for place in range(2, number + 1))


def _slugs(reviews: Sequence[Told]) -> list[str]:
    """Give each review a name for its file that no other has."""
    found: list[str] = []
    for number, each in enumerate(reviews, start=1):
        slug = re.sub(r"[^a-z0-9]+", "-", each["reference"].casefold()).strip("-")[:60] or "review"
        found.append(slug if slug not in found else f"{slug}-n{number}")
    return found
