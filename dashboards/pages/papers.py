"""The papers of the plan, edition by edition: on screen, as a PDF and as a workbook."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboards import html, reports
from dashboards.components.attributes import aria
from dashboards.components.dates import in_words
from dashboards.components.offers import Offer, offers
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.queries import snapshots
from tracker.queries.snapshots import Kept
from tracker.reports.editions import open_to, papers_in
from tracker.visit import Visit
from tracker.words import Edition, Permission, ReportKind

FOR_WHOM = {
    Edition.BOARD: "for the board: everything but what is restricted or sealed",
    Edition.MEMBERS: "for councillors: published reviews only",
    Edition.INSPECTOR: "for inspectors: everything but what is sealed",
}


@page("/reports", title="Papers", needs=Permission.SEE_PLAN, menu=("Papers", 11))
def layout(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """List the papers that the visitor may have, as at the day of the visit."""
    editions = open_to(visit)
    day = visit.as_at.isoformat() if visit.as_at != visit.today else None
    lead = "Each paper holds the same numbers on screen, on paper and in the workbook, and says from which record."
    return html.Div(
        [
            html.H1("Papers"),
            *past(visit, "/reports"),
            html.P(lead, className="lead"),
            offers(visit, [Offer("Freeze an edition", "/reports/freeze", Permission.FREEZE_EDITION)]),
            *(_edition(edition, day) for edition in editions if papers_in(edition)),
            html.Section([html.H2("Frozen editions"), frozen(snapshots.listing(visit, editions))]),
        ]
    )


def frozen(kept: Sequence[Kept]) -> Markup:
    """List frozen editions, each with its papers."""
    if not kept:
        return empty("No edition has been frozen yet.")
    rows: list[list[Cell]] = [[each.cited, each.as_at, _met(each), _papers(each)] for each in kept]
    heads: list[Column | str] = ["Cited as", "As at", "For", Column("Papers", sentence=True)]
    return table("Frozen editions, newest first", heads, rows)


def _met(kept: Kept) -> str:
    """Name the meeting by its body and day: a title may tell of what was discussed."""
    return f"{sentence_case(kept.met.value)}, {in_words(kept.met_on)}" if kept.met else "No meeting"


def _papers(kept: Kept) -> list[Markup | str]:
    if not papers_in(kept.edition):
        return ["None: its pages are written by `tracker publish`"]
    said: list[Markup | str] = []
    for kind in papers_in(kept.edition):
        named = aria(label=f"{kind.value.capitalize()}, {kept.cited}")
        href = reports.frozen_address(kept.cited, kind)
        said += [", " if said else "", html.A(kind.value.capitalize(), href=href, **named)]
    return said


def _edition(edition: Edition, day: str | None) -> Markup:
    rows = [[_link(edition, kind, ending, day) for ending in ("", "pdf", "xlsx")] for kind in papers_in(edition)]
    name = f"{edition.value.capitalize()} edition"
    heads: list[Column | str] = ["Paper", "On paper", "In a spreadsheet"]
    return html.Section([html.H2(name), html.P(FOR_WHOM[edition].capitalize() + "."), table(name, heads, rows)])


def _link(edition: Edition, kind: ReportKind, ending: str, day: str | None) -> Cell:
    """Lead to a paper; of a file the link says in full what it is, for whoever hears it alone."""
    said = kind.value.capitalize()
    label = {"": said, "pdf": "PDF", "xlsx": "Workbook"}[ending]
    named = aria(label=f"{said} as {label}") if ending else {}
    return html.A(label, href=reports.address(edition, kind, ending, as_at=day), **named)
