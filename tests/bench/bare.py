"""Dash and nothing else: what a callback costs before anybody asks it a question."""

from typing import Any

from dash import Dash, Input, Output, dcc, html
from flask_compress import Compress

SMALL, TABLE = "small", "table"
ROWS, CELLS = 50, 10


def create_server() -> Any:
    """Give a server with two callbacks: one fills a place with a sentence, the other with a table of 50 rows."""
    app = Dash("bare", use_pages=False, suppress_callback_exceptions=True, enable_mcp=False)
    app.layout = html.Div([dcc.Location(id="address"), html.Div(id=SMALL), html.Div(id=TABLE)])
    app.callback(Output(SMALL, "children"), Input("address", "pathname"))(small)
    app.callback(Output(TABLE, "children"), Input("address", "pathname"))(table)
    app.server.config["COMPRESS_MIMETYPES"] = ["application/json"]
    app.server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    Compress(app.server)
    app._setup_server()
    return app.server


def small(path: str) -> Any:
    """Answer with one sentence."""
    return html.Div([html.H1("Bare"), html.P(f"This is {path}.")])


def table(path: str) -> Any:
    """Answer with fifty rows of ten cells, each cell drawn as our tables draw it."""
    rows = [
        html.Tr([html.Td(html.Div(f"{path} {row}.{cell}"), className="cell") for cell in range(CELLS)])
        for row in range(ROWS)
    ]
    return html.Table([html.Caption("Bare"), html.Tbody(rows)])
