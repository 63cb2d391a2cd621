"""The embedded database held by another process: whoever writes waits, and is told when it takes too long."""

import html
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
import time_machine

from tests.dashboards.sent_forms import SENT, Sent
from tests.faults.conftest import Plan

# A second is what a person notices; the database asks again after a tenth of one at the most.
A_WHILE = 1.2


@contextmanager
def held(database: str) -> Iterator[Callable[[], None]]:
    """Have another process hold the database; gives what lets go of it."""
    ready, hold = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        _hold(database, ready[1], hold[0], (ready[0], hold[1]))
    assert os.read(ready[0], 1) == b"r"
    let_go = threading.Event()

    def once() -> None:
        if not let_go.is_set():
            let_go.set()
            os.write(hold[1], b"g")
            os.waitpid(child, 0)

    try:
        yield once
    finally:
        once()
        for handle in (*ready, *hold):
            os.close(handle)


def _hold(database: str, ready: int, hold: int, others: tuple[int, int]) -> NoReturn:
    try:
        for handle in others:
            os.close(handle)
        connection = sqlite3.connect(database, isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        os.write(ready, b"r")
        os.read(hold, 1)
    finally:
        os._exit(0)


def test_a_form_waits_for_another_process_and_succeeds(embedded: Plan) -> None:
    embedded.as_it_was()
    caller, path, typed = embedded.filled(SENT[0])
    before = embedded.site.events(SENT[0].event)
    with ThreadPoolExecutor(1) as person, held(embedded.record.database) as let_go:
        sent = person.submit(caller.post, path, **typed)
        threading.Event().wait(A_WHILE)
        assert not sent.done()
        assert embedded.callers["chair"].get("/actions/1").status_code == 200, "whoever reads does not wait"
        let_go()
        assert sent.result(60).status_code == 302
    assert embedded.site.events(SENT[0].event) == before + 1
    assert embedded.record.faults() == []


@pytest.mark.parametrize("sent", SENT[::6], ids=lambda sent: sent.rule)
def test_who_waits_too_long_is_told_keeps_the_text_and_sends_it_again(
    embedded: Plan, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded.as_it_was()
    caller, path, typed = embedded.filled(sent)
    before, everything = embedded.site.events(sent.event), embedded.everything()
    _have_no_patience(embedded, monkeypatch)
    with held(embedded.record.database):
        answer = caller.post(path, **typed)
        page = html.unescape(answer.get_data(as_text=True))
        assert answer.status_code == 503, page
        assert "Nothing was saved" in page
        assert all(value in page for value in typed.values()), "what was typed is kept, and the key of the form"
        assert embedded.callers["chair"].get("/actions/1").status_code == 200
    assert embedded.everything() == everything
    for _ in range(2):
        assert caller.post(path, **typed).status_code == 302
    assert embedded.site.events(sent.event) == before + 1
    assert embedded.record.faults() == []


def _have_no_patience(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the service wait a third of a second: for its turn, and for the database."""
    service = plan.site.server.extensions["tracker"]
    monkeypatch.setattr(service.settings, "busy_seconds", 0.3)
    service.engine.dispose()
    with service.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=300")


def test_what_others_do_while_the_record_is_held_says_so_and_is_no_fault(
    embedded: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal that cannot be noted, a sign-in, a page opened a while after the last: none of them ends in a 500."""
    embedded.as_it_was()
    _, path, typed = embedded.filled(SENT[0])
    _have_no_patience(embedded, monkeypatch)
    stranger = embedded.site.stranger()
    stranger.token()
    with held(embedded.record.database):
        assert embedded.callers["admin"].post(path, **typed).status_code in {403, 404, 503}
        assert stranger.sign_in("nobody@board.example", "wrong").status_code in {400, 503}
        embedded.clock.shift(120)
        assert embedded.callers["chair"].get("/").status_code == 200
        embedded.clock.shift(3600)
        answers = {address: embedded.callers["chair"].get(address).status_code for address in ("/", "/plan")}
        assert set(answers.values()) <= {200, 302, 503}
    assert embedded.record.faults() == []


def test_where_nothing_can_be_written_reading_goes_on_and_what_was_typed_stays(
    embedded: Plan, standing: time_machine.Traveller
) -> None:
    """A folder that may not be written any more, minutes after somebody last came: as a disk that is full."""
    embedded.as_it_was()
    caller, path, typed = embedded.filled(SENT[0])
    everything, turn = embedded.everything(), Path(f"{embedded.record.database}-turn")
    turn.unlink(missing_ok=True)
    turn.mkdir()
    standing.shift(timedelta(minutes=3))
    try:
        for who in ("chair", "owner_a", "coordinator"):
            assert embedded.callers[who].get("/actions/1").status_code == 200, who
        answer = caller.post(path, **typed)
        page = html.unescape(answer.get_data(as_text=True))
        assert (answer.status_code, "The record cannot be written at the moment" in page) == (503, True)
        assert all(value in page for value in typed.values())
    finally:
        turn.rmdir()
    assert embedded.everything() == everything
    assert caller.post(path, **typed).status_code == 302
    assert embedded.record.faults() == []
