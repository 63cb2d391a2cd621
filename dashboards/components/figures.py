"""Figures: a number is never alone, it has its change since the last meeting and opens the list that it counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards import html


@dataclass(frozen=True)
class Figure:
    """A number, what it counts, the list behind it and its change since the last meeting (None: not known)."""

    number: int | str
    label: str
    href: str
    change: int | str | None = None


def signed(change: int) -> str:
    """Write a change with its sign, or as "no change"."""
    if change == 0:
        return "no change"
    return f"+{change}" if change > 0 else f"\N{MINUS SIGN}{-change}"


def change_in_words(change: int | str | None, *, since: str = "the last meeting") -> str:
    """Say how a number changed, in words that can be read aloud."""
    if change is None:
        return f"change since {since} not known"
    if isinstance(change, str):
        return change
    return f"no change since {since}" if change == 0 else f"{signed(change)} since {since}"


def figure(
    number: int | str, label: str, href: str, change: int | str | None = None, *, since: str = "the last meeting"
) -> Markup:
    """Show one large number as a link to its list, with its label and its change."""
    return html.P(
        [
            html.A(
                [html.Span(str(number), className="figure-number"), html.Span(label, className="figure-label")],
                href=href,
                className="figure-link",
            ),
            html.Span(change_in_words(change, since=since), className="change"),
        ],
        className="figure",
    )


def figures(shown: Sequence[Figure], *, since: str = "the last meeting") -> Markup:
    """Show up to five figures side by side."""
    return html.Ul(
        [html.Li(figure(one.number, one.label, one.href, one.change, since=since)) for one in shown],
        className="figures",
    )


def figure_line(lead: str, shown: Sequence[Figure]) -> Markup:
    """Show several numbers on one line: "Delivery, 214 actions: 12 not started, 96 in progress"."""
    return html.Div([html.Strong(lead), html.Ul([html.Li(_small(one)) for one in shown])], className="figure-line")


def _small(one: Figure) -> list[Markup | str]:
    link = html.A([f"{one.label} ", html.B(str(one.number))], href=one.href)
    if one.change is None:
        return [link]
    change = one.change if isinstance(one.change, str) else signed(one.change)
    return [link, html.Span(f" ({change})", className="change")]
