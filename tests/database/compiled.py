"""A statement and the rule of a route are compiled once in a process, not once more for each test.

SQLAlchemy keeps compiled statements by engine and by the identity of its dialect; every test has an engine of its own.
Werkzeug compiles what builds the addresses of a rule whenever a service starts; most tests start one of their own.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_compiled: LRUCache[Any, Any] = LRUCache(4000)
_builders: dict[tuple[Any, ...], Callable[..., Any]] = {}
_build = Rule._compile_builder


def _keep(_kind: type, engine: Engine) -> None:
    engine.update_execution_options(compiled_cache=_compiled)


def _built(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    if rule.defaults:
        return _build(rule, append_unknown)
    key = (rule.rule, tuple(rule._trace), append_unknown)
    if key not in _builders:
        _builders[key] = _build(rule, append_unknown)
    return _builders[key]


def once() -> None:
    """Let the engines of one kind of database share what they compile, and services their rules, from now on."""
    Rule._compile_builder = _built
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__ = lambda one, other: type(one) is type(other)
        kind.__hash__ = lambda one: hash(type(one))
        kind.engine_created = classmethod(_keep)
