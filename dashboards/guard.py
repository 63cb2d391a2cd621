"""What stands before every page: who asks, whether the request is one of ours, and the headers of every answer."""

import json
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from dash import Dash
from dash.exceptions import DependencyException
from flask import Flask, Response, g, jsonify, make_response, redirect, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from werkzeug.exceptions import HTTPException

from dashboards import briefings, frame, service, uploads, wiring
from dashboards.charts.policy import style_sources
from dashboards.links import address
from tracker import entry
from tracker.access import allows
from tracker.commands.reviews import lift_lapsed_embargoes
from tracker.errors import BusyError, InputError, NotFoundError, RefusedError, SignedOutError, TrackerError, no_room

FILES = ("/assets/<path:filename>", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>")
SAME_FOR_ALL = frozenset({*FILES, *briefings.OPEN})
OPEN_RULES = frozenset({"/sign-in", "/_favicon.ico", "/healthy", "/calendar/<token>.ics", *FILES, *briefings.OPEN})
CALLBACK = "/_dash-update-component"
DEEPEST, LARGEST_CALLBACK, LARGEST_FORM = 20, 256 * 1024, 1024 * 1024
SESSION = "secret"
NOTHING_TO_SEE = "Your account looks after people and the service. It shows nothing of the plan."
BY_COMMAND = "People are kept with the command line: tracker user --help."
STATUS = {
    SignedOutError: HTTPStatus.UNAUTHORIZED,
    NotFoundError: HTTPStatus.NOT_FOUND,
    RefusedError: HTTPStatus.FORBIDDEN,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    InputError: HTTPStatus.BAD_REQUEST,
}
TITLES = {
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.FORBIDDEN: "You cannot do this",
    HTTPStatus.SERVICE_UNAVAILABLE: "The record is busy",
    HTTPStatus.BAD_REQUEST: "This request cannot be read",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not do that",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is too large",
}


def stand_guard(app: Dash, server: Flask) -> None:
    """Put the guard before Dash's own routes: nothing is open but what is listed as open."""
    server.config.update(
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=service_settings(server).is_https,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    server.before_request(_refuse_strange_requests)
    server.before_request(_find_visitor)
    server.before_request(lambda: _check_callback(app))
    server.before_request(_check_page)
    CSRFProtect(server)
    # Kept with this server alone, and only found once everything is set up.
    sources = cache(lambda: scripts(app))
    server.after_request(lambda response: _headers(response, sources()))
    server.register_error_handler(TrackerError, _tell)
    server.register_error_handler(CSRFError, _tell_http)
    server.register_error_handler(HTTPException, _tell_http)
    server.register_error_handler(DependencyException, lambda _: _tell(NotFoundError()))
    server.register_error_handler(Exception, _tell_fault)


def service_settings(server: Flask) -> Any:
    """Give the settings of the service that this server runs."""
    return server.extensions["tracker"].settings


def scripts(app: Dash) -> str:
    """Give the value of `script-src`: our own files and Dash's inline scripts, by their hashes."""
    return " ".join(["'self'", *app.csp_hashes()])


def _refuse_strange_requests() -> Response | None:
    """Refuse what no page of ours sends: other methods, names asked twice, requests made by other sites."""
    if request.method not in {"GET", "POST", "HEAD"} or "X-HTTP-Method-Override" in request.headers:
        return _said(HTTPStatus.METHOD_NOT_ALLOWED, "This address does not do that.")
    if any(len(values) > 1 for values in request.args.to_dict(flat=False).values()):
        return _said(HTTPStatus.BAD_REQUEST, "This address asks the same thing twice.")
    if not all(wiring.can_be_kept(each) for each in (request.path, *request.args, *request.args.values())):
        return _said(HTTPStatus.BAD_REQUEST, "This address holds a character that no address of this service holds.")
    if request.method == "POST" and not _is_from_here():
        return _said(HTTPStatus.FORBIDDEN, "This request did not come from a page of this service.")
    if request.method == "POST" and request.content_length is None:
        # Without a length a body is cut at the limit, and what is cut would be kept as if it were whole.
        return _said(HTTPStatus.LENGTH_REQUIRED, "A request has to say how long it is.")
    if request.content_encoding:
        return _said(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Compressed requests are not read.")
    return None


def _is_from_here() -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def _leads_to() -> str:
    return request.url_rule.rule if request.url_rule is not None else ""


def _find_visitor() -> Response | None:
    if _leads_to() in SAME_FOR_ALL:
        # What everybody reads is the same for everybody: nobody looks who asks. Looking would make it an answer to this
        # cookie alone, and each page brings another: the browser would fetch all its files again for every page.
        return None
    secret = session.get(SESSION)
    came = service.come_in(secret) if isinstance(secret, str) and secret else None
    if came is not None:
        service.remember(came.visitor, str(secret))
        _keep_alive(came, str(secret))
        return None
    if _leads_to() in OPEN_RULES:
        return None
    if request.method == "GET" and not request.path.startswith("/_"):
        return make_response(redirect(address("/sign-in", next=_next())))
    if request.method == "POST" and not request.path.startswith("/_"):
        return frame.answer(
            "sign_in",
            "Sign in",
            status=HTTPStatus.UNAUTHORIZED,
            lead="Your session has ended. Sign in to go on; what you typed is kept.",
            next=request.path,
            draft=json.dumps(_typed()),
        )
    return make_response(jsonify(error="Sign in to go on."), HTTPStatus.UNAUTHORIZED)


def _typed() -> dict[str, str]:
    """Keep what was typed, but nothing that proves who typed it."""
    given = uploads.typed_before_the_file() if uploads.takes_file() else request.form
    return {name: value for name, value in given.items() if name not in {"csrf_token", "form_key", "password"}}


def _next() -> str:
    return request.full_path.rstrip("?") if request.query_string else request.path


def _keep_alive(came: entry.Entered, secret: str) -> None:
    """Note use of the session once a minute, and publish what an embargo has held back until a moment ago."""
    running = service.service()
    if (running.settings.now() - came.seen_at).total_seconds() > entry.SEEN_EVERY_SECONDS:
        # A reader goes on reading while somebody holds the record; the next request notes the use.
        with suppress(BusyError), service.serving(change=True) as visit:
            entry.see(visit.session, secret, visit.now)
    if came.embargo_lapsed:
        with service.serving(change=True) as visit:
            lift_lapsed_embargoes(visit)


def _check_callback(app: Dash) -> Response | None:
    """Let a callback through only in the shape in which Dash's own page sends it; anything else is 400, never 500."""
    if request.path != CALLBACK or request.method != "POST":
        return None
    request.max_content_length = LARGEST_CALLBACK
    try:
        body = json.loads(request.get_data(cache=True), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return _said(HTTPStatus.BAD_REQUEST, "This request cannot be read.")
    if not _is_known(app, body):
        return _said(HTTPStatus.BAD_REQUEST, "This request is not one that a page of this service sends.")
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "a name twice"
        raise ValueError(message)
    return found


def _no_number(name: str) -> float:
    message = f"{name} is not a number"
    raise ValueError(message)


def _is_known(app: Dash, body: Any) -> bool:
    if not isinstance(body, dict) or not isinstance(body.get("output"), str) or _depth(body) > DEEPEST:
        return False
    known = app.callback_map.get(body["output"])
    if known is None:
        return False
    target = body.get("outputs")
    if not isinstance(target, dict) or f"{target.get('id')}.{target.get('property')}" != body["output"]:
        return False
    changed = body.get("changedPropIds", [])
    return (
        isinstance(changed, list)
        and all(isinstance(each, str) for each in changed)
        and _same(body.get("inputs", []), known["inputs"])
        and _same(body.get("state", []), known["state"])
    )


def _same(given: Any, expected: list[dict[str, Any]]) -> bool:
    """Tell whether the values come from the very places that the callback listens to, each a plain value."""
    if not isinstance(given, list) or len(given) != len(expected):
        return False
    return all(
        isinstance(one, dict)
        and one.get("id") == want["id"]
        and one.get("property") == want["property"]
        and isinstance(one.get("value"), str | int | float | bool | None)
        and wiring.can_be_kept(one.get("value"))
        for one, want in zip(given, expected, strict=True)
    )


def _depth(value: Any, level: int = 0) -> int:
    if level > DEEPEST or not isinstance(value, dict | list):
        return level
    inside = value.values() if isinstance(value, dict) else value
    return max((_depth(each, level + 1) for each in inside), default=level)


def _check_page() -> Response | None:
    """Answer 404 for an address that leads to no page, or to a record that is not there for this person."""
    if request.method == "POST" or _leads_to() not in {"/", "/<path:path>"}:
        return None
    found = wiring.match(request.path)
    if found is None:
        raise NotFoundError
    if request.path == "/" and not allows(service.visitor(), found[0].needs):
        return frame.answer("error", "You are signed in", sentence=NOTHING_TO_SEE, next_step=BY_COMMAND, alone=True)
    with service.visiting(as_at=service.as_at_of(request.args.get("as_at", ""))) as visit:
        g.title = wiring.named(visit, *found)
    return None


def _headers(response: Response, script_sources: str) -> Response:
    # A file that is given out brings a stricter one of its own.
    response.headers["Content-Security-Policy"] = response.headers.get("Content-Security-Policy") or (
        f"default-src 'none'; script-src {script_sources}; style-src {style_sources()}; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if service.service().settings.is_https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if not _may_be_kept(response):
        response.headers["Cache-Control"] = "no-store"
    elif _leads_to() in FILES and "m" in request.args:
        # Dash writes into the address of our own files when they changed, too: another version has another address.
        response.headers["Cache-Control"] = "max-age=31536000"
    if response.mimetype == "text/html" and _leads_to() not in briefings.OPEN:
        secure = service.service().settings.is_https
        response.set_cookie("_csrf_token", generate_csrf(), samesite="Strict", secure=secure)
    return response


def _may_be_kept(response: Response) -> bool:
    """Tell whether a browser may keep an answer: only files, and what everybody may read."""
    kept = _leads_to() in briefings.KEPT_ON_THE_WAY or _leads_to() in FILES
    return kept and response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}


def _tell(error: TrackerError) -> Response:
    told = service.note_refusal(error) if isinstance(error, RefusedError) else error
    status = next((code for kind, code in STATUS.items() if isinstance(told, kind)), HTTPStatus.CONFLICT)
    return _said(status, told.sentence)


def _tell_http(error: HTTPException) -> Response:
    if isinstance(error, CSRFError):
        return _said(HTTPStatus.BAD_REQUEST, "This page was open too long or was not ours. Open it again and retry.")
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    sentence = NotFoundError().sentence if status == HTTPStatus.NOT_FOUND else TITLES.get(status, status.phrase) + "."
    return _said(status, sentence)


def _tell_fault(error: Exception) -> Response:
    if said := no_room(error):
        # What was sent may have found no room either, so it is not read again.
        return _said(HTTPStatus.SERVICE_UNAVAILABLE, said, reference=wiring.logged(error))
    sentence = "Something went wrong on our side. Nothing was changed."
    return _said(HTTPStatus.INTERNAL_SERVER_ERROR, sentence, reference=wiring.logged(error))


def _said(status: HTTPStatus, sentence: str, *, reference: str = "") -> Response:
    if request.path.startswith("/_"):
        return make_response(jsonify(error=sentence, reference=reference), status)
    title = TITLES.get(status, "Something went wrong")
    typed = _typed() if status == HTTPStatus.SERVICE_UNAVAILABLE and not reference else {}
    return frame.answer("error", title, status=status, sentence=sentence, reference=reference, typed=typed)
