"""The elements of a page, written as HTML at once: what people typed is escaped to the last letter.

Elements take what `dash.html` takes, and give markup instead of components: a list of two thousand parts is then one
text, which the browser puts in its place at once (`dashboards.drawn`), and which a printed page can hold as well.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

from markupsafe import Markup, escape

Inside = Markup | str | int | float | None | Iterable["Inside"]
Element = Callable[..., Markup]

NAMES = {
    "className": "class",
    "htmlFor": "for",
    "dateTime": "datetime",
    "tabIndex": "tabindex",
    "autoComplete": "autocomplete",
}
PLAIN = frozenset(
    "action height href id method name open rel role scope selected title type value width x x1 x2 y y1 y2".split()  # noqa: SIM905
)
OURS = ("/", "#", "?", "http://", "https://")
ADDRESSES = frozenset({"href", "action"})
EMPTY = frozenset({"input"})
MOST_ATTRIBUTES = 4096


def written(inside: Inside) -> str:
    """Write text, parts and lists of them one after the other; nothing at all writes nothing."""
    if isinstance(inside, Markup):
        return inside
    if isinstance(inside, str):
        return escape(inside)
    if inside is None:
        return ""
    if isinstance(inside, int | float):
        return str(inside)
    return "".join([written(each) for each in inside])


def _element(tag: str) -> Element:
    opened, closed = f"<{tag}", "" if tag in EMPTY else f"</{tag}>"

    def element(inside: Inside = None, **given: object) -> Markup:
        said = "".join([_attribute(*each) for each in given.items()]) if given else ""
        # Every part of this text is written by us or escaped; `Markup(...)` would look whether it has to ask a part.
        return str.__new__(Markup, f"{opened}{said}>{written(inside)}{closed}")

    element.__doc__ = f"Write the element `{tag}`."
    return element


# The same few hundred attributes stand on every page; `typed` tells 1 from True.
@lru_cache(maxsize=MOST_ATTRIBUTES, typed=True)
def _attribute(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    known = NAMES.get(name) or (name if name in PLAIN or name.startswith(("aria-", "data-")) else "")
    if not known or (known in ADDRESSES and not str(value).startswith(OURS)):
        message = f"{name}={value!r} is no attribute that a page may hold"
        raise ValueError(message)
    return f" {known}" if value is True else f' {known}="{escape(str(value))}"'


A, B, Blockquote, Button, Caption = (_element(tag) for tag in ("a", "b", "blockquote", "button", "caption"))
Dd, Details, Div, Dl, Dt, Form = (_element(tag) for tag in ("dd", "details", "div", "dl", "dt", "form"))
H1, H2, H3, Input, Label, Li, Nav = (_element(tag) for tag in ("h1", "h2", "h3", "input", "label", "li", "nav"))
Ol, Option, P, Section, Select, Span = (_element(tag) for tag in ("ol", "option", "p", "section", "select", "span"))
Strong, Summary, Svg, ForeignObject = (_element(tag) for tag in ("strong", "summary", "svg", "foreignObject"))
Line, Rect, Text = (_element(tag) for tag in ("line", "rect", "text"))
Table, Tbody, Td, Th, Thead, Time, Tr, Ul = (
    _element(tag) for tag in ("table", "tbody", "td", "th", "thead", "time", "tr", "ul")
)
