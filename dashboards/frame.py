"""The frame around every page: menu, person, band, crumbs; drawn on the server."""

from datetime import date
from pathlib import Path
from typing import Any

from flask import Response, make_response, request
from flask_wtf.csrf import generate_csrf
from jinja2 import Environment, FileSystemLoader, select_autoescape

from dashboards import wiring
from dashboards.components.dates import in_words
from dashboards.links import address
from dashboards.service import as_at_of, service, today, visitor
from tracker.errors import InputError
from tracker.words import Role

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape(default=True)
)
SHEET = Path(__file__).parent / "assets" / "tracker.css"
# The address that Dash gives it on its own pages: a browser fetches it once for all.
STYLESHEET = f"/assets/{SHEET.name}?m={SHEET.stat().st_mtime}"
EDITIONS = {Role.COUNCILLOR: "Members edition", Role.INSPECTOR: "Inspector's edition", Role.OWNER: "Agency edition"}

# What fits on one line at the top is the menu; what is asked for less often stands at the foot of every page.
IN_THE_FOOTER = 10


def around(title: str) -> dict[str, Any]:
    """Give the variables of the frame for whoever asks."""
    who = visitor()
    known = who.person_id is not None
    pages = wiring.menu(who) if known else []
    above = [page for page in pages if page.place < IN_THE_FOOTER] or pages
    return {
        "title": title,
        "stylesheet": STYLESHEET,
        "menu": [_item(page) for page in above],
        "foot": [_item(page) for page in pages if page not in above],
        "person": {"name": who.name, "role": ", ".join(sorted(role.value for role in who.roles))} if known else None,
        "csrf_token": generate_csrf(),
        "band": _band() if known and not _is_bare() else None,
    }


def _is_bare() -> bool:
    found = wiring.match(request.path)
    return found is not None and found[0].bare


def _item(page: wiring.Page) -> dict[str, Any]:
    here = request.path == page.path if page.path == "/" else request.path.startswith(page.path)
    return {"label": page.menu, "href": address(page.path, as_at=_day_asked()), "current": here}


def _day_asked() -> date | None:
    try:
        return as_at_of(request.args.get("as_at", ""))
    except InputError:
        return None


def _band() -> dict[str, Any]:
    edition = next((EDITIONS[role] for role in visitor().roles if role in EDITIONS), "Board edition")
    return {
        "plan": "Improvement plan",
        "edition": edition,
        "as_at": in_words(_day_asked() or today()),
        "change_href": address("/as-at", back=request.path, as_at=_day_asked()),
        "worked_example": service().worked_example,
    }


def answer(template: str, title: str, *, status: int = 200, **values: Any) -> Response:
    """Draw a template in the frame."""
    drawn = TEMPLATES.get_template(f"{template}.html").render(**{**around(title), **values})
    return make_response(drawn, status)
