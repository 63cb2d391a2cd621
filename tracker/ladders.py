"""How far actions have climbed: which steps were tried for which due date, and with what outcome."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.errors import NotFoundError
from tracker.models import Escalation, Position
from tracker.models.statements import select
from tracker.rules.escalation import Late
from tracker.words import Delivery, EscalationStep, Sending

TAKEN = frozenset({Sending.SENT, Sending.RECORDED})
Outcomes = dict[EscalationStep, set[Sending]]


def tried(session: Session, actions: Collection[int]) -> dict[tuple[int, date], Outcomes]:
    """Give what was tried for these actions, by action and due date."""
    statement = select(Escalation.action_id, Escalation.due, Escalation.step, Escalation.outcome)
    found: dict[tuple[int, date], Outcomes] = defaultdict(lambda: defaultdict(set))
    for action, due, step, outcome in session.execute(statement.where(col(Escalation.action_id).in_(actions))):
        found[action, due][step].add(outcome)
    return found


def late(session: Session, action: int, day: date) -> Late:
    """Give how an action stands on a day, and what was tried for the due date in force."""
    statement = select(Position.due, Position.state, Position.grey_until, Position.visibility).where(
        col(Position.action_id) == action, col(Position.valid_from) <= day, col(Position.valid_to) > day
    )
    row = session.execute(statement).first()
    if row is None:
        raise NotFoundError
    told = tried(session, [action])[action, row.due]
    return Late(row.due, Delivery(row.state), row.grey_until, row.visibility, frozenset(told))
