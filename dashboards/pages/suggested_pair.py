"""One pair that is judged: the texts side by side, why the machine proposes it, and what had become of the earlier."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.dates import in_words
from dashboards.components.details import details
from dashboards.components.notice import notice
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.ask_parts import cited, done_of, practice_of
from dashboards.pages.parts import several
from tracker.matching.why import Why
from tracker.queries.asked import Asked, Pair
from tracker.queries.pieces import Piece
from tracker.queries.suggested_pair import Suggested, Then
from tracker.rules.bands import NO_SCORE
from tracker.visit import Visit

NO_PRACTICE = "Not known: the practice period of the later review is not known."
EVIDENCE: list[Column | str] = ["Evidence", "Class", "Received", Column("Checked", sentence=True)]


def draw_pair(visit: Visit, shown: Suggested, no_model: str, next_href: str) -> Markup:
    """Draw everything that helps to judge a pair."""
    return html.Div(
        [
            notice(no_model) if no_model else None,
            html.Div(
                [_side(visit, "Later", shown.pair.later), _side(visit, "Earlier", shown.pair.earlier)],
                className="texts",
            ),
            _reasons(shown),
            _evidence(shown.then),
            _ways(shown.pair, next_href),
        ]
    )


def _side(visit: Visit, which: str, each: Asked) -> Markup:
    made = in_words(each.course.made_on) if each.course.made_on else "Not known"
    told: list[tuple[str, Cell]] = [
        ("Review", f"{each.title} ({each.kind.value})"),
        ("Published", made),
        ("Practice period", practice_of(each)),
        ("Said to be done", done_of(each)),
    ]
    heading = html.H2([f"{which}: ", cited(visit, each)])
    return html.Section([heading, html.Blockquote(html.P(each.wording)), summary_list(told)])


def _reasons(shown: Suggested) -> Markup:
    pair, found = shown.pair, shown.why
    rows: list[tuple[str, Cell]] = [
        ("Both speak of", several([sentence_case(each) for each in found.subjects], "No known subject in common")),
        ("Both ask for", several([sentence_case(each) for each in found.asks], "No known kind of request in common")),
        ("Words that meet", several(_partners(found), "None")),
        (f"Only {pair.later.cited} says", ", ".join(found.only_one) or "Nothing of weight"),
        (f"Only {pair.earlier.cited} says", ", ".join(found.only_other) or "Nothing of weight"),
        ("How sure the machine is", _sure(shown)),
        ("Class, if it is the same", pair.classed.sentence),
        ("The earlier one stood then", _stood(shown.then)),
    ]
    return html.Section([html.H2("Why they may be the same, and what differs"), summary_list(rows)])


def _partners(found: Why) -> list[str]:
    """Write a word that both use once, and two words that say the same beside each other."""
    pairs = [(each.one.lower(), each.other.lower()) for each in found.partners]
    return [one if one == other else f"{one} / {other}" for one, other in pairs]


def _sure(shown: Suggested) -> str:
    if shown.score is None or shown.band is None:
        return NO_SCORE
    return f"{shown.score:.2f}, in the band {shown.band.words}. Answered so far in this band: {shown.band.confirmed}"


def _stood(then: Then | None) -> str:
    if then is None:
        return NO_PRACTICE
    stood = sentence_case(then.standing.value) if then.standing else "It was not recorded yet"
    return f"{stood}, on {in_words(then.day)}, the first day of the later one's practice period."


def _evidence(then: Then | None) -> Markup:
    title = html.H2("Evidence for the earlier one by then")
    if then is None:
        return html.Section([title, empty(NO_PRACTICE)])
    if not then.pieces:
        return html.Section([title, empty(f"Nothing submitted by {in_words(then.day)}.")])
    count = "1 piece" if len(then.pieces) == 1 else f"{len(then.pieces):,} versions"
    return html.Section([title, details(f"{count} by {in_words(then.day)}", _pieces(then.pieces))])


def _pieces(pieces: Sequence[Piece]) -> Markup:
    rows: list[list[Cell]] = [
        [
            html.A(f"{each.title}, version {each.number}", href=f"/evidence/{each.evidence_id}"),
            f"Class {each.evidence_class}, {each.type.value}",
            each.received_on,
            several([f"{sentence_case(one.verdict.value)}, {in_words(one.on)}" for one in each.checks], "Not checked"),
        ]
        for each in pieces
    ]
    return table("Evidence for the earlier one", EVIDENCE, rows)


def _ways(pair: Pair, next_href: str) -> Markup | None:
    """Lead to the next pair without an answer, and back from an answer that was given."""
    ways = [html.A("Leave this one and go to the next", href=next_href)] if next_href else []
    if pair.verdict is not None:
        ways.append(html.A("Take the answer back", href=f"/repeats/{pair.link_id}/take-back"))
    return html.Ul([html.Li(way) for way in ways]) if ways else None


def pair_link(visit: Visit, later_id: int, earlier_id: int, words: str) -> Markup:
    """Lead to a pair."""
    return html.A(words, href=links.to(visit, f"/recurring/suggestions/{later_id}/{earlier_id}"))
