"""A chart with its sentence and its table; Plotly is loaded by the browser only on pages that hold one."""

from typing import Any

from dash import dcc
from dash import html as live
from markupsafe import Markup

from dashboards import html
from dashboards.components.attributes import aria
from dashboards.components.details import as_table

CONFIG: dcc.Graph.Config = {
    "displaylogo": False,
    "displayModeBar": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "plotlyServerURL": "",
}


def chart(ident: str, figure: dict[str, Any], sentence: str, table: Markup | list[Markup | str]) -> live.Div:
    """Say the finding, draw it, and fold the same numbers under it as a table."""
    drawing = dcc.Graph(id=ident, figure=figure, config=CONFIG, responsive=True, className="chart-area")
    return live.Div(
        [
            html.P(sentence, className="chart-sentence"),
            live.Div(drawing, role="img", **aria(label=sentence)),
            as_table(table),
        ],
        className="chart",
    )
