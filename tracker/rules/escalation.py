"""Escalation: which steps are due for an action on a day, and which a person may record next.

Reminders go to the owner post 28, 14 and 7 days before the due date; a run that missed some sends only the newest of
them. The day after the due date is the first day over: the agency lead is told 1 working day after, the chair of the
sub-group 28 days after. From then on people act, and what they did is recorded by a person: the chair writes to the
chief officer, the lead partners are told, scrutiny is told and it is published. A person may also record that they told
the lead or the sub-group themselves. No step is taken before the one ahead of it was tried. The last two need the
meeting that decided, and nothing is published of a review that is not published. A new due date starts all again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.rules.clocks import add_working_days
from tracker.rules.facts import Key
from tracker.rules.phrases import day_words
from tracker.words import Delivery, EscalationStep, Visibility

REMINDERS = {EscalationStep.REMINDER_28: 28, EscalationStep.REMINDER_14: 14, EscalationStep.REMINDER_7: 7}
FIRST_REMINDER = max(REMINDERS.values())
LEAD_AFTER_WORKING_DAYS = 1
CHAIR_AFTER_DAYS = 28
BY_A_PERSON = (
    EscalationStep.CHIEF_OFFICER,
    EscalationStep.LEAD_PARTNERS,
    EscalationStep.SCRUTINY,
    EscalationStep.PUBLICATION,
)
CHAIN = (EscalationStep.AGENCY_LEAD, EscalationStep.SUB_GROUP_CHAIR, *BY_A_PERSON)
DECIDED_AT_A_MEETING = frozenset({EscalationStep.SCRUTINY, EscalationStep.PUBLICATION})


@dataclass(frozen=True)
class Late:
    """What escalation needs to know of an action: how it stands, until when it may stand still, and what was taken.

    `tried` are the steps for the due date in force, whether they reached anybody or not.
    """

    due: date | None
    state: Delivery
    grey_until: date | None = None
    visibility: Visibility = Visibility.PUBLISHED
    tried: frozenset[EscalationStep] = frozenset()


def is_awaited(late: Late, day: date) -> bool:
    """Tell whether anything is still awaited of the owner: not once submitted, completed or withdrawn, nor in pause."""
    if late.state is Delivery.PAUSED:
        return late.grey_until is not None and late.grey_until <= day
    return late.state in {Delivery.NOT_STARTED, Delivery.IN_PROGRESS}


def steps_due(late: Late, day: date, key: Key, taken: Collection[EscalationStep]) -> list[EscalationStep]:
    """Give the steps that go out by themselves on a day and were not taken yet for the due date in force."""
    if late.due is None or not is_awaited(late, day):
        return []
    return [step for step in _reached(late.due, day, key) if step not in taken]


def _reached(due: date, day: date, key: Key) -> list[EscalationStep]:
    if day <= due:
        reached = [step for step, before in REMINDERS.items() if day >= due - timedelta(days=before)]
        return reached[-1:]
    over = [(EscalationStep.AGENCY_LEAD, add_working_days(due, LEAD_AFTER_WORKING_DAYS, key.bank_holidays))]
    over += [(EscalationStep.SUB_GROUP_CHAIR, due + timedelta(days=CHAIR_AFTER_DAYS))]
    return [step for step, first in over if day >= first]


def next_by_a_person(late: Late, day: date) -> EscalationStep | None:
    """Give the step that waits for a person: the first that is not recorded, from 56 days after the due date on."""
    if late.due is None or not is_awaited(late, day) or day < late.due + timedelta(days=CHAIR_AFTER_DAYS * 2):
        return None
    return next((step for step in BY_A_PERSON if step not in late.tried), None)


def unmet(step: EscalationStep, late: Late, day: date, *, decided: bool) -> list[str]:
    """List in sentences what stands against recording a step."""
    if step not in CHAIN:
        return ["Reminders go out by themselves; record what people do about what is overdue."]
    if late.due is None or day <= late.due or not is_awaited(late, day):
        return ["This action is not overdue: there is nothing to escalate."]
    if step in late.tried:
        return [f"This step is recorded already for the due date {day_words(late.due)}."]
    found = []
    if (place := CHAIN.index(step)) and CHAIN[place - 1] not in late.tried:
        found.append(f"The step before it, {CHAIN[place - 1].value}, was not taken yet.")
    if step in DECIDED_AT_A_MEETING and not decided:
        found.append("Name the meeting that decided it.")
    if step is EscalationStep.PUBLICATION and late.visibility is not Visibility.PUBLISHED:
        found.append("Nothing is published of an action that is not published.")
    return found
