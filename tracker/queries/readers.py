"""Who was named to read a piece of restricted evidence, for those who may name somebody or see who read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from tracker import named, readable
from tracker.access import needs
from tracker.errors import NotFoundError
from tracker.models import EvidenceReader, Person
from tracker.models.statements import select
from tracker.roles import sees_reads
from tracker.visit import Visit
from tracker.words import Permission, Sensitivity


@dataclass(frozen=True)
class Reader:
    """A person who was named: since when, and why."""

    person_id: int
    name: str
    since: date
    reason: str


@dataclass(frozen=True)
class Named:
    """A restricted piece with those who are named to read it today."""

    title: str
    named: Sequence[Reader]
    may_name: bool


@needs(Permission.SEE_PLAN)
def of_piece(visit: Visit, evidence_id: int) -> Named | None:
    """List who is named today; nothing for a piece that is not restricted, or for whom it does not concern."""
    piece = readable.find_piece(visit, evidence_id)
    names = readable.may_name(visit, piece)
    if piece.sensitivity != Sensitivity.RESTRICTED or not (names or sees_reads(visit.who)):
        return None
    told = EvidenceReader
    statement = (
        select(told.person_id, Person.name, told.effective_on, told.reason)
        .join(Person, col(Person.id) == col(told.person_id))
        .where(told.evidence_id == evidence_id, col(told.may_read), named.newest())
        .order_by(col(Person.name), col(told.id))
    )
    found = [Reader(*row) for row in visit.session.execute(statement)]
    return Named(piece.title, found, names and visit.as_at == visit.today)


@needs(Permission.ATTACH_EVIDENCE)
def to_name(visit: Visit, evidence_id: int) -> Named:
    """Give a piece for which this visitor may name somebody."""
    found = of_piece(visit, evidence_id)
    if found is None or not found.may_name:
        raise NotFoundError
    return found
