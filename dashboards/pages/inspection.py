"""An inspector's own notes, apart from everybody else's, and what they themselves opened."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import inspection
from tracker.queries.inspection import Log, Note
from tracker.settings import LONDON, local_day
from tracker.visit import Visit
from tracker.words import Permission

AT = "/inspection"
YOURS = "Only you read these notes, neither other inspectors nor the board. They stand in no export and in no history."


@page(AT, title="Your inspection", needs=Permission.KEEP_NOTES)
def layout(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """List the visitor's own notes and what they were given."""
    notes, log = inspection.notes(visit), inspection.given(visit)
    return html.Div(
        [
            crumbs([("Evidence", links.to(visit, "/evidence"))], "Your inspection"),
            html.H1("Your inspection"),
            html.P(f"{len(notes):,} {'note' if len(notes) == 1 else 'notes'} of your own.", className="lead"),
            html.P(YOURS),
            html.Section([html.H2("Your notes"), _all(visit, notes)]),
            html.Section([html.H2("What you opened"), *_log(log)]),
        ]
    )


def own_notes(visit: Visit, thing: str, key: int) -> Markup | None:
    """Show an inspector their own notes on a recommendation, an action or a piece of evidence; others see nothing."""
    if not allows(visit.who, Permission.KEEP_NOTES):
        return None
    found = inspection.notes(visit, **{f"{thing}_id": key})
    home = "evidence" if thing == "evidence" else f"{thing}s"
    way = html.A("Write a note of your own", href=f"/{home}/{key}/my-note", className="button second")
    items = html.Ul([html.Li([html.Strong(_at(each)), ": ", each.wording]) for each in found]) if found else None
    return html.Section(
        [html.H2("Your own notes"), items, html.P(YOURS, className="small"), html.P(way)], id="my-notes"
    )


def _at(each: Note) -> str:
    return f"{in_words(local_day(each.at))}, {each.at.astimezone(LONDON):%H:%M}"


def _all(visit: Visit, notes: Sequence[Note]) -> Markup:
    if not notes:
        return empty(
            "You have written no note.", "Open a recommendation, an action or a piece of evidence to write one."
        )
    heads: list[Column | str] = ["About", "Written", Column("Note", sentence=True)]
    rows: list[list[Cell]] = [[_about(visit, each), _at(each), each.wording] for each in notes]
    return table("Your notes, newest first", heads, rows)


def _about(visit: Visit, each: Note) -> Markup:
    if each.recommendation_id is not None:
        return html.A(each.name, href=links.recommendation(visit, each.recommendation_id))
    if each.action_id is not None:
        return html.A(each.name, href=links.action(visit, each.action_id))
    return html.A(each.name, href=links.to(visit, f"/evidence/{each.evidence_id}"))


def _log(log: Log) -> list[Markup]:
    said = f"{len(log.rows):,} of {log.total:,}, newest first. Other inspectors cannot see them."
    rows: list[list[Cell]] = [
        [f"{in_words(local_day(each.at))}, {each.at.astimezone(LONDON):%H:%M:%S}", each.what] for each in log.rows
    ]
    shown = table("What you opened", ["At", Column("What", sentence=True)], rows) if rows else empty("Nothing yet.")
    return [html.P(said), shown]
