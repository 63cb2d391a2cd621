"""The service under gunicorn, forked from the tests: it starts at once, and a test may kill it."""

import http.client
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlencode

from gunicorn.app.base import BaseApplication

from dashboards.app import create_server
from tests.bench.serve import free_port
from tests.database.record import environment
from tracker.settings import Settings

WORKERS, THREADS, GRACE = 2, 4, 30
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class _Application(BaseApplication):  # type: ignore[misc]
    """What `tracker serve` has gunicorn run."""

    def __init__(self, port: int, log: Path, grace: int) -> None:
        self._port, self._log, self._grace = port, log, grace
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": f"127.0.0.1:{self._port}",
            "worker_class": "gthread",
            "workers": WORKERS,
            "threads": THREADS,
            "graceful_timeout": self._grace,
            "errorlog": str(self._log),
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_server()


class Service:
    """The service, its port, and its processes: a group of their own."""

    def __init__(
        self, settings: Settings, log: Path, first: Callable[[], None] = lambda: None, grace: int = GRACE
    ) -> None:
        self._settings, self._log, self._first, self._grace = settings, log, first, grace
        self.port = free_port()
        self.master = 0
        self.start()

    def start(self) -> None:
        """Fork the master; it forks the workers."""
        self.master = os.fork()
        if not self.master:
            self._serve()
        self.wait()

    def _serve(self) -> NoReturn:
        code = 70
        try:
            os.setsid()
            os.environ.update(environment(self._settings))
            self._first()
            _Application(self.port, self._log, self._grace).run()
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            os._exit(code)

    def wait(self) -> None:
        """Wait until it answers."""
        for _ in range(600):
            try:
                if ask(self.port, "GET", "/healthy")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self._log.read_text()[-3000:])

    def workers(self) -> list[int]:
        """Give the processes that answer."""
        return [int(each) for each in Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()]

    def kill_a_worker(self, which: int) -> None:
        """Kill one process that answers; the master starts another."""
        if found := self.workers():
            os.kill(found[which % len(found)], signal.SIGKILL)

    def kill(self) -> None:
        """Kill everything at once, as a power cut does."""
        os.killpg(self.master, signal.SIGKILL)
        os.waitpid(self.master, 0)
        self.master = 0

    def end(self) -> int:
        """Ask it to end, wait, and give its exit code."""
        os.kill(self.master, signal.SIGTERM)
        code = os.waitstatus_to_exitcode(os.waitpid(self.master, 0)[1])
        self.master = 0
        return code

    def close(self) -> None:
        """Leave nothing running."""
        if self.master:
            self.kill()


def ask(port: int, method: str, path: str, body: str = "", cookies: dict[str, str] | None = None) -> tuple[int, str]:
    """Ask the service once; gives the status and the body, and keeps the cookies that come."""
    headers = {**(FORM if method == "POST" else {}), "Connection": "close"}
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        came = answer.read().decode(errors="replace")
        for each in answer.headers.get_all("Set-Cookie") or () if cookies is not None else ():
            name, _, value = each.split(";")[0].partition("=")
            cookies[name] = value  # type: ignore[index]
        return answer.status, came
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


class Writer:
    """Somebody who gives updates of an action, and keeps which of them were acknowledged."""

    def __init__(self, name: str, cookies: dict[str, str], token: str, action: int) -> None:
        self.name, self.cookies, self.token, self.path = name, cookies, token, f"/actions/{action}/update"
        self.acknowledged: list[str] = []
        self.sent: list[str] = []
        self.strange: list[tuple[int, str]] = []

    def write_until(self, port: Callable[[], int], is_over: Callable[[], bool]) -> None:
        """Give one update after another; what was not acknowledged is sent again under the same key."""
        while not is_over():
            wording = f"{self.name}, update {len(self.sent)}."
            self.sent.append(wording)
            while not self._send(port(), wording) and not is_over():
                time.sleep(0.02)

    def _send(self, port: int, wording: str) -> bool:
        key = "".join(each for each in wording if each.isalnum())
        body = urlencode({"csrf_token": self.token, "form_key": key, "update": wording, "claim": "yes"})
        try:
            status, came = ask(port, "POST", self.path, body, self.cookies)
        except OSError:
            return False
        if status == 302:
            self.acknowledged.append(wording)
        elif status != 503:
            self.strange.append((status, came[-2000:]))
        return status == 302
