"""The service is told to end while a file is on its way: the upload is finished, or only a temporary file is left."""

import hashlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.database.record import EMBEDDED_ONLY, Record
from tests.evidence.conftest import planned
from tests.evidence.files import a_pdf
from tests.evidence.sending import TYPED, address, body, lying
from tests.faults.gunicorn_here import Service
from tests.faults.test_gunicorn import served
from tests.security.site import Caller, Site
from tracker import fsck

pytestmark = EMBEDDED_ONLY
# Half a minute of grace, and what a busy machine needs besides; what stands still ends no sooner for more of it.
LONGEST_END, LITTLE_GRACE = 50.0, 4
CONTENT = a_pdf(b"on its way", size=400_000)


@pytest.fixture
def plan(record: Record, clock: time_machine.Traveller) -> Iterator[Site]:
    made = planned(record)
    yield made
    made.server.extensions["tracker"].engine.dispose()


def _request(plan: Site, owner: Caller) -> tuple[str, bytes, bytes]:
    """Write the upload as it goes over the line: its type, its head and its body."""
    path = address(plan)
    kind, written = body(owner, path, content=CONTENT, **TYPED)
    cookies = "; ".join(f"{each.key}={each.value}" for each in owner.client._cookies.values())  # type: ignore[attr-defined]
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {kind}", f"Content-Length: {len(written)}"]
    return kind, ("\r\n".join([*lines, f"Cookie: {cookies}", "Connection: close"]) + "\r\n\r\n").encode(), written


def _half_sent(service: Service, head: bytes, written: bytes, store: Path) -> socket.socket:
    """Send half of an upload, and wait until the service has begun to write it down."""
    line = socket.create_connection(("127.0.0.1", service.port), timeout=LONGEST_END)
    line.sendall(head + written[: len(written) // 2])
    until = time.monotonic() + LONGEST_END
    while not any((store / "tmp").glob("*")) and time.monotonic() < until:
        time.sleep(0.02)
    assert any((store / "tmp").glob("*"))
    return line


def _ended(service: Service) -> float:
    """Wait until the service has ended; give how long that took."""
    began = time.monotonic()
    _, status = os.waitpid(service.master, 0)
    service.master = 0
    assert os.waitstatus_to_exitcode(status) == 0
    return time.monotonic() - began


def _pieces(plan: Site) -> int:
    digest = hashlib.sha256(CONTENT).hexdigest()
    return len(plan.record.read(f"SELECT id FROM evidence_version WHERE sha256 = '{digest}'"))


def _is_whole(plan: Site) -> None:
    with plan.record.reading() as visit:
        assert fsck.check(visit.session, plan.record.settings).damage == []
    assert plan.record.faults() == []


def test_an_upload_that_goes_on_is_finished_and_acknowledged(plan: Site, tmp_path: Path) -> None:
    _, head, written = _request(plan, plan.signed_in("owner_a"))
    with served(plan, tmp_path) as service:
        line = _half_sent(service, head, written, plan.record.settings.evidence_folder)
        os.kill(service.master, signal.SIGTERM)
        time.sleep(0.5)
        line.sendall(written[len(written) // 2 :])
        answer = line.recv(4096)
        line.close()
        assert _ended(service) < LONGEST_END
    assert answer.startswith(b"HTTP/1.1 302"), answer[:200]
    assert _pieces(plan) == 1
    assert [name for name in lying(plan) if name.startswith("tmp/")] == []
    _is_whole(plan)


def test_an_upload_that_stands_still_leaves_only_a_temporary_file(plan: Site, tmp_path: Path) -> None:
    owner = plan.signed_in("owner_a")
    kind, head, written = _request(plan, owner)
    with served(plan, tmp_path, grace=LITTLE_GRACE) as service:
        line = _half_sent(service, head, written, plan.record.settings.evidence_folder)
        os.kill(service.master, signal.SIGTERM)
        assert _ended(service) < LONGEST_END
        line.close()
    assert _pieces(plan) == 0
    assert [name for name in lying(plan) if not name.startswith("tmp/")] == []
    _is_whole(plan)
    again = owner.client.post(address(plan), data=written, content_type=kind)
    assert again.status_code == 302
    assert _pieces(plan) == 1
