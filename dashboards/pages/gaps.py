"""The lists that an inspector opens first: gaps, overrides, reopenings, extensions; each as long as its number."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.paging import paging
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.access import LARGEST_KEY
from tracker.errors import InputError
from tracker.queries import gaps
from tracker.queries.gaps import Found, Gap
from tracker.visit import Visit
from tracker.words import Permission

AT = "/evidence/list"
MEANING = {
    Gap.UNPROVEN: "Closed, and no evidence found adequate since the last reopening still stands.",
    Gap.LATE: "Evidence was received only after the recommendation was closed.",
    Gap.OFTEN: "The same file, link or statement speaks for many actions.",
    Gap.OVERRIDDEN: "The chair showed another rating than the computed one, for a time and with a reason.",
    Gap.REOPENED: "Closed or delivered, and opened again by decision.",
    Gap.EXTENDED: "A new date was asked for and approved; the baseline stays.",
}


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
            html.H1(_title(gap)),
            *past(visit, links.address(AT, show=gap)),
            html.P(f"{found.total:,} {gap.value}. {MEANING[gap]}", className="lead", id="listed"),
            _table(visit, gap, found.rows) if found.rows else empty("Nothing is like that."),
            paging(next_href=following, sentence=said) if said else None,
        ]
    )


def _title(gap: Gap) -> str:
    return gap.value[0].upper() + gap.value[1:]


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
    cells: list[list[Cell]] = [[_name(visit, each), each.wording, _why(gap, each)] for each in rows]  # type: ignore[attr-defined]
    return table(_title(gap), heads, cells)


def _name(visit: Visit, each: Found) -> Markup:
    if each.recommendation_id is not None:
        return html.A(each.name, href=links.recommendation(visit, each.recommendation_id))
    return html.A(each.name, href=links.action(visit, each.action_id or 0))


def _why(gap: Gap, each: Found) -> str:
    """Say in one sentence why a thing is in the list."""
    on = in_words(each.on) if each.on else "on a day that is not known"
    times = f"{each.times:,}" if each.times is not None else ""
    until = in_words(each.until) if each.until else ""
    return {
        Gap.UNPROVEN: f"Closed {on}, and nothing was found adequate.",
        Gap.LATE: f"Closed {on}; {times} {'piece' if each.times == 1 else 'pieces'} of evidence came later.",
        Gap.OFTEN: f"It speaks for {times} actions.",
        Gap.OVERRIDDEN: f"Decided {on}, until {until}: {each.reason}",
        Gap.REOPENED: f"Reopened {on}: {each.reason}",
        Gap.EXTENDED: f"Approved {on}, now due {until}: {each.reason}.",
    }[gap]
