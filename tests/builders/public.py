"""What the public may read: texts of their own, and editions that two people released."""

from tests.builders.people import a_person, row_id, the_chair
from tests.database.record import Record, visitor
from tracker import snapshots
from tracker.commands import public_texts
from tracker.visit import Visitor
from tracker.words import Edition, Role, Thing


def the_coordinator(record: Record) -> Visitor:
    """Give the coordinator, who may enter earlier days."""
    return visitor(Role.COORDINATOR, person=row_id(a_person(record, "The coordinator")), loading=True)


def a_public_text(
    record: Record, thing: Thing, key: int, wording: str, *, number: int = 1, approved: bool = True
) -> None:
    """Write what the public reads of a thing as the coordinator, and approve it as the chair."""
    with record.changing(the_coordinator(record)) as visit:
        public_texts.write(visit, thing, key, wording, number=number - 1)
    if approved:
        with record.changing(the_chair(record)) as visit:
            public_texts.approve(visit, thing, key, number=number)


def a_public_edition(record: Record) -> str:
    """Freeze the public edition and give how it is cited."""
    with record.changing(the_coordinator(record)) as visit:
        return snapshots.freeze(visit, record.settings, Edition.PUBLIC).cited
