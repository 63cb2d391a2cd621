"""Measures: the list, one with the value of each period, and those on the page of a recommendation."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.parts import draw_history, past
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import history as histories
from tracker.queries import measures as queries
from tracker.queries.measures import Series, Value
from tracker.visit import Visit
from tracker.words import Permission

MET = {True: "Target reached", False: "Target not reached", None: "Cannot be said"}
QUARTERS = "Quarters are those of the calendar year: Q1 is January to March."


@page("/measures", title="Measures", needs=Permission.SEE_PLAN, menu=("Measures", 11))
def show_measures(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """List the measures with the last value of each."""
    found = queries.listing(visit)
    shown = _table(visit, "Measures, by name", found) if found else empty("No measure has been recorded.")
    may = _may_record(visit)
    new = html.P(html.A("Record a measure of the board", href="/measures/new", className="button second"))
    return html.Div([html.H1("Measures"), *past(visit, "/measures"), shown, new if may else None])


@page(
    "/measures/<int:key>",
    title="Measure",
    needs=Permission.SEE_PLAN,
    finds=lambda visit, key: queries.whole(visit, key).name,
)
def show_measure(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Draw one measure: its sentence, what it is, and every value that was entered."""
    shown = queries.whole(visit, key)
    value = html.A("Record a value", href=f"/measures/{key}/value", className="button second")
    edit = html.A("Edit the measure", href=f"/measures/{key}/edit", className="button second")
    return html.Div(
        [
            crumbs([("Measures", links.to(visit, "/measures"))], shown.name),
            html.H1(shown.name),
            *past(visit, f"/measures/{key}"),
            html.P(shown.sentence, className="lead", id="measure-sentence"),
            html.P([value, " ", edit]) if _may_record(visit) else None,
            _facts(visit, shown),
            _values(shown.values),
            draw_history(visit, histories.of_measure, key),
        ]
    )


def of_recommendation(visit: Visit, key: int, *, any_there: bool = True) -> Markup | None:
    """Draw the measures of a recommendation, each with its last value; nothing where there is none to see or record."""
    found, may = queries.of_recommendation(visit, key) if any_there else [], _may_record(visit)
    if not found and not may:
        return None
    shown = _table(visit, "Measures of this recommendation", found) if found else empty("No measure belongs to this.")
    ways = [
        html.A("Record a measure", href=f"/recommendations/{key}/measure", className="button second"),
        " ",
        html.A("Use one that is there", href=f"/recommendations/{key}/measure-link", className="button second"),
    ]
    return html.Section([html.H2("Measures"), shown, html.P(ways) if may else None], id="measures")


def _may_record(visit: Visit) -> bool:
    return visit.as_at == visit.today and allows(visit.who, Permission.KEEP_MEASURES)


def _table(visit: Visit, caption: str, found: Sequence[Series]) -> Markup:
    rows: list[list[Cell]] = [
        [
            html.A(each.name, href=links.to(visit, f"/measures/{each.id}")),
            each.last.words if each.last else "No value yet",
            each.last.period if each.last else "No period yet",
            sentence_case(each.target),
            MET[each.last.met if each.last else None],
        ]
        for each in found
    ]
    return table(caption, ["Measure", "Last value", "Period", "Target", "Reached"], rows)


def _facts(visit: Visit, shown: Series) -> Markup:
    belongs: list[Markup | str] = []
    for place, each in enumerate(shown.belongs_to):
        words = f"{each.review} recommendation {each.reference}"
        belongs += ["; " if place else "", html.A(words, href=links.recommendation(visit, each.id))]
    return summary_list(
        [
            ("What is counted", shown.definition),
            ("Unit", shown.unit),
            ("Source", shown.source),
            ("Target", f"{sentence_case(shown.target)} ({shown.direction.value})"),
            ("Belongs to", belongs or "The board"),
        ]
    )


def _values(values: Sequence[Value]) -> Markup:
    if not values:
        return html.Section([html.H2("Values"), empty("No value has been recorded.")])
    rows: list[list[Cell]] = [
        [
            each.period,
            f"{sentence_case(each.words)}, corrected later" if each.replaced else sentence_case(each.words),
            "Not counted" if each.replaced else MET[each.met],
            each.note if each.known else f"Not known: {each.unknown_because}",
            each.entered_on,
        ]
        for each in values
    ]
    heads: list[Column | str] = ["Period", "Value", "Target", Column("Source note", sentence=True), "Entered on"]
    shown = table("Values, newest period first", heads, rows)
    return html.Section([html.H2("Values"), shown, html.P(QUARTERS, className="quiet")])
