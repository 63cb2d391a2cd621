"""Serve a plan of a test's own, beside the worked example."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# The day after it was built: whatever the time of day, nothing in it is still to come.
NEXT_DAY = "2026-11-23"


@contextmanager
def served(folder: Path, today: str = NEXT_DAY) -> Iterator[str]:
    """Serve a plan that was built on the pinned day of the tests, as on a day after it; give the address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    told = {"DATA_DIR": str(folder), "DEMO": "true", "TODAY": today, "BASE_URL": address}
    told |= {"SECRET_KEY": "a key of the tests that is long enough, and not 1 letter only"}
    environment = kept | {f"TRACKER_{name}": value for name, value in told.items()}
    command = [sys.executable, "-m", "tracker", "serve", "--port", str(port), "--workers", "1"]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"{address}/healthy", server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=60)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("The plan of this test was not served.")
