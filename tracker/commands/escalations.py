"""Record the steps by which a late action climbs: what the service sent or could not send, and what people did."""

from dataclasses import dataclass
from datetime import date

from tracker import ladders
from tracker.access import LARGEST_KEY, find, needs
from tracker.commands.deciding import must_not_be_called_off
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import NotFoundError, RuleBrokenError
from tracker.models import Action, Escalation, GivenDuty, Meeting, Post
from tracker.rules.escalation import DECIDED_AT_A_MEETING, unmet
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import EscalationStep, Permission, PostDuty, Sending


@dataclass(frozen=True)
class Tried:
    """A step that the service took or could not take; with a message it was taken by the mail server."""

    action_id: int
    due: date
    step: EscalationStep
    outcome: Sending
    post_id: int | None
    person_id: int | None = None
    message_id: str = ""


@needs(Permission.SEND_REMINDERS)
def note(visit: Visit, tried: Tried) -> bool:
    """Record what became of a step, once; tell whether it was new."""
    known = ladders.tried(visit.session, [tried.action_id])[tried.action_id, tried.due][tried.step]
    if tried.outcome in known or known & ladders.TAKEN:
        return False
    row = add(visit, Escalation, **vars(tried))
    record(visit, "escalation sent" if tried.outcome is Sending.SENT else "escalation not sent", row)
    return True


@needs(Permission.ESCALATE)
def record_step(
    visit: Visit, action_id: int, step: EscalationStep, *, meeting_id: int | None = None, said: str = ""
) -> Escalation:
    """Record a step that a person took about an overdue action; scrutiny and publication name their meeting."""
    find(visit, Action, action_id)
    late = ladders.late(visit.session, action_id, visit.today)
    meeting = find(visit, Meeting, meeting_id) if meeting_id is not None else None
    if meeting is not None:
        must_not_be_called_off(visit, meeting)
    decided = meeting is not None and meeting.held_on <= visit.today
    if wrong := unmet(step, late, visit.today, decided=decided):
        raise RuleBrokenError(wrong)
    row = add(
        visit,
        Escalation,
        action_id=action_id,
        due=late.due,
        step=step,
        outcome=Sending.RECORDED,
        meeting_id=meeting.id if meeting and step in DECIDED_AT_A_MEETING else None,
        note=text(said, "what was done"),
        by_id=visit.who.person_id,
    )
    record(visit, "escalation recorded", row)
    return row


@needs(Permission.KEEP_PARTNERSHIP)
def give_duty(visit: Visit, post_id: int, *, duty: PostDuty) -> GivenDuty:
    """Say that from today on a post leads its agency, or chairs the sub-group; the newest holds."""
    if not 0 < post_id <= LARGEST_KEY or visit.session.get(Post, post_id) is None:
        raise NotFoundError
    row = add(visit, GivenDuty, post_id=post_id, duty=duty)
    record(visit, "duty given", row)
    return row
