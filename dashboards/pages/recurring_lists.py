"""The lists that the figures of what recurs open: recommendations, and pairs that were judged the same."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.paging import paging
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.ask_parts import cited, done_of, judged, practice_of
from dashboards.pages.parts import past
from dashboards.pages.suggestions import score
from dashboards.wiring import page
from tracker.errors import InputError
from tracker.queries import recurring_lists as queries
from tracker.queries import suggestions
from tracker.queries.suggestions import Narrowed, Side
from tracker.rules.assurance import Ratio
from tracker.visit import Visit
from tracker.words import Counted, Permission, Recurrence

LIST, PAIRS, WAITING = "/recurring/list", "/recurring/pairs", "/recurring/waiting"
AT_ONCE = 100
WAITS: list[Column | str] = [
    "Later",
    Column("What it asks", sentence=True),
    "Earlier",
    Column("What it asked", sentence=True),
    "Score",
]
TEXTS: list[Column | str] = [
    "Recommendation",
    "Review",
    Column("What it asks", sentence=True),
    "Practice period",
    "Recommended",
    "Said to be done",
]
JUDGED: list[Column | str] = ["Later", "Earlier", Column("Judged", sentence=True), Column("Class", sentence=True)]


def number(visit: Visit, shown: int, of: Counted, review: int | None = None) -> Markup:
    """Show a number as a link to the list that it counts."""
    return html.A(f"{shown:,}", href=links.to(visit, LIST, of=of, review=review))


def share(visit: Visit, told: Ratio, some: Counted, every: Counted, review: int | None = None) -> list[Markup | str]:
    """Show so many of so many, each as a link to its list, with the percentage from ten on."""
    both = number(visit, told.n, some, review), " of ", number(visit, told.m, every, review)
    _, bracket, percent = str(told).partition(" (")
    return [*both, f"{bracket}{percent}"]


@page(LIST, title="Recurring: a list", needs=Permission.SEE_PLAN)
def show_list(visit: Visit, asked: Mapping[str, str]) -> Markup:
    """List the recommendations that a figure counts; without one named, those that a person confirmed."""
    wanted = asked.get("of") or Counted.CONFIRMED
    if wanted not in {each.value for each in Counted}:
        raise InputError("There is no such list. Go back to what recurs and choose a number.", field="of")
    of, review = Counted(wanted), _key(asked.get("review", ""))
    found = queries.recommendations(visit, of, review)
    rows: list[list[Cell]] = [
        [cited(visit, each), each.title, each.wording, practice_of(each), each.course.made_on, done_of(each)]
        for each in found
    ]
    title = sentence_case(of.value)
    return _drawn(
        visit,
        title,
        f"{len(rows):,} {'recommendation' if len(rows) == 1 else 'recommendations'}.",
        table(title, TEXTS, rows) if rows else empty("There are none."),
    )


def _key(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 9:
        raise InputError("There is no such review. Go back to what recurs and choose a number.", field="review")
    return int(typed)


@page(PAIRS, title="Recurring: pairs", needs=Permission.SEE_PLAN)
def show_pairs(visit: Visit, asked: Mapping[str, str]) -> Markup:
    """List the pairs of a class, or of all, that were judged the same."""
    wanted = asked.get("class") or ""
    if wanted not in {"", *(each.value for each in Recurrence)}:
        raise InputError("There is no such class. Go back to what recurs and choose a number.", field="class")
    kind = Recurrence(wanted) if wanted else None
    rows: list[list[Cell]] = [
        [cited(visit, pair.later), cited(visit, pair.earlier), judged(pair), pair.classed.sentence]
        for pair in queries.pairs(visit, kind)
    ]
    title = f"Pairs judged the same: {kind.value if kind else 'all'}"
    return _drawn(
        visit,
        title,
        f"{len(rows):,} {'pair' if len(rows) == 1 else 'pairs'}.",
        table(title, JUDGED, rows, row_headers=False) if rows else empty("There are none."),
    )


@page(WAITING, title="Recurring: what waits", needs=Permission.SEE_PLAN)
def show_waiting(visit: Visit, asked: Mapping[str, str]) -> Markup:
    """List the pairs that wait for a judgement to whoever only reads; who judges has a queue of them."""
    if visit.as_at != visit.today:
        raise InputError("What waited for a judgement on a past day is not kept. Go back to today.", field="as_at")
    found = suggestions.waiting(visit, Narrowed(after=asked.get("after", ""), size=AT_ONCE))
    rows: list[list[Cell]] = [
        [_side(visit, each.later), each.later.wording, _side(visit, each.earlier), each.earlier.wording, score(each)]
        for each in found.rows
    ]
    pairs = f"{found.total:,} {'pair waits' if found.total == 1 else 'pairs wait'}"
    following = links.to(visit, WAITING, after=found.next_token) if found.next_token else ""
    drawn = (
        table("Pairs that wait for a judgement", WAITS, rows, row_headers=False) if rows else empty("Nothing waits.")
    )
    further = paging(next_href=following, sentence="Repeats stated in words first, then the surest.", what="pairs")
    said = f"{pairs} for the coordinator, who judges them. None counts before that."
    return _drawn(visit, "Waiting for a judgement", said, html.Div([drawn, further]))


def _side(visit: Visit, side: Side) -> Markup:
    return html.A(side.cited, href=links.recommendation(visit, side.id))


def _drawn(visit: Visit, title: str, said: str, drawn: Markup) -> Markup:
    return html.Div(
        [
            crumbs([("Recurring", links.to(visit, "/recurring"))], title),
            html.H1(title),
            *past(visit, "/recurring"),
            html.P(said, className="lead", id="list-sentence"),
            drawn,
        ]
    )
