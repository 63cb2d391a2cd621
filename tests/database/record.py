"""A record to test on: its engine, its settings, visits of whoever is asked for, and a way to tamper with it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import time_machine
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from tests.database.postgres import APP, OWNER, Cluster
from tracker import schema
from tracker.commands import keys
from tracker.database import open_engine, open_visit
from tracker.settings import LONDON, Settings
from tracker.verify import verify
from tracker.visit import Grant, Visit, Visitor
from tracker.words import Role, Scope

TODAY = date(2026, 11, 22)
MORNING = datetime(2026, 11, 22, 10, 0, tzinfo=LONDON)
EARLIER_THAT_DAY = datetime(2026, 11, 22, 6, 0, tzinfo=LONDON)
KEY_FROM = date(2010, 1, 1)
EVERYTHING = tuple(Grant(role) for role in Role if role != Role.OWNER)
SYSTEM = Visitor(None, "system", EVERYTHING, method="test", loading=True)
FIRST = "first_template"
EMBEDDED_ONLY = pytest.mark.parametrize("record", ["sqlite"], indirect=True)
POSTGRESQL_ONLY = pytest.mark.parametrize("record", ["postgresql"], indirect=True)


@dataclass(repr=False)
class Record:
    """One record, on one of the two databases, alone with its test."""

    engine: Engine
    settings: Settings
    cluster: Cluster | None = None
    opened: ExitStack = field(default_factory=ExitStack)
    made: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Record({self.settings.database})"

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is the embedded database."""
        return self.cluster is None

    @property
    def database(self) -> str:
        """Give the file of the embedded database, or the name of the other."""
        return str(make_url(self.settings.database).database)

    @contextmanager
    def changing(self, who: Visitor = SYSTEM, *, on: date | None = None) -> Iterator[Visit]:
        """Open a visit that changes the record and commits at its end, for an earlier day when asked."""
        with open_visit(self.engine, who, self.settings, change=True) as visit:
            yield visit.on(on) if on else visit

    @contextmanager
    def reading(self, who: Visitor = SYSTEM, *, as_at: date | None = None) -> Iterator[Visit]:
        """Open a visit that only reads."""
        with open_visit(self.engine, who, self.settings, as_at=as_at) as visit:
            yield visit

    def visit_as(self, role: Role, *, as_at: date | None = None, **named: Any) -> Visit:
        """Give a reading visit of somebody with this role; it ends with the test. `named` are those of `visitor`."""
        return self.opened.enter_context(self.reading(visitor(role, **named), as_at=as_at))

    def faults(self, *, deep: bool = True) -> list[str]:
        """Verify the record."""
        with self.reading() as visit:
            return verify(visit.session, self.settings, deep=deep)

    def tamper(self, *statements: str) -> None:
        """Run SQL on the record as somebody who owns the machine, outside of the tracker."""
        with self.owning_the_machine() as connection:
            for statement in statements:
                connection.execute(statement)

    def read(self, statement: str) -> list[tuple[Any, ...]]:
        """Read by SQL, outside of the tracker."""
        with self.owning_the_machine() as connection:
            return list(connection.execute(statement).fetchall())

    @contextmanager
    def owning_the_machine(self) -> "Iterator[sqlite3.Connection | psycopg.Connection[Any]]":
        """Connect to the database with every right."""
        if self.cluster is not None:
            connection: Any = self.cluster.connect(self.database)
        else:
            connection = sqlite3.connect(self.database, isolation_level=None)
        try:
            yield connection
        finally:
            connection.close()

    def back_up(self) -> Callable[[], None]:
        """Copy the database as it is now, and give what puts the copy in its place."""
        self.opened.close()
        self.engine.dispose()
        kept = f"{self.database}_kept"
        self._copy(self.database, kept)

        def restore() -> None:
            self.opened.close()
            self.engine.dispose()
            self._drop(self.database)
            self._copy(kept, self.database)

        return restore

    def _copy(self, old: str, new: str) -> None:
        if self.cluster is not None:
            self.cluster.create(new, old)
            return
        with sqlite3.connect(old) as source, sqlite3.connect(new) as target:
            source.backup(target)
        source.close()
        target.close()

    def _drop(self, database: str) -> None:
        if self.cluster is not None:
            self.cluster.drop(database)
            return
        for end in ("", "-wal", "-shm"):
            Path(f"{database}{end}").unlink(missing_ok=True)

    def close(self) -> None:
        """End every visit and connection, and drop what only a server would keep."""
        self.opened.close()
        self.engine.dispose()
        if self.cluster is not None:
            with self.cluster.connect() as connection:
                mine = connection.execute(
                    "SELECT datname FROM pg_database WHERE datname IN (%s, %s)",
                    (self.database, f"{self.database}_kept"),
                )
                names = [name for (name,) in mine]
            for name in names:
                self.cluster.drop(name)


def visitor(
    role: Role,
    *,
    agency: int | None = None,
    review: int | None = None,
    person: int | None = None,
    loading: bool = False,
) -> Visitor:
    """Give somebody with one role: over the whole board, or within an agency or a review."""
    scope = Scope.AGENCY if agency is not None else Scope.REVIEW if review is not None else Scope.BOARD
    return Visitor(
        person, role.value, (Grant(role, scope, agency_id=agency, review_id=review),), method="test", loading=loading
    )


@dataclass
class Counted:
    """The SELECTs that ran."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


@contextmanager
def counting_selects(engine: Engine) -> Iterator[Counted]:
    """Count the SELECTs that run on an engine: `with counting_selects(record.engine) as selects: ...; len(selects)`."""
    counted = Counted()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            counted.statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", note)


@dataclass(frozen=True)
class Template:
    """A record from which each test gets a copy: its folder, its database, and what was built in it."""

    folder: Path
    database: str = ""
    made: dict[str, Any] = field(default_factory=dict)


def settings_in(folder: Path, cluster: Cluster | None = None, database: str = "") -> Settings:
    """Give the settings of a record that keeps its files in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(data_dir=folder, secret_key="a key of the tests that is long enough, and not 1 letter only")
    settings.evidence_link_hosts += ["a.example"]  # As a board adds the hosts of its agencies.
    if cluster is not None:
        settings.database_url = cluster.address(APP, database)
        settings.owner_database_url = cluster.address(OWNER, database)
    return settings


def first_template(folder: Path, cluster: Cluster | None = None) -> Template:
    """Migrate a record and adopt the rating key in it."""
    template = Template(folder, FIRST if cluster else "")
    if cluster is not None:
        cluster.create(template.database)
    settings = settings_in(folder, cluster, template.database)
    with time_machine.travel(EARLIER_THAT_DAY, tick=True):
        migrated(settings)
        engine = open_engine(settings)
        with open_visit(engine, SYSTEM, settings, change=True) as visit:
            keys.adopt(visit.on(KEY_FROM))
        engine.dispose()
    return template


def migrated(settings: Settings, revision: str = "head") -> None:
    """Bring the database of these settings to a revision, upwards."""
    with _environment(settings):
        schema.migrate(revision)


def downgraded(settings: Settings, revision: str) -> None:
    """Bring the database of these settings to a revision, downwards."""
    with _environment(settings):
        schema.downgrade(revision)


def environment(settings: Settings) -> dict[str, str]:
    """Give the environment in which a child process finds this record."""
    return {
        "TRACKER_DATA_DIR": str(settings.data_dir),
        "TRACKER_DATABASE_URL": settings.database_url,
        "TRACKER_OWNER_DATABASE_URL": settings.owner_database_url,
        "TRACKER_SECRET_KEY": settings.secret_key,
    }


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(settings).items():
            patch.setenv(name, value)
        yield


def copied(template: Template, settings: Settings, cluster: Cluster | None = None, database: str = "") -> Record:
    """Give a copy of the template, in the place that the settings name."""
    if cluster is None:
        shutil.copy(template.folder / "tracker.db", settings.data_dir / "tracker.db")
    else:
        cluster.create(database, template.database)
    shutil.copy(template.folder / "anchors.jsonl", settings.anchor_file)
    if (files := template.folder / "evidence").exists():
        shutil.copytree(files, settings.evidence_folder)
    return Record(open_engine(settings), settings, cluster, made=dict(template.made))


def owners_engine(settings: Settings) -> Engine:
    """Connect as whoever migrates."""
    return create_engine(settings.owner_database_url or settings.database, poolclass=NullPool)
