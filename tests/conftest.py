"""What every test may ask for: settings, a pinned day, a record on either database, visits, and builders.

Most tests take `record` (they run on both databases), `visit_as(role)` and one builder, for example
`an_action(evidence=[checked("Audit")])`. `@EMBEDDED_ONLY` and `@POSTGRESQL_ONLY` keep a test to one database.
"""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests import builders
from tests.database import compiled, passwords
from tests.database.postgres import APP, OWNER, Cluster, in_memory, running
from tests.database.record import EARLIER_THAT_DAY, MORNING, Record, Template, copied, first_template, settings_in
from tests.security.world import World, built
from tracker.database import open_engine
from tracker.settings import Settings

# No test is timed: the machine may have much else to do.
hypothesis.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("unhurried")

compiled.once()
passwords.cheap()
# What tests write goes to memory, where there is room: they commit some hundred thousand times.
if (_memory := in_memory()) is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_memory))

_names = count(1)

slow_hashing = passwords.slow_hashing


def pytest_collection_finish() -> None:
    """Keep what the process has loaded out of every collection of garbage: those took a third of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of the machine reach a test."""
    for name in [name for name in os.environ if name.startswith("TRACKER_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Let it be ten in the morning on 22 November 2026; `clock.move_to(...)` and `clock.shift(...)` move it."""
    with time_machine.travel(MORNING, tick=True) as travelled:
        yield travelled


@pytest.fixture
def settings(tmp_path: Path, clock: time_machine.Traveller) -> Settings:
    """Give the settings of this test alone: not the demonstration, and safe to start with."""
    return settings_in(tmp_path / "data")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start PostgreSQL once; skip where it is not installed."""
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Give the embedded record from which every test's own is copied."""
    return first_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory, cluster: Cluster) -> Template:
    """Give the record on PostgreSQL from which every test's own is copied."""
    return first_template(tmp_path_factory.mktemp("template"), cluster)


@pytest.fixture(scope="session")
def world(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give a small plan full of needles, built once; whoever changes it takes a copy."""
    with time_machine.travel(EARLIER_THAT_DAY + timedelta(hours=1), tick=True):
        record = copied(sqlite_template, settings_in(tmp_path_factory.mktemp("world")))
        made = built(record)
    record.engine.dispose()
    yield made
    record.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def record(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Record]:
    """Give a migrated record with a rating key from 2010 on, on each database in turn; `settings` are its settings."""
    template = request.getfixturevalue(f"{request.param}_template")
    if request.param == "sqlite":
        made = copied(template, settings)
    else:
        server, database = _named(request, settings)
        made = copied(template, settings, server, database)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Record]:
    """Give a database without any schema, on each database in turn."""
    server = None
    if request.param == "postgresql":
        server, database = _named(request, settings)
        server.create(database)
    made = Record(open_engine(settings), settings, server)
    yield made
    made.close()


def _named(request: pytest.FixtureRequest, settings: Settings) -> tuple[Cluster, str]:
    """Make the settings name a database of the server's that does not exist yet."""
    server: Cluster = request.getfixturevalue("cluster")
    database = f"test_{next(_names)}"
    settings.database_url = server.address(APP, database)
    settings.owner_database_url = server.address(OWNER, database)
    return server, database


@pytest.fixture
def visit_as(record: Record) -> Callable[..., Any]:
    """Give `visit_as(role, agency=, review=, person=, as_at=)`: a reading visit of somebody with that role."""
    return record.visit_as


def _bound(build: Callable[..., Any]) -> Callable[..., Any]:
    @pytest.fixture(name=build.__name__)
    def bound(record: Record) -> Callable[..., Any]:
        return partial(build, record)

    return bound


for _build in builders.FIXTURES:
    globals()[_build.__name__] = _bound(_build)
