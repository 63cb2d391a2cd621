"""What an inspector writes for themselves, and what is noted of what somebody was given; no event tells of either."""

from dataclasses import dataclass

from tracker import readable
from tracker.access import find, needs
from tracker.commands.texts import text
from tracker.errors import InputError, RefusedError
from tracker.models import AccessLog, Action, InspectorNote, Recommendation
from tracker.visit import Visit
from tracker.words import Permission


@dataclass(frozen=True)
class About:
    """The one record that a note is about."""

    recommendation_id: int | None = None
    action_id: int | None = None
    evidence_id: int | None = None


@needs(Permission.KEEP_NOTES)
def write_note(visit: Visit, about: About, *, wording: str) -> InspectorNote:
    """Keep a note on a record that the inspector sees; nobody else reads it, and it is not in the trail."""
    _must_see(visit, about)
    values = vars(about) | {"person_id": _known(visit), "at": visit.now, "wording": text(wording, "note")}
    row = InspectorNote(**values)
    visit.session.add(row)
    visit.session.flush()
    return row


@needs(Permission.SEE_PLAN)
def note_given(visit: Visit, what: str) -> None:
    """Note that somebody is given a page, a file or a pack, before they are: what cannot be noted is not given."""
    row = AccessLog(person_id=_known(visit), at=visit.now, session=visit.who.session, what=what)
    visit.session.add(row)


def _known(visit: Visit) -> int:
    if visit.who.person_id is None:
        raise RefusedError("Only somebody who is known can do this.")
    return visit.who.person_id


def _must_see(visit: Visit, about: About) -> None:
    if sum(key is not None for key in vars(about).values()) != 1:
        raise InputError("A note is about one record.")
    if about.recommendation_id is not None:
        find(visit, Recommendation, about.recommendation_id)
    if about.action_id is not None:
        find(visit, Action, about.action_id)
    if about.evidence_id is not None:
        readable.find_piece(visit, about.evidence_id)
