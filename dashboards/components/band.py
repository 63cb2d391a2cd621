"""The band: which edition this is and on which day the reader stands."""

from datetime import date

from markupsafe import Markup

from dashboards import html
from dashboards.components.dates import in_words
from dashboards.components.filters import Day, Target, filters


def band(edition: str, as_at: date, *, change_href: str = "", worked_example: bool = False) -> Markup:
    """Say edition and day on one line, as the printed page does too."""
    said: list[Markup | str] = [f"Improvement plan · {edition} · as at ", html.Strong(in_words(as_at))]
    if change_href:
        said += [" ", html.A("change date", href=change_href, className="change-date")]
    mark = [html.P("Worked example", className="band-mark")] if worked_example else []
    return html.Div([html.P(said), *mark], className="band band-line")


def past_notice(as_at: date, back_href: str) -> Markup:
    """Warn that the page shows a past day, and lead back to today."""
    return html.Div(
        html.P(
            [
                html.Strong(f"You see the plan as it stood on {in_words(as_at)}. "),
                "What happened later is not shown. ",
                html.A("Go back to today", href=back_href),
            ]
        ),
        className="notice",
        role="note",
    )


def change_date(to: Target, as_at: date) -> Markup:
    """Ask for the same page as it stood on another day."""
    return filters(to, [Day("as_at", "Show the plan as at", in_words(as_at))], name="day", submit="Change date")
