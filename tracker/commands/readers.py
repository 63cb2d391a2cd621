"""Name persons who may read a piece of restricted evidence, and take that back, each for a reason."""

from sqlmodel import col

from tracker import named, readable
from tracker.access import LARGEST_KEY, needs
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.models import Evidence, EvidenceReader, Person
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, Sensitivity

NOT_RESTRICTED = {
    Sensitivity.NORMAL: "This evidence is not restricted: whoever sees the action may read it by their role.",
    Sensitivity.SEALED: "This evidence is sealed: nobody is named to read what is sealed.",
}


@needs(Permission.ATTACH_EVIDENCE)
def name_reader(visit: Visit, evidence_id: int, *, person_id: int, reason: str) -> EvidenceReader:
    """Name a person who may read a piece of restricted evidence, where they see an action that it speaks for."""
    piece = _to_name(visit, evidence_id)
    if not 0 < person_id <= LARGEST_KEY or visit.session.get(Person, person_id) is None:
        raise InputError("Choose a person.", field="person")
    if _is_named(visit, evidence_id, person_id):
        raise InputError("This person is named already.", field="person")
    return _told(visit, piece, person_id, reason, may_read=True)


@needs(Permission.ATTACH_EVIDENCE)
def name_by_address(visit: Visit, evidence_id: int, *, address: str, reason: str) -> EvidenceReader:
    """Name a person by their e-mail address: a provider is shown no list of everybody."""
    _to_name(visit, evidence_id)
    kept = text(address, "e-mail address", longest=254)
    person = visit.session.scalar(select(Person.id).where(col(Person.email) == kept.lower()))
    if person is None:
        raise InputError("Nobody with this address is recorded. Ask the coordinator.", field="e-mail address")
    return name_reader(visit, evidence_id, person_id=person, reason=reason)


@needs(Permission.ATTACH_EVIDENCE)
def take_back(visit: Visit, evidence_id: int, *, person_id: int, reason: str) -> EvidenceReader:
    """Take back that a person was named; what they were given before stays noted."""
    piece = _to_name(visit, evidence_id)
    if not _is_named(visit, evidence_id, person_id):
        raise InputError("Choose a person who is named.", field="person")
    return _told(visit, piece, person_id, reason, may_read=False)


def _to_name(visit: Visit, evidence_id: int) -> Evidence:
    """Find a restricted piece for which this visitor may name somebody: the coordinator any, a provider their own."""
    piece = readable.find_piece(visit, evidence_id)
    if not readable.may_name(visit, piece):
        raise NotFoundError
    if piece.sensitivity != Sensitivity.RESTRICTED:
        raise RuleBrokenError([NOT_RESTRICTED[piece.sensitivity]])
    return piece


def _is_named(visit: Visit, evidence_id: int, person_id: int) -> bool:
    chosen = select(Evidence.id).where(Evidence.id == evidence_id, named.to_read(person_id))
    return visit.session.scalar(chosen) is not None


def _told(visit: Visit, piece: Evidence, person_id: int, reason: str, *, may_read: bool) -> EvidenceReader:
    values = {"evidence_id": piece.id, "person_id": person_id, "reason": text(reason, "reason")}
    row = add(visit, EvidenceReader, **values, may_read=may_read, by_id=visit.who.person_id)
    record(visit, "reader named" if may_read else "reader no longer named", piece)
    return row
