"""PostgreSQL cut off, restarted, hanging or held by another: a sentence and 503, never half a change, never a 500."""

import html
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.database.postgres import FAST, INSTALLED, Cluster, running, start
from tests.database.record import first_template
from tests.evidence.conftest import planned
from tests.faults.conftest import on_postgresql
from tests.faults.killing import BEFORE_COMMIT, COMMITTED
from tests.faults.striking import lose_the_answer, struck
from tests.security.site import Caller, Site
from tests.security.world import PUBLISHED
from tracker.database import WRITER_LOCK

# What is acknowledged has to outlive the server.
LASTING = {**FAST, "fsync": "on", "synchronous_commit": "on"}
TYPED = {"update": "What took an hour to write.", "claim": "yes"}


class Server:
    """A server of these tests alone, that can be stopped and started."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.again = cluster, None

    def stop(self) -> None:
        """Stop it at once, with every connection to it; sure that it has ended when this returns."""
        command = [str(INSTALLED[-1].parent / "pg_ctl"), "-D", str(self.cluster.folder / "data"), "-m", "immediate"]
        owner = (self.cluster.folder / "data").stat().st_uid
        subprocess.run([*command, "-w", "stop"], check=True, user=owner, cwd="/", stdout=subprocess.DEVNULL)
        if self.again is not None:
            self.again.wait(30)

    def start(self) -> None:
        """Start it again on what it has kept."""
        self.again = start(INSTALLED[-1].parent, self.cluster.folder, LASTING)

    def cut_off(self, database: str) -> None:
        """Reset every connection to a database."""
        with self.cluster.connect() as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))

    def end(self) -> None:
        """Stop what was started again."""
        if self.again is not None:
            self.again.send_signal(signal.SIGINT)
            self.again.wait(30)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(LASTING) as cluster:
        made = Server(cluster)
        yield made
        made.end()


@pytest.fixture(scope="module")
def site(server: Server, standing: time_machine.Traveller, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("record")
    template = first_template(tmp_path_factory.mktemp("template"), server.cluster)
    record = on_postgresql(template, folder, server.cluster)
    record.settings.busy_seconds = 0.4
    made = planned(record)
    yield made
    made.close()


@pytest.fixture
def owner(site: Site) -> Caller:
    caller = site.signed_in("owner_a")
    caller.token()
    return caller


def form(site: Site) -> str:
    return f"/actions/{site.world.actions[PUBLISHED]}/update"


def told(answer: Any) -> str:
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 503, page
    return page


def assert_sent_again(site: Site, owner: Caller, key: str, before: int) -> None:
    """Send the form again, twice: it is there once and the record holds."""
    for _ in range(2):
        answer = owner.post(form(site), form_key=key, **TYPED)
        assert answer.status_code == 302, answer.get_data(as_text=True)
    assert site.events("update given") == before + 1
    assert site.record.faults() == []


def test_connections_that_were_reset_between_requests_are_not_noticed(site: Site, owner: Caller, server: Server):
    before, key = site.events("update given"), owner.form_key(form(site))
    server.cut_off(site.record.database)
    assert owner.get("/my-work").status_code == 200
    server.cut_off(site.record.database)
    assert_sent_again(site, owner, key, before)


@pytest.mark.parametrize("point", [1, 2, 3, BEFORE_COMMIT])
def test_a_connection_reset_in_the_midst_of_a_change_undoes_it(site: Site, owner: Caller, server: Server, point: Any):
    before, key = site.events("update given"), owner.form_key(form(site))

    def reset(connection: Any) -> None:
        with server.cluster.connect() as superuser:
            superuser.execute("SELECT pg_terminate_backend(%s, 10000)", (connection.info.backend_pid,))

    with struck(site, point, reset):
        page = told(owner.post(form(site), form_key=key, **TYPED))
    assert TYPED["update"] in page and key in page
    assert ("is not known whether" in page) is (point == BEFORE_COMMIT)
    assert ("Nothing was saved" in page) is (point != BEFORE_COMMIT)
    assert site.events("update given") == before
    assert_sent_again(site, owner, key, before)


def test_nobody_is_told_that_nothing_was_saved_when_it_may_have_been(site: Site, owner: Caller):
    before, key = site.events("update given"), owner.form_key(form(site))
    with struck(site, COMMITTED, lose_the_answer):
        page = told(owner.post(form(site), form_key=key, **TYPED))
    assert "Nothing was saved" not in page and "is not known whether" in page and TYPED["update"] in page
    assert site.events("update given") == before + 1
    assert_sent_again(site, owner, key, before)


@contextmanager
def down(server: Server) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()


def test_while_the_server_is_down_everything_says_so_and_then_goes_on(site: Site, owner: Caller, server: Server):
    before, key = site.events("update given"), owner.form_key(form(site))
    with down(server):
        for address in ("/", "/my-work", form(site), "/calendar"):
            assert "Try again in a minute" in told(owner.get(address)), address
        page = told(owner.post(form(site), form_key=key, **TYPED))
        assert "Try again in a minute" in page
        assert [text for text in TYPED.values() if text not in page] == []
        assert key not in page
        assert told(owner.content("/"))
        assert told(site.stranger().client.get("/calendar/nobody.ics"))
        assert site.stranger().get("/sign-in").status_code == 200
    assert owner.get("/").status_code == 200
    assert_sent_again(site, owner, key, before)


def test_a_restart_in_the_midst_of_a_change_undoes_it(site: Site, owner: Caller, server: Server):
    before, key = site.events("update given"), owner.form_key(form(site))

    def restart(_connection: Any) -> None:
        server.stop()
        server.start()

    with struck(site, 2, restart):
        assert TYPED["update"] in told(owner.post(form(site), form_key=key, **TYPED))
    assert site.events("update given") == before
    assert_sent_again(site, owner, key, before)


def test_a_server_that_stands_still_for_a_moment_is_waited_for(site: Site, owner: Caller):
    before, key = site.events("update given"), owner.form_key(form(site))

    def halt(connection: Any) -> None:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        assert Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[0] in {"T", "S", "R"}
        threading.Timer(1.0, os.kill, (backend, signal.SIGCONT)).start()

    with struck(site, 2, halt):
        assert owner.post(form(site), form_key=key, **TYPED).status_code == 302
    assert_sent_again(site, owner, key, before)


def test_a_lock_that_another_holds_for_too_long_is_said_and_the_text_kept(site: Site, owner: Caller):
    before, key = site.events("update given"), owner.form_key(form(site))
    with site.record.owning_the_machine() as other:
        other.execute(f"SELECT pg_advisory_lock({WRITER_LOCK})")
        page = told(owner.post(form(site), form_key=key, **TYPED))
        assert TYPED["update"] in page and key in page and "Nothing was saved" in page
        assert owner.get("/my-work").status_code == 200, "whoever reads does not wait"
    assert site.events("update given") == before
    assert_sent_again(site, owner, key, before)


def test_a_statement_that_takes_too_long_is_cut_and_said(site: Site, owner: Caller):
    before, key = site.events("update given"), owner.form_key(form(site))
    with site.record.owning_the_machine() as other:
        other.execute("BEGIN")
        other.execute("LOCK TABLE form_receipt IN EXCLUSIVE MODE")
        with struck(site, 1, lambda connection: connection.execute("SET LOCAL statement_timeout = 50")):
            page = told(owner.post(form(site), form_key=key, **TYPED))
    assert TYPED["update"] in page and key in page and "Nothing was saved" in page
    assert site.events("update given") == before
    assert_sent_again(site, owner, key, before)
