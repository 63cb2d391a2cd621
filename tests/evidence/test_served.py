"""Uploads to the running server: constant memory, many side by side, and answers to who sends badly."""

import hashlib
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.database.record import Template, copied, environment, settings_in
from tests.evidence.conftest import planned
from tests.evidence.files import a_pdf
from tests.evidence.sending import TYPED, address, body, lying
from tests.security.site import Site

MB = 1024 * 1024
MOST_GROWTH = 32 * MB


class Server:
    """The service as gunicorn runs it, with one worker so that its memory can be told."""

    def __init__(self, plan, workers=1):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.plan = plan
        env = {**os.environ, **environment(plan.record.settings), "TRACKER_BASE_URL": f"http://127.0.0.1:{self.port}"}
        command = [sys.executable, "-m", "tracker", "serve", "--port", str(self.port), "--workers", str(workers)]
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(400):
            try:
                assert self.ask("GET", "/healthy")[0] == 200
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server does not start")

    def ask(self, method, path, content=b"", **headers):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body=content, headers={k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def memory(self):
        """Give the largest memory that a worker ever had, in bytes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        peaks = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{child}/status").read_text()) for child in children]
        return max(int(peak[1]) for peak in peaks if peak) * 1024

    def close(self):
        self.process.terminate()
        self.process.wait(40)


@pytest.fixture(scope="module")
def plan(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give a plan for all tests of this file; the time is what it is, for the server is another process."""
    made = planned(copied(sqlite_template, settings_in(tmp_path_factory.mktemp("served"))))
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(plan: Site) -> Iterator[Server]:
    made = Server(plan)
    yield made
    made.close()


@pytest.fixture
def owner(plan):
    return plan.signed_in("owner_a")


def cookie(owner):
    return f"session={owner.client.get_cookie('session').value}"


def form(owner, plan, content):
    # A form is one key and one token; neither needs a page of its own for each of twenty uploads.
    return body(owner, address(plan), content=content, form_key="the key of the form", **TYPED)


def filled(owner, plan, content):
    kind, written = form(owner, plan, content)
    key = secrets.token_urlsafe(24).encode()
    return kind, written.replace(b"the key of the form", key)


def test_a_large_file_costs_no_memory_up_and_down(server, plan, owner):
    small, large = a_pdf(size=MB), a_pdf(size=100 * MB)
    for content in (small, large):
        kind, written = filled(owner, plan, content)
        status, told, _ = server.ask("POST", address(plan), written, Content_Type=kind, Cookie=cookie(owner))
        assert status == 302, told.decode()
        version = plan.record.read("SELECT max(id) FROM evidence_version")[0][0]
        status, got, _ = server.ask("GET", f"/evidence/versions/{version}", Cookie=cookie(owner))
        assert (status, hashlib.sha256(got).digest()) == (200, hashlib.sha256(content).digest())
        if content is small:
            before = server.memory()
    grown = server.memory() - before
    print(f"\nworker {before / MB:.0f} MB; 100 MB up and down cost {grown / MB:.1f} MB more")
    assert grown < MOST_GROWTH


def side_by_side(server, plan, owner, size):
    sent = [filled(owner, plan, a_pdf(f"{size} {number}".encode(), size=size)) for number in range(20)]
    before = kept(plan)

    def press(each):
        return server.ask("POST", address(plan), each[1], Content_Type=each[0], Cookie=cookie(owner))[0]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(press, sent))
    assert answers == [302] * 20
    assert kept(plan) == before + 20
    assert plan.record.faults() == []


def kept(plan):
    """Count the files that the record names; just as many lie in the store."""
    ((named,),) = plan.record.read("SELECT count(DISTINCT sha256) FROM evidence_version WHERE kind = 'file'")
    assert len([name for name in lying(plan) if name.startswith("blobs/")]) == named
    return named


def test_twenty_uploads_side_by_side_all_arrive(server, plan, owner):
    side_by_side(server, plan, owner, 2 * MB)


@pytest.mark.soak
def test_twenty_large_uploads_side_by_side_all_arrive(server, plan, owner):
    side_by_side(server, plan, owner, 20 * MB)


def raw(server, head, *parts, wait=0.0):
    """Send bytes as they are, and give the first line of the answer; none when there is no answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
        wire.sendall(head)
        for part in parts:
            time.sleep(wait)
            wire.sendall(part)
        wire.shutdown(socket.SHUT_WR)
        return wire.recv(200).split(b"\r\n")[0]


def test_bad_bodies_are_refused_in_words_and_leave_nothing(server, plan, owner):
    kind, written = filled(owner, plan, a_pdf(size=300_000))
    path, before = address(plan), kept(plan)

    def head(*lines):
        told = (f"POST {path} HTTP/1.1", "Host: x", f"Cookie: {cookie(owner)}", f"Content-Type: {kind}", *lines)
        return "\r\n".join([*told, "", ""]).encode()

    assert b" 411 " in raw(server, head("Transfer-Encoding: chunked"), b"5\r\nhello\r\n0\r\n\r\n")
    assert b" 400 " in raw(server, head(f"Content-Length: {len(written)}"), written[:-2_000])
    assert b" 400 " in raw(server, head(f"Content-Length: {len(written) // 2}"), written[: len(written) // 2])
    assert b" 413 " in raw(server, head("Content-Length: 2147483648"), written)
    # Gone at 99 %: no answer that anybody would read, and nothing of it stays.
    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        wire.sendall(head(f"Content-Length: {len(written)}") + written[:-2_000])
    kind, written = filled(owner, plan, a_pdf(b"this one arrives"))
    assert server.ask("POST", path, written, Content_Type=kind, Cookie=cookie(owner))[0] == 302
    for _ in range(100):
        if not [name for name in lying(plan) if name.startswith("tmp/")]:
            break
        time.sleep(0.05)
    assert [name for name in lying(plan) if not name.startswith("blobs/")] == []
    assert kept(plan) == before + 1

    # A refusal reaches who is still sending.
    kind, written = form(owner, plan, a_pdf(size=20 * MB))
    for headers in ({"Cookie": cookie(owner)}, {"Cookie": "session=none"}):
        status, told, _ = server.ask("POST", address(plan), written, Content_Type=kind, **headers)
        assert status in {400, 401}
        assert told
