"""One round of blind coding: what a coder said so far, and, once it is closed, both codings and their agreement."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.details import details
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.blind import how_far
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.access import allows
from tracker.errors import NotFoundError
from tracker.queries import coding as queries
from tracker.queries.coding import Coded, Item, Result, Round
from tracker.rules.assurance import n_of_m
from tracker.visit import Visit
from tracker.words import Permission

YOURS = "What you coded"
KAPPA = "Kappa counts only the agreement beyond what chance would give: 0 is chance, 1 is full agreement."
NOTHING_TAKEN_OVER = "Nothing of this is taken over by itself: a theme is given to a recommendation by a person."


def _yours(visit: Visit, key: int) -> Round:
    """Find a round of which this person coded something or still may; what somebody never had is no page of theirs."""
    found = queries.one_round(visit, key)
    if not (found.mine or found.may_code):
        raise NotFoundError
    return found


@page(
    "/blind/rounds/<int:key>/mine",
    title=YOURS,
    needs=Permission.CODE_BLIND,
    finds=lambda visit, key: YOURS if _yours(visit, key) else "",
    bare=True,
)
def show_own(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """List what this person coded, by the numbers of the wordings, to correct it while the round is open."""
    shown, found = _yours(visit, key), queries.own(visit, key)
    left = shown.may_code and shown.mine < shown.items
    go_on = html.P(html.A("Code the next wording", href=f"/blind/rounds/{key}", className="button"))
    return html.Div(
        [
            crumbs([("Blind coding", links.to(visit, "/blind"))], YOURS),
            html.H1(YOURS),
            *past(visit, f"/blind/rounds/{key}/mine"),
            html.P(f"You have coded {len(found)} of {shown.items} wordings. {_who_sees(shown)}", className="lead"),
            go_on if left else None,
            _own(shown, found) if found else empty("You have coded nothing of this round."),
        ]
    )


def _who_sees(shown: Round) -> str:
    if shown.closed_on is not None:
        return "The round is closed: nothing changes any more."
    return "Nobody else sees it before the round is closed; until then you can correct it."


def _own(shown: Round, found: Sequence[Item]) -> Markup:
    rows: list[list[Cell]] = [
        [
            html.A(f"Item {each.number}", href=f"/blind/rounds/{shown.id}/items/{each.number}")
            if shown.may_code
            else f"Item {each.number}",
            each.wording,
            sentence_case(each.theme),
            each.note or "None",
        ]
        for each in found
    ]
    heads: list[Column | str] = ["Item", Column("Wording", sentence=True), "Theme", "Note"]
    return table("What you coded, by number", heads, rows)


def _title(visit: Visit, key: int) -> str:
    return queries.one_round(visit, key).title


@page("/blind/rounds/<int:key>/result", title="Result", needs=Permission.CODE_BLIND, finds=_title)
def show_result(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Draw what came of a round; while it is open only how far it is."""
    found = queries.result(visit, key)
    return html.Div(
        [
            crumbs([("Blind coding", links.to(visit, "/blind"))], found.round.title),
            html.H1(found.round.title),
            *past(visit, f"/blind/rounds/{key}/result"),
            *(_open(found.round) if found.kappa is None else _closed(visit, found)),
        ]
    )


def _open(shown: Round) -> list[Markup]:
    close = html.P(html.A("Close the round", href=f"/blind/rounds/{shown.id}/close", className="button"))
    said = "It is closed when two different people have coded every wording; then both codings are shown."
    far = html.P(f"The round is open. {how_far(shown)}.", className="lead", id="blind-sentence")
    return [far, html.P(said), *([close] if shown.may_close else [])]


def _closed(visit: Visit, found: Result) -> list[Markup | None]:
    agreed = found.kappa
    if agreed is None:
        return []
    apart = [each for each in found.rows if not each.same]
    prepares = allows(visit.who, Permission.PREPARE_BLIND)
    share = n_of_m(agreed.agreed, agreed.of)
    return [
        html.P(f"The two coders gave the same theme to {share}.", className="lead", id="blind-sentence"),
        summary_list(
            [
                ("Coded by", " and ".join(found.coders)),
                ("Wordings", agreed.of),
                ("Same theme", share),
                ("Cohen's kappa", agreed.words),
            ]
        ),
        html.P(KAPPA, className="quiet"),
        html.P(NOTHING_TAKEN_OVER) if prepares else None,
        html.H2("Where they differ"),
        _table(visit, "Coded differently, by number", found, apart)
        if apart
        else empty("They gave every wording the same."),
        details("Show every wording with both codings", _table(visit, "All wordings, by number", found, found.rows)),
    ]


def _table(visit: Visit, caption: str, found: Result, rows: Sequence[Coded]) -> Markup:
    heads: list[Column | str] = ["Item", Column("Wording", sentence=True), *found.coders]
    cells: list[list[Cell]] = [
        [f"Item {each.number}", _wording(visit, each), *(_said(each, place) for place in (0, 1))] for each in rows
    ]
    return table(caption, heads, cells)


def _wording(visit: Visit, each: Coded) -> Cell:
    """Show the wording; whoever keeps the themes is also led to the recommendation."""
    if each.recommendation_id is None:
        return each.wording
    cited = html.A(each.cited, href=links.recommendation(visit, each.recommendation_id))
    theme = html.A(f"Give {each.cited} a theme", href=f"/recommendations/{each.recommendation_id}/theme")
    able = visit.as_at == visit.today and allows(visit.who, Permission.KEEP_THEMES)
    return [html.P(each.wording), html.P([cited, " · ", theme] if able else cited, className="quiet")]


def _said(each: Coded, place: int) -> Cell:
    theme = sentence_case(each.themes[place])
    note = each.notes[place]
    return [html.P(theme), html.P(note, className="quiet")] if note else theme
