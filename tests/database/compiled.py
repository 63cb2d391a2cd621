"""A statement is compiled once in a process, not once more for the engine of each test.

SQLAlchemy keeps compiled statements by engine and by the identity of its dialect; every test has an engine of its own.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_compiled: LRUCache[Any, Any] = LRUCache(4000)


def _keep(_kind: type, engine: Engine) -> None:
    engine.update_execution_options(compiled_cache=_compiled)


def once() -> None:
    """Let the engines of one kind of database share what they compile, from now on."""
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__ = lambda one, other: type(one) is type(other)
        kind.__hash__ = lambda one: hash(type(one))
        kind.engine_created = classmethod(_keep)
