"""What is sent to the browser is what Dash itself would send."""

import json

from dash import dcc, html
from plotly.utils import PlotlyJSONEncoder

from dashboards.components.attributes import aria, data
from dashboards.drawn import as_data
from tests.components.gallery import everything
from tracker.words import Rating


def _sent(drawn: object) -> object:
    return json.loads(json.dumps(drawn, cls=PlotlyJSONEncoder))


def test_every_component_of_the_gallery_is_sent_as_dash_sends_it() -> None:
    drawn = everything()
    assert _sent(as_data(drawn)) == _sent(drawn)


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
