"""What several pages draw alike."""

from dash import html
from dash.development.base_component import Component

from dashboards import links
from dashboards.components.band import past_notice
from dashboards.components.dates import in_words
from dashboards.components.tags import delivery_tag, standing_tag
from tracker.queries.plan import Row
from tracker.visit import Visit
from tracker.words import Delivery, Standing, Thing


def past(visit: Visit, path: str) -> list[Component]:
    """Warn when the page shows a past day."""
    return [past_notice(visit.as_at, path)] if visit.as_at != visit.today else []


def refs(visit: Visit, row: Row) -> list[Component | str]:
    """Name the recommendations that an action answers, each a link."""
    said: list[Component | str] = []
    for place, each in enumerate(row.recommendations):
        words = f"{each.review} {each.reference}"
        said += ["; " if place else "", html.A(words, href=links.recommendation(visit, each.id))]
    return said or ["Not known"]


def state_tag(row: Row) -> Component:
    """Show how an action is delivered, or where a recommendation stands."""
    return delivery_tag(Delivery(row.state)) if row.thing == Thing.ACTION else standing_tag(Standing(row.state))


def dates_of(row: Row) -> str:
    """Say what became of a due date: "31 Mar 2014, now 30 Sep 2014, +183 days, extension 1"."""
    if row.due is None:
        return "No due date"
    if row.extensions == 0 or row.baseline_due is None:
        return in_words(row.due)
    moved = f"baseline {in_words(row.baseline_due)}, now {in_words(row.due)}, {row.slippage:+d} days"
    return f"{moved}, extension {row.extensions}"
