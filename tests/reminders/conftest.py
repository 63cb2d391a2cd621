"""A mail server that takes, refuses, or dies, and an overdue plan to tell of."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import builders
from tests.database.record import MORNING, Record
from tracker.commands import accounts, escalations
from tracker.words import PostDuty, Role

TAKEN = "250 taken"


@dataclass
class Letterbox:
    """What a mail server was handed, and how it behaves: whom it refuses, and what happens when it is handed a mail."""

    refuses: dict[str, str] = field(default_factory=dict)
    on_data: Callable[[SMTP, int], str] = lambda _server, _number: TAKEN
    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    handed: int = 0

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or do what the test wants."""
        self.handed += 1
        answer = self.on_data(server, self.handed)
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return answer

    @property
    def to(self) -> list[str]:
        """Give to whom mail was taken, in order."""
        return [str(each["To"]) for each in self.taken]


def free_port() -> int:
    """Give a port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


Serves = Callable[..., Letterbox]


@pytest.fixture
def serve_mail(record: Record) -> Iterator[Serves]:
    """Start a mail server and let the settings of the record name it; `more` are those of `aiosmtpd.smtp.SMTP`."""
    running: list[Controller] = []

    def serve(**more: Any) -> Letterbox:
        box = Letterbox()
        started = Controller(box, hostname="127.0.0.1", port=free_port(), **more)
        started.start()
        running.append(started)
        settings = record.settings
        settings.smtp_host, settings.smtp_port, settings.smtp_starttls = "127.0.0.1", started.port, False
        settings.smtp_from = "reminders@board.example"
        return box

    yield serve
    for each in running:
        each.stop()


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """Give a server's certificate for localhost, and the file by which it can be trusted."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(certificate), "-days", "3650", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate


@dataclass
class Plan:
    """Three actions: due soon, just overdue, and overdue for long; the posts that own them and to whom they climb."""

    soon: builders.BuiltAction
    late: builders.BuiltAction
    later: builders.BuiltAction
    owner: builders.HeldPost
    lead: builders.HeldPost
    chair: builders.HeldPost


def enrolled(record: Record, person: int | None, role: Role = Role.MEMBER) -> None:
    """Open an account for a person, with a role over the whole board."""
    assert person is not None
    with record.changing() as visit:
        accounts.open_account(visit, person, password="correct horse battery staple")
        accounts.grant_role(visit, person, accounts.RoleDraft(role))


def _plan(record: Record) -> Plan:
    """Give an overdue plan: on 22 November 2026 the owner has 9 days, the lead hears of two, the sub-group of one."""
    council = builders.an_agency(record, "The council")
    owner = builders.a_post(record, "Head of service", agency=council, held_by="Olive Owner")
    lead = builders.a_post(record, "Director", agency=council, held_by="Lena Lead")
    chair = builders.a_post(record, "Chair of the sub-group", held_by="Cy Chair")
    with record.changing() as visit:
        escalations.give_duty(visit, lead.id, duty=PostDuty.AGENCY_LEAD)
        escalations.give_duty(visit, chair.id, duty=PostDuty.SUB_GROUP_CHAIR)
    enrolled(record, chair.person_id)
    dues = (date(2026, 12, 1), date(2026, 11, 18), date(2026, 10, 20))
    wordings = ("zqsoonqz", "zqlateqz", "zqlaterqz")
    made = [builders.an_action(record, w, owner=owner, due=due) for w, due in zip(wordings, dues, strict=True)]
    return Plan(*made, owner, lead, chair)


@dataclass(frozen=True)
class Planned:
    """The plan as it was built once on a database, and copies of that database and of its anchors."""

    plan: Plan
    database: str
    anchors: bytes
    made: dict[str, Any]


@pytest.fixture(scope="session")
def planned() -> dict[bool, Planned]:
    """Keep the plan of each database."""
    return {}


@pytest.fixture
def plan(
    record: Record,
    planned: dict[bool, Planned],
    clock: time_machine.Traveller,
    tmp_path_factory: pytest.TempPathFactory,
) -> Plan:
    """Give the overdue plan, built an hour before on a database like this one."""
    record.engine.dispose()
    if (kept := planned.get(record.is_sqlite)) is None:
        clock.move_to(MORNING - timedelta(hours=1))
        made = _plan(record)
        clock.move_to(MORNING)
        record.engine.dispose()
        copy = str(tmp_path_factory.mktemp("planned") / "tracker.db") if record.is_sqlite else "planned_reminders"
        record._copy(record.database, copy)
        planned[record.is_sqlite] = Planned(made, copy, record.settings.anchor_file.read_bytes(), dict(record.made))
        return made
    record._drop(record.database)
    record._copy(kept.database, record.database)
    record.settings.anchor_file.write_bytes(kept.anchors)
    record.made.update(kept.made)
    return kept.plan
