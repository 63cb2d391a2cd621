"""The board's first page: what moved, delivery and rating apart, what is overdue, what turns next, the trend."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from dash import Input, Output
from dash import html as live
from markupsafe import Markup

from dashboards import html, links
from dashboards.charts.chart import chart
from dashboards.charts.trend import (
    EVENT_COLUMNS,
    TREND_COLUMNS,
    TrendEvent,
    TrendPoint,
    event_rows,
    trend,
    trend_rows,
    trend_sentence,
)
from dashboards.components.figures import Figure, figures
from dashboards.components.headed import headed
from dashboards.components.offers import Offer, offers
from dashboards.components.tables import Cell, Column, empty, table, wide
from dashboards.components.tags import rating_tag
from dashboards.drawn import Drawable
from dashboards.pages import progress
from dashboards.pages.parts import dates_of, past, refs
from dashboards.wiring import ADDRESS, page, reacts
from tracker.queries import agencies, context, counts, movement, plan
from tracker.queries.agencies import AgencyCounts
from tracker.queries.counts import Counts
from tracker.queries.filters import Filters
from tracker.visit import Visit
from tracker.words import ContextKind, Delivery, Permission, Rating, Thing

TREND = "overview-trend"
SOON = timedelta(days=28)
MONTHS = 36
TURNING, WORST = plan.Asked(order=plan.Order.TURNING, size=5), plan.Asked(size=10)
MARKED = frozenset(
    {ContextKind.INSPECTION_JUDGEMENT, ContextKind.LEADERSHIP, ContextKind.IMPROVEMENT_NOTICE, ContextKind.COMMISSIONER}
)


@page("/", title="Overview", needs=Permission.SEE_PLAN, menu=("Overview", 1))
def layout(visit: Visit, _asked: Mapping[str, str]) -> Drawable:
    """Draw where the plan stands on the day of the visit."""
    moved = movement.since_last_meeting(visit)
    eve = movement.eve(moved.since)
    counted = counts.on_days(visit, {visit.as_at, eve or visit.as_at})
    now, before = counted[visit.as_at], counted[eve] if eve else None
    figures_first = html.Div(
        [
            html.Div([html.H1("Overview"), _next_meeting(visit, moved)], className="headed"),
            *past(visit, "/"),
            progress.moved(visit, moved),
            _figures(visit, now, before),
            progress.delivery(visit, now, before),
            progress.rating(visit, now, before),
            _turning(visit),
            _agencies(visit),
            _worst(visit),
            html.H2(f"Trend over {MONTHS} months"),
            html.P(html.A("All that happened around the plan", href=links.to(visit, "/context")), className="small"),
            offers(visit, [Offer("Record what happened around the plan", "/context/new", Permission.KEEP_CONTEXT)]),
        ],
        className="board",
    )
    return figures_first, live.Div("The trend is being drawn.", id=TREND)


def _next_meeting(visit: Visit, moved: movement.Movement) -> Markup | None:
    """Lead to the screens of the board meeting that comes next, on the plan of today."""
    if moved.next_id is None or moved.next_on is None or visit.as_at != visit.today:
        return None
    when = "today" if moved.next_on == visit.today else f"on {moved.next_on:%-d %B %Y}"
    words = f"Meeting mode: the board meets {when}"
    return html.P(html.A(words, href=f"/meetings/{moved.next_id}/table", className="button"), id="next-meeting")


def _figures(visit: Visit, now: Counts, before: Counts | None) -> Markup:
    """Say on one line what needs the board's eye; each number has its change and opens its list."""

    def shown(words: str, like: dict[str, Any], **asked: links.Value) -> Figure:
        number = now.number(thing=Thing.ACTION, **like)
        change = number - before.number(thing=Thing.ACTION, **like) if before else None
        return Figure(number, words, links.to(visit, "/plan", **asked), change)

    return figures(
        [
            shown("overdue", {"overdue": True}, overdue=True),
            shown("red", {"rating": Rating.RED}, rating=Rating.RED),
            shown("re-dated", {"moved": True}, redated=True),
            shown("ready for assessment", {"state": Delivery.SUBMITTED.value}, state=Delivery.SUBMITTED),
        ]
    )


def _turning(visit: Visit) -> Markup:
    until = visit.as_at + SOON
    found = plan.listing(visit, Filters(turning_until=until), TURNING)
    href = links.to(visit, "/plan", turning=until, order=plan.Order.TURNING)
    if not found.total:
        return headed("What turns next", None, empty("Nothing turns amber or red in the next 28 days."))
    rows = [
        [row.turns[0][0] if row.turns else None, _action(visit, row), row.post or "No owner", _turns_to(row)]
        for row in found.rows
    ]
    verb = "turns" if found.total == 1 else "turn"
    every = html.A(f"{found.total:,} {verb} amber or red by {until:%-d %B %Y} if nothing is recorded", href=href)
    heads: list[Column | str] = ["Day", Column("Action", sentence=True), "Owner post", "Turns"]
    return headed("What turns next", every, table("What turns next", heads, rows))


def _turns_to(row: plan.Row) -> Markup | str:
    return rating_tag(row.turns[0][1]) if row.turns else ""


def _action(visit: Visit, row: plan.Row) -> list[Markup | str]:
    return [html.A(row.reference, href=links.action(visit, row.id)), f" {row.wording}"]


def _agencies(visit: Visit) -> Markup:
    """Set the agencies beside each other; delivery and rating apart."""
    rows = [_agency(visit, each) for each in agencies.side_by_side(visit)]
    heads = ("Agency", "Actions", "Completed", "Red", "Amber", "Green", "Grey", "Overdue", "Re-dated")
    columns = [Column(head, number=head != "Agency") for head in heads]
    return headed("By agency", None, wide("Actions by agency", columns, rows))


def _agency(visit: Visit, each: AgencyCounts) -> list[Cell]:
    def cell(number: int, **asked: links.Value) -> Markup:
        return html.A(f"{number:,}", href=links.to(visit, "/plan", agency=str(each.agency_id), **asked))

    return [
        each.name or "No owner",
        cell(each.actions, in_plan=True),
        cell(each.completed, state=Delivery.COMPLETED),
        cell(each.red, rating=Rating.RED),
        cell(each.amber, rating=Rating.AMBER),
        cell(each.green, rating=Rating.GREEN),
        cell(each.grey, rating=Rating.GREY),
        cell(each.overdue, overdue=True),
        cell(each.moved, redated=True),
    ]


def _worst(visit: Visit) -> Markup:
    """List the worst exceptions first: red, longest overdue on top."""
    found = plan.listing(visit, Filters(rating=Rating.RED), WORST)
    if not found.total:
        return headed("Exceptions", None, empty("No action is red."))
    rows: list[list[Cell]] = [
        [_action(visit, row), refs(visit, row), row.post or "No owner", dates_of(row), row.why] for row in found.rows
    ]
    heads: list[Column | str] = [
        Column("Action", sentence=True),
        "Recommendation",
        "Owner post",
        "Due",
        Column("Why", sentence=True),
    ]
    every = html.A(f"All {found.total:,} red actions", href=links.to(visit, "/plan", rating=Rating.RED))
    drawn = table("Red actions, longest overdue first", heads, rows, row_headers=False)
    return headed("Exceptions", [every, ", longest overdue first"], drawn)


@reacts(Output(TREND, "children"), Input(ADDRESS, "pathname"), needs=Permission.SEE_PLAN)
def show_trend(visit: Visit, _asked: Mapping[str, str], _path: str) -> Drawable:
    """Draw how the ratings moved over the months, with what happened around the plan."""
    points = [_point(visit, each) for each in counts.month_ends(visit, months=MONTHS)]
    happened = context.between(visit, points[0].month_end, visit.as_at)
    events = [TrendEvent(each.on, each.kind, each.title) for each in happened if each.kind in MARKED]
    sentence = _trend_sentence(visit, points, events[-1] if events else None)
    tables: list[Markup | str] = [table("Actions not completed by rating", TREND_COLUMNS, trend_rows(points))]
    if events:
        tables.append(table("What happened around the plan", EVENT_COLUMNS, event_rows(points, events)))
    return chart("trend-chart", trend(points, events), sentence, tables)


def _point(visit: Visit, each: counts.MonthEnd) -> TrendPoint:
    opens = {rating: links.address("/plan", rating=rating, as_at=each.day) for rating in progress.RATED}
    if each.day == visit.today:
        opens = {rating: links.address("/plan", rating=rating) for rating in progress.RATED}
    return TrendPoint(each.day, each.red, each.amber, each.green, each.grey, opens)


def _trend_sentence(visit: Visit, points: Sequence[TrendPoint], since: TrendEvent | None) -> str:
    """Compare with the day of the last event itself, which no month end tells."""
    if since is None:
        return trend_sentence(points)
    then = counts.on_days(visit, [since.on])[since.on]
    return trend_sentence(points, since, then.number(thing=Thing.ACTION, rating=Rating.RED))
