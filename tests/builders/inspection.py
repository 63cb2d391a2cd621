"""What inspectors write for themselves."""

from tests.database.record import Record, visitor
from tracker.commands import inspection
from tracker.commands.inspection import About
from tracker.models import InspectorNote
from tracker.words import Role


def a_note(record: Record, person: int, about: About, wording: str = "Ask who read it.") -> InspectorNote:
    """Have a person who inspects write a note of their own on one record."""
    with record.changing(visitor(Role.INSPECTOR, person=person)) as visit:
        return inspection.write_note(visit, about, wording=wording)
