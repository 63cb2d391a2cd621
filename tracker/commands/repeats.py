"""Say that a recommendation repeats an earlier one, and answer with a reason."""

from tracker.access import find, needs
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError
from tracker.models import Recommendation, RepeatAnswer, RepeatLink
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
    found = visit.session.get(RepeatLink, link_id)
    if found is None:
        raise NotFoundError
    find(visit, Recommendation, found.later_id)
    find(visit, Recommendation, found.earlier_id)
    row = add(
        visit,
        RepeatAnswer,
        link_id=link_id,
        verdict=verdict,
        reason=text(reason, "reason"),
        by_id=visit.who.person_id,
    )
    record(visit, "repeat answered", row)
    return row
