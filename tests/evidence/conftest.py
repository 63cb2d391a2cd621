"""Evidence on the small plan of the security tests, and a virus scanner to ask."""

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_person, a_post, an_action
from tests.database.record import Record
from tests.evidence.files import EICAR
from tests.security.conftest import shared, site
from tests.security.site import Site, opened
from tests.security.world import PASSWORD, PUBLISHED, World, email
from tracker.commands import accounts
from tracker.commands.accounts import RoleDraft
from tracker.words import Role, Scope

__all__ = ["shared", "site"]


class Scanner(socketserver.ThreadingUnixStreamServer):
    """A scanner that understands INSTREAM as clamd does, or behaves as badly as asked."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        self.manner, self.ended, self.scanned = "clamd", threading.Event(), 0
        super().__init__(str(path), Answering)


class Answering(socketserver.StreamRequestHandler):
    """One question to the scanner."""

    server: Scanner

    def handle(self) -> None:
        """Read the file and answer in the manner asked for."""
        if self.server.manner == "hangs":
            self.server.ended.wait(20)
            return
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.scanned += 1
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        answers = {
            "clamd": found,
            "garbage": b"\xff\xfe all is well, OK",
            "no end": b"stream: OK",
            "limit": b"INSTREAM size limit exceeded. ERROR\0",
            "nothing": b"",
        }
        self.wfile.write(answers[self.server.manner])


@pytest.fixture
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanner]:
    """Give a running scanner; set its `manner` to have it misbehave."""
    made = Scanner(tmp_path_factory.mktemp("scan") / "s")
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.ended.set()
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def scanned_by(site: Any, scanner: Scanner) -> Callable[[], Any]:
    """Let the service ask the scanner; gives the settings of the service."""

    def use() -> Any:
        settings = site.record.settings
        settings.scan_socket, settings.scan_seconds = Path(str(scanner.server_address)), 0.5
        return settings

    return use


def planned(record: Record) -> Site:
    """Start the service over a plan of one action and its owner."""
    owner = a_person(record, "owner_a", email=email("owner_a"))
    post = a_post(record, held_by=owner)
    action = an_action(record, owner=post)
    draft = RoleDraft(Role.OWNER, Scope.AGENCY, agency_id=post.agency_id)
    with record.changing() as visit:
        accounts.open_account(visit, owner.id or 0, password=PASSWORD)
        accounts.grant_role(visit, owner.id or 0, draft)
    return opened(record, World(record, people={"owner_a": owner.id or 0}, actions={PUBLISHED: action.id}))


@pytest.fixture
def plan(record: Record, clock: Any) -> Iterator[Site]:
    """Give the service over a plan of one action and its owner, on each database in turn."""
    made = planned(record)
    yield made
    made.server.extensions["tracker"].engine.dispose()
