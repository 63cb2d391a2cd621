"""Note what an inspector reads, before it is given; who is no inspector leaves no note here."""

from dashboards.service import visiting, visitor
from tracker.commands import inspection
from tracker.words import Role


def note(what: str) -> None:
    """Note that an inspector is given something: what cannot be noted is not given."""
    if Role.INSPECTOR in visitor().roles:
        with visiting(change=True) as visit:
            inspection.note_given(visit, what)
