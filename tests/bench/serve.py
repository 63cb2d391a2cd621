"""Run an app under gunicorn on loopback: one worker, as `tracker serve` does, and read what it costs."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.build import ROOT

THREADS, PATIENCE = 4, 120.0
TRACKER, BARE = "dashboards.app:create_server()", "tests.bench.bare:create_server()"


@dataclass(frozen=True)
class Served:
    """A running service: its port and the process that answers."""

    port: int
    worker: int
    started_in: float

    def cpu(self) -> float:
        """Give the seconds of processor time that the worker has had."""
        total = 0
        for task in Path(f"/proc/{self.worker}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def memory(self) -> int:
        """Give the worker's share of memory (PSS) in megabytes."""
        lines = Path(f"/proc/{self.worker}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // 1024


def free_port() -> int:
    """Give a port of loopback on which nobody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def serving(app: str, environment: Mapping[str, str], log: Path) -> Iterator[Served]:
    """Serve an app until the end of the block."""
    port, begun = free_port(), time.perf_counter()
    command = [sys.executable, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{port}", "--chdir", str(ROOT)]
    command += ["--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS), "--no-control-socket"]
    command += ["--keep-alive", "60", "--timeout", "300"]
    with log.open("ab") as told:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=told, stderr=told)
    try:
        _wait(process, port, log)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Served(port, int(children[0]), time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/healthy")
            connection.getresponse().read()
            connection.close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(log.read_text()[-3000:])
