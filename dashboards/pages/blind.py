"""Blind coding and blind comparison: the list of both, with how far each is and what the reader can do."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.dates import in_words
from dashboards.components.offers import Offer, offers
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.queries import coding, comparisons
from tracker.queries.coding import Round
from tracker.queries.comparisons import GRADERS, Listed, Overall
from tracker.rules.assurance import n_of_m
from tracker.rules.phrases import amount
from tracker.visit import Visit
from tracker.words import Permission

PREPARE = Permission.PREPARE_BLIND
LEAD = "Wordings and cases are judged without knowing whose they are, by people who do not see each other's judgement."
BY_WHOM = "The coordinator makes one."


@page("/blind", title="Blind coding", needs=Permission.CODE_BLIND, menu=("Blind coding", 14))
def layout(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """List the rounds of blind coding and the blind comparisons."""
    return html.Div(
        [
            html.H1("Blind coding"),
            *past(visit, "/blind"),
            html.P(LEAD, className="lead"),
            offers(
                visit,
                [
                    Offer("Make a round of blind coding", "/blind/rounds/new", PREPARE),
                    Offer("Record two chronologies to compare", "/blind/comparisons/new", PREPARE),
                ],
            ),
            _rounds(visit, coding.rounds(visit)),
            _comparisons(visit, comparisons.listing(visit), comparisons.overall(visit)),
        ]
    )


def _rounds(visit: Visit, found: Sequence[Round]) -> Markup:
    rows: list[list[Cell]] = [
        [
            html.A(each.title, href=links.to(visit, f"/blind/rounds/{each.id}/result")),
            in_words(each.made_on),
            each.items,
            how_far(each),
            _next_in_round(each),
        ]
        for each in found
    ]
    heads: list[Column | str] = ["Round", "Made", Column("Wordings", number=True), "How far", "What is next"]
    none = empty("No round has been made.", BY_WHOM)
    shown = table("Rounds of blind coding, newest first", heads, rows) if rows else none
    return html.Section([html.H2("Rounds"), shown], id="rounds")


def how_far(each: Round) -> str:
    """Say how far a round is: of others only the coordinator is told before it is closed."""
    if each.closed_on is not None:
        return f"Closed on {in_words(each.closed_on)}"
    told = [f"{name}: {number} of {each.items}" for name, number in each.done]
    if told:
        return "; ".join(told)
    return (
        f"You: {each.mine} of {each.items}" if each.mine else "Not begun by you" if each.coders else "Nobody has begun"
    )


def _next_in_round(each: Round) -> Cell:
    said: list[Markup | str] = []
    if each.may_code and each.mine < each.items:
        said.append(html.P(html.A(f"Code {each.title}", href=f"/blind/rounds/{each.id}")))
    if each.closed_on is None and each.mine:
        said.append(html.P(html.A(f"What you coded in {each.title}", href=f"/blind/rounds/{each.id}/mine")))
    if each.may_close:
        said.append(html.P(html.A(f"Close {each.title}", href=f"/blind/rounds/{each.id}/close")))
    return said or ("The result is shown" if each.closed_on else "It waits for the coders")


def _comparisons(visit: Visit, found: Sequence[Listed], over: Overall) -> Markup:
    rows: list[list[Cell]] = [
        [
            html.A(each.title, href=links.to(visit, f"/blind/comparisons/{each.id}")),
            in_words(each.recorded_on),
            f"{amount(each.grades, 'person')} graded".replace("persons", "people"),
            f"Revealed on {in_words(each.revealed_on)}" if each.revealed_on else "Hidden",
            _next_in_comparison(each),
        ]
        for each in found
    ]
    heads: list[Column | str] = ["Comparison", "Recorded", "Grades", "How they ended", "What is next"]
    none = empty("No two chronologies have been recorded.", "The coordinator records them.")
    shown = table("Blind comparisons, newest first", heads, rows) if rows else none
    return html.Section([html.H2("Comparisons"), _overall(over), shown], id="comparisons")


def _next_in_comparison(each: Listed) -> Cell:
    said: list[Markup | str] = []
    if each.may_grade:
        said.append(html.P(html.A(f"Grade {each.title}", href=f"/blind/comparisons/{each.id}/grade")))
    if each.may_reveal:
        said.append(html.P(html.A(f"Reveal {each.title}", href=f"/blind/comparisons/{each.id}/reveal")))
    waits = "It waits for others to grade" if each.grades < GRADERS else "The coordinator reveals it"
    return said or ("The result is shown" if each.revealed_on else waits)


def _overall(over: Overall) -> Markup | None:
    if not over.comparisons:
        return None
    return html.P(
        f"{amount(over.comparisons, 'comparison')} revealed, each grade counted by itself. {over.chance.words}"
        f"{cannot_tell(over.cannot_tell)} {alike_words(*over.alike)}",
        id="overall",
    )


def alike_words(same: int, of: int) -> str:
    """Say how far graders agreed with one another."""
    return f"Of all pairs of graders, {n_of_m(same, of)} chose the same." if of else "Nobody graded beside another."


def cannot_tell(number: int) -> str:
    """Say how many could not tell; nothing where everybody could."""
    return f" {amount(number, 'grade')} said “cannot tell”, which is no choice." if number else ""
