"""Stacked bars in HTML and CSS: one sentence, the shape, and every number as text."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards import html
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


def bar(sentence: str, parts: Sequence[Part], *, thin: bool = False, show_sentence: bool = True) -> Markup:
    """Draw the parts of a whole; whoever cannot see the shape reads the sentence and the numbers."""
    said = html.P(sentence, className="bar-sentence") if show_sentence else None
    track = html.Svg(_stretches(parts), className="bar-track", role="img", **aria(label=sentence))
    words = html.Ul([html.Li(_words(one)) for one in parts], className="bar-words")
    return html.Div([said, track, words], className="bar thin" if thin else "bar")


def _stretches(parts: Sequence[Part]) -> list[Markup]:
    """Lay the parts beside each other. SVG takes its lengths as attributes, which a strict policy lets through."""
    whole, drawn, begin = sum(one.number for one in parts), [], 0
    for one in parts:
        if one.number:
            letter = html.Span(LETTERS[one.kind], className="bar-letter")
            stretch = html.Div(letter, className=f"bar-part patterned {look(one.kind)}")
            drawn.append(
                html.ForeignObject(
                    stretch, x=_percent(begin, whole), y="0", width=_percent(one.number, whole), height="100%"
                )
            )
        begin += one.number
    return drawn


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.3f}%"


def _words(part: Part) -> list[Markup | str]:
    word = sentence_case(part.kind.value)
    letter = html.Span(LETTERS[part.kind], className=f"letter {look(part.kind)}", **aria(hidden="true"))
    number: list[Markup | str] = [f"{word} ", html.B(f"{part.number:,}")]
    text = html.A(number, href=part.href) if part.href else html.Span(number)
    if part.change is None:
        return [letter, text]
    return [letter, text, html.Span(f" ({signed(part.change)})", className="change")]
