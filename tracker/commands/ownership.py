"""Whose an action is: say that it is not one's own, let it answer more, move all work of a post to another."""

from collections.abc import Sequence

from sqlmodel import col

from tracker import stands
from tracker.access import find, needs
from tracker.commands.actions import find_own, must_be_open_to_actions, must_be_post
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, RefusedError, RuleBrokenError
from tracker.models import Action, ActionLink, ActionOwner, OwnershipRefusal, Position, Recommendation
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Delivery, Permission

OVER = frozenset({Delivery.COMPLETED.value, Delivery.WITHDRAWN.value})


@needs(Permission.UPDATE_ACTION)
def refuse(visit: Visit, key: int, *, reason: str) -> OwnershipRefusal:
    """Say that an action is not one's own; it stays with its post until the coordinator gives it away."""
    action = find_own(visit, key)
    now = stands.action(visit.session, key, visit.effective_on)
    if visit.who.person_id is None:
        raise RefusedError("A person says this. Sign in under your own name.")
    if now.post_id is None:
        raise RuleBrokenError(["This action has no owner. The coordinator gives it one."])
    if now.state in OVER:
        raise RuleBrokenError([f"This action is {now.state}: it keeps the owner that it had."])
    row = add(
        visit,
        OwnershipRefusal,
        action_id=key,
        post_id=now.post_id,
        reason=text(reason, "reason"),
        by_id=visit.who.person_id,
    )
    record(visit, "ownership refused", action)
    return row


@needs(Permission.RECORD_ACTION)
def answer_also(visit: Visit, key: int, *, recommendations: Sequence[int]) -> None:
    """Say that an action answers further recommendations; it is then as closely kept as the strictest of them."""
    action = find(visit, Action, key)
    known = set(visit.session.scalars(select(ActionLink.recommendation_id).where(ActionLink.action_id == key)))
    answers = [find(visit, Recommendation, one) for one in dict.fromkeys(recommendations) if one not in known]
    if not answers:
        raise InputError("The action answers these already. Name another recommendation.", field="also answers")
    must_be_open_to_actions(visit, answers)
    for one in answers:
        add(visit, ActionLink, action_id=key, recommendation_id=one.id)
    record(visit, "action answers more", action, actions=[key], recommendations=[one.id or 0 for one in answers])


@needs(Permission.RECORD_ACTION)
def move_work(visit: Visit, from_post: int, *, to_post: int, reason: str) -> int:
    """Give every open action of a post to another post, each with the reason; return how many."""
    if from_post == to_post:
        raise InputError("Choose another post.", field="owner")
    must_be_post(visit, to_post)
    kept, moved = text(reason, "reason"), open_work(visit, from_post)
    for key in moved:
        add(visit, ActionOwner, action_id=key, post_id=to_post, reason=kept)
        record(visit, "owner given", find(visit, Action, key), actions=[key])
    return len(moved)


def open_work(visit: Visit, post_id: int) -> list[int]:
    """Give the open actions that a post owns today."""
    owned = select(Position.action_id).where(
        Position.post_id == post_id,
        col(Position.action_id).is_not(None),
        col(Position.valid_from) <= visit.effective_on,
        col(Position.valid_to) > visit.effective_on,
        col(Position.state).not_in(OVER),
    )
    return sorted(key for key in visit.session.scalars(owned) if key is not None)
