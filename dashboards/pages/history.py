"""The history of the whole plan, newest entry first: who, when, what, in sentences."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.lists import Happened, history
from dashboards.components.tables import empty
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.errors import InputError
from tracker.queries import history as queries
from tracker.queries.history import PAGE, Told
from tracker.visit import Visit
from tracker.words import Permission

LONGEST = 9


@page("/history", title="History", needs=Permission.SEE_HISTORY, menu=("History", 10))
def show_history(visit: Visit, asked: Mapping[str, str]) -> Markup:
    """Draw a page of the history of everything that this person may see."""
    before = _before(asked.get("before", ""))
    found = queries.of_plan(visit, before=before)
    rows = [
        Happened(each.entry.who, each.entry.effective_on, _sentence(visit, each), each.entry.entered_on)
        for each in found
    ]
    lead = "Everything that was done to what you may see, newest entry first. Nothing here is ever changed."
    parts: list[Any] = [history(rows) if rows else empty("Nothing was done by this day.")]
    if len(found) == PAGE:
        href = links.to(visit, "/history", before=found[-1].entry.seq)
        parts.append(html.P(html.A("Earlier entries", href=href, rel="next")))
    return html.Div([html.H1("History"), *past(visit, "/history"), html.P(lead, className="lead"), *parts])


def _before(given: str) -> int:
    if not given:
        return 0
    if not (given.isascii() and given.isdigit()) or len(given) > LONGEST:
        raise InputError("This page of the history does not exist. Begin at the newest entry.", field="before")
    return int(given)


def _sentence(visit: Visit, each: Told) -> Markup:
    return html.Span([each.entry.sentence, " ", _leads_to(visit, each)])


def _leads_to(visit: Visit, each: Told) -> Markup | None:
    if each.action_id is not None:
        return html.A("Open the action", href=links.action(visit, each.action_id))
    if each.recommendation_id is not None:
        return html.A("Open the recommendation", href=links.recommendation(visit, each.recommendation_id))
    return html.A("Open the review", href=links.review(visit, each.review_id)) if each.review_id else None
