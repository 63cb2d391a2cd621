"""The rows of the plan: actions with their dates, recommendations with their standing."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.tables import Cell, Column, Sort, table
from dashboards.pages.parts import dates_of, owner_of, pieces_of, refs, state_tag, why_rated
from tracker.queries import plan
from tracker.visit import Visit
from tracker.words import Thing

ORDERS = {
    "Due": plan.Order.DUE,
    "Overdue": plan.Order.OVERDUE,
    "Last update": plan.Order.UPDATED,
    "Reference": plan.Order.REFERENCE,
}
ACTION_HEADS = [
    Column("Reference"),
    Column("Wording", sentence=True),
    Column("Owner post"),
    Column("Due"),
    Column("Overdue"),
    Column("Status"),
    Column("Rating", sentence=True),
    Column("Last update"),
]
RECOMMENDATION_HEADS = [
    Column("Reference"),
    Column("Wording", sentence=True),
    Column("Standing"),
    Column("Rating", sentence=True),
]


def draw_rows(visit: Visit, asked: Mapping[str, str], order: plan.Asked, found: plan.Page) -> Markup:
    """Draw one page of the list under headings that order it."""
    is_action = found.rows[0].thing == Thing.ACTION
    heads = ACTION_HEADS if is_action else RECOMMENDATION_HEADS
    rows = [_action(visit, row) if is_action else _recommendation(visit, row) for row in found.rows]
    return table("The plan", heads, rows, sort=_sort(visit, asked, order, heads))


def _sort(visit: Visit, asked: Mapping[str, str], order: plan.Asked, heads: list[Column]) -> Sort:
    shown = {column.title: ORDERS[column.title] for column in heads if column.title in ORDERS}
    by = next((title for title, each in shown.items() if each == order.order), "")
    hrefs = {title: _ordered(visit, asked, order, each) for title, each in shown.items()}
    return Sort(by, order.descending, hrefs)


def _ordered(visit: Visit, asked: Mapping[str, str], order: plan.Asked, by: plan.Order) -> str:
    turned = by == order.order and not order.descending
    kept = {k: v for k, v in asked.items() if k not in {"order", "descending", "after", "as_at"}}
    return links.to(visit, "/plan", **kept, order=by, descending=turned)


def _action(visit: Visit, row: plan.Row) -> list[Cell]:
    answers = html.Div(refs(visit, row), className="answers")
    late = html.Span(f"{row.days_late:,} days", className="nowrap") if row.days_late else _quiet("Not overdue")
    return [
        html.Div([html.A(row.reference, href=links.action(visit, row.id)), answers]),
        row.wording,
        owner_of(row),
        dates_of(row),
        late,
        html.Div([state_tag(row), html.P(pieces_of(row), className="why quiet")]),
        why_rated(row),
        row.last_update_on or _quiet("No update yet"),
    ]


def _recommendation(visit: Visit, row: plan.Row) -> list[Cell]:
    standing = html.Div([state_tag(row), html.P(pieces_of(row), className="why quiet")])
    return [html.Div(refs(visit, row)), row.wording, standing, why_rated(row)]


def _quiet(words: str) -> Markup:
    return html.Span(words, className="quiet")
