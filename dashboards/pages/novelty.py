"""How new a review is: which of its recommendations had been made before, and how those stood then."""

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from tracker.queries.novelty import OfReview
from tracker.visit import Visit
from tracker.words import Novelty


def draw_novelty(visit: Visit, shown: OfReview) -> Markup:
    """Draw the figures of what is new and what was known, with the line that can be read aloud."""
    lead = html.P(sentence(shown), id="novelty")
    if not shown.counts:
        return html.Section([html.H2("Made before?"), empty("It has recommended nothing yet.")])
    rows: list[list[Cell]] = [[sentence_case(kind.value), number] for kind, number in shown.counts]
    heads: list[Column | str] = ["As at its publication", Column("Recommendations", number=True)]
    line = html.P(shown.line) if shown.line else None
    way = html.P(html.A("What recurs", href=links.to(visit, "/recurring")))
    drawn = table("New and known recommendations of this review", heads, rows)
    return html.Section([html.H2("Made before?"), lead, line, drawn, way])


def sentence(shown: OfReview) -> str:
    """Say how many of those that were judged had been made before; the unjudged stand beside it."""
    left = f"{shown.unjudged:,} {'is' if shown.unjudged == 1 else 'are'} not judged yet."
    if not shown.rate.m:
        return f"Nobody has judged yet whether they had been made before: {left}"
    said = f"{shown.rate} that were judged had been made before in another review"
    return f"{said}; {left}" if shown.unjudged else f"{said}."


def mark_of(shown: OfReview, recommendation_id: int) -> str:
    """Say whether a recommendation had been made before, and how that stood when it was made."""
    mark = shown.marks.get(recommendation_id)
    number = shown.waiting.get(recommendation_id, 0)
    if mark is Novelty.WAITING and number:
        return f"Not judged yet ({number:,} {'suggestion waits' if number == 1 else 'suggestions wait'})"
    return sentence_case(mark.value) if mark else "Not known"
