"""Give out the evidence pack of a review, as a stream, to whom may take one along."""

from contextlib import ExitStack
from threading import BoundedSemaphore
from typing import BinaryIO
from weakref import finalize

from flask import Flask, Response, request

from dashboards.downloads import disposition
from dashboards.service import as_at_of, service, visiting, visitor
from tracker.access import allows
from tracker.commands import packs
from tracker.errors import BusyError, NotFoundError
from tracker.exporters import pack as exporting
from tracker.exporters.signing import signing_key
from tracker.words import Permission

AT_ONCE = 2
# A pack keeps a thread of this process for as long as its reader takes: the pages need the others.
_turns = BoundedSemaphore(AT_ONCE)


def add_routes(server: Flask) -> None:
    """Add the address under which packs are given out."""
    server.add_url_rule("/reviews/<int:key>/pack", "evidence_pack", _give_out, methods=["GET"])


def _give_out(key: int) -> Response:
    if not allows(visitor(), Permission.EXPORT_PACK):
        raise NotFoundError
    if not _turns.acquire(blocking=False):
        raise BusyError
    given = False
    try:
        response = _answer(key)
        given = True
    finally:
        if not given:
            _turns.release()
    return response


def _answer(key: int) -> Response:
    settings = service().settings
    signs = signing_key(settings)
    with visiting(as_at=as_at_of(request.args.get("as_at", ""))) as visit:
        gathered = exporting.gather(visit, key, settings)
    with ExitStack() as kept:
        kept.enter_context(gathered.trail)
        made = exporting.made(gathered, settings, signs)
        with visiting(change=True) as visit:
            if request.method == "GET":
                packs.note_export(visit, made.what, restricted=made.restricted)
            told = exporting.Told(visit.who.name, visit.now, settings.board_name)
        kept.pop_all()
    return _streamed(made, told)


def _streamed(made: exporting.Pack, told: exporting.Told) -> Response:
    portions = exporting.stream(made, told)
    # Not passed through directly: the server would then close the portions and never the answer.
    response = Response(portions, mimetype="application/zip")
    # Read to its end, given up or never begun: with the answer its turn ends, and only once.
    response.call_on_close(finalize(portions, _let_go, made.gathered.trail))
    response.headers["Content-Disposition"] = disposition(f"{made.name}.zip")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Accept-Ranges"] = "none"
    return response


def _let_go(trail: BinaryIO) -> None:
    trail.close()
    _turns.release()
