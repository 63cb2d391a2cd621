"""Forms that are opened from a meeting: what was chosen there is chosen already, and they lead back to that screen.

The address of such a form says where it was opened, in `back`, and may choose among what the form offers; it never
types anything, and anywhere else than a screen of a meeting nobody is led.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from dashboards.components.forms import Field, Kind
from dashboards.links import address

BACK = "back"
SCREEN = re.compile(
    r"/meetings/[1-9][0-9]{0,8}/table(/[a-z]+(/[1-9][0-9]{0,8}(\?was=[01]~[0-9]{1,6}~[0-9]{4}-[0-9]{2}-[0-9]{2})?)?)?"
)
CHOSEN = frozenset({Kind.SELECT, Kind.RADIOS})


def form(path: str, back: str, **chosen: str | int) -> str:
    """Give the address of a form with what is chosen in it already, and the screen to which it leads back."""
    return address(path, **chosen, **{BACK: back})


def of(given: Mapping[str, str]) -> str:
    """Give the screen from which a form was opened; empty when it was opened elsewhere."""
    back = given.get(BACK, "")
    return back if SCREEN.fullmatch(back) else ""


def fields(asked: list[Field], given: Mapping[str, str]) -> list[Field]:
    """Choose in a form what was chosen where it was opened, and keep the way back in it."""
    back = of(given)
    return [*(_chosen(each, given) for each in asked), Field(BACK, "", Kind.HIDDEN, back)] if back else asked


def _chosen(asked: Field, given: Mapping[str, str]) -> Field:
    value = given.get(asked.name, "")
    is_offered = asked.kind in CHOSEN and any(value == option.value for option in asked.options)
    return replace(asked, value=value) if is_offered else asked
