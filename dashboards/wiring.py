"""The one seam between Dash and the tracker: pages, callbacks and their visits."""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from traceback import extract_tb
from typing import Any
from urllib.parse import parse_qsl

import structlog
from dash import Dash, Input, Output, State, dcc, html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map, Rule

from dashboards import reads
from dashboards.components import notice
from dashboards.drawn import Drawable, as_data
from dashboards.service import as_at_of, new_reference, note_refusal, visiting
from tracker.access import allows
from tracker.errors import InputError, NotFoundError, RefusedError, TrackerError
from tracker.visit import Visit, Visitor
from tracker.words import Permission

ADDRESS, CONTENT = "address", "content"
LONGEST_ADDRESS = 2000
DEEPEST_PLACES = 30
LOG: list[Any] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.JSONRenderer(),
]

Asked = Mapping[str, str]
Draws = Callable[..., Drawable]


@dataclass(frozen=True)
class Page:
    """A page: its address, its title, the permission that it needs, and its word in the menu.

    Around a bare page no band names the edition and the day: who judges blind sees no year.
    """

    path: str
    title: str
    needs: Permission
    draw: Draws
    finds: Callable[..., str] | None = None
    menu: str = ""
    place: int = 0
    bare: bool = False


@dataclass(frozen=True)
class Reaction:
    """A callback: what it fills, what it listens to, and what draws it."""

    output: Output
    listens: tuple[Input | State, ...]
    draw: Draws
    needs: Permission


class KeyConverter(IntegerConverter):
    """The key of a record in an address: plain digits that any database can hold; anything else leads nowhere."""

    regex = "[1-9][0-9]{0,8}"


KEYS = {"int": KeyConverter}
PAGES: dict[str, Page] = {}
REACTIONS: list[Reaction] = []


def page(
    path: str,
    *,
    title: str,
    needs: Permission,
    finds: Callable[..., str] | None = None,
    menu: tuple[str, int] = ("", 0),
    bare: bool = False,
) -> Callable[[Draws], Draws]:
    """Register a page. It is drawn by `draw(visit, asked, **parts of the address)`; `finds` names its record."""

    def register(draw: Draws) -> Draws:
        PAGES[path] = Page(path, title, needs, draw, finds, *menu, bare)
        return draw

    return register


def reacts(output: Output, *listens: Input | State, needs: Permission) -> Callable[[Draws], Draws]:
    """Register a callback `draw(visit, asked, *values)` that fills the children of one place on a page."""

    def register(draw: Draws) -> Draws:
        REACTIONS.append(Reaction(output, listens, draw, needs))
        return draw

    return register


def menu(who: Visitor) -> list[Page]:
    """Give the pages of the menu that this person may open, in their order."""
    shown = [each for each in PAGES.values() if each.menu and allows(who, each.needs)]
    return sorted(shown, key=lambda each: each.place)


@cache
def _addresses(paths: tuple[str, ...]) -> Map:
    """Know all addresses; built once, for it takes longer than many a page."""
    return Map([Rule(path, endpoint=path) for path in paths], strict_slashes=False, converters=KEYS)


def match(path: str) -> tuple[Page, dict[str, Any]] | None:
    """Find the page at an address and the parts of that address."""
    try:
        endpoint, parts = _addresses(tuple(PAGES)).bind("").match(path)
    except HTTPException:
        return None
    return PAGES[str(endpoint)], dict(parts)


def asked_in(search: str) -> dict[str, str]:
    """Read what an address asks; a name given twice is refused, because nobody could say which one counts."""
    if len(search) > LONGEST_ADDRESS:
        raise InputError("This address is too long.")
    pairs = parse_qsl(search.removeprefix("?"), keep_blank_values=False)
    if len(dict(pairs)) != len(pairs):
        raise InputError("This address asks the same thing twice.")
    if not all(can_be_kept(word) for pair in pairs for word in pair):
        raise InputError("This address holds a character that no address of this service holds.")
    return dict(pairs)


def can_be_kept(value: object) -> bool:
    """Tell whether a database can hold a value: text without the null character and without half characters."""
    return not isinstance(value, str) or not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value)


def connect(app: Dash) -> None:
    """Give Dash its layout and its callbacks."""
    app.layout = html.Div([dcc.Location(id=ADDRESS, refresh=True), html.Div(id=CONTENT)])
    app.callback(Output(CONTENT, "children"), Input(ADDRESS, "pathname"), Input(ADDRESS, "search"))(_show_page)
    for reaction in REACTIONS:
        app.callback(reaction.output, *reaction.listens, State(ADDRESS, "search"))(_reaction(reaction))


def _show_page(path: Any, search: Any) -> Any:
    return as_data(draw_page(_text(path), _text(search)))


def draw_page(path: str, search: str) -> Drawable:
    """Draw the page at an address for whoever asks."""
    found = match(path)
    if found is None:
        raise NotFoundError
    shown, parts = found
    asked = asked_in(search)
    with visiting(as_at=as_at_of(asked.get("as_at", ""))) as visit:
        if not allows(visit.who, shown.needs):
            raise NotFoundError
        drawn = shown.draw(visit, asked, **parts)
    reads.note(f"{path}{search}")
    return drawn


def _reaction(reaction: Reaction) -> Callable[..., Any]:
    def react(*values: Any) -> Any:
        return as_data(_draw(reaction, values))

    react.__name__ = reaction.draw.__name__
    return react


def _draw(reaction: Reaction, values: tuple[Any, ...]) -> Drawable:
    *given, search = values
    asked = asked_in(_text(search))
    with visiting(as_at=as_at_of(asked.get("as_at", ""))) as visit:
        if not allows(visit.who, reaction.needs):
            raise RefusedError
        drawn = reaction.draw(visit, asked, *given)
    reads.note(f"{reaction.output.component_id}{_text(search)}")
    return drawn


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def tell(error: Exception) -> Any:
    """Say in a sentence why a place on a page stays empty; what nobody foresaw is logged under a reference."""
    if isinstance(error, RefusedError):
        return as_data(notice.error(note_refusal(error).sentence))
    if isinstance(error, TrackerError):
        return as_data(notice.error(error.sentence))
    return as_data(notice.error("Something went wrong on our side. Nothing was changed.", reference=logged(error)))


def logged(error: Exception) -> str:
    """Log a fault under a new reference and give the reference.

    The log says where and what kind, on one line, and never repeats a value: what people typed, and what they may not
    see, would otherwise stand there through the message or the local variables.
    """
    reference = new_reference()
    kinds = [type(each).__name__ for each in (error, error.__cause__) if each is not None]
    places = [f"{Path(at.filename).name}:{at.lineno} {at.name}" for at in extract_tb(error.__traceback__)]
    # Where there is no room for the log, or nowhere to log, the person is told all the same.
    with suppress(OSError, ValueError):
        structlog.wrap_logger(structlog.PrintLogger(sys.stderr), processors=LOG).error(
            "fault", reference=reference, kinds=kinds, places=places[-DEEPEST_PLACES:]
        )
    return reference


def named(visit: Visit, shown: Page, parts: Mapping[str, Any]) -> str:
    """Name a page by its record; raise NotFoundError when page or record are not there for this person."""
    if not allows(visit.who, shown.needs):
        raise NotFoundError
    return shown.finds(visit, **parts) if shown.finds is not None else shown.title
