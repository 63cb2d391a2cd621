"""Evidence: on what everything that is closed rests."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.pages import sample
from dashboards.pages.briefing import not_confirmed
from dashboards.pages.gaps import look_first
from dashboards.pages.parts import past
from dashboards.reports import address
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import impact, proof
from tracker.reports.editions import own, papers_in
from tracker.rules.assurance import Headlines
from tracker.visit import Visit
from tracker.words import Permission, ReportKind, Standing, Thing


@page("/evidence", title="Evidence", needs=Permission.SEE_PLAN, menu=("Evidence", 6))
def show_evidence(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """Say in one sentence how much is closed and on what it rests; each number opens its list."""
    meaning = (
        "Evidence of impact is of class 3 (what difference it made for children), or an impact test that was met or "
        "partly met; process evidence is of class 1 (how much was done) alone."
    )
    return html.Div(
        [
            html.H1("Evidence"),
            *past(visit, "/evidence"),
            html.P(_first_line(visit, proof.headlines(visit)), className="lead", id="closed-on"),
            html.P(meaning, className="small"),
            look_first(visit),
            _ways(visit),
            html.Section([html.H2("Sample"), sample.ask(visit)]),
            _watched(visit),
            not_confirmed(visit),
        ]
    )


def _first_line(visit: Visit, found: Headlines) -> list[Markup | str]:
    """Say what is closed and on what it rests; each number leads to a list of that length."""
    said: list[Markup | str] = ["Closed ", html.A(f"{found.with_impact.m:,}", href=_list(visit, state=Standing.CLOSED))]
    for each, ratio in found.by_proof.items():
        said += ["; ", html.A(f"{each.value} {ratio}", href=_list(visit, proof=each))]
    return [*said, "."]


def _ways(visit: Visit) -> Markup:
    ways = {
        "Assurance by recommendation": "/evidence/assurance",
        "Optimism gap: what owners declared and the check did not uphold": "/evidence/optimism",
    }
    if (edition := own(visit)) and ReportKind.INDEX in papers_in(edition):
        ways["Evidence index: gaps and every chain, to print or to save"] = address(edition, ReportKind.INDEX)
    if allows(visit.who, Permission.KEEP_NOTES):
        ways["Your inspection: your own notes, and what you opened"] = "/inspection"
    items = [html.Li(html.A(words, href=links.to(visit, path))) for words, path in ways.items()]
    return html.Section([html.H2("How sure one may be"), html.Ul(items)])


def _watched(visit: Visit) -> Markup:
    """List what is closed and will be tested again; a test that failed after the closing stands first."""
    found = impact.watch_list(visit)
    if not found:
        return html.Section([html.H2("On watch"), empty("Nothing that is closed waits for a test.")])
    failed = sum(each.proposes_reopening for each in found)
    said = f"{len(found):,} closed {'recommendation is' if len(found) == 1 else 'recommendations are'} watched"
    proposed = f"; {failed:,} failed a test after closing: reopening is proposed" if failed else ""
    rows: list[list[Cell]] = [
        [
            html.A(f"{each.review} {each.reference}", href=links.recommendation(visit, each.id)),
            each.wording,
            each.closed_on,
            each.next_due or "Every test has a result",
            each.standing(visit.as_at),
        ]
        for each in found
    ]
    heads: list[Column | str] = [
        "Recommendation",
        Column("Wording", sentence=True),
        "Closed",
        "Test due",
        Column("Standing", sentence=True),
    ]
    lead = html.P(f"{said}: tested 6 and 12 months after closing{proposed}.")
    return html.Section([html.H2("On watch"), lead, table("Closed, to be tested again", heads, rows)])


def _list(visit: Visit, **asked: links.Value) -> str:
    return links.to(visit, "/plan", show=Thing.RECOMMENDATION, **asked)
