"""Editions: what a paper for somebody may hold, and who may read it."""

from tracker.errors import NotFoundError, RefusedError
from tracker.roles import reach
from tracker.visit import Grant, Visit, Visitor
from tracker.words import Edition, ReportKind, Role

# Each edition holds what somebody in this role over the whole board sees: the same paper for everybody at the table.
READ_AS = {
    Edition.BOARD: Role.MEMBER,
    Edition.MEMBERS: Role.COUNCILLOR,
    Edition.INSPECTOR: Role.INSPECTOR,
    Edition.PUBLIC: Role.COUNCILLOR,
}
# The public edition has no papers, for these hold what staff typed: it is a site, written from a released snapshot.
WITH_PAPERS = (Edition.BOARD, Edition.MEMBERS, Edition.INSPECTOR)
# What tells who checked which evidence is for the board and for inspectors.
ONLY_IN = {ReportKind.INDEX: frozenset({Edition.BOARD, Edition.INSPECTOR})}


def reader_of(edition: Edition) -> Visitor:
    """Give the reader for whom an edition is made."""
    return Visitor(None, f"{edition.value} edition", (Grant(READ_AS[edition]),), method="edition")


def open_to(visit: Visit) -> list[Edition]:
    """List the editions that hold nothing which the visitor may not see."""
    seen = reach(visit.who).classes
    return [each for each in Edition if reach(reader_of(each)).classes <= seen]


def own(visit: Visit) -> Edition | None:
    """Give the edition that is made for readers like the visitor; None where none is."""
    seen = open_to(visit)
    if Role.INSPECTOR in visit.who.board_roles:
        return Edition.INSPECTOR
    return next((each for each in (Edition.BOARD, Edition.MEMBERS) if each in seen), None)


def must_be_open(visit: Visit, edition: Edition) -> None:
    """Refuse an edition that holds more than the visitor may see."""
    if edition not in open_to(visit):
        raise RefusedError(f"The {edition.value} edition holds more than your role may see.")


def papers_in(edition: Edition) -> list[ReportKind]:
    """List the papers of an edition, in their order."""
    if edition not in WITH_PAPERS:
        return []
    return [kind for kind in ReportKind if edition in ONLY_IN.get(kind, WITH_PAPERS)]


def must_hold(edition: Edition, kind: ReportKind) -> None:
    """Refuse a paper that is in no such edition: there it does not exist."""
    if kind not in papers_in(edition):
        raise NotFoundError(f"The {edition.value} edition holds no {kind.value}.")
