"""The service under gunicorn: it ends in peace, works without anywhere to log, and loses nothing when it is killed."""

import os
import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine

from dashboards import frame
from tests.database.record import Record, environment
from tests.evidence.conftest import planned
from tests.faults.gunicorn_here import GRACE, Service, Writer, ask
from tests.security.site import Site
from tests.security.world import PUBLISHED
from tracker import cli

CLIENTS, KILLS = 4, 50


@pytest.fixture
def plan(record: Record, clock: time_machine.Traveller) -> Iterator[Site]:
    """Give a plan of one action and its owner, on each database in turn."""
    made = planned(record)
    yield made
    made.server.extensions["tracker"].engine.dispose()


@contextmanager
def served(plan: Site, folder: Path, first: Callable[[], None] = lambda: None, grace: int = GRACE) -> Iterator[Service]:
    """Serve a plan; no connection of the tests goes along."""
    plan.server.extensions["tracker"].engine.dispose()
    plan.record.engine.dispose()
    service = Service(plan.record.settings, folder / "gunicorn.log", first, grace)
    try:
        yield service
    finally:
        service.close()


def writers(plan: Site, number: int = CLIENTS) -> list[Writer]:
    """Sign people in before the service starts, each with a browser of their own."""
    made = []
    for each in range(number):
        caller = plan.signed_in("owner_a")
        cookies = {}
        token = caller.token()
        for cookie in caller.client._cookies.values():  # type: ignore[attr-defined]
            cookies[cookie.key] = cookie.value
        made.append(Writer(f"Writer {each}", cookies, token, plan.world.actions[PUBLISHED]))
    return made


@contextmanager
def writing(people: list[Writer], service: Service) -> Iterator[None]:
    """Have everybody write until the end of the block."""
    over = threading.Event()
    threads = [threading.Thread(target=each.write_until, args=(lambda: service.port, over.is_set)) for each in people]
    for each in threads:
        each.start()
    try:
        yield
    finally:
        over.set()
        for each in threads:
            each.join()


def wait_for(people: list[Writer], number: int) -> None:
    """Wait until so many more changes are acknowledged than now."""
    goal = sum(len(each.acknowledged) for each in people) + number
    for _ in range(1200):
        if sum(len(each.acknowledged) for each in people) >= goal:
            return
        time.sleep(0.05)
    raise AssertionError([each.strange[:1] for each in people])


def assert_nothing_was_lost(plan: Site, people: list[Writer]) -> int:
    """Compare what was acknowledged with what is there: each once, and nobody was told anything strange."""
    assert [each.strange[:1] for each in people] == [[]] * len(people)
    there = Counter(wording for (wording,) in plan.record.read("SELECT wording FROM progress_update"))
    acknowledged = [wording for each in people for wording in each.acknowledged]
    assert [wording for wording in acknowledged if there[wording] != 1] == []
    assert set(there) <= {wording for each in people for wording in each.sent}
    assert set(there.values()) == {1}
    assert plan.events("update given") == len(there)
    assert plan.record.faults() == []
    return len(acknowledged)


def test_asked_to_end_it_finishes_what_is_under_way(plan: Site, tmp_path: Path) -> None:
    people = writers(plan)
    with served(plan, tmp_path) as service:
        with writing(people, service):
            wait_for(people, 20)
            assert service.end() == 0
        assert assert_nothing_was_lost(plan, people) >= 20
        service.start()
        with writing(people, service):
            wait_for(people, 5)
        assert service.end() == 0
    assert_nothing_was_lost(plan, people)


def without_stderr() -> None:
    """Close where the log goes."""
    os.close(2)


def with_a_full_disk() -> None:
    """Have the log go where there is no room."""
    os.dup2(os.open("/dev/full", os.O_WRONLY), 2)


def with_python_without_stderr() -> None:
    """Have no stream at all, as under a service manager without a console."""
    os.close(2)
    sys.stderr = None


@pytest.mark.parametrize("record", ["sqlite"], indirect=True)
@pytest.mark.parametrize("first", [without_stderr, with_a_full_disk, with_python_without_stderr])
def test_without_anywhere_to_log_requests_are_answered(plan: Site, tmp_path: Path, first: Any) -> None:
    people = writers(plan, 1)

    def broken() -> None:
        def fail(*_args: Any, **_more: Any) -> Any:
            message = "a fault that nobody foresaw"
            raise ZeroDivisionError(message)

        # A fault that is logged, on a page that is otherwise plain.
        frame_answer = frame.answer
        frame.answer = lambda template, *a, **k: fail() if template == "calendar" else frame_answer(template, *a, **k)
        sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
        first()

    with served(plan, tmp_path, broken) as service:
        with writing(people, service):
            wait_for(people, 3)
        status, page = ask(service.port, "GET", "/calendar", "", people[0].cookies)
        assert status == 500, page
        assert re.search(r"Reference: <span class=.reference.>[0-9a-f]{8}", page), page
        assert ask(service.port, "GET", "/sign-in")[0] == 200
        assert service.end() == 0
    assert_nothing_was_lost(plan, people)


@pytest.mark.soak
def test_of_what_was_acknowledged_fifty_kills_lose_nothing(plan: Site, tmp_path: Path) -> None:
    """Kill a worker, or the whole service, at any moment while people write; on both databases: a hundred kills."""
    seed = int(os.environ.get("SOAK_SEED", "0")) or random.SystemRandom().randrange(10**6)
    print(f"SOAK_SEED={seed}")
    chance, people = random.Random(seed), writers(plan)
    with served(plan, tmp_path) as service, writing(people, service):
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.0, 0.5))
            if chance.random() < 0.6:
                service.kill_a_worker(chance.randrange(2))
                service.wait()
            else:
                service.kill()
                service.start()
        wait_for(people, 5)
    acknowledged = assert_nothing_was_lost(plan, people)
    assert verified_by_command(plan, tmp_path / "said") == "The record verifies.\n"
    print(f"{acknowledged} changes acknowledged, {KILLS} kills, none lost")


def verified_by_command(plan: Site, told: Path) -> str:
    """Run `tracker verify --deep` in a process of its own, at the time of the tests; gives what it says."""
    child = os.fork()
    if not child:
        try:
            os.environ.update(environment(plan.record.settings))
            sys.argv, sys.stdout = ["tracker", "verify", "--deep"], told.open("w")
            cli.main()
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.waitpid(child, 0)
    return told.read_text()
