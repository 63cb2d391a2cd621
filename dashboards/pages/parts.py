"""What several pages draw alike."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.band import past_notice
from dashboards.components.dates import day_shown, in_words
from dashboards.components.headed import headed
from dashboards.components.lists import Happened, history
from dashboards.components.tables import empty
from dashboards.components.tags import delivery_tag, rating_tag, standing_tag
from tracker.access import allows
from tracker.queries.history import Entry
from tracker.queries.plan import Row
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Standing, Thing

NOT_YOURS = "The history is kept for the board and for the agency that owns the action."


def past(visit: Visit, path: str) -> list[Markup]:
    """Warn when the page shows a past day."""
    return [past_notice(visit.as_at, path)] if visit.as_at != visit.today else []


def refs(visit: Visit, row: Row) -> list[Markup | str]:
    """Name the recommendations that an action answers, each a link."""
    said: list[Markup | str] = []
    for place, each in enumerate(row.recommendations):
        words = f"{each.review} {each.reference}"
        said += ["; " if place else "", html.A(words, href=links.recommendation(visit, each.id))]
    return said or ["Not known"]


def cited_as(row: Row) -> str:
    """Name a line of the plan as people cite it: a recommendation with its review."""
    own = row.thing == Thing.RECOMMENDATION and row.recommendations
    return f"{row.recommendations[0].review} {row.reference}" if own else row.reference


def state_tag(row: Row) -> Markup:
    """Show how an action is delivered, or where a recommendation stands."""
    return delivery_tag(Delivery(row.state)) if row.thing == Thing.ACTION else standing_tag(Standing(row.state))


def dates_of(row: Row) -> Markup | str:
    """Say what became of a due date: "baseline 31 Mar 2014, now 30 Sep 2014, +183 days, extension 1"."""
    if row.due is None:
        return "No due date"
    if row.extensions == 0 or row.baseline_due is None:
        return day_shown(row.due)
    moved = f"{row.slippage:+,d} days".replace("-", "\N{MINUS SIGN}")
    said = [f"baseline {in_words(row.baseline_due)}", f"now {in_words(row.due)}", moved, f"extension {row.extensions}"]
    return html.Span(unbroken(said), className="dates")


def unbroken(several: Sequence[str]) -> Sequence[Markup | str]:
    """Join several words with commas so that lines break only after these."""
    return [
        part
        for place, words in enumerate(several, 1)
        for part in (html.Span(words + "," * (place < len(several)), className="nowrap"), " ")
    ][:-1]


def owner_of(row: Row, *, none: str = "No owner") -> Markup | str:
    """Name the owner post and under it its agency."""
    if not row.post:
        return none
    return html.Div([html.Div(row.post), html.Div(row.agency, className="quiet")], className="owner")


def why_rated(row: Row) -> Markup:
    """Show the rating, and in one sentence why."""
    return html.Div([rating_tag(row.rating), html.P(row.why, className="why")])


def pieces_of(row: Row) -> str:
    """Say how much evidence there is."""
    if not row.evidence:
        return "Nothing submitted"
    return "1 piece of evidence" if row.evidence == 1 else f"{row.evidence:,} pieces of evidence"


def several(said: Sequence[Markup | str], none: str) -> Markup | str:
    """Show nothing in words, one as a sentence, more as a list."""
    if len(said) < 2:
        return said[0] if said else none
    return html.Ul([html.Li(each) for each in said])


def draw_history(visit: Visit, ask: Callable[..., Sequence[Entry]], *about: object) -> Markup | None:
    """Draw who changed what and when, newest first, for those who may see it.

    Nothing stands in the record without an event: a history without any is one that this person may not read.
    """
    if not allows(visit.who, Permission.SEE_HISTORY):
        return None
    rows = [Happened(each.who, each.effective_on, each.sentence, each.entered_on) for each in ask(visit, *about)]
    return headed("History", "newest first", history(rows)) if rows else empty(NOT_YOURS)
