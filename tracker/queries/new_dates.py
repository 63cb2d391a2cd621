"""New dates that were asked for and wait for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from tracker.access import needs
from tracker.models import Extension, ExtensionAnswer
from tracker.models.statements import select
from tracker.queries.open_work import Open, open_actions
from tracker.visit import Visit
from tracker.words import Permission


@dataclass(frozen=True)
class Asked:
    """A new date that waits for an answer."""

    action: Open
    due: date
    reason: str


@needs(Permission.SEE_PLAN)
def waiting(visit: Visit, work: Sequence[Open] | None = None) -> list[Asked]:
    """List the new dates that wait, of the open actions that the visitor sees (or of these alone), by due date."""
    answered = select(ExtensionAnswer.id).where(
        col(ExtensionAnswer.extension_id) == col(Extension.id), col(ExtensionAnswer.effective_on) <= visit.as_at
    )
    statement = select(Extension.action_id, Extension.due, Extension.reason_code).where(
        col(Extension.effective_on) <= visit.as_at, ~answered.exists()
    )
    found = {key: (due, str(reason)) for key, due, reason in visit.session.execute(statement)}
    open_now = open_actions(visit) if work is None else work
    return [Asked(each, *found[each.id]) for each in open_now if each.id in found]
