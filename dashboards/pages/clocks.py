"""Clocks: what is due by when across the board, and the clocks of one review."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.dates import day_shown, in_words
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import clocks as queries
from tracker.queries.clocks import Timed
from tracker.visit import Visit
from tracker.words import Permission

HEADS: list[Column | str] = ["Clock", "Started", Column("Due", sentence=True), "Left", Column("Source", sentence=True)]


@page("/clocks", title="Clocks", needs=Permission.SEE_PLAN, menu=("Clocks", 13))
def layout(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """List every clock that runs, the one due first on top."""
    found = queries.running(visit)
    rows = [[_about(visit, each), *_row(visit, each)] for each in found]
    shown = table("Clocks that are running, due first on top", ["About", *HEADS], rows) if rows else empty("None runs.")
    start = html.A("Start a clock for a meeting or a notice", href="/clocks/start", className="button second")
    duties = html.A("Say to whom overdue actions climb", href="/duties", className="button second")
    return html.Div(
        [
            html.H1("Clocks"),
            *past(visit, "/clocks"),
            html.P("What has to be done by when, by law or by the board's own rule.", className="lead"),
            html.P([start, " ", duties], className="buttons") if _may_keep(visit) else None,
            _to_calendar(visit),
            shown,
        ]
    )


def _to_calendar(visit: Visit) -> Markup | None:
    if not allows(visit.who, Permission.KEEP_CALENDAR):
        return None
    return html.P(html.A("Show what your posts owe in your own calendar", href="/calendar"))


def draw_clocks(visit: Visit, review_id: int) -> Markup:
    """Draw the clocks of a review, with what the coordinator may do with them."""
    found = queries.of_review(visit, review_id)
    rows = [_row(visit, each) for each in found]
    shown = table("Clocks of this review", HEADS, rows) if rows else empty("No clock has been started.")
    start = html.A("Start a clock", href=f"/reviews/{review_id}/clocks", className="button second")
    offered = html.P(start, className="buttons") if _may_keep(visit) else None
    return html.Section([html.H2("Clocks"), shown, offered], id="clocks")


def _may_keep(visit: Visit) -> bool:
    return allows(visit.who, Permission.KEEP_CLOCKS) and visit.as_at == visit.today


def _about(visit: Visit, each: Timed) -> Cell:
    return html.A(each.about, href=links.review(visit, each.review_id)) if each.review_id else each.about


def _row(visit: Visit, each: Timed) -> Sequence[Cell]:
    return [sentence_case(each.kind.value), _started(each), each.due_words, _left(visit, each), each.source]


def _started(each: Timed) -> Cell:
    later = html.Div(f"entered {in_words(each.entered_on)}", className="quiet")
    return [day_shown(each.started_on), later] if each.entered_on != each.started_on else day_shown(each.started_on)


def _left(visit: Visit, each: Timed) -> Cell:
    said: list[Markup | str] = [sentence_case(each.left_words)]
    if each.done_on is not None:
        return [*said, html.Div(f"on {in_words(each.done_on)}", className="quiet")]
    if not _may_keep(visit):
        return said
    stop, word = ("resume", "Resume") if each.paused_since else ("pause", "Pause")
    actions = [html.A(word, href=f"/clocks/{each.id}/{stop}"), " · ", html.A("Done", href=f"/clocks/{each.id}/done")]
    return [*said, html.Div(actions)]
