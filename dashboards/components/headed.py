"""A section of a page: its heading and what is said beside it on one line."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html


def headed(title: str, beside: Sequence[Markup | str] | Markup | str | None, *inside: Markup | None) -> Markup:
    """Put a heading and a short sentence on one line above the rest of a section."""
    said = [html.P(beside)] if beside else []
    return html.Section([html.Div([html.H2(title), *said], className="headed"), *[one for one in inside if one]])
