"""How sure one may be that recommendations made a difference: one in a sentence, and all that is closed as a table."""

from collections import Counter
from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.queries import assurance
from tracker.queries.assurance import Sure
from tracker.queries.recommendation import Whole
from tracker.visit import Visit
from tracker.words import Assurance, Permission

AT = "/evidence/assurance"


def assured(whole: Whole) -> Markup:
    """Say how sure one may be that a recommendation made a difference, and why."""
    now = whole.assured
    allowed = f"The adequate evidence allows {now.allowed.value} assurance."
    told = [html.P([html.Strong(now.shown.value.capitalize()), ". ", allowed], id="assurance")]
    if now.decided is not None and now.decided.assurance is not None:
        on, level = in_words(now.decided.on), now.decided.assurance.value
        told.append(html.P(f"{now.decided.meeting} set it to {level} on {on}: {now.decided.reason}"))
    return html.Section([html.H2("Assurance"), *told])


@page(AT, title="Assurance by recommendation", needs=Permission.SEE_PLAN)
def layout(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """List what is closed with its assurance, the least sure first."""
    found = assurance.of_closed(visit)
    numbers = Counter(each.assured.shown for each in found)
    told = ", ".join(f"{level.value} for {numbers[level]:,}" for level in Assurance)
    return html.Div(
        [
            crumbs([("Evidence", links.to(visit, "/evidence"))], "Assurance"),
            html.H1("Assurance by recommendation"),
            *past(visit, AT),
            html.P(f"Closed {len(found):,}: assurance is {told}.", className="lead", id="assured"),
            _table(visit, found) if found else empty("Nothing that you see is closed."),
        ]
    )


def _table(visit: Visit, found: object) -> Markup:
    heads: list[Column | str] = [
        "Recommendation",
        Column("Wording", sentence=True),
        "Closed",
        "Assurance",
        Column("Why", sentence=True),
    ]
    return table("Closed, the least sure first", heads, [_row(visit, each) for each in found])  # type: ignore[attr-defined]


def _row(visit: Visit, each: Sure) -> list[Cell]:
    now = each.assured
    named = html.A(each.name, href=links.recommendation(visit, each.id))
    why = f"The adequate evidence allows {now.allowed.value} assurance."
    if now.decided is not None and now.decided.assurance is not None:
        why += f" {now.decided.meeting} set it to {now.decided.assurance.value}: {now.decided.reason}"
    return [named, each.wording, each.closed_on, now.shown.value.capitalize(), why]
