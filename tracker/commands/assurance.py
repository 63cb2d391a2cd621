"""The chair sets the assurance of a recommendation lower than its evidence allows, and lifts that by a decision."""

from tracker import assurances
from tracker.access import needs
from tracker.commands.deciding import About, found, may_decide, meeting_for, must_not
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, RuleBrokenError
from tracker.models import AssuranceSet, Decision
from tracker.rules.assurance import is_lower
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Assurance, DecisionKind, MeetingKind, Permission

NOT_THE_BOARD = "Only a meeting of the board decides about the assurance of a recommendation."


@needs(Permission.DECIDE)
def set_assurance(
    visit: Visit, recommendation_id: int, *, assurance: Assurance | None, meeting_id: int, reason: str
) -> AssuranceSet:
    """Set the assurance lower than the evidence allows, never higher; without a level, lift what was set before.

    The decision is kept as a note of the meeting: it changes neither standing nor rating.
    """
    about = found(visit, About(recommendation_id=recommendation_id))
    may_decide(visit, about)
    _must_make_sense(visit, recommendation_id, assurance)
    meeting = meeting_for(visit, meeting_id, DecisionKind.NOTE)
    must_not("" if meeting.kind == MeetingKind.BOARD else NOT_THE_BOARD)
    decision = add(
        visit,
        Decision,
        kind=DecisionKind.NOTE,
        meeting_id=meeting.id,
        recommendation_id=recommendation_id,
        reason=text(reason, "reason"),
        decided_by_id=visit.who.person_id,
    )
    named = {"decision_id": decision.id, "recommendation_id": recommendation_id}
    row = add(visit, AssuranceSet, **named, assurance=assurance)
    kind = "assurance set no longer" if assurance is None else "assurance set lower"
    record(visit, kind, decision, recommendations=[recommendation_id])
    return row


def _must_make_sense(visit: Visit, key: int, assurance: Assurance | None) -> None:
    """Refuse what is no lower than the evidence allows, and to lift what nobody set."""
    standing = assurances.of(visit.session, key, visit.effective_on)
    allowed, now = standing.allowed, standing.decided
    if assurance is None:
        must_not("" if now else "The board has set no other assurance: it is what the evidence allows.")
    elif not is_lower(assurance, allowed):
        raise RuleBrokenError([f"The evidence allows {allowed} assurance: it can be set lower, and never higher."])
    elif now is not None and now.assurance == assurance:
        raise InputError(f"The board has set it to {assurance} already.", field="assurance")
