"""Seen before, while a wording is typed, pasted or imported: the nearest earlier ones and what became of them."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.notice import notice
from dashboards.components.tables import Cell, Column, table
from dashboards.components.tags import sentence_case
from dashboards.matching import language
from dashboards.pages.ask_parts import done_of
from dashboards.pages.parts import several
from tracker.queries import likely as queries
from tracker.queries.likely import Likely, Near
from tracker.rules.bands import EDGES, place_of
from tracker.visit import Visit

MOST_LOOKED_UP, MOST_EACH = 200, 2
NOTHING = "Nothing like it was found. The machine may miss what is said in other words."
PROPOSED = "The machine proposes these; nothing counts as a repeat before a person has judged it."
HEADS: list[Column | str] = [
    "Earlier recommendation",
    "Published",
    Column("What it asked", sentence=True),
    "Said to be done",
    "Stands now",
    "Score",
]


def look_up(visit: Visit, wording: str, review_id: int) -> Markup:
    """Draw the earlier recommendations that are nearest to one wording."""
    model, no_model = language()
    found = queries.likely(visit, [wording], model, review_id)
    rows = [_row(visit, each) for each in found.near[0]]
    shown = table("The nearest earlier recommendations", HEADS, rows) if rows else None
    return _section([PROPOSED if rows else NOTHING, *_left_out(found)], no_model, shown)


def look_up_many(visit: Visit, wordings: Sequence[tuple[str, str]], review_id: int) -> Markup | None:
    """Draw for several wordings, each with where it stands, the earlier ones that are nearest to it."""
    if not wordings:
        return None
    model, no_model = language()
    looked_up = wordings[:MOST_LOOKED_UP]
    found = queries.likely(visit, [wording for _, wording in looked_up], model, review_id)
    rows: list[list[Cell]] = [
        [where, wording, several([_said(visit, each) for each in near[:MOST_EACH]], "Nothing like it was found")]
        for (where, wording), near in zip(looked_up, found.near, strict=True)
    ]
    heads: list[Column | str] = ["Where", Column("Wording", sentence=True), Column("Nearest earlier", sentence=True)]
    said = [PROPOSED, *_left_out(found)]
    if rest := len(wordings) - len(looked_up):
        said.append(f"Only the first {MOST_LOOKED_UP:,} were looked up; {rest:,} are matched once they are recorded.")
    return _section(said, no_model, table("Seen before, row by row", heads, rows))


def _section(said: Sequence[str], no_model: str, shown: Markup | None) -> Markup:
    told = notice(no_model) if no_model else None
    return html.Section([html.H2("Seen before"), told, html.P(" ".join(said)), shown], id="likely")


def _left_out(found: Likely) -> list[str]:
    if not found.left_out:
        return []
    return [f"{found.left_out:,} recommendations of the register are not matched yet and were not looked at."]


def _row(visit: Visit, each: Near) -> list[Cell]:
    asked, place = each.asked, place_of(each.score)
    return [
        html.A(asked.cited, href=links.recommendation(visit, asked.id)),
        asked.course.made_on,
        asked.wording,
        done_of(asked),
        _stands(visit, each),
        f"{EDGES[place]:g} to {EDGES[place + 1]:g}",
    ]


def _stands(visit: Visit, each: Near) -> str:
    stood = each.asked.story.standing_on(visit.as_at)
    return sentence_case(stood.value) if stood else "Not known"


def _said(visit: Visit, each: Near) -> Markup:
    """Name an earlier one with its wording, whether it was said to be done, and how it stands."""
    asked = each.asked
    year = f" ({asked.course.made_on.year})" if asked.course.made_on else ""
    stands = f"Stands now: {_stands(visit, each)}. Said to be done: {done_of(asked)}."
    return html.Span(
        [html.A(asked.cited, href=links.recommendation(visit, asked.id)), f"{year}: “{asked.wording}” {stands}"]
    )
