"""One Dash page that holds every component, and every template, under the policy that the product runs with."""

from datetime import date
from pathlib import Path
from typing import Any

import flask
from dash import Dash, Input, Output, dcc
from dash import html as live
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

import dashboards
from dashboards import html
from dashboards.charts import policy
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
from dashboards.components.band import band, change_date, past_notice
from dashboards.components.bars import Part, bar
from dashboards.components.details import details
from dashboards.components.figures import Figure, figure_line, figures
from dashboards.components.filters import Choose, Day, Target, Write, filters
from dashboards.components.gates import Gate, gates
from dashboards.components.lists import Happened, history
from dashboards.components.notice import alert_region, error, notice, unmet, warning
from dashboards.components.paging import paging
from dashboards.components.summary import summary_list
from dashboards.components.tables import Column, Sort, empty, table, wide
from dashboards.components.tags import delivery_tag, rating_tag, standing_tag, tag
from dashboards.drawn import Drawable, as_data
from tests.components.pages import FRAME, PAGES
from tracker.words import ContextKind, Delivery, Rating, Standing

FOLDER = Path(dashboards.__file__).parent
TEMPLATES = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True)

POINTS = [
    TrendPoint(date(2024 + m // 12, m % 12 + 1, 28), 31 - m // 2 + m % 3, 22 + m % 4, 40 + m, 8 - m // 6)
    for m in range(36)
]
EVENTS = [
    TrendEvent(date(2024, 5, 14), ContextKind.INSPECTION_JUDGEMENT, "Help and protection judged inadequate"),
    TrendEvent(date(2025, 2, 3), ContextKind.LEADERSHIP, "A new director <b>began</b> & an interim left"),
    TrendEvent(date(2026, 6, 30), ContextKind.PROMISE, "The council promised every date by summer"),
]


def everything() -> list[Drawable]:
    """Draw each component once, as a page would."""
    return [*_overview(), *_lists(), *_record(), *_messages()]


def gallery() -> Dash:
    """Build the Dash application and beside it one route for each template."""
    app = _FramedDash("gallery", use_pages=False, assets_folder=str(FOLDER / "assets"), enable_mcp=False)
    app.layout = live.Div([dcc.Location(id="address"), live.Div(id="content")])
    app.callback(Output("content", "children"), Input("address", "pathname"))(lambda _: as_data(everything()))
    for name, values in PAGES.items():
        app.server.add_url_rule(f"/{name}", name, _shows(name, values))
    _guard(app)
    return app


class _FramedDash(Dash):
    """Puts Dash's own markup into the product's frame."""

    def interpolate_index(self, **parts: str) -> str:
        """Draw the index from the template."""
        # Dash wrote these parts itself; nothing that a person typed is among them.
        safe = {name: Markup(value) for name, value in parts.items() if name != "title"}  # noqa: S704
        return TEMPLATES.get_template("dash_index.html").render(title="Everything at once", **FRAME, **safe)


def _guard(app: Dash) -> None:
    app._setup_server()
    scripts = " ".join(["'self'", *app.csp_hashes()])

    @app.server.after_request
    def strict(response: flask.Response) -> flask.Response:
        response.headers["Content-Security-Policy"] = (
            f"default-src 'self'; style-src {policy.style_sources()}; script-src {scripts}"
        )
        return response


def _shows(name: str, values: dict[str, Any]) -> Any:
    return lambda: TEMPLATES.get_template(f"{name.removesuffix('-empty')}.html").render(**FRAME, **values)


def _overview() -> list[Drawable]:
    sentence = "Of 117 actions not completed 18 are red, 31 amber, 60 green and 8 grey."
    return [
        band("Members edition", date(2026, 11, 22), change_href="/as-at", worked_example=True),
        html.H1("Overview"),
        html.P(
            [
                "Since 15 September: ",
                html.A("4 closed", href="/plan?closed"),
                ", 1 reopened, 3 newly overdue, 2 dates moved.",
            ],
            className="lead",
        ),
        figure_line("Delivery, 214 actions", [Figure(12, "Not started", "/p?d=n"), Figure(96, "In progress", "/p", 4)]),
        bar(
            "Of 214 actions 12 are not started, 96 in progress, 9 submitted and 97 completed.",
            [
                Part(Delivery.NOT_STARTED, 12, "/plan?d=1"),
                Part(Delivery.IN_PROGRESS, 96, "/plan?d=2"),
                Part(Delivery.SUBMITTED, 9, "/plan?d=3"),
                Part(Delivery.COMPLETED, 97, "/plan?d=4"),
            ],
        ),
        bar(
            sentence,
            [
                Part(Rating.RED, 18, "/plan?r=red", 3),
                Part(Rating.AMBER, 31, "/plan?r=amber", -2),
                Part(Rating.GREEN, 60, "/plan?r=green", -1),
                Part(Rating.GREY, 8, "/plan?r=grey", 0),
                Part(Rating.BLUE, 9, "/plan?r=blue"),
            ],
        ),
        bar("Paused 2, withdrawn 3.", [Part(Delivery.PAUSED, 2), Part(Delivery.WITHDRAWN, 3)], thin=True),
        figures(
            [
                Figure(24, "closed", "/plan?s=closed", 4),
                Figure("9 of 24", "closed with evidence of impact", "/evidence?impact", 0),
                Figure("15 of 24", "checked outside the agency", "/evidence?outside"),
            ]
        ),
        chart(
            "trend",
            trend(POINTS, EVENTS),
            trend_sentence(POINTS, EVENTS[0]),
            [
                table("Ratings at month end", TREND_COLUMNS, trend_rows(POINTS)),
                table("Marks above the chart", EVENT_COLUMNS, event_rows(POINTS, EVENTS)),
            ],
        ),
    ]


def _lists() -> list[Drawable]:
    columns = [
        Column("Reference"),
        Column("Recommendation"),
        Column("Rating"),
        Column("Due"),
        Column("Days late", True),
    ]
    tags = [rating_tag(rating) for rating in Rating]
    wording = "Agencies should agree how a concern that was not taken up is raised again"
    rows = [
        [html.A(f"KW-0{number}", href=f"/r/{number}"), wording, one, date(2026, 10, 7), 46]
        for number, one in enumerate(tags, 1)
    ]
    hrefs = {"Reference": "/plan?sort=ref", "Due": "/plan?sort=due", "Days late": "/plan?sort=late"}
    target = Target("/", {"as_at": "2026-11-22"}, clear_href="/")
    asked = [
        Choose("agency", "Agency", [("", "Every agency"), ("police", "Police"), ("health", "Health")], "police"),
        Write("words", "Words", 'a "quoted" & word'),
        Day("due_by", "Due by", "31 Mar 2027"),
    ]
    return [
        html.H2("Exceptions"),
        filters(target, asked),
        table("Exceptions, worst first", columns, rows, sort=Sort("Days late", True, hrefs)),
        paging(previous_href="/?before=1", next_href="/?after=9", sentence="Rows 26 to 50 of 214."),
        wide("Themes by review", ["Theme", *[f"Review of {year}" for year in range(2006, 2020)]], [_theme_row()]),
        empty("No recommendation matches.", html.A("Clear the filter", href="/")),
    ]


def _theme_row() -> list[str | int | None]:
    return ["Supervision of front-line staff", *range(13), None]


def _record() -> list[Drawable]:
    standings = [standing_tag(one) for one in Standing]
    deliveries = [delivery_tag(one) for one in Delivery]
    return [
        html.H2("Tags"),
        html.P([html.Span([one, " "]) for one in [*standings, *deliveries, tag("embargoed")]]),
        html.P(
            [
                rating_tag(Rating.BLUE, note="delivered"),
                " ",
                rating_tag(None),
                " ",
                rating_tag(Rating.RED, with_word=False),
            ]
        ),
        summary_list(
            [
                ("Owner", "Head of Safeguarding, Children's Services"),
                ("Baseline due date", date(2026, 3, 31)),
                ("Forecast", None),
                ("Rating", rating_tag(Rating.AMBER, note="override, computed Red, until 16 Dec 2026")),
            ]
        ),
        html.H2("To close"),
        gates([Gate("every action completed", True), Gate("decision at a meeting", False, "Next meeting 16 Dec 2026")]),
        html.H2("History"),
        history(
            [
                Happened("Chair", date(2026, 9, 15), "Closing refused: no evidence of impact."),
                Happened("Coordinator", date(2013, 10, 3), "Recommendation entered.", entered_on=date(2026, 11, 1)),
            ]
        ),
        details("What the rating means", "Red: overdue by more than a month."),
    ]


def _messages() -> list[Drawable]:
    return [
        past_notice(date(2014, 10, 1), "/"),
        change_date(Target("/"), date(2014, 10, 1)),
        notice("The record is marked as illustrative."),
        warning("Closing ends the work. It can be undone by reopening."),
        alert_region("alerts", error("The record could not be reached.", reference="7f3a")),
        unmet("This cannot be closed yet:", ["Nothing was checked outside the agency.", "No impact test."]),
    ]
