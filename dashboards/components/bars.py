"""Stacked bars in HTML and CSS: one sentence, the shape, and every number as text."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboards.components.attributes import aria
from dashboards.components.figures import signed
from dashboards.components.tags import LETTERS, look, sentence_case
from tracker.words import Delivery, Rating


@dataclass(frozen=True)
class Part:
    """How many are of this kind, the list that shows them, and the change since the last meeting."""

    kind: Rating | Delivery
    number: int
    href: str = ""
    change: int | None = None


def bar(sentence: str, parts: Sequence[Part], *, thin: bool = False, show_sentence: bool = True) -> html.Div:
    """Draw the parts of a whole; whoever cannot see the shape reads the sentence and the numbers."""
    said: list[Component] = [html.P(sentence, className="bar-sentence")] if show_sentence else []
    track = html.Div(
        [_stretch(one) for one in parts if one.number], className="bar-track", role="img", **aria(label=sentence)
    )
    words = html.Ul([html.Li(_words(one)) for one in parts], className="bar-words")
    return html.Div([*said, track, words], className="bar thin" if thin else "bar")


def _stretch(part: Part) -> html.Span:
    letter = html.Span(LETTERS[part.kind], className="bar-letter")
    # React sets this through the style object of the page, which a strict policy allows.
    return html.Span(letter, className=f"bar-part patterned {look(part.kind)}", style={"flexGrow": part.number})


def _words(part: Part) -> list[Component | str]:
    word = sentence_case(part.kind.value)
    letter = html.Span(LETTERS[part.kind], className=f"letter {look(part.kind)}", **aria(hidden="true"))
    number: list[Component | str] = [f"{word} ", html.B(f"{part.number:,}")]
    text = html.A(number, href=part.href) if part.href else html.Span(number)
    if part.change is None:
        return [letter, text]
    return [letter, text, html.Span(f" ({signed(part.change)})", className="change")]
