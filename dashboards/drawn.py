"""What a page draws, as the browser gets it: markup in one piece, and beside it the few parts that Dash moves.

Dash's renderer tells each part of a page about every other that it draws, which makes long lists slow as the square of
their length: two thousand parts took a browser fourteen seconds. Markup is one part, whatever it holds.
"""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component
from markupsafe import Markup

# What a page may give: markup, a part that Dash moves, or several of either, one after the other.
Drawable = Markup | Component | Sequence["Markup | Component"]

# What every component keeps for itself beside the properties that it was given.
KEPT_INSIDE = frozenset(vars(html.Div())) - {"children"}


class Drawn(Component):
    """Markup as a component of Dash; `assets/markup.js` puts it in its place."""

    _namespace = "tracker_markup"
    _type = "Markup"
    _children_props: list[str] = []
    _base_nodes = ["children"]

    def __init__(self, html: str) -> None:
        self._prop_names = ["html"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        super().__init__(html=str(html))  # type: ignore[no-untyped-call]


def as_data(drawn: Any) -> Any:
    """Give a part of a page, and all that is in it, as Dash sends it to the browser."""
    if isinstance(drawn, Markup):
        return {"props": {"html": str(drawn)}, "type": Drawn._type, "namespace": Drawn._namespace}
    if isinstance(drawn, list | tuple):
        return [as_data(each) for each in drawn]
    if isinstance(drawn, Component):
        given = {name: as_data(value) for name, value in vars(drawn).items() if name not in KEPT_INSIDE}
        return {"props": given, "type": drawn._type, "namespace": drawn._namespace}
    return drawn
