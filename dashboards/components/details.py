"""What can be opened; on paper it is always open."""

from dash import html
from dash.development.base_component import Component

AS_TABLE = "Show these figures as a table"


def details(summary: str, inside: Component | list[Component | str] | str, *, opened: bool = False) -> html.Details:
    """Fold something under a line that says what it is."""
    return html.Details([html.Summary(summary), html.Div(inside, className="details-inside")], open=opened)


def as_table(inside: Component | list[Component | str]) -> html.Details:
    """Fold the table that holds the same numbers as the figure above it."""
    return details(AS_TABLE, inside)
