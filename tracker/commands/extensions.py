"""Ask for a new date, and answer: never the same person."""

from datetime import date

from sqlalchemy import func

from tracker.access import find, needs
from tracker.commands.actions import find_own
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.models import Action, Baseline, Extension, ExtensionAnswer
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import ExtensionReason, Permission


@needs(Permission.ASK_EXTENSION)
def ask(visit: Visit, key: int, *, due: date, reason: ExtensionReason, note: str = "") -> Extension:
    """Ask for a new due date; nothing changes until it is approved."""
    find_own(visit, key)
    baseline = visit.session.scalar(select(Baseline.due).where(Baseline.action_id == key))
    if baseline is None:
        raise RuleBrokenError(["The action has no due date yet. Ask the coordinator to set it."])
    if due <= baseline:
        raise InputError(f"The new date must be after the baseline of {baseline:%-d %B %Y}.", field="new date")
    kept = text(note, "note", needed=reason == ExtensionReason.OTHER)
    row = add(visit, Extension, action_id=key, due=due, reason_code=reason, note=kept, asked_by_id=visit.who.person_id)
    record(visit, "extension asked", row)
    return row


@needs(Permission.ANSWER_EXTENSION)
def answer(
    visit: Visit, extension_id: int, *, approved: bool, meeting_id: int | None = None, reason: str = ""
) -> ExtensionAnswer:
    """Approve or refuse a new date; the asker cannot, and a request is answered once."""
    asked = visit.session.get(Extension, extension_id)
    if asked is None:
        raise NotFoundError
    action = find(visit, Action, asked.action_id)
    if asked.asked_by_id is not None and asked.asked_by_id == visit.who.person_id:
        raise RuleBrokenError(["Whoever asked for a new date cannot approve it."])
    given = select(func.count()).select_from(ExtensionAnswer).where(ExtensionAnswer.extension_id == extension_id)
    if visit.session.scalar(given):
        raise RuleBrokenError(["This request was answered already."])
    row = add(
        visit,
        ExtensionAnswer,
        extension_id=extension_id,
        approved=approved,
        reason=text(reason, "reason", needed=not approved),
        meeting_id=meeting_id,
        answered_by_id=visit.who.person_id,
    )
    touched = [asked.action_id] if approved else []
    record(visit, "extension approved" if approved else "extension refused", action, actions=touched)
    return row
