"""The lists that an inspector opens first: gaps, overrides, reopenings, extensions; each as long as its number."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.paging import paging
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.access import LARGEST_KEY
from tracker.errors import InputError
from tracker.queries import gaps
from tracker.queries.gaps import Found, Gap
from tracker.reports.index import MEANING, titled, why
from tracker.visit import Visit
from tracker.words import Permission

AT = "/evidence/list"


def look_first(visit: Visit) -> Markup:
    """Give the number of each list as the way to it, the gaps first."""
    items = [html.Li(_number(visit, gap, number)) for gap, number in gaps.numbers(visit).items()]
    return html.Section([html.H2("Look at first"), html.Ul(items, id="look-first")])


def _number(visit: Visit, gap: Gap, number: int) -> Markup:
    return html.A(f"{number:,} {gap.value}", href=links.to(visit, AT, show=gap))


@page(AT, title="What to look at first", needs=Permission.SEE_PLAN)
def layout(visit: Visit, asked: Mapping[str, str]) -> Markup:
    """Draw one list."""
    gap, after = _gap(asked), _after(asked)
    found = gaps.listing(visit, gap, after=after)
    following = links.to(visit, AT, show=gap, after=found.next_key) if found.next_key else ""
    said = f"{len(found.rows):,} of {found.total:,} on this page." if following or after else ""
    return html.Div(
        [
            crumbs([("Evidence", links.to(visit, "/evidence"))], "What to look at first"),
            html.H1(titled(gap)),
            *past(visit, links.address(AT, show=gap)),
            html.P(f"{found.total:,} {gap.value}. {MEANING[gap]}", className="lead", id="listed"),
            _table(visit, gap, found.rows) if found.rows else empty("Nothing is like that."),
            paging(next_href=following, sentence=said) if said else None,
        ]
    )


def _gap(asked: Mapping[str, str]) -> Gap:
    try:
        return Gap(asked.get("show", Gap.UNPROVEN.value))
    except ValueError as error:
        raise InputError("There is no such list. Go back to Evidence and choose one.", field="show") from error


def _after(asked: Mapping[str, str]) -> int:
    given = asked.get("after", "0")
    if not (given.isascii() and given.isdigit()) or len(given) > 9 or int(given) > LARGEST_KEY:
        raise InputError("There is no such page of this list. Go back to its beginning.", field="after")
    return int(given)


def _table(visit: Visit, gap: Gap, rows: object) -> Markup:
    heads: list[Column | str] = ["Which", Column("Wording", sentence=True), Column("Why", sentence=True)]
    cells: list[list[Cell]] = [[_name(visit, each), each.wording, why(gap, each)] for each in rows]  # type: ignore[attr-defined]
    return table(titled(gap), heads, cells)


def _name(visit: Visit, each: Found) -> Markup:
    if each.recommendation_id is not None:
        return html.A(each.name, href=links.recommendation(visit, each.recommendation_id))
    return html.A(each.name, href=links.action(visit, each.action_id or 0))
