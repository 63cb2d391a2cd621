"""Which verdicts on evidence stand on a day: an adequate one until a later check of the same version denies it."""

from typing import Any

from sqlalchemy import and_, exists, not_, or_
from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker.models import Check
from tracker.models.statements import select
from tracker.words import Verdict


def adequate_on(day: Any) -> Any:
    """Choose the adequate checks by a day that no later check of the same version and action has overturned."""
    later: Any = aliased(Check)
    after = or_(
        later.effective_on > col(Check.effective_on),
        and_(later.effective_on == col(Check.effective_on), later.seq > col(Check.seq)),
    )
    denied = select(later.id).where(
        later.version_id == col(Check.version_id),
        later.action_id == col(Check.action_id),
        later.verdict != Verdict.ADEQUATE,
        later.effective_on <= day,
        after,
    )
    standing = not_(exists(denied.correlate_except(later)))
    return and_(col(Check.verdict) == Verdict.ADEQUATE, col(Check.effective_on) <= day, standing)
