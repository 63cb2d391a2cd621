"""What the page has to tell the reader: notices, warnings, errors."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html
from dashboards.components.attributes import aria


def alert_region(ident: str, inside: Markup | list[Markup] | None = None) -> Markup:
    """Keep a place from which later messages are read out at once."""
    return html.Div(inside, id=ident, role="alert")


def notice(sentence: str | Markup | list[Markup | str]) -> Markup:
    """Tell something that needs no answer."""
    return html.Div(html.P(sentence), className="notice", role="note")


def warning(sentence: str) -> Markup:
    """Warn before a decision that has weight."""
    return html.Div(
        [
            html.Span("!", className="warning-mark", **aria(hidden="true")),
            html.Span([html.Span("Warning: ", className="hidden-words"), sentence]),
        ],
        className="warning",
    )


def error(sentence: str, *, reference: str = "") -> Markup:
    """Say in the alert region what went wrong and, where there is one, by which reference it can be found."""
    said: list[Markup] = [html.P(html.Strong(sentence))]
    if reference:
        said.append(html.P(["Reference: ", html.Span(reference, className="reference")]))
    return html.Div(said, className="notice error")


def unmet(lead: str, rules: Sequence[str]) -> Markup:
    """List each rule of the board that stands in the way."""
    return html.Div([html.P(html.Strong(lead)), html.Ul([html.Li(rule) for rule in rules])], className="notice error")
