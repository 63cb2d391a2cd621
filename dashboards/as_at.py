"""Change the day that the pages show: one small page, and back to where the reader was."""

from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from flask import Flask, Response, make_response, redirect, request

from dashboards import frame
from dashboards.components.dates import in_words
from dashboards.components.forms import Field, Kind
from dashboards.links import address
from dashboards.service import as_at_of, today
from tracker.errors import InputError


def add_routes(server: Flask) -> None:
    """Add the page that asks for a day; it changes nothing, so it is asked and answered by GET."""
    server.add_url_rule("/as-at", "as_at", _choose, methods=["GET"])
    server.add_url_rule("/as-at", "as_at_chosen", _chosen, methods=["POST"])


def _choose() -> Response:
    asked = request.args.get("as_at", "")
    return _drawn(_inside(request.args.get("back", "/")), in_words(as_at_of(asked) or today()))


def _chosen() -> Response:
    back, typed = _inside(request.form.get("back", "/")), request.form.get("day", "")
    try:
        day = as_at_of(typed)
    except InputError as error:
        return _drawn(back, typed, error)
    parts = urlsplit(back)
    kept = {name: value for name, value in parse_qsl(parts.query) if name != "as_at"}
    return make_response(redirect(address(parts.path, **kept, as_at=day)))


def _drawn(back: str, typed: str, error: InputError | None = None) -> Response:
    said = error.sentence if error else ""
    return frame.answer(
        "form",
        "Show the plan as at another day",
        status=HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK,
        lead="Every page then shows what was recorded as in effect on that day, with your rights of today.",
        fields=[
            Field("day", "Day", Kind.DATE, typed, hint="For example, 1 Oct 2014", error=said),
            Field("back", "", Kind.HIDDEN, back),
        ],
        errors=[{"name": "day", "sentence": said}] if error else [],
        conflict=(),
        warning="",
        submit="Show this day",
        cancel_href=back,
        action="/as-at",
    )


def _inside(back: str) -> str:
    ours = back.startswith("/") and not back.startswith(("//", "/\\")) and not urlsplit(back).netloc
    return back if ours else "/"
