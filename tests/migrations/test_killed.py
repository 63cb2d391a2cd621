"""A kill in the middle of a migration leaves no half: the next attempt succeeds."""

import multiprocessing
import os
import signal
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, event, inspect, text

from tests.database.record import downgraded, migrated, owners_engine
from tests.migrations.inspected import inspected, revisions
from tracker import schema

READS = ("SELECT", "PRAGMA")
UP = 1_000_000
NEWEST = revisions()[-1]


def steps_taken(settings, revision="head", *, down=False, kill_at=UP):
    """Migrate in a process of its own that kills itself before its n-th change or commit; give how far it came."""
    context = multiprocessing.get_context("fork")
    steps = context.Value("i", 0)
    child = context.Process(target=_migrate, args=(settings, revision, down, steps, kill_at))
    child.start()
    child.join()
    assert child.exitcode == (-signal.SIGKILL if kill_at < UP else 0)
    return steps.value


def _migrate(settings, revision, down, steps, kill_at):
    def step():
        steps.value += 1
        if steps.value == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_statement(_connection, _cursor, statement, *_rest):
        if not statement.lstrip().upper().startswith(READS):
            step()

    event.listen(Engine, "before_cursor_execute", on_statement)
    event.listen(Engine, "commit", lambda _connection: step())
    (downgraded if down else migrated)(settings, revision)


def sample(total, some):
    """Choose some of the steps: the first, the last ones (commits among them), and others in between."""
    spread = {1 + round(n * (total - 1) / (some - 1)) for n in range(some)}
    return sorted(spread | {2, total - 1})


@pytest.fixture
def points(empty):
    return 15 if empty.is_sqlite else 6


@dataclass
class Stages:
    """The schema of every revision and of none, and copies of the database at some of them."""

    wholes: dict
    copies: dict

    def put(self, empty, stage):
        """Put the database as it was at a stage in the place of the one that is there."""
        empty.engine.dispose()
        empty._drop(empty.database)
        empty._copy(self.copies[stage], empty.database)


@pytest.fixture(scope="module")
def gone_through():
    """Keep the stages of each database for all tests of this file."""
    kept = {}
    yield kept
    for stages, drop in kept.values():
        for copy in stages.copies.values():
            drop(copy)


@pytest.fixture
def stages(empty, gone_through, tmp_path_factory):
    """Go up once, revision by revision, and down again; give what was there on the way."""
    if empty.is_sqlite not in gone_through:
        made = Stages({None: {}}, {})
        folder = f"{tmp_path_factory.mktemp('stages')}/" if empty.is_sqlite else ""
        for revision in revisions():
            migrated(empty.settings, revision)
            made.wholes[revision] = inspected(owners_engine(empty.settings))
            if revision == NEWEST:
                _keep(empty, made, revision, folder)
        downgraded(empty.settings, "0001")
        _keep(empty, made, "down to 0001", folder)
        downgraded(empty.settings, "base")
        _keep(empty, made, "base", folder)
        gone_through[empty.is_sqlite] = made, empty._drop
    return gone_through[empty.is_sqlite][0]


def _keep(empty, made, stage, folder):
    empty.engine.dispose()
    made.copies[stage] = f"{folder}stage_{len(made.copies)}"
    empty._copy(empty.database, made.copies[stage])


@pytest.fixture
def wholes(stages):
    return stages.wholes


def assert_no_half(empty, wholes):
    """The database holds the schema of one revision, the one that it names, or nothing."""
    with owners_engine(empty.settings).connect() as connection:
        revision = None
        if inspect(connection).has_table("alembic_version"):
            revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    assert inspected(owners_engine(empty.settings)) == wholes[revision]


def test_a_kill_on_the_way_up_leaves_no_half_and_the_retry_succeeds(empty, points, stages, wholes):
    stages.put(empty, "base")
    total = steps_taken(empty.settings)
    assert total > 100
    for point in sample(total, points):
        stages.put(empty, "base")
        steps_taken(empty.settings, kill_at=point)
        assert_no_half(empty, wholes)
        migrated(empty.settings)
        assert inspected(owners_engine(empty.settings)) == wholes[NEWEST]
        assert schema.faults(empty.engine) == []


def test_a_kill_in_an_untouched_database_leaves_no_half_and_the_retry_succeeds(empty):
    for point in (1, 2, 3):
        steps_taken(empty.settings, kill_at=point)
        assert_no_half(empty, {None: {}})
    migrated(empty.settings)
    assert schema.faults(empty.engine) == []


def test_a_kill_in_a_later_revision_leaves_an_earlier_one_whole(empty, points, stages, wholes):
    stages.put(empty, "down to 0001")
    total = steps_taken(empty.settings)
    for point in sample(total, points // 2):
        stages.put(empty, "down to 0001")
        steps_taken(empty.settings, kill_at=point)
        assert_no_half(empty, wholes)
        migrated(empty.settings)
        assert inspected(owners_engine(empty.settings)) == wholes[NEWEST]
        assert empty.faults() == []


def test_a_kill_on_the_way_down_leaves_no_half_and_the_retry_succeeds(empty, points, stages, wholes):
    stages.put(empty, NEWEST)
    total = steps_taken(empty.settings, "base", down=True)
    for point in sample(total, points // 2):
        stages.put(empty, NEWEST)
        steps_taken(empty.settings, "base", down=True, kill_at=point)
        assert_no_half(empty, wholes)
        downgraded(empty.settings, "base")
        assert inspected(owners_engine(empty.settings)) == {}
