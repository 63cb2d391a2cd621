"""Do something to the database in the midst of a request: at its n-th write, before its commit, or after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import event

from tests.faults.killing import BEFORE_COMMIT, COMMITTED, WRITES, Point
from tests.security.site import Site

Strike = Callable[[Any], None]


@contextmanager
def struck(site: Site, point: Point, strike: Strike) -> Iterator[list[str]]:
    """Call `strike` once with the connection of the service when a change reaches a point; gives what was written."""
    engine = site.server.extensions["tracker"].engine
    commit, written, done = engine.dialect.do_commit, [], []

    def at(reached: bool, connection: Any) -> None:
        if reached and not done:
            done.append(point)
            strike(connection)

    def step(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if WRITES.match(statement):
            written.append(statement)
            at(len(written) == point, connection.connection.driver_connection)

    def committing(connection: Any) -> None:
        at(bool(written) and point == BEFORE_COMMIT, connection.driver_connection)
        commit(connection)
        at(bool(written) and point == COMMITTED, connection.driver_connection)

    event.listen(engine, "before_cursor_execute", step)
    engine.dialect.do_commit = committing
    try:
        yield written
    finally:
        engine.dialect.do_commit = commit
        event.remove(engine, "before_cursor_execute", step)
    assert done, f"{point} was never reached"


def lose_the_answer(connection: Any) -> None:
    """Fail as a connection does that is cut after the server has done what it was asked."""
    connection.close()
    message = "server closed the connection unexpectedly"
    raise psycopg.OperationalError(message)
