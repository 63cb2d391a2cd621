"""Editions: what a paper for somebody may hold, and who may read it."""

from tracker.errors import RefusedError
from tracker.roles import reach
from tracker.visit import Grant, Visit, Visitor
from tracker.words import Edition, Role

# Each edition holds what somebody in this role over the whole board sees: the same paper for everybody at the table.
READ_AS = {
    Edition.BOARD: Role.MEMBER,
    Edition.MEMBERS: Role.COUNCILLOR,
    Edition.INSPECTOR: Role.INSPECTOR,
    Edition.PUBLIC: Role.COUNCILLOR,
}


def reader_of(edition: Edition) -> Visitor:
    """Give the reader for whom an edition is made."""
    return Visitor(None, f"{edition.value} edition", (Grant(READ_AS[edition]),), method="edition")


def open_to(visit: Visit) -> list[Edition]:
    """List the editions that hold nothing which the visitor may not see."""
    seen = reach(visit.who).classes
    return [each for each in Edition if reach(reader_of(each)).classes <= seen]


def must_be_open(visit: Visit, edition: Edition) -> None:
    """Refuse an edition that holds more than the visitor may see."""
    if edition not in open_to(visit):
        raise RefusedError(f"The {edition.value} edition holds more than your role may see.")
