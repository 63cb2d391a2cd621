"""The pages of a frozen public edition as the public would read them, for those who release it."""

from flask import Flask, Response

from dashboards.service import service, visiting, visitor
from tracker import publishing
from tracker.access import allows
from tracker.errors import NotFoundError
from tracker.words import Permission

TYPES = {
    "html": "text/html",
    "css": "text/css",
    "csv": "text/csv",
    "json": "application/json",
    "xml": "application/atom+xml",
}


def add_routes(server: Flask) -> None:
    """Add the address of the preview."""
    server.add_url_rule("/snapshots/<cited>/preview/<path:name>", "preview", _show, methods=["GET"])


def _show(cited: str, name: str) -> Response:
    if not allows(visitor(), Permission.RELEASE_EDITION):
        raise NotFoundError
    with visiting() as visit:
        files = publishing.preview(visit, service().settings, cited)
    if name not in files:
        raise NotFoundError
    return Response(files[name], content_type=f"{TYPES[name.rpartition('.')[2]]}; charset=utf-8")
