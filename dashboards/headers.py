"""What every answer says of itself: what it may load and run, who may frame it, and for how long it may be kept."""

from http import HTTPStatus

from flask import Response, request
from flask_wtf.csrf import generate_csrf

from dashboards import briefings, service
from dashboards.charts.policy import style_sources

FILES = frozenset(
    {"/assets/<path:filename>", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"}
)
SAME_FOR_ALL = FILES | briefings.OPEN


def leads_to() -> str:
    """Give the address, as it is registered, to which this request leads."""
    return request.url_rule.rule if request.url_rule is not None else ""


def add(response: Response, script_sources: str) -> Response:
    """Add its headers to an answer."""
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
    _keep(response)
    if response.mimetype == "text/html" and leads_to() not in briefings.OPEN:
        secure = service.service().settings.is_https
        response.set_cookie("_csrf_token", generate_csrf(), samesite="Strict", secure=secure)
    return response


def _keep(response: Response) -> None:
    """Say for how long a browser may keep an answer: only files, and what everybody may read."""
    kept = leads_to() in briefings.KEPT_ON_THE_WAY | FILES
    if not kept or response.status_code not in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        response.headers["Cache-Control"] = "no-store"
    elif leads_to() in FILES and "m" in request.args:  # Another version of one of our own has another address.
        response.headers["Cache-Control"] = "max-age=31536000"
