"""The record's database: engine, pragmas, and the one way to open a visit."""

import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from tracker import trail
from tracker.errors import BusyError, UnanchoredError, UnsureError, UnwritableError
from tracker.settings import Settings
from tracker.turns import taking_turns
from tracker.visit import Visit, Visitor, visiting

WRITER_LOCK = 7_261_042
LONGEST_STATEMENT_MS = 30_000
UNWRITABLE = ("disk is full", "disk i/o", "readonly database", "read-only transaction", "no space left")
BUSY = ("locked", "busy", "statement timeout", "lock timeout", "connection")


def open_engine(settings: Settings) -> Engine:
    """Connect to the record: the embedded database, or PostgreSQL by its address."""
    is_sqlite = make_url(settings.database).get_backend_name() == "sqlite"
    engine = _sqlite(settings) if is_sqlite else _postgresql(settings)
    event.listen(engine, "begin", _begin)
    return engine


def _postgresql(settings: Settings) -> Engine:
    # Whoever waits for another's lock waits as long as on the embedded database.
    limits = f"-c statement_timeout={LONGEST_STATEMENT_MS} -c lock_timeout={round(settings.busy_seconds * 1000)}"
    return create_engine(
        settings.database,
        pool_pre_ping=True,
        hide_parameters=True,
        pool_size=10,
        max_overflow=50,
        connect_args={"options": f"-c jit=off {limits}", "connect_timeout": 10},
    )


def _sqlite(settings: Settings) -> Engine:
    Path(make_url(settings.database).database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        settings.database,
        hide_parameters=True,
        connect_args={"timeout": settings.busy_seconds, "isolation_level": None, "check_same_thread": False},
        pool_size=10,
        max_overflow=90,
    )
    event.listen(engine, "connect", _pragmas)
    return engine


def _pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "temp_store=MEMORY",
        "cache_size=-32000",
        "mmap_size=268435456",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the writers' lock before a change reads, so that no update is lost; a reading visit cannot write."""
    writing = connection.get_execution_options().get("writing", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    elif writing and connection.get_execution_options().get("serial", True):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")


def writing(engine: Engine) -> Engine:
    """Give the engine whose transactions may change the record, one at a time."""
    return engine.execution_options(writing=True)


def reading(engine: Engine) -> Engine:
    """Give the engine whose transactions see one state of the record and can change nothing."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextmanager
def open_visit(
    engine: Engine, who: Visitor, settings: Settings, *, change: bool = False, as_at: date | None = None
) -> Iterator[Visit]:
    """Open a visit; a changing one commits on return and rolls back on an error, then anchors the trail's new head."""
    chosen, is_saving = writing(engine) if change else reading(engine), False
    try:
        with _turn(engine, settings, change=change), trail.RecordSession(chosen, expire_on_commit=False) as session:
            yield visiting(session, who, settings.now(), as_at=as_at)
            if change:
                trail.refuse_unrecorded(session)
                is_saving = True
                session.commit()
                _anchored(session, settings)
    except DBAPIError as error:
        if error.connection_invalidated and is_saving:
            raise UnsureError from error
        if error.connection_invalidated or _is_busy(error):
            raise BusyError from error
        if change and any(sign in str(error.orig).lower() for sign in UNWRITABLE):
            raise UnwritableError from error
        raise


def _turn(engine: Engine, settings: Settings, *, change: bool) -> AbstractContextManager[None]:
    """Give the turn to write, which PostgreSQL keeps by itself (`WRITER_LOCK`), first come first served."""
    if not change or engine.dialect.name != "sqlite":
        return nullcontext()
    return _turn_of(Path(engine.url.database or ""), settings.busy_seconds)


@contextmanager
def _turn_of(database: Path, seconds: float) -> Iterator[None]:
    """Take a turn; where the folder cannot even hold the file that keeps the turns, nothing can be written."""
    with ExitStack() as held:
        try:
            held.enter_context(taking_turns(database, seconds))
        except OSError as error:
            raise UnwritableError from error
        yield


def _is_busy(error: DBAPIError) -> bool:
    return isinstance(error, OperationalError) and any(sign in str(error.orig).lower() for sign in BUSY)


def _anchored(session: Session, settings: Settings) -> None:
    try:
        anchor(session, settings)
    except OSError as error:
        raise UnanchoredError from error


def anchor(session: Session, settings: Settings) -> None:
    """Append the head of the trail to the anchor file, one line a commit, when this session moved it."""
    head = session.info.get("appended")
    if head is None:
        return
    settings.anchor_file.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"seq": head.seq, "hash": head.hash, "at": head.at.isoformat()}) + "\n"
    handle = os.open(settings.anchor_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)
