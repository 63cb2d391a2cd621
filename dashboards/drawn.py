"""Sending two thousand parts of a page in little time: as the plain data that Dash would make of them."""

from typing import Any

from dash import html
from dash.development.base_component import Component

# What every component keeps for itself beside the properties that it was given.
KEPT_INSIDE = frozenset(vars(html.Div())) - {"children"}


def as_data(drawn: Any) -> Any:
    """Give a component and all that is in it as Dash sends it to the browser."""
    kind = type(drawn)
    if kind is str or kind is int or drawn is None:
        return drawn
    if kind is list or kind is tuple:
        return [as_data(each) for each in drawn]
    if isinstance(drawn, Component):
        given = {name: as_data(value) for name, value in vars(drawn).items() if name not in KEPT_INSIDE}
        return {"props": given, "type": drawn._type, "namespace": drawn._namespace}
    return drawn
