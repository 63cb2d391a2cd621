"""Themes by reviews: a heat map that is a table, every number printed and leading to the texts that it counts."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.offers import Offer, offers
from dashboards.components.tables import Cell, Column, empty, table, wide
from dashboards.pages.parts import past
from dashboards.pages.recurring_lists import number
from dashboards.wiring import page
from tracker.queries import matrix as queries
from tracker.queries import theme_register
from tracker.queries.matrix import Matrix, Row
from tracker.visit import Visit
from tracker.words import Counted, Permission, Thing

SHADES = 3


@page("/themes", title="Themes by reviews", needs=Permission.SEE_PLAN)
def show_themes(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """Draw how many recommendations of each review have which theme."""
    shown = queries.themes_by_reviews(visit)
    return html.Div(
        [
            crumbs([("Recurring", links.to(visit, "/recurring"))], "Themes by reviews"),
            html.H1("Themes by reviews"),
            *past(visit, "/themes"),
            html.P(sentence(visit, shown), className="lead", id="themes-sentence"),
            _matrix(visit, shown),
            _without_plan(visit, shown),
            _register(visit),
        ]
    )


def _register(visit: Visit) -> Markup:
    """Say what each theme means."""
    found = theme_register.register(visit)
    rows: list[list[Cell]] = [
        [each.name, each.definition, each.aliases or "None", each.under or "None"] for each in found
    ]
    heads: list[Column | str] = ["Theme", Column("What belongs under it", sentence=True), "Other names", "Stands under"]
    shown = table("The themes and what they mean", heads, rows) if rows else empty("No theme is recorded yet.")
    able = offers(visit, [Offer("Record a theme", "/themes/new", Permission.KEEP_THEMES)])
    return html.Section([html.H2("What the themes mean"), shown, able])


def sentence(visit: Visit, shown: Matrix) -> list[Markup | str]:
    """Say which theme came up most, and how many recommendations have none."""
    left = shown.without_theme
    have = " recommendation has" if left == 1 else " recommendations have"
    bare = [number(visit, left, Counted.NO_THEME), f"{have} no theme yet."] if left else []
    if not shown.themes:
        return bare or ["No theme has been given to a recommendation yet."]
    top = shown.themes[0]
    most = f"“{top.name}” came up in {top.reviews:,} of {len(shown.reviews):,} reviews, more than any other theme. "
    if len(shown.themes) > 1 and shown.themes[1].reviews == top.reviews:
        most = f"“{top.name}” came up in {top.reviews:,} of {len(shown.reviews):,} reviews; no theme came up in more. "
    return [most, *bare]


def _matrix(visit: Visit, shown: Matrix) -> Markup:
    if not shown.themes:
        return empty("There is nothing to count.")
    heads = [
        Column("Theme"),
        *(Column(each.reference, number=True) for each in shown.reviews),
        Column("All", number=True),
    ]
    rows = [_row(visit, shown, each) for each in shown.themes]
    key = "The darker the cell, the more recommendations; each number opens their texts."
    return html.Section(
        [html.P(key, className="small"), wide("Recommendations of each theme in each review", heads, rows)]
    )


def _row(visit: Visit, shown: Matrix, row: Row) -> list[Cell]:
    cells: list[Cell] = [_cell(visit, shown, row, review.id) for review in shown.reviews]
    return [row.name, *cells, html.A(f"{row.recommendations:,}", href=_texts(visit, theme=row.id))]


def _cell(visit: Visit, shown: Matrix, row: Row, review: int) -> Markup:
    many = row.counts.get(review, 0)
    shade = -(-many * SHADES // max(shown.most, 1))
    inside = html.A(f"{many:,}", href=_texts(visit, theme=row.id, review=review)) if many else "0"
    return html.Span(inside, className=f"heat heat-{shade}")


def _texts(visit: Visit, **asked: int) -> str:
    return links.to(visit, "/plan", show=Thing.RECOMMENDATION, **asked)


def _without_plan(visit: Visit, shown: Matrix) -> Markup:
    """List the themes for whose recommendations nobody has recorded an action."""
    bare = shown.without_plan
    if not bare:
        said = "There is an action for at least one recommendation of every theme." if shown.themes else "No theme yet."
        return html.Section([html.H2("Topics with no plan"), empty(said)])
    rows: list[list[Cell]] = [
        [each.name, html.A(f"{each.recommendations:,}", href=_texts(visit, theme=each.id)), each.reviews]
        for each in bare
    ]
    heads: list[Column | str] = ["Theme", Column("Recommendations", number=True), Column("Reviews", number=True)]
    return html.Section([html.H2("Topics with no plan"), table("Themes without any action", heads, rows)])
