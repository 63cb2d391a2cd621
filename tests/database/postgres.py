"""A PostgreSQL server of our own: unprivileged, on a socket in a folder of its own, gone with the tests."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
MEMORY = Path("/dev/shm")  # noqa: S108  (thirty times faster than a disk; the folder in it is our own)
ROOM = 2 * 1024**3
PREFIX, AN_HOUR = "tracker-pg-", 3600
OWNER, APP, SUPERUSER = "tracker_owner", "tracker_app", "superuser"
CREATE = "CREATE DATABASE {new} TEMPLATE {old} OWNER {owner}"
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "Asia/Kolkata",  # Nothing may depend on the server's own zone.
    "listen_addresses": "",
}


@dataclass(frozen=True)
class Cluster:
    """The running server, as its superuser sees it."""

    folder: Path

    def address(self, role: str, database: str) -> str:
        """Give the address by which the tracker reaches a database as a role."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> "psycopg.Connection[Any]":
        """Connect as the superuser, who may do anything, outside of the tracker."""
        return psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname=database, autocommit=True)

    def create(self, database: str, template: str = "template0") -> None:
        """Create a database of the owner's, as a copy of another: of its files, which is half the work."""
        names = {"new": sql.Identifier(database), "old": sql.Identifier(template), "owner": sql.Identifier(OWNER)}
        with self.connect() as connection:
            connection.execute(sql.SQL(f"{CREATE} STRATEGY FILE_COPY").format(**names))

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


def _unprivileged() -> list[str]:
    """Give the words before a command that run it as somebody who is not root, as PostgreSQL asks."""
    if os.geteuid() != 0:
        return []
    user = _user()
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]


def _user() -> str:
    known = {line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
    return "postgres" if "postgres" in known else "nobody"


def in_memory() -> Path | None:
    """Give the folder in memory, where it is large enough: containers often have next to none."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


def _sweep(home: Path, now: float) -> None:
    """Take away what killed tests left behind: folders of ours, an hour old by the disk, in which no server runs."""
    for folder in home.glob(f"{PREFIX}*"):
        if now - folder.stat().st_mtime > AN_HOUR and not (folder / "data" / "postmaster.pid").exists():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(options: dict[str, str] = FAST, *, on_disk: bool = False) -> Iterator[Cluster]:
    """Start a server, in memory unless asked otherwise, and stop it at the end or when the tests are killed."""
    if not INSTALLED:
        pytest.skip("PostgreSQL is not installed (no /usr/lib/postgresql/*/bin)")
    if not shutil.which("setpriv"):
        pytest.skip("setpriv, which starts PostgreSQL as an unprivileged user, is not installed")
    binaries = INSTALLED[-1].parent
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=None if on_disk else in_memory()))
    _sweep(folder.parent, folder.stat().st_mtime)
    if os.geteuid() == 0:
        shutil.chown(folder, _user())
    make = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*_unprivileged(), *make, "--locale=C", "--no-sync"], check=True, cwd=folder, stdout=subprocess.DEVNULL
    )
    server = start(binaries, folder, options)
    try:
        cluster = Cluster(folder)
        with cluster.connect() as connection:
            for role in (OWNER, APP):
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        yield cluster
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(folder)


def start(binaries: Path, folder: Path, options: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start the server on a folder that was made before, and wait until it answers."""
    settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *settings]
    prefix = _unprivileged() or ["setpriv"]
    with (folder / "log").open("ab") as log:
        server = subprocess.Popen([*prefix, "--pdeathsig=INT", *command], stdout=log, stderr=log, cwd=folder)
    for _ in range(200):
        try:
            Cluster(folder).connect().close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return server
    server.kill()
    server.wait()
    raise RuntimeError((folder / "log").read_text())
