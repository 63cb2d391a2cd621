"""Measure the board pack: `python -m tests.bench [--sizes 1000,10000,100000] [--postgres-size 10000] [--json FILE]`."""

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.bench import floors, inside, matching, report
from tests.bench.ask import Browser
from tests.bench.build import KEPT, kept
from tests.bench.copied import DURABLE, to_postgresql
from tests.bench.measures import Bare, form, measure, questions
from tests.bench.pack import TODAY, Pack
from tests.bench.serve import BARE, TRACKER, serving
from tests.bench.setup import settings_in
from tests.database.postgres import running
from tests.database.record import environment
from tracker.settings import Settings
from tracker.words import Role

Floors = Callable[[], Any]


def main(given: list[str]) -> int:
    """Build what is missing, measure each size, print the table and keep the numbers."""
    asked = _read(given)
    runs = []
    for size in asked.sizes:
        runs.append(_measured(size, asked.calls, _embedded))
        print(report.table(runs[-1]), flush=True)
    if asked.postgres_size:
        with _server() as cluster:
            if cluster is not None:
                runs.append(_measured(asked.postgres_size, asked.calls, lambda folder: _served_by(cluster, folder)))
                print(report.table(runs[-1]), flush=True)
    print(report.growth(runs))
    if asked.matching_size:
        matched = matching.measured(asked.matching_size)
        print(matching.line(matched))
        runs.append({"matching": matched})
    file = asked.json or KEPT / f"{time.strftime('%Y-%m-%d-%H%M')}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(runs, indent=1))
    print(f"Written to {file}.")
    return 0


def _read(given: list[str]) -> argparse.Namespace:
    told = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    told.add_argument("--sizes", default="1000,10000,100000", help="numbers of recommendations on SQLite")
    told.add_argument("--postgres-size", type=int, default=10_000, help="0: leave PostgreSQL out")
    told.add_argument("--matching-size", type=int, default=100_000, help="0: leave the matching out")
    told.add_argument("--calls", type=int, default=30)
    told.add_argument("--json", type=Path)
    asked = told.parse_args(given)
    asked.sizes = [int(size) for size in asked.sizes.split(",") if size]
    return asked


@contextmanager
def _server() -> Iterator[Any]:
    """Start PostgreSQL on the disk and as durable as in earnest; nothing when it is not installed."""
    with ExitStack() as opened:
        try:
            cluster = opened.enter_context(running(DURABLE, on_disk=True))
        except pytest.skip.Exception as missing:
            print(f"PostgreSQL is left out: {missing}.")
            cluster = None
        yield cluster


def _embedded(source: Path) -> tuple[Settings, Floors]:
    folder = KEPT / f"run-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    settings = settings_in(folder, TODAY)
    return settings, lambda: floors.on_sqlite(str(folder / "tracker.db"))


def _served_by(cluster: Any, source: Path) -> tuple[Settings, Floors]:
    folder = KEPT / f"run-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    settings = to_postgresql(source, folder, cluster)
    return settings, lambda: floors.on_postgresql(settings.owner_database_url)


def _measured(size: int, calls: int, place: Callable[[Path], tuple[Settings, Floors]]) -> dict[str, Any]:
    begun = time.perf_counter()
    source = kept(Pack(size))
    built = time.perf_counter() - begun
    settings, floor = place(source)
    try:
        return {**_run(settings, floor, size, calls), "built_in_s": round(built, 1)}
    finally:
        shutil.rmtree(settings.data_dir)


def _run(settings: Settings, opened: Floors, size: int, calls: int) -> dict[str, Any]:
    told = {**environment(settings), "TRACKER_DEMO": "true", "TRACKER_TODAY": TODAY.isoformat()}
    log = settings.data_dir / "gunicorn.log"
    with serving(TRACKER, told, log) as served, serving(BARE, {}, log) as plain, opened() as floor:
        browser = Browser(served.port)
        browser.sign_in(Role.COORDINATOR)
        every, around = questions(browser, floor, size), Bare(Browser(plain.port))
        measure(served, every, around, calls=calls)
        writing = form(browser, floor, size)
        measure(served, [writing], Bare(Browser(plain.port)), calls=calls)
        memory, started = served.memory(), served.started_in
    commands = inside.writes(settings, size, calls)
    selects = inside.selects(settings, size)
    run = report.run([*every, writing], around, selects)
    return {
        "database": "sqlite" if settings.database.startswith("sqlite") else "postgresql",
        "size": size,
        "memory_mb": memory,
        "started_in_s": round(started, 2),
        "commands": commands,
        **run,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
