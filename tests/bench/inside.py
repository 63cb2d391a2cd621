"""What is measured without HTTP: commands as a caller of the tracker makes them, and how many SELECTs a page takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient

from dashboards.app import create_app
from tests.bench.ask import CONTENT, TREND
from tests.bench.measures import PAST, Times
from tests.bench.pack import ACTIONS
from tests.bench.setup import PASSWORD, email_of
from tests.database.record import SYSTEM, counting_selects
from tracker.commands import actions, evidence
from tracker.commands.actions import UpdateDraft
from tracker.commands.evidence import Content, EvidenceDraft
from tracker.database import open_engine, open_visit
from tracker.settings import Settings
from tracker.words import EvidenceKind, EvidenceType, Role

DRAFT = EvidenceDraft(
    title="Audit of twenty cases",
    type=EvidenceType.AUDIT,
    evidence_class=2,
    content=Content(EvidenceKind.STATEMENT, "Eighteen of twenty cases had a plan within ten days."),
)


def writes(settings: Settings, size: int, calls: int) -> dict[str, float]:
    """Time an update and a piece of evidence, each with its event, positions and tally, in one durable transaction."""
    engine, took = open_engine(settings), Times()
    first = size * ACTIONS // 3 * 2
    for turn in range(-2, calls):
        begun = time.perf_counter()
        with open_visit(engine, SYSTEM, settings, change=True) as visit:
            actions.update(visit, first + turn, UpdateDraft("Half of the teams are trained."))
            evidence.attach(visit, [first + turn], DRAFT)
        if turn >= 0:
            took.add(time.perf_counter() - begun)
    engine.dispose()
    return {"p50": round(took.at(0.5), 2), "p95": round(took.at(0.95), 2)}


def selects(settings: Settings, size: int) -> dict[str, int]:
    """Count the SELECTs of each page besides the one that finds out who asks and what a process reads only once."""
    with _client(settings) as (client, engine):
        _count(client, engine, CONTENT, "/")
        pages = {
            "B1 overview today": "/",
            "B1 overview two years ago": f"/?{PAST}",
            "B2 exceptions, page 1": "/plan?overdue=yes",
            "B2 exceptions two years ago": f"/plan?overdue=yes&{PAST}",
            "B2 whole plan, page 1": "/plan",
            "B4 recommendation": f"/recommendations/{size // 2}",
        }
        found = {name: _count(client, engine, CONTENT, address) for name, address in pages.items()}
        return {**found, "B3 trend of 36 months": _count(client, engine, TREND, "/")}


@contextmanager
def _client(settings: Settings) -> Iterator[tuple[FlaskClient, Any]]:
    server = create_app(settings).server
    server.config["WTF_CSRF_ENABLED"] = False
    engine = server.extensions["tracker"].engine
    with server.test_client() as client:
        client.post("/sign-in", data={"email": email_of(Role.COORDINATOR), "password": PASSWORD})
        yield client, engine
    engine.dispose()


def _count(client: FlaskClient, engine: Any, output: str, address: str) -> int:
    path, _, search = address.partition("?")
    place, query = {"id": "address", "property": "pathname", "value": path}, f"?{search}" if search else ""
    asked = {"id": "address", "property": "search", "value": query}
    body = {
        "output": f"{output}.children",
        "outputs": {"id": output, "property": "children"},
        "inputs": [place, asked] if output == CONTENT else [place],
        "state": [] if output == CONTENT else [asked],
        "changedPropIds": ["address.pathname"],
    }
    with counting_selects(engine) as counted:
        answer = client.post("/_dash-update-component", json=body)
    if answer.status_code != 200 or "Something went wrong" in answer.text:
        raise RuntimeError(f"{address} was answered with {answer.status_code}")
    return sum("sign_in_session" not in statement for statement in counted.statements)
