"""Ask for a new date, and answer: never the same person."""

from datetime import date

from sqlalchemy import func
from sqlmodel import col

from tracker import stands
from tracker.access import LARGEST_KEY, find, needs
from tracker.commands.actions import find_own
from tracker.commands.days import possible
from tracker.commands.deciding import About, may_decide, meeting_for, must_not
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.models import Action, Extension, ExtensionAnswer
from tracker.models.statements import select
from tracker.rules.deciding import wrong_action
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import DecisionKind, Delivery, ExtensionReason, Permission


@needs(Permission.ASK_EXTENSION)
def ask(visit: Visit, key: int, *, due: date, reason: ExtensionReason, note: str = "") -> Extension:
    """Ask for a new due date; nothing changes until it is approved."""
    find_own(visit, key)
    _must_move_on(visit, key, possible(due, "new date", visit.today))
    if not visit.who.loading and _waits(visit, key):
        raise RuleBrokenError(["A new date is asked for already and waits for an answer."])
    kept = text(note, "note", needed=reason == ExtensionReason.OTHER)
    row = add(visit, Extension, action_id=key, due=due, reason_code=reason, note=kept, asked_by_id=visit.who.person_id)
    record(visit, "extension asked", row)
    return row


def _waits(visit: Visit, key: int) -> bool:
    answered = select(ExtensionAnswer.extension_id)
    asked = select(Extension.id).where(Extension.action_id == key, col(Extension.id).not_in(answered))
    return visit.session.scalar(asked.limit(1)) is not None


def _must_move_on(visit: Visit, key: int, due: date) -> None:
    """Refuse a new date for what is over, and one that is not later than the date in force."""
    now = stands.action(visit.session, key, visit.effective_on)
    must_not(wrong_action(DecisionKind.EXTEND, Delivery(now.state)))
    if now.due is None:
        raise RuleBrokenError(["The action has no due date yet. Ask the coordinator to set it."])
    if due <= now.due:
        raise InputError(f"The new date must be after the date in force, {now.due:%-d %B %Y}.", field="new date")


@needs(Permission.ANSWER_EXTENSION)
def answer(
    visit: Visit, extension_id: int, *, approved: bool, meeting_id: int | None, reason: str = ""
) -> ExtensionAnswer:
    """Approve or refuse a new date at a meeting; the asker cannot, and a request is answered once."""
    asked = visit.session.get(Extension, extension_id) if 0 < extension_id <= LARGEST_KEY else None
    if asked is None:
        raise NotFoundError
    action = find(visit, Action, asked.action_id)
    may_decide(visit, About(action_id=asked.action_id))
    if asked.asked_by_id == visit.who.person_id:
        raise RuleBrokenError(["Whoever asked for a new date cannot answer the request."])
    given = select(func.count()).select_from(ExtensionAnswer).where(ExtensionAnswer.extension_id == extension_id)
    if visit.session.scalar(given):
        raise RuleBrokenError(["This request was answered already."])
    if approved:
        _must_move_on(visit, asked.action_id, asked.due)
    meeting = meeting_for(visit, meeting_id, DecisionKind.EXTEND)
    if meeting.held_on < asked.effective_on:
        raise InputError("This meeting was held before the new date was asked for.", field="meeting")
    row = add(
        visit,
        ExtensionAnswer,
        extension_id=extension_id,
        approved=approved,
        reason=text(reason, "reason", needed=not approved),
        meeting_id=meeting.id,
        answered_by_id=visit.who.person_id,
    )
    touched = [asked.action_id] if approved else []
    record(visit, "extension approved" if approved else "extension refused", action, actions=touched)
    return row
