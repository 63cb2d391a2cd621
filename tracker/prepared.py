"""Questions whose statement is built once and then only filled in, for building takes longer than most of them run."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any

from sqlalchemy.orm import Session

from tracker.visit import Visit

MOST = 200
VISITOR = "visitor_person"
KNOWN: dict[Hashable, Any] = {}


def prepared(build: Callable[..., Any]) -> Callable[..., Any]:
    """Turn `build(visit, *shape)`, which gives a statement, into `ask(visit, *shape, **values)`, which executes it.

    The statement may depend on the visitor's grants, on the days of the visit and on the shape, which is hashable, and
    on nothing else; whatever differs from call to call, such as the key of a record, is a `bindparam` and comes with
    the values. So does who asks: `VISITOR` is filled in with the person of the visit, whoever it was built for.
    """

    @wraps(build)
    def ask(visit: Visit, *shape: Any, **values: Any) -> Any:
        key = build, visit.who.grants, visit.today, visit.as_at, shape
        told = {**values, VISITOR: visit.who.person_id}
        return execute(visit.session, key, lambda: build(visit, *shape), told)

    return ask


def execute(session: Session, key: Hashable, build: Callable[[], Any], values: dict[str, Any]) -> Any:
    """Execute the statement of this key, built by `build` when it is not known yet, with the values of its binds."""
    named = session.get_bind().dialect.name, key
    known = KNOWN.get(named)
    if known is None:
        if len(KNOWN) >= MOST:
            KNOWN.clear()
        known = KNOWN[named] = build()
    return session.execute(known, values)
