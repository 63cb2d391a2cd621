"""Take turns at writing to the embedded database: whoever waits longest writes next.

SQLite lets waiting writers try again after a pause, so that under load a newcomer overtakes those who wait and somebody
waits until the busy time is over. Within a process a queue hands the turn on; between processes two lock files do: a
process that has just written finds the next turn already taken by one that waits.
"""

import fcntl
import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from tracker.errors import BusyError

PAUSE = 0.002


class Queue:
    """The threads of this process that want to write, in the order in which they came."""

    def __init__(self) -> None:
        self._guard, self._taken = Lock(), False
        self._waiting: deque[Lock] = deque()

    def take(self, until: float) -> None:
        """Wait for the turn until a time of the monotonic clock, and no longer."""
        mine = Lock()
        mine.acquire()
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            self._waiting.append(mine)
        if not mine.acquire(timeout=max(0.0, until - time.monotonic())):
            self._leave(mine)

    def _leave(self, mine: Lock) -> None:
        """Leave the queue, unless the turn was handed over in this very moment."""
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise BusyError

    def give(self) -> None:
        """Hand the turn to whoever waits longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_queues: dict[Path, Queue] = {}
_guard = Lock()


@contextmanager
def taking_turns(database: Path, seconds: float) -> Iterator[None]:
    """Hold the turn to write to this database, or raise BusyError when it does not come in time."""
    until = time.monotonic() + seconds
    with _guard:
        queue = _queues.setdefault(database.resolve(), Queue())
    queue.take(until)
    try:
        with _opened(database, "next") as following, _opened(database, "turn") as turn:
            _lock(following, until)
            _lock(turn, until)
            fcntl.flock(following, fcntl.LOCK_UN)
            yield
    finally:
        queue.give()


@contextmanager
def _opened(database: Path, name: str) -> Iterator[int]:
    handle = os.open(f"{database}-{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        yield handle
    finally:
        os.close(handle)


def _lock(handle: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise BusyError from error
            time.sleep(PAUSE)
        else:
            return
