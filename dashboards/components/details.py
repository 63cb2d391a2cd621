"""What can be opened; on paper it is always open."""

from markupsafe import Markup

from dashboards import html

AS_TABLE = "Show these figures as a table"


def details(summary: str, inside: Markup | list[Markup | str] | str, *, opened: bool = False) -> Markup:
    """Fold something under a line that says what it is."""
    return html.Details([html.Summary(summary), html.Div(inside, className="details-inside")], open=opened)


def as_table(inside: Markup | list[Markup | str]) -> Markup:
    """Fold the table that holds the same numbers as the figure above it."""
    return details(AS_TABLE, inside)
