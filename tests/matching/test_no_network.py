"""The service, its index and its model start without a network: nothing of them asks for an address or a connection."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import SECRET
from tests.matching.test_model import installed

# In a process of its own, because what listens to a process cannot be taken away again.
STARTED = """
import os
import sys

asked = []

def heard(event, arguments):
    if event.startswith("socket.") and event not in {"socket.__new__", "socket.gethostname"}:
        asked.append(f"{event} {arguments}")
        raise OSError("There is no network.")

sys.addaudithook(heard)
from tracker import schema

schema.migrate()
from dashboards.app import create_app
from dashboards.matching import language
from tests.bench.setup import SYSTEM
from tracker.commands import suggestions
from tracker.database import open_engine, open_visit
from tracker.settings import Settings

app = create_app(Settings())
assert app.server.test_client().get("/sign-in").status_code == 200
for named in ("/nowhere/model.onnx", ""):
    os.environ["TRACKER_MODEL"] = named
    if not named:
        del os.environ["TRACKER_MODEL"]
    model, said = language()
    with open_visit(open_engine(Settings()), SYSTEM, Settings(), change=True) as visit:
        suggestions.match(visit, model, again=True)
    if model:
        model.encode(["Give every social worker regular supervision."])
    print("with a model" if model else said)
print("asked:", asked)
"""
HEARD = """
import socket
try:
    socket.socket().connect(("127.0.0.1", 9))
except OSError:
    pass
print("asked:", asked)
"""


def started(folder: Path, script: str, *, before: tuple[str, ...] = ()) -> str:
    told = {"TRACKER_DATA_DIR": str(folder), "TRACKER_SECRET_KEY": SECRET, "PATH": os.environ.get("PATH", "")}
    told |= {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [*before, sys.executable, "-c", script], env=told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def cut_off() -> tuple[str, ...]:
    """Give what starts a process without any network, where this machine lets us."""
    cut = ("unshare", "--user", "--map-root-user", "--net")
    if not shutil.which(cut[0]) or subprocess.run([*cut, "true"], capture_output=True, check=False).returncode:
        return ()
    return cut


def test_nothing_asks_for_a_network_without_the_model_and_with_it(tmp_path: Path) -> None:
    installed()
    without, with_it, asked = started(tmp_path, STARTED, before=cut_off()).splitlines()
    assert "compared by letters and words only" in without
    assert (with_it, asked) == ("with a model", "asked: []")


def test_whatever_asks_would_be_heard(tmp_path: Path) -> None:
    listening = STARTED.partition("from tracker")[0]
    assert "socket.connect (" in started(tmp_path, listening + HEARD)
