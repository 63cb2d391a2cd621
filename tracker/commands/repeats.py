"""Say that a recommendation repeats an earlier one, and answer with a reason."""

from datetime import date

from sqlalchemy import and_, or_
from sqlmodel import col

from tracker.access import LARGEST_KEY, find, needs
from tracker.asks import newest_answer
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import BothTexts, ConflictError, InputError, NotFoundError, RuleBrokenError
from tracker.models import Recommendation, RepeatAnswer, RepeatLink, Review
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, RepeatBasis, RepeatVerdict


@needs(Permission.JUDGE_REPEATS)
def link(visit: Visit, later_id: int, earlier_id: int, *, basis: RepeatBasis) -> RepeatLink:
    """Say that a recommendation may repeat an earlier one of another review."""
    later, earlier = find(visit, Recommendation, later_id), find(visit, Recommendation, earlier_id)
    if later.review_id == earlier.review_id:
        raise InputError("A repeat is of another review.", field="earlier")
    same = select(RepeatLink.id).where(RepeatLink.later_id == later_id, RepeatLink.earlier_id == earlier_id)
    if visit.session.scalar(same):
        raise InputError("This repeat is recorded already.", field="earlier")
    row = add(visit, RepeatLink, later_id=later_id, earlier_id=earlier_id, basis=basis)
    record(visit, "repeat linked", row, note={"later": later_id, "earlier": earlier_id})
    return row


@needs(Permission.JUDGE_REPEATS)
def answer(visit: Visit, link_id: int, *, verdict: RepeatVerdict, reason: str) -> RepeatAnswer:
    """Answer same, related or different with a reason; a later answer replaces this one and both stay."""
    _find(visit, link_id)
    if verdict is RepeatVerdict.UNDONE:
        raise InputError("Answer same, related or different. An answer is taken back apart from this.", field="verdict")
    row = _answer(visit, link_id, verdict, reason)
    record(visit, "repeat answered", row)
    return row


@needs(Permission.JUDGE_REPEATS)
def judge(
    visit: Visit,
    later_id: int,
    earlier_id: int,
    *,
    verdict: RepeatVerdict,
    reason: str,
    basis: RepeatBasis = RepeatBasis.JUDGED,
) -> RepeatAnswer:
    """Answer same, related or different for two recommendations, whether or not somebody linked them before."""
    later, earlier = find(visit, Recommendation, later_id), find(visit, Recommendation, earlier_id)
    linked = _linked(visit, later_id, earlier_id)
    if linked is None:
        _must_follow(visit, later, earlier)
        linked = link(visit, later_id, earlier_id, basis=basis).id or 0
    return answer(visit, linked, verdict=verdict, reason=reason)


def _linked(visit: Visit, one: int, other: int) -> int | None:
    """Find the link of a pair, whichever way round it was recorded: nobody judges the same pair twice."""
    found: int | None = visit.session.scalar(
        select(RepeatLink.id)
        .where(
            or_(
                and_(col(RepeatLink.later_id) == one, col(RepeatLink.earlier_id) == other),
                and_(col(RepeatLink.later_id) == other, col(RepeatLink.earlier_id) == one),
            )
        )
        .order_by(col(RepeatLink.id))
        .limit(1)
    )
    return found


@needs(Permission.JUDGE_REPEATS)
def must_be_newest(visit: Visit, later_id: int, earlier_id: int, *, read: int, yours: dict[str, str]) -> None:
    """Show both answers when somebody else answered since a pair was read; `read` is the newest answer then, or 0."""
    newest = select(RepeatAnswer).join(RepeatLink, col(RepeatLink.id) == col(RepeatAnswer.link_id))
    newest = newest.where(RepeatLink.id == _linked(visit, later_id, earlier_id))
    found = visit.session.scalars(newest.where(col(RepeatAnswer.id) == newest_answer())).one_or_none()
    if found is not None and found.id != read:
        raise ConflictError(BothTexts(yours=yours, theirs={"answer": found.verdict.value, "reason": found.reason}))


def _must_follow(visit: Visit, later: Recommendation, earlier: Recommendation) -> None:
    """Refuse a pair the wrong way round, where it is known when both reviews were published."""
    days = dict[int | None, date | None](
        visit.session.execute(
            select(Review.id, Review.published_on).where(col(Review.id).in_([later.review_id, earlier.review_id]))
        ).all()
    )
    after, before = days[later.review_id], days[earlier.review_id]
    if after and before and after < before:
        said = "The earlier recommendation was published after the later one. Judge the pair the other way round."
        raise InputError(said, field="earlier")


@needs(Permission.JUDGE_REPEATS)
def undo(visit: Visit, link_id: int, *, reason: str) -> RepeatAnswer:
    """Take an answer back with a reason: both stay in the record, and the pair counts as not judged."""
    _find(visit, link_id)
    newest = select(RepeatAnswer.verdict).join(RepeatLink, col(RepeatLink.id) == col(RepeatAnswer.link_id))
    given = visit.session.scalar(newest.where(RepeatLink.id == link_id, col(RepeatAnswer.id) == newest_answer()))
    if given in {None, RepeatVerdict.UNDONE}:
        raise RuleBrokenError(["Nobody has judged this pair, or the answer was taken back: there is nothing to undo."])
    row = _answer(visit, link_id, RepeatVerdict.UNDONE, reason)
    record(visit, "repeat taken back", row)
    return row


def _find(visit: Visit, link_id: int) -> RepeatLink:
    found = visit.session.get(RepeatLink, link_id) if 0 < link_id <= LARGEST_KEY else None
    if found is None:
        raise NotFoundError
    find(visit, Recommendation, found.later_id)
    find(visit, Recommendation, found.earlier_id)
    return found


def _answer(visit: Visit, link_id: int, verdict: RepeatVerdict, reason: str) -> RepeatAnswer:
    return add(
        visit,
        RepeatAnswer,
        link_id=link_id,
        verdict=verdict,
        reason=text(reason, "reason"),
        by_id=visit.who.person_id,
    )
