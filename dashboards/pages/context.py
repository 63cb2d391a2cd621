"""What happened around the plan: judgements, notices, changes of who leads, promises; each with its source."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words, month_in_words
from dashboards.components.offers import Offer, offers
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.queries import context as queries
from tracker.queries.context import Happened
from tracker.visit import Visit
from tracker.words import Permission, Precision

RECORD = Offer("Record what happened around the plan", "/context/new", Permission.KEEP_CONTEXT)
HEADS: list[Column | str] = ["When", "What", Column("What happened", sentence=True), "Source"]


@page("/context", title="Around the plan", needs=Permission.SEE_PLAN)
def layout(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """List what happened around the plan, newest first."""
    found = queries.between(visit, date.min, visit.as_at)
    rows = [_row(each) for each in reversed(found)]
    shown = table("What happened around the plan, newest first", HEADS, rows) if rows else empty("Nothing is recorded.")
    return html.Div(
        [
            crumbs([("Overview", links.to(visit, "/"))], "Around the plan"),
            html.H1("Around the plan"),
            *past(visit, "/context"),
            html.P("What happened while the plan was carried out, and what was promised in public.", className="lead"),
            offers(visit, [RECORD]),
            shown,
        ]
    )


def _row(each: Happened) -> list[Cell]:
    said = f"“{each.sentence}”" if each.quoted else each.sentence
    area = f" ({each.area})" if each.area else ""
    what = [html.Strong(each.title), f"{area}: ", said]
    return [
        when(each),
        sentence_case(each.kind.value),
        what,
        html.Span(each.source or "Not known", className="address"),
    ]


def when(each: Happened) -> str:
    """Say when it happened, no more exactly than it is known."""
    if each.precision == Precision.DAY:
        return in_words(each.on)
    if each.precision == Precision.MONTH:
        return month_in_words(each.on)
    if each.precision == Precision.YEAR:
        return f"{each.on:%Y}"
    return f"Around {month_in_words(each.on)}"
