"""History: who did what and when, newest first, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from dashboards import html
from dashboards.components.dates import day_shown, in_words


@dataclass(frozen=True)
class Happened:
    """One sentence of history; `entered_on` is given when it was written down on a later day."""

    who: str
    when: date
    sentence: str | Markup
    entered_on: date | None = None


def history(rows: Sequence[Happened]) -> Markup:
    """List what happened in the order given."""
    return html.Ol([html.Li([html.P(_when(row)), html.P(row.sentence)]) for row in rows], className="history")


def _when(row: Happened) -> list[Markup | str]:
    day = html.Strong(day_shown(row.when))
    later = f", entered later, on {in_words(row.entered_on)}" if row.entered_on else ""
    return [day, html.Span(f" · {row.who}{later}", className="quiet")]
