"""A section of a page: its heading and what is said beside it on one line."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component


def headed(
    title: str, beside: Sequence[Component | str] | Component | str | None, *inside: Component | None
) -> html.Section:
    """Put a heading and a short sentence on one line above the rest of a section."""
    said = [html.P(beside)] if beside else []
    return html.Section([html.Div([html.H2(title), *said], className="headed"), *[one for one in inside if one]])
