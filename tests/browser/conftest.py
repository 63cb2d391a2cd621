"""The worked example, served as the project serves it, and people who look at it in Debian's chromium.

Every page that a test opens is watched: a word on the browser's console, or a request that leaves the machine, fails
the test; `visitor.expects(409)` lets a refused answer pass, because the browser notes those on its console.
With EXAMPLE_SITE=http://127.0.0.1:8050 the tests look at an example that is served already (they change it).
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import PEOPLE, Desk, Visitor

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
LONGEST_START = 240


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Load the worked example once and serve it; give its address."""
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed")
    if served := os.environ.get("EXAMPLE_SITE"):
        yield served
        return
    folder = tmp_path_factory.mktemp("example")
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    environment = kept | {"TRACKER_DATA_DIR": str(folder), "PORT": str(port)}
    log = (folder / "server.log").open("w")
    server = subprocess.Popen([sys.executable, "-m", "tracker", "demo"], env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthy", server, folder / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=60)
        log.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    pytest.fail(f"The worked example was not served: {log.read_text()[-2000:]}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Give the browser; a plan of a test's own needs no worked example beside it."""
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="package")
def desk(browser: Browser, site: str) -> Desk:
    """Keep the sign-ins of this session: each person signs in once."""
    return Desk(browser, site)


@pytest.fixture
def visitor_of(desk: Desk) -> Iterator[Callable[..., Visitor]]:
    """Give `visitor_of("chair", width=320)`: a fresh window of somebody signed in; "" is a stranger."""
    opened: list[Visitor] = []

    def come(who: str, **look: object) -> Visitor:
        opened.append(desk.window(PEOPLE[who] if who else "", **look))
        return opened[-1]

    yield come
    for visitor in opened:
        visitor.page.close()
    complaints = [complaint for visitor in opened for complaint in visitor.complaints()]
    assert complaints == []


@pytest.fixture
def chair(visitor_of: Callable[..., Visitor]) -> Visitor:
    """Give the chair's window at 1280 x 800."""
    return visitor_of("chair")
