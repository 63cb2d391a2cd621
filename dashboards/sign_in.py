"""Sign in and out: drawn on the server, without JavaScript."""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, redirect, request, session

from dashboards import forms, frame
from dashboards.guard import SESSION
from dashboards.service import remember, service, serving
from tracker import entry
from tracker.errors import InputError


def add_routes(server: Flask, demo: list[dict[str, str]]) -> None:
    """Add the sign-in page and the way out; `demo` lists the accounts of the worked example."""
    server.add_url_rule("/sign-in", "sign_in", lambda: _ask(demo), methods=["GET"])
    server.add_url_rule("/sign-in", "signing_in", lambda: _enter(demo), methods=["POST"])
    server.add_url_rule("/sign-out", "sign_out", _leave, methods=["POST"])
    server.add_url_rule("/healthy", "healthy", lambda: ("ok", {"Content-Type": "text/plain"}), methods=["GET"])


def _ask(demo: list[dict[str, str]]) -> Response:
    return frame.answer("sign_in", "Sign in", next=_inside(request.args.get("next", "")), demo=demo)


def _enter(demo: list[dict[str, str]]) -> Response:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    onward, draft = _inside(request.form.get("next", "")), request.form.get("draft", "")
    with serving(change=True) as visit:
        secret = _try(visit, email, password)
    if isinstance(secret, InputError):
        return _wrong(secret, email, onward, draft, demo)
    session.clear()
    session[SESSION] = secret
    return _go_on(secret, onward, draft)


def _try(visit: Any, email: str, password: str) -> str | InputError:
    """Give the session's secret, or the refusal: a failed try is kept, so it must not roll back."""
    try:
        return entry.sign_in(visit.session, email, password, visit.now)
    except InputError as error:
        return error


def _wrong(error: InputError, email: str, onward: str, draft: str, demo: list[dict[str, str]]) -> Response:
    return frame.answer(
        "sign_in",
        "Sign in",
        status=HTTPStatus.BAD_REQUEST,
        email=email,
        next=onward,
        draft=draft,
        demo=demo,
        errors=[{"name": error.field, "sentence": error.sentence}],
    )


def _go_on(secret: str, onward: str, draft: str) -> Response:
    """Go where the person wanted to go; a form that was being filled opens again with what was typed."""
    typed = _read_draft(draft)
    if not typed:
        return make_response(redirect(onward or "/"))
    with serving() as visit:
        running = service()
        came = entry.entered(visit.session, secret, running.settings, visit.now)
    if came is not None:
        remember(came.visitor, secret)
    return forms.open_again(onward, typed)


def _read_draft(draft: str) -> dict[str, str]:
    try:
        typed = json.loads(draft) if draft else {}
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in typed.items()} if isinstance(typed, dict) else {}


def _inside(onward: str) -> str:
    """Give the address only if it leads to a page of this service."""
    try:
        parts = urlsplit(onward)
    except ValueError:
        return ""
    is_ours = onward.startswith("/") and not onward.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return onward if is_ours and onward.isprintable() else ""


def _leave() -> Response:
    secret = session.get(SESSION)
    if isinstance(secret, str):
        with serving(change=True) as visit:
            entry.sign_out(visit.session, secret, visit.now)
    session.clear()
    response = make_response(redirect("/sign-in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
