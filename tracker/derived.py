"""Hold what is derived, the positions and the tally, against what the facts give."""

from collections.abc import Callable, Generator, Iterator
from typing import Any

from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from tracker import facts, positions, tally
from tracker.as_stored import UNREADABLE, unreadable
from tracker.models import Action, Position, Recommendation
from tracker.models.statements import select
from tracker.words import Thing

TABLES = ("position", "tally_group", "tally", "checkpoint")
Compute = Callable[[Session, set[int]], dict[int, list[dict[str, Any]]]]


def faults(session: Session) -> Iterator[str]:
    """Name every difference between the positions and tally that stand and those computed from the facts.

    What cannot be read or computed is named as well, and the rest is still compared.
    """
    unread = yield from _attempt("the rating key cannot be read", lambda: _read_keys(session))
    for compute, model, thing in (
        (positions.action_rows, Action, Thing.ACTION),
        (positions.recommendation_rows, Recommendation, Thing.RECOMMENDATION),
    ):
        every = [] if unread else session.scalars(select(model.id)).all()
        for portion in positions.chunks(key for key in every if key is not None):
            yield from _compare(session, thing, compute, portion)
    yield from _attempt("the tally cannot be read to its end", lambda: tally.faults(session))
    # Not only when something failed: a database that takes any word for "yes" lets it pass for one.
    for table in (SQLModel.metadata.tables[name] for name in TABLES):
        yield from unreadable(session, table)


def _read_keys(session: Session) -> Iterator[str]:
    """Read the rating key, without which nothing can be computed; says nothing."""
    facts.keys(session)
    yield from ()


def _attempt(sentence: str, find: Callable[[], Iterator[str]]) -> Generator[str, None, bool]:
    """Give the faults of a part, and tell whether it could not be read."""
    try:
        yield from find()
    except UNREADABLE:
        yield sentence
        return True
    return False


def _compare(session: Session, thing: Thing, compute: Compute, portion: set[int]) -> Iterator[str]:
    """Give the differences of some things; where one of them cannot be computed, look at each by itself."""
    try:
        yield from list(_differences(session, thing, compute(session, portion)))
    except UNREADABLE:
        if len(portion) == 1:
            yield f"the positions of {thing.value} {min(portion)} cannot be read, or not be computed from its facts"
            return
        for key in sorted(portion):
            yield from _compare(session, thing, compute, {key})


def _differences(session: Session, thing: Thing, computed: dict[int, list[dict[str, Any]]]) -> Iterator[str]:
    about = positions.about(thing)
    stand: dict[int, list[dict[str, Any]]] = {key: [] for key in computed}
    rows = session.execute(
        select(Position.__table__).where(about.in_(computed)).order_by(col(Position.valid_from))  # type: ignore[attr-defined]
    )
    for row in rows.mappings():
        stand[row[about.key]].append({name: row[name] for name in positions.COLUMNS})
    for key, expected in computed.items():
        if stand[key] != expected:
            yield f"the positions of {thing.value} {key} differ from what its facts give"
