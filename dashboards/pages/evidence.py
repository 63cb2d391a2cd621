"""Evidence: on what everything that is closed rests."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.pages.briefing import not_confirmed
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.queries import impact, proof
from tracker.rules.assurance import Ratio
from tracker.visit import Visit
from tracker.words import Permission, Proof, Standing, Thing


@page("/evidence", title="Evidence", needs=Permission.SEE_PLAN, menu=("Evidence", 6))
def show_evidence(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """Say in one sentence how much is closed and on what it rests; each number opens its list."""
    found = proof.headlines(visit)
    ratios = {Proof.IMPACT: found.with_impact, Proof.OUTSIDE: found.checked_outside, Proof.PROCESS: found.process_only}
    closed = html.A(f"{found.with_impact.m:,} closed", href=_list(visit, state=Standing.CLOSED))
    items = [html.Li(_ratio(visit, each, ratio)) for each, ratio in ratios.items()]
    meaning = (
        "Evidence of impact is of class 3 (what difference it made for children), or an impact test that was met or "
        "partly met; process evidence is of class 1 (how much was done) alone."
    )
    lead = html.P([closed, ": on what it rests."], className="lead", id="closed-on")
    return html.Div(
        [
            html.H1("Evidence"),
            *past(visit, "/evidence"),
            lead,
            html.Ul(items),
            html.P(meaning, className="small"),
            _watched(visit),
            not_confirmed(visit),
        ]
    )


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


def _ratio(visit: Visit, each: Proof, ratio: Ratio) -> Markup:
    return html.A(f"Closed {each.value}: {ratio}", href=_list(visit, proof=each))


def _list(visit: Visit, **asked: links.Value) -> str:
    return links.to(visit, "/plan", show=Thing.RECOMMENDATION, **asked)
