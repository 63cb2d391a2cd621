"""Suggestions: how many pairs wait for a person, how often people confirmed, and the list to judge from."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.filters import Asked, Choose, Target, filters
from dashboards.components.notice import notice
from dashboards.components.paging import paging
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.matching import language
from dashboards.pages.parts import past
from dashboards.pages.suggested_pair import pair_link
from dashboards.wiring import page
from tracker.access import allows
from tracker.errors import InputError
from tracker.queries import reviews, suggested_pair
from tracker.queries import suggestions as queries
from tracker.queries.suggestions import Narrowed, Queue, Side, Waiting
from tracker.rules.bands import EDGES, Band, place_of
from tracker.visit import Visit
from tracker.words import Permission

JUDGES = Permission.JUDGE_REPEATS
QUEUE = "/recurring/suggestions"
STATED = "stated"
COUNTED = (
    "Counted are answers to what the machine suggested. Repeats that somebody stated or found by reading are left out: "
    "they were chosen because they are repeats."
)
NOT_KEPT = "What waited for a judgement on a past day is not kept."


@page(QUEUE, title="Suggestions", needs=JUDGES)
def show_suggestions(visit: Visit, asked: Mapping[str, str]) -> Markup:
    """Say how many pairs wait for a person, and list them."""
    head = [crumbs([("Recurring", links.to(visit, "/recurring"))], "Suggestions"), html.H1("Suggestions")]
    if visit.as_at != visit.today:
        return html.Div([*head, *past(visit, QUEUE), empty(NOT_KEPT)])
    found = queries.waiting(visit, read_narrowed(asked))
    return html.Div(
        [
            *head,
            html.P(headline(found), className="lead", id="suggestions-sentence"),
            *_matching(visit),
            _bands(queries.bands(visit)),
            _filters(visit, asked),
            _waiting(visit, asked, found),
            _answered(visit),
        ]
    )


def headline(found: Queue) -> str:
    """Say how many wait, and that none of them counts."""
    if not found.total:
        return "No suggestion waits for a person."
    waits = "1 suggestion waits" if found.total == 1 else f"{found.total:,} suggestions wait"
    stated = (
        f" In {found.stated:,} of them the later text says itself that it repeats something." if found.stated else ""
    )
    return f"{waits} for a person.{stated} None counts before a person has answered."


def read_narrowed(asked: Mapping[str, str]) -> Narrowed:
    """Read the filters that an address names; a value that is in no list is refused."""
    if asked.get("only", "") not in {"", STATED}:
        raise InputError("There is no such list. Choose one from the list.", field="only")
    return Narrowed(
        review_id=_key(asked, "review"),
        recommendation_id=_key(asked, "recommendation"),
        stated_only=asked.get("only", "") == STATED,
        after=asked.get("after", ""),
    )


def _key(asked: Mapping[str, str], name: str) -> int | None:
    given = asked.get(name, "")
    if given and (not (given.isascii() and given.isdigit()) or len(given) > 9):
        raise InputError(f"There is no such {name}. Choose one from the list.", field=name)
    return int(given) if given else None


def _matching(visit: Visit) -> list[Markup]:
    """Say what is not matched yet and with what texts are compared."""
    model, no_model = language()
    number = sum(queries.unmatched(visit, model).values())
    said = [notice(no_model)] if no_model else []
    if number:
        have = "1 recommendation has" if number == 1 else f"{number:,} recommendations have"
        way = html.A(f"Match {number:,} now", href="/recurring/match")
        said.append(html.P([f"{have} not been matched with all others yet. ", way], id="not-matched"))
    return said


def _bands(bands: Sequence[Band]) -> Markup:
    rows: list[list[Cell]] = [[each.words, each.answered, each.confirmed] for each in reversed(bands)]
    heads: list[Column | str] = ["Score", Column("Answered", number=True), Column("Of these the same", sentence=True)]
    return html.Section(
        [
            html.H2("How often people confirmed"),
            html.P(COUNTED),
            table("Answered suggestions by their score", heads, rows),
        ]
    )


def _filters(visit: Visit, asked: Mapping[str, str]) -> Markup:
    several = [(str(each.id), each.reference) for each in reviews.listing(visit)]
    fields: list[Asked] = [
        Choose("review", "Review", [("", "Any"), *several], asked.get("review", "")),
        Choose("only", "Which", [("", "All"), (STATED, "Stated to be a repeat")], asked.get("only", "")),
    ]
    return filters(Target(QUEUE, {}, QUEUE), fields)


def _waiting(visit: Visit, asked: Mapping[str, str], found: Queue) -> Markup:
    title = html.H2("Waiting for a person")
    if not found.rows:
        return html.Section([title, empty("Nothing that waits is like that." if found.total else "Nothing waits.")])
    rows = [_row(visit, each) for each in found.rows]
    heads: list[Column | str] = [
        "Judge",
        Column("The later one asks", sentence=True),
        Column("The earlier one asked", sentence=True),
        "Score",
    ]
    kept = {name: asked.get(name) for name in ("review", "recommendation", "only")}
    following = links.to(visit, QUEUE, **kept, after=found.next_token) if found.next_token else ""
    told = f"{found.chosen:,} of {found.total:,}, repeats stated in words first, then the surest."
    return html.Section(
        [title, table("Pairs to judge", heads, rows), paging(next_href=following, sentence=told, what="pairs")]
    )


def _row(visit: Visit, each: Waiting) -> list[Cell]:
    words = f"{each.later.cited} and {each.earlier.cited}"
    return [
        pair_link(visit, each.later.id, each.earlier.id, words),
        _said(each.later),
        _said(each.earlier),
        score(each),
    ]


def _said(side: Side) -> str:
    return f"{side.wording} ({side.published_on.year if side.published_on else 'year not known'})"


def score(each: Waiting) -> str:
    """Say in which band the score of a pair lies, and where somebody said in words that it is a repeat."""
    stated = "stated to be a repeat" if each.stated else ""
    if each.score is None:
        return sentence_case(stated or "linked by a person")
    least, below = EDGES[place_of(each.score)], EDGES[place_of(each.score) + 1]
    return f"{least:g} to {below:g}{', ' + stated if stated else ''}"


def _answered(visit: Visit) -> Markup | None:
    """List what was answered last, so that a slip can be taken back."""
    found = suggested_pair.answered_last(visit)
    if not found:
        return None
    rows: list[list[Cell]] = [
        [
            pair_link(visit, each.later.id, each.earlier.id, f"{each.later.cited} and {each.earlier.cited}"),
            each.judged_on,
            f"{sentence_case(each.verdict.value if each.verdict else '')}: {each.reason}",
            html.A("Take it back", href=f"/repeats/{each.link_id}/take-back"),
        ]
        for each in found
    ]
    heads: list[Column | str] = ["Pair", "Day", Column("Answer", sentence=True), "A slip?"]
    return html.Section([html.H2("Answered last"), table("Pairs answered last", heads, rows)])


def not_matched(visit: Visit, review_id: int) -> Markup | None:
    """Tell whoever judges what of a review was not matched yet: matching follows recording, and may have failed."""
    if visit.as_at != visit.today or not allows(visit.who, JUDGES):
        return None
    number = queries.unmatched(visit, None, review_id).get(review_id, 0)
    if not number:
        return None
    have = "1 recommendation has" if number == 1 else f"{number:,} recommendations have"
    way = html.A("Match what is not matched", href="/recurring/match")
    return html.P([f"{have} not been matched with earlier ones yet. ", way], id="not-matched")


def wait_for_a_person(visit: Visit, recommendation_id: int | None = None) -> Markup | None:
    """Lead whoever judges to what waits, of one recommendation or in all; nothing where nothing waits."""
    if visit.as_at != visit.today or not allows(visit.who, JUDGES):
        return None
    number = queries.number_waiting(visit, recommendation_id)
    if not number:
        return None
    words = "1 suggestion waits for a person" if number == 1 else f"{number:,} suggestions wait for a person"
    return html.P(html.A(words, href=links.to(visit, QUEUE, recommendation=recommendation_id)), className="waits")
