"""Send a form in a child process that kills itself at a named step of the transaction."""

import gc
import mmap
import os
import re
import signal
from collections.abc import Callable
from typing import Any, NoReturn

from sqlalchemy import event

from tests.security.site import Site

BEFORE_COMMIT, COMMITTED, ANSWERED, NOWHERE = "before commit", "committed", "answered", "nowhere"
WRITES = re.compile(r"\s*(INSERT|UPDATE)\b", re.IGNORECASE)
Point = str | int


def die() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


class Steps:
    """The writes of a child, counted in memory that its parent can read, and the step at which it dies."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 8)

    @property
    def writes(self) -> int:
        """Give how many rows or statements were written before the end."""
        return int.from_bytes(self._shared[:8], "big")

    def killed_at(self, point: Point, site: Site, send: Callable[[], Any]) -> int:
        """Send in a child that dies at a point; give how it ended: minus the signal, or its exit code."""
        self._shared[:8] = bytes(8)
        child = os.fork()
        if not child:
            self._act(point, site, send)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _act(self, point: Point, site: Site, send: Callable[[], Any]) -> NoReturn:
        code = 70
        gc.disable()
        try:
            engine = site.server.extensions["tracker"].engine
            engine.dispose(close=False)
            self._arm(engine, point)
            code = 0 if send().status_code == 302 else 71
            if point == ANSWERED:
                die()
        finally:
            os._exit(code)

    def _arm(self, engine: Any, point: Point) -> None:
        commit = engine.dialect.do_commit

        def step(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if WRITES.match(statement):
                self._shared[:8] = (self.writes + 1).to_bytes(8, "big")
                if self.writes == point:
                    die()

        def committing(connection: Any) -> None:
            if self.writes and point == BEFORE_COMMIT:
                die()
            commit(connection)
            if self.writes and point == COMMITTED:
                die()

        event.listen(engine, "before_cursor_execute", step)
        engine.dialect.do_commit = committing
