"""The gates to closing, visible to everyone, always, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards import html
from dashboards.components.attributes import aria


@dataclass(frozen=True)
class Gate:
    """What must be so before the board can close, and whether it is; the note says what is still needed."""

    sentence: str
    met: bool
    note: str = ""


def gates(rows: Sequence[Gate]) -> Markup:
    """List the gates as ticked and empty boxes with the word beside each."""
    return html.Ul([html.Li(_gate(row)) for row in rows], className="gates")


def _gate(row: Gate) -> list[Markup]:
    box = html.Span("☑" if row.met else "☐", className="box", **aria(hidden="true"))
    note = f". {row.note}" if row.note else ""
    return [box, html.Span([html.Strong("Met: " if row.met else "Not yet: "), f"{row.sentence}{note}"])]
