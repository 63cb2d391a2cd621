"""The board's first page: what moved, delivery and rating apart, what is overdue, what turns next, the trend."""

from collections.abc import Mapping
from datetime import timedelta

from dash import Input, Output, html
from dash.development.base_component import Component

from dashboards import links
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
from dashboards.components.bars import Part, bar
from dashboards.components.figures import Figure, figures
from dashboards.components.tables import Column, empty, table, wide
from dashboards.components.tags import rating_tag
from dashboards.pages.parts import past, refs
from dashboards.wiring import ADDRESS, page, reacts
from tracker.queries import choices, context, counts, movement, plan
from tracker.queries.counts import Counts
from tracker.queries.filters import Filters
from tracker.visit import Visit
from tracker.words import ContextKind, Delivery, Permission, Rating, Thing

TREND = "overview-trend"
SOON = timedelta(days=28)
MONTHS = 36
TURNING, WORST = plan.Asked(order=plan.Order.TURNING, size=8), plan.Asked(size=10)
RATED = (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY)
DELIVERED = (Delivery.NOT_STARTED, Delivery.IN_PROGRESS, Delivery.SUBMITTED, Delivery.PAUSED, Delivery.COMPLETED)
MARKED = frozenset(
    {ContextKind.INSPECTION_JUDGEMENT, ContextKind.LEADERSHIP, ContextKind.IMPROVEMENT_NOTICE, ContextKind.COMMISSIONER}
)


@page("/", title="Overview", needs=Permission.SEE_PLAN, menu=("Overview", 1))
def layout(visit: Visit, _asked: Mapping[str, str]) -> Component:
    """Draw where the plan stands on the day of the visit."""
    since = movement.last_meeting(visit)
    eve = movement.eve(since)
    counted = counts.on_days(visit, {visit.as_at, eve or visit.as_at})
    now, before = counted[visit.as_at], counted[eve] if eve else None
    return html.Div(
        [
            html.H1("Overview"),
            *past(visit, "/"),
            _moved(visit, movement.since(visit, since)),
            _figures(visit, now, before),
            _delivery(visit, now),
            _rating(visit, now, before),
            _unanswered(visit, now),
            _turning(visit),
            _agencies(visit, now),
            _worst(visit, now),
            html.Section([html.H2("Trend over 36 months"), html.Div("The trend is being drawn.", id=TREND)]),
        ]
    )


def _moved(visit: Visit, moved: movement.Movement) -> Component:
    """Say in one sentence what moved since the last meeting; each number opens its list."""
    if moved.since is None:
        return html.P("No board meeting has been recorded before this day.", className="lead")
    told = [
        (moved.closed, "closed", movement.Moved.CLOSED),
        (moved.reopened, "reopened", movement.Moved.REOPENED),
        (moved.newly_overdue, "newly overdue", movement.Moved.NEWLY_OVERDUE),
        (moved.dates_moved, "date moved" if moved.dates_moved == 1 else "dates moved", movement.Moved.DATES_MOVED),
    ]
    said: list[Component | str] = [f"Since {moved.since:%-d %B %Y}: "]
    for place, (number, words, kind) in enumerate(told):
        show = movement.thing_of(kind)
        href = links.to(visit, "/plan", show=show, moved=kind, since=moved.since)
        said += [", " if place else "", html.A(f"{number} {words}", href=href)]
    return html.P([*said, "."], className="lead", id="movement")


def _figures(visit: Visit, now: Counts, before: Counts | None) -> Component:
    def change(**like: object) -> int | None:
        return now.number(**like) - before.number(**like) if before else None

    overdue = {"thing": Thing.ACTION, "overdue": True}
    red = {"thing": Thing.ACTION, "rating": Rating.RED}
    moved = {"thing": Thing.ACTION, "moved": True}
    submitted = {"thing": Thing.ACTION, "state": Delivery.SUBMITTED.value}
    return figures(
        [
            Figure(now.number(**overdue), "overdue", links.to(visit, "/plan", overdue=True), change(**overdue)),
            Figure(now.number(**red), "red", links.to(visit, "/plan", rating=Rating.RED), change(**red)),
            Figure(now.number(**moved), "re-dated", links.to(visit, "/plan", redated=True), change(**moved)),
            Figure(
                now.number(**submitted),
                "ready for assessment",
                links.to(visit, "/plan", state=Delivery.SUBMITTED),
                change(**submitted),
            ),
        ]
    )


def _delivery(visit: Visit, now: Counts) -> Component:
    numbers = {each: now.number(thing=Thing.ACTION, state=each.value) for each in DELIVERED}
    said = ", ".join(f"{number:,} {each.value}" for each, number in numbers.items())
    withdrawn = now.number(thing=Thing.ACTION, state=Delivery.WITHDRAWN.value)
    left: list[Component | str] = []
    if withdrawn:
        href = links.to(visit, "/plan", state=Delivery.WITHDRAWN)
        left = [html.A(f"{withdrawn:,} withdrawn", href=href), " by decision are not counted here."]
    parts = [Part(each, number, links.to(visit, "/plan", state=each)) for each, number in numbers.items()]
    return html.Section(
        [
            html.H2("Delivery"),
            bar(f"Of {now.actions():,} actions {said}.", parts),
            html.P(left, className="note") if left else None,
        ]
    )


def _rating(visit: Visit, now: Counts, before: Counts | None) -> Component:
    numbers = {each: now.number(thing=Thing.ACTION, rating=each) for each in RATED}
    parts = [
        Part(
            each,
            number,
            links.to(visit, "/plan", rating=each),
            number - before.number(thing=Thing.ACTION, rating=each) if before else None,
        )
        for each, number in numbers.items()
    ]
    said = ", ".join(f"{number:,} {each.value}" for each, number in numbers.items())
    sentence = f"Of the {now.unfinished():,} actions not completed {said}."
    return html.Section([html.H2("Rating of what is not completed"), bar(sentence, parts)])


def _unanswered(visit: Visit, now: Counts) -> Component | None:
    """Count the recommendations that no open action carries and that are not done: they are rated themselves."""
    parts = [
        Figure(number, f"{each.value}", links.to(visit, "/plan", show=Thing.RECOMMENDATION, rating=each))
        for each in RATED
        if (number := now.number(thing=Thing.RECOMMENDATION, rating=each))
    ]
    if not parts:
        return None
    total = sum(int(part.number) for part in parts)
    items: list[Component | str] = [f"Besides, {total:,} without an open action: "]
    for place, part in enumerate(parts):
        items += [", " if place else "", html.A(f"{part.number} {part.label}", href=part.href)]
    return html.P([*items, " (recommendations that are not yet shown to be done)."])


def _turning(visit: Visit) -> Component:
    until = visit.as_at + SOON
    found = plan.listing(visit, Filters(turning_until=until), TURNING)
    href = links.to(visit, "/plan", turning=until, order=plan.Order.TURNING)
    if not found.total:
        return html.Section([html.H2("What turns next"), empty("Nothing turns amber or red in the next 28 days.")])
    rows = [
        [row.turns[0][0] if row.turns else None, _action(visit, row), row.post or "No owner", _turns_to(row)]
        for row in found.rows
    ]
    shown = [
        html.H2("What turns next"),
        html.P(html.A(f"{found.total:,} turn amber or red by {until:%-d %B %Y} if nothing is recorded", href=href)),
        table("Turning next", ["Day", "Action", "Owner post", "Turns"], rows),
    ]
    return html.Section(shown)


def _turns_to(row: plan.Row) -> Component | str:
    return rating_tag(row.turns[0][1]) if row.turns else ""


def _action(visit: Visit, row: plan.Row) -> Component:
    return html.A(f"{row.reference}: {row.wording}", href=links.action(visit, row.id))


def _agencies(visit: Visit, now: Counts) -> Component:
    """Set the agencies beside each other; delivery and rating apart."""
    names = choices.agencies(visit)
    agencies = sorted({row.agency_id for row in now.rows if row.thing == Thing.ACTION}, key=lambda k: names.get(k, "~"))
    rows = [_agency(visit, now, key, names.get(key, "No owner")) for key in agencies]
    heads = ["Agency", "Actions", "Completed", "Red", "Amber", "Green", "Grey", "Overdue", "Re-dated"]
    return html.Section(
        [
            html.H2("By agency"),
            wide("Actions by agency", [Column(head, number=head != "Agency") for head in heads], rows),
        ]
    )


def _agency(visit: Visit, now: Counts, key: int, name: str) -> list[Component | str]:
    mine = Counts([row for row in now.rows if row.agency_id == key and row.thing == Thing.ACTION])

    def cell(number: int, **asked: links.Value) -> Component:
        return html.A(f"{number:,}", href=links.to(visit, "/plan", agency=str(key), **asked))

    return [
        name,
        cell(mine.actions()),
        cell(mine.number(state=Delivery.COMPLETED.value), state=Delivery.COMPLETED),
        *(cell(mine.number(rating=rating), rating=rating) for rating in RATED),
        cell(mine.number(overdue=True), overdue=True),
        cell(mine.number(moved=True), redated=True),
    ]


def _worst(visit: Visit, now: Counts) -> Component:
    """List the worst exceptions first: red, longest overdue on top."""
    found = plan.listing(visit, Filters(rating=Rating.RED), WORST)
    if not found.total:
        return html.Section([html.H2("Exceptions"), empty("No action is red.")])
    rows = [
        [_action(visit, row), refs(visit, row), row.post or "No owner", row.baseline_due, row.due, row.why]
        for row in found.rows
    ]
    heads = ["Action", "Recommendation", "Owner post", "Baseline", "Due now", "Why red"]
    every = html.A(f"All {found.total:,} red actions", href=links.to(visit, "/plan", rating=Rating.RED))
    return html.Section(
        [html.H2("Exceptions"), html.P(every), table("Red actions, longest overdue first", heads, rows)]
    )


@reacts(Output(TREND, "children"), Input(ADDRESS, "pathname"), needs=Permission.SEE_PLAN)
def show_trend(visit: Visit, _asked: Mapping[str, str], _path: str) -> Component:
    """Draw how the ratings moved over the months, with what happened around the plan."""
    points = [TrendPoint(each.day, each.red, each.amber, each.green, each.grey) for each in counts.month_ends(visit)]
    happened = context.between(visit, points[0].month_end, visit.as_at)
    events = [TrendEvent(each.on, each.kind, each.title) for each in happened if each.kind in MARKED]
    sentence = trend_sentence(points, since=events[-1] if events else None)
    tables: list[Component | str] = [table("Actions not completed by rating", TREND_COLUMNS, trend_rows(points))]
    if events:
        tables.append(table("What happened around the plan", EVENT_COLUMNS, event_rows(points, events)))
    return chart("trend-chart", trend(points, events), sentence, tables)
