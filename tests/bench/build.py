"""Build a record of a given size once and keep it: the same seed and the same code give the same file."""

import hashlib
import heapq
import multiprocessing
import os
import shutil
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

from tests.bench import setup
from tests.bench.pack import Pack
from tests.bench.parts import TRAIL, Share, days_of, write
from tracker import tally
from tracker.database import open_engine, open_visit
from tracker.facts import keys
from tracker.rules.facts import Key
from tracker.visit import SERVICE

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "bench"
SHARE = 100
GENERATOR = ("pack", "words", "happenings", "stories", "stored", "learned", "parts", "build", "setup")
MADE_BY = ("tracker/models", "tracker/rules", "migrations/versions")
AND_BY = ("tracker/positions.py", "tracker/tally.py", "tracker/facts.py", "tracker/trail.py")


def fingerprint() -> str:
    """Give a short hash of the code that decides what stands in the file."""
    files = [ROOT / "tests" / "bench" / f"{name}.py" for name in GENERATOR] + [ROOT / name for name in AND_BY]
    told = hashlib.sha256()
    for file in files + [file for folder in MADE_BY for file in sorted((ROOT / folder).glob("*.py"))]:
        told.update(file.read_bytes())
    return told.hexdigest()[:10]


def kept(pack: Pack) -> Path:
    """Give the folder of the record of this size, built if it is not there yet."""
    folder = KEPT / f"{pack.size}-{pack.seed}-{fingerprint()}"
    if not folder.is_dir():
        for older in KEPT.glob(f"{pack.size}-{pack.seed}-*"):
            shutil.rmtree(older)
        making = KEPT / f"making-{os.getpid()}"
        build(pack, making)
        making.rename(folder)
    return folder


def build(pack: Pack, folder: Path, *, processes: int = 2) -> None:
    """Build the record of this size in a new folder."""
    parts = folder / "parts"
    parts.mkdir(parents=True)
    settings = setup.settings_in(folder)
    setup.found(settings, pack)
    engine = open_engine(settings)
    with open_visit(engine, SERVICE, settings) as visit:
        rules = list(keys(visit.session))
    engine.dispose()
    record = folder / "tracker.db"
    if processes == 1:
        files, changes = _tell(pack, rules, parts, _head(record)[0], map)
    else:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            files, changes = _tell(pack, rules, parts, _head(record)[0], pool.imap)
    _gather(record, files)
    shutil.rmtree(parts)
    setup.finish(settings, changes)


def _tell(pack: Pack, rules: list[Key], parts: Path, head: int, spread: Any) -> tuple[list[Path], tally.Changes]:
    """Write every story into its part, by as many processes as `spread` has."""
    reviews = [range(first, min(first + SHARE, pack.reviews)) for first in range(0, pack.reviews, SHARE)]
    places = _places(list(spread(days_of, [(pack, some) for some in reviews])), head)
    shares = [
        Share(pack, some, place, rules, parts / f"{number:05d}.db")
        for number, (some, place) in enumerate(zip(reviews, places, strict=True))
    ]
    changes: Counter[tuple[date, tally.Group]] = Counter()
    for some in spread(write, shares):
        changes.update(some)
    return [share.file for share in shares], changes


def _places(days: list["array[int]"], head: int) -> list["array[int]"]:
    """Put every event of every story into one order of days, and give each its place in the trail."""
    every = array("i", [day for some in days for day in some])
    places = array("i", every)
    for place, which in enumerate(sorted(range(len(every)), key=every.__getitem__), start=head + 1):
        places[which] = place
    edges = [0]
    for some in days:
        edges.append(edges[-1] + len(some))
    return [places[first:last] for first, last in pairwise(edges)]


def _head(file: Path) -> tuple[int, str]:
    with closing(sqlite3.connect(file)) as connection:
        seq, newest = connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return int(seq), str(newest)


def _gather(file: Path, parts: list[Path]) -> None:
    """Copy the parts into the record, with its indexes and triggers put away meanwhile."""
    _, newest = _head(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-1000000"):
            connection.execute(f"PRAGMA {pragma}")
        put_away = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('index', 'trigger')"
        ).fetchall()
        for kind, name, _ in put_away:
            connection.execute(f'DROP {kind} "{name}"')
        for part in parts:
            _copy(connection, part)
        _chain(connection, parts, newest)
        for _, _, statement in put_away:
            connection.execute(statement)
        connection.execute("PRAGMA journal_mode=WAL")


def _copy(connection: sqlite3.Connection, part: Path) -> None:
    """Copy the tables of one part, all but its events."""
    connection.execute("ATTACH ? AS part", (str(part),))
    tables = connection.execute("SELECT name FROM part.sqlite_master WHERE name <> 'told'").fetchall()
    for (name,) in tables:
        columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA part.table_info({name})"))
        connection.execute(f"INSERT INTO main.{name} ({columns}) SELECT {columns} FROM part.{name}")
    connection.execute("DETACH part")


def _chain(connection: sqlite3.Connection, parts: list[Path], newest: str) -> None:
    """Chain the events of all parts in the order of the trail."""
    sources = [sqlite3.connect(part) for part in parts]
    every = heapq.merge(*(one.execute("SELECT * FROM told ORDER BY seq") for one in sources), key=itemgetter(0))
    columns = (*TRAIL, "prev_hash", "hash")
    statement = f"INSERT INTO event ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    connection.execute("BEGIN")
    connection.executemany(statement, _chained(every, newest))
    connection.execute("COMMIT")
    for source in sources:
        source.close()


def _chained(events: Iterable[tuple[Any, ...]], before: str) -> Iterator[tuple[Any, ...]]:
    for *told, head, tail in events:
        after = hashlib.sha256(f'{head}"prev_hash":"{before}"{tail}'.encode()).hexdigest()
        yield (*told, before, after)
        before = after
