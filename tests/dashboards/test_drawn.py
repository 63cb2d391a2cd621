"""What is sent to the browser is what Dash itself would send."""

import json

from dash import dcc, html
from plotly.utils import PlotlyJSONEncoder

from dashboards import html as markup
from dashboards.components.attributes import aria, data
from dashboards.drawn import as_data
from tracker.words import Rating


def _sent(drawn: object) -> object:
    return json.loads(json.dumps(drawn, cls=PlotlyJSONEncoder))


def test_markup_is_one_part_wherever_it_stands() -> None:
    one = {"type": "Markup", "namespace": "tracker_markup", "props": {"html": "<b>1</b>"}}
    list_of_two = as_data([markup.P("a & b"), html.Div(["before", markup.B(1)], id="place")])
    assert list_of_two == [
        {"type": "Markup", "namespace": "tracker_markup", "props": {"html": "<p>a &amp; b</p>"}},
        {
            "type": "Div",
            "namespace": "dash_html_components",
            "props": {
                "id": "place",
                "children": ["before", one],
            },
        },
    ]
    assert json.loads(json.dumps(list_of_two)) == list_of_two


def test_places_words_and_attributes_with_hyphens_are_kept() -> None:
    drawn = html.Div(
        [
            html.P(Rating.RED, id="why", **aria(label="Why"), **data(label="Due")),
            (html.Span("a"), None, 0, False, 1.5),
            dcc.Input(id="one", value="typed"),
            html.Span(html.B(children=["nested", html.I()]), style={"flexGrow": 3}),
        ]
    )
    assert _sent(as_data(drawn)) == _sent(drawn)
