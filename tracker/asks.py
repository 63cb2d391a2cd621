"""Which recommendations are joined in an ask on a day, and what was last answered to a possible repeat by then."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.models import AskLeaving, AskMember, RepeatAnswer, RepeatLink, Suggestion
from tracker.models.statements import select
from tracker.words import RepeatVerdict

Pair = frozenset[int]


def newest_answer(day: date | None = None) -> Any:
    """Choose the newest answer to a possible repeat by a day, beside its link; without a day the newest of all."""
    newest = select(RepeatAnswer.id).where(col(RepeatAnswer.link_id) == col(RepeatLink.id))
    newest = newest if day is None else newest.where(col(RepeatAnswer.effective_on) <= day)
    newest = newest.order_by(col(RepeatAnswer.effective_on).desc(), col(RepeatAnswer.seq).desc())
    return newest.limit(1).correlate(RepeatLink).scalar_subquery()


def same_pair(told: Any = RepeatLink, other: Any = Suggestion) -> ColumnElement[bool]:
    """Tell whether two rows are of the same two recommendations, whichever way round each was kept."""
    return or_(
        and_(col(told.later_id) == other.later_id, col(told.earlier_id) == other.earlier_id),
        and_(col(told.later_id) == other.earlier_id, col(told.earlier_id) == other.later_id),
    )


def is_answered(day: date | None = None) -> ColumnElement[bool]:
    """Tell of a suggestion whether an answer of a person to its pair stands, on a day or now."""
    answered = select(RepeatLink.id).join(RepeatAnswer, col(RepeatAnswer.id) == newest_answer(day))
    answered = answered.where(same_pair(), col(RepeatAnswer.verdict) != RepeatVerdict.UNDONE)
    return exists(answered.correlate(Suggestion))


def standing_member(day: date | None = None) -> ColumnElement[bool]:
    """Choose the members that are in their ask on a day; without a day those that nobody took out so far."""
    left = select(AskLeaving.id).where(col(AskLeaving.member_id) == col(AskMember.id))
    if day is None:
        return ~exists(left.correlate(AskMember))
    left = left.where(col(AskLeaving.effective_on) <= day)
    return and_(col(AskMember.effective_on) <= day, ~exists(left.correlate(AskMember)))


def answered(session: Session, keys: Iterable[int], verdict: RepeatVerdict) -> set[Pair]:
    """Give the pairs of these recommendations that were last answered so."""
    wanted = sorted(set(keys))
    statement = (
        select(RepeatLink.later_id, RepeatLink.earlier_id)
        .join(RepeatAnswer, col(RepeatAnswer.id) == newest_answer())
        .where(
            col(RepeatLink.later_id).in_(wanted),
            col(RepeatLink.earlier_id).in_(wanted),
            col(RepeatAnswer.verdict) == verdict,
        )
    )
    return {frozenset(pair) for pair in session.execute(statement)}
