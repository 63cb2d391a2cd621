"""Who was named to read a piece of restricted evidence: by name, beside what their roles open to them."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, exists, not_
from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker.models import Evidence, EvidenceReader
from tracker.models.statements import select
from tracker.prepared import VISITOR
from tracker.words import Sensitivity


def to_read(person_id: int | None) -> ColumnElement[bool]:
    """Choose the restricted pieces of evidence that this person is named to read; what is sealed is read by no name.

    The person is a bind with a name: a prepared statement is asked for other persons than it was built for.
    """
    who = bindparam(VISITOR, person_id, type_=Integer)
    told = select(EvidenceReader.evidence_id).where(
        col(EvidenceReader.person_id) == who, col(EvidenceReader.may_read), newest()
    )
    return and_(col(Evidence.sensitivity) == Sensitivity.RESTRICTED, col(Evidence.id).in_(told.correlate(None)))


def newest() -> ColumnElement[bool]:
    """Choose what was said last of a person and a piece."""
    later: Any = aliased(EvidenceReader)
    after = select(later.id).where(
        later.evidence_id == col(EvidenceReader.evidence_id),
        later.person_id == col(EvidenceReader.person_id),
        later.id > col(EvidenceReader.id),
    )
    return not_(exists(after.correlate_except(later)))
