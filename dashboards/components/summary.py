"""A summary list: what a record says, term by term."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html
from dashboards.components.tables import Cell, shown


def summary_list(rows: Sequence[tuple[str, Cell]]) -> Markup:
    """Show terms and what stands for each; what is missing reads "Not known"."""
    return html.Dl([html.Div([html.Dt(term), html.Dd(shown(what))]) for term, what in rows], className="summary")
