"""Give out the bytes of evidence: to whom may read them, only as they were received, and never to be run."""

from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import quote

from flask import Flask, Response, request

from dashboards import frame, reads
from dashboards.service import service, visiting, visitor
from tracker.access import allows
from tracker.commands import evidence_files
from tracker.contents import BY_TYPE, KINDS
from tracker.errors import NotFoundError, RuleBrokenError
from tracker.names import as_given_out
from tracker.queries import evidence
from tracker.queries.evidence import File
from tracker.store import Store, digest_of
from tracker.words import Permission

PORTION = 256 * 1024
POLICY = "default-src 'none'; sandbox"
GONE = (
    "The bytes of this file are no longer what was received, so they are not given out. It is noted in the record. "
    "Tell whoever runs the service: `tracker fsck` names what is damaged, and a backup brings it back."
)


def add_routes(server: Flask) -> None:
    """Add the one address under which files of evidence are given out."""
    server.add_url_rule("/evidence/versions/<int:key>", "evidence_file", _give_out, methods=["GET"])


def _give_out(key: int) -> Response:
    if not allows(visitor(), Permission.SEE_PLAN):
        raise NotFoundError
    with visiting() as visit:
        found = evidence.file(visit, key)
    if found.why_closed:
        raise RuleBrokenError([found.why_closed])
    opened, wrong = _opened(found)
    if opened is None:
        with visiting(change=True) as visit:
            evidence_files.note_damage(visit, key, wrong)
        return frame.answer("error", "This file is damaged", status=HTTPStatus.GONE, sentence=GONE)
    with ExitStack() as kept_open:
        kept_open.enter_context(opened)
        reads.note(f"/evidence/versions/{key}")
        if found.restricted and request.method == "GET":
            # Noted before the first byte goes out: what cannot be noted is not given.
            with visiting(change=True) as visit:
                evidence_files.note_read(visit, key)
        kept_open.pop_all()
    return _answer(found, opened)


def _opened(found: File) -> tuple[BinaryIO | None, str]:
    """Open the bytes and read them to the end: only what still has its hash is given out."""
    try:
        file = Store(service().settings.evidence_folder).get(found.sha256)
    except OSError as error:
        return None, f"cannot be opened: {error.strerror}"
    try:
        if digest_of(file) == found.sha256:
            file.seek(0)
            return file, ""
    except OSError as error:
        file.close()
        return None, f"cannot be read: {error.strerror}"
    file.close()
    return None, "another hash"


def _answer(found: File, file: BinaryIO) -> Response:
    response = Response(_portions(file), mimetype="application/octet-stream", direct_passthrough=True)
    response.call_on_close(file.close)
    content = BY_TYPE.get(found.media_type, KINDS["txt"])
    response.headers["Content-Type"] = content.media_type
    response.headers["Content-Length"] = str(found.size)
    response.headers["Content-Disposition"] = disposition(as_given_out(found.name, content))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Accept-Ranges"] = "none"
    return response


def disposition(name: str) -> str:
    """Say that a file is to be saved, and under which name: plain for old browsers, and as RFC 5987 writes it."""
    plain = "".join(c if c.isascii() and c not in '"\\' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _portions(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while portion := file.read(PORTION):
            yield portion
