"""Writers of the embedded database take turns: first come, first served, and nobody waits for ever."""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest

from tests.database.record import EMBEDDED_ONLY
from tracker.errors import BusyError
from tracker.turns import _queues, taking_turns


def _wait_until(come, seconds=10):
    """Wait until something has come about."""
    until = time.monotonic() + seconds
    while not come():
        assert time.monotonic() < until
        time.sleep(0.001)


def test_threads_go_in_the_order_in_which_they_came(tmp_path):
    order, waiting = [], []

    def go(number):
        with taking_turns(tmp_path / "record.db", 30):
            order.append(number)

    with taking_turns(tmp_path / "record.db", 1):
        queue = _queues[(tmp_path / "record.db").resolve()]
        for number in range(20):
            waiting.append(Thread(target=go, args=(number,)))
            waiting[-1].start()
            _wait_until(lambda: len(queue._waiting) == len(waiting))
    for thread in waiting:
        thread.join()
    assert order == list(range(20))


def test_who_waits_too_long_is_told_and_the_others_go_on(tmp_path):
    with taking_turns(tmp_path / "record.db", 1), ThreadPoolExecutor(1) as other, pytest.raises(BusyError):
        other.submit(_take, tmp_path / "record.db", 0.1).result()
    _take(tmp_path / "record.db", 0.1)


def test_an_error_gives_the_turn_back(tmp_path):
    with pytest.raises(ZeroDivisionError), taking_turns(tmp_path / "record.db", 1):
        _ = 1 / 0
    _take(tmp_path / "record.db", 0.1)


def test_two_records_do_not_wait_for_each_other(tmp_path):
    with taking_turns(tmp_path / "one.db", 1):
        _take(tmp_path / "two.db", 0)


def _take(database, seconds):
    with taking_turns(database, seconds):
        pass


def _hold(database, held, release):
    with taking_turns(database, 10):
        held.set()
        release.wait(10)


@pytest.mark.parametrize("killed", [False, True])
def test_another_process_holds_the_turn_until_it_ends_or_is_killed(tmp_path, killed):
    database, context = tmp_path / "record.db", multiprocessing.get_context("fork")
    held, release = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(database, held, release))
    holder.start()
    held.wait(10)
    with pytest.raises(BusyError):
        _take(database, 0.1)
    holder.kill() if killed else release.set()
    _take(database, 5)
    holder.join()


def _write_again_and_again(database, stop, turns):
    while not stop.is_set():
        with taking_turns(database, 10):
            turns.value += 1
            time.sleep(0.02)


def test_a_process_that_writes_all_the_time_lets_others_in(tmp_path):
    database, context = tmp_path / "record.db", multiprocessing.get_context("fork")
    stop, turns = context.Event(), [context.Value("i", 0) for _ in range(3)]
    busy = [context.Process(target=_write_again_and_again, args=(database, stop, value)) for value in turns]
    for process in busy:
        process.start()
    time.sleep(2)
    stop.set()
    for process in busy:
        process.join()
    had = [value.value for value in turns]
    assert min(had) * 3 > max(had) > 5


@EMBEDDED_ONLY
def test_a_visit_that_cannot_get_its_turn_is_told_that_the_record_is_busy(record):
    record.settings.busy_seconds = 0.2
    held, done = Event(), Event()

    def hold():
        with record.changing() as visit:
            visit.session.connection()
            held.set()
            done.wait(10)

    with ThreadPoolExecutor(1) as other:
        other.submit(hold)
        assert held.wait(10)
        try:
            with pytest.raises(BusyError), record.changing():
                pass
        finally:
            done.set()
