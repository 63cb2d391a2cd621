"""Found, join, leave, merge, split and rename asks, and say which action answers one: each by a person, with a reason.

Nothing but these commands ever changes an ask: an import founds none, and a repeat that is judged joins none. An event
is about the ask and about no recommendation: whoever sees only some of its members learns nothing of it from a history.
"""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import col

from tracker import asks, stands
from tracker.access import LARGEST_KEY, find, needs
from tracker.commands.ownership import OVER, answer_also
from tracker.commands.record import change, record
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.models import (
    Action,
    ActionLink,
    Ask,
    AskAction,
    AskLeaving,
    AskMember,
    AskMerger,
    AskName,
    Recommendation,
    Review,
)
from tracker.models.statements import select
from tracker.rules.deciding import no_action_under
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, RepeatVerdict, Standing

KEY = "A-{}"
LONGEST_NAME = 200


@needs(Permission.JUDGE_REPEATS)
def found(visit: Visit, recommendation_ids: Sequence[int], *, name: str, reason: str) -> Ask:
    """Found an ask of two or more recommendations, at least two of which were judged the same."""
    keys = _two_or_more(visit, recommendation_ids)
    _must_be_free(visit, keys)
    row = _founded(visit, keys, name=name, reason=reason)
    record(visit, "ask founded", row)
    return row


@needs(Permission.JUDGE_REPEATS)
def join(visit: Visit, ask_id: int, recommendation_id: int, *, reason: str) -> AskMember:
    """Let a recommendation join an ask; one that was judged different from a member may not."""
    ask = _standing(visit, ask_id)
    key = find(visit, Recommendation, recommendation_id).id or 0
    _must_be_free(visit, [key])
    _must_not_differ(visit, [*(each.recommendation_id for each in _members(visit, ask)), key])
    row = _join(visit, ask, key, text(reason, "reason"))
    record(visit, "ask joined", ask, note={"recommendation": key})
    _answer_newcomers(visit, ask, [key])
    return row


@needs(Permission.JUDGE_REPEATS)
def leave(visit: Visit, ask_id: int, recommendation_id: int, *, reason: str) -> AskLeaving:
    """Take a recommendation out of an ask; that it was in it stays in the record."""
    ask = _standing(visit, ask_id)
    member = next((each for each in _members(visit, ask) if each.recommendation_id == recommendation_id), None)
    if member is None:
        raise InputError(f"Choose a recommendation that is in {ask.key}.", field="recommendation")
    row = _leave(visit, member, text(reason, "reason"))
    record(visit, "ask left", ask, note={"recommendation": recommendation_id})
    return row


@needs(Permission.JUDGE_REPEATS)
def merge(visit: Visit, ask_id: int, into_id: int, *, reason: str) -> AskMerger:
    """Merge an ask into another one: its members join that one, and its key leads there from then on."""
    ask, into = _standing(visit, ask_id), _standing(visit, into_id, field="into")
    if ask.id == into.id:
        raise InputError("An ask is not merged into itself. Choose another one.", field="into")
    moved, kept = _members(visit, ask), text(reason, "reason")
    _must_not_differ(visit, [each.recommendation_id for each in (*moved, *_members(visit, into))])
    row = add(visit, AskMerger, ask_id=ask.id, into_id=into.id, reason=kept, by_id=visit.who.person_id)
    for each in moved:
        _leave(visit, each, kept)
        _join(visit, into, each.recommendation_id, kept)
    record(visit, "asks merged", ask, note={"into": into.key})
    _answer_newcomers(visit, into, [each.recommendation_id for each in moved])
    return row


@needs(Permission.JUDGE_REPEATS)
def split(visit: Visit, ask_id: int, recommendation_ids: Sequence[int], *, name: str, reason: str) -> Ask:
    """Split two or more recommendations off an ask, into one of their own with a key of its own."""
    ask = _standing(visit, ask_id)
    keys = _two_or_more(visit, recommendation_ids)
    members = {each.recommendation_id: each for each in _members(visit, ask)}
    if set(keys) - set(members):
        raise InputError(f"Choose recommendations that are in {ask.key}.", field="recommendations")
    if set(keys) == set(members):
        raise InputError("Something has to stay behind. To give the ask another name, rename it.", field="name")
    kept = text(reason, "reason")
    for key in keys:
        _leave(visit, members[key], kept)
    row = _founded(visit, keys, name=name, reason=kept, split_from=ask)
    record(visit, "ask split", row, note={"from": ask.key})
    return row


@needs(Permission.JUDGE_REPEATS)
def rename(visit: Visit, ask_id: int, *, name: str, reason: str, version: int) -> None:
    """Give an ask another name; its key stays, and so do its earlier names."""
    ask = _standing(visit, ask_id)
    called = text(name, "name", longest=LONGEST_NAME)
    change(ask, version, name=called)
    newest = visit.session.scalar(select(func.max(AskName.number)).where(AskName.ask_id == ask.id)) or 0
    _name(visit, ask, newest + 1, text(reason, "reason"))
    record(visit, "ask renamed", ask)


@needs(Permission.JUDGE_REPEATS)
def answer_by(visit: Visit, ask_id: int, action_id: int, *, reason: str) -> AskAction:
    """Say which one action answers the ask: from then on it answers every recommendation that is in it now."""
    ask, action = _standing(visit, ask_id), find(visit, Action, action_id)
    now = stands.action(visit.session, action_id, visit.effective_on)
    if now.state in OVER:
        raise RuleBrokenError([f"Action {action.reference} is {now.state}: only open work can answer what came back."])
    kept = text(reason, "reason")
    if left := _not_answered(visit, action_id, [each.recommendation_id for each in _members(visit, ask)]):
        answer_also(visit, action_id, recommendations=left)
    row = add(visit, AskAction, ask_id=ask.id, action_id=action_id, reason=kept, by_id=visit.who.person_id)
    record(visit, "ask answered", ask, note={"action": action_id})
    return row


def _not_answered(visit: Visit, action_id: int, keys: Sequence[int]) -> list[int]:
    linked = set(visit.session.scalars(select(ActionLink.recommendation_id).where(ActionLink.action_id == action_id)))
    return [key for key in keys if key not in linked]


def _answer_newcomers(visit: Visit, ask: Ask, keys: Sequence[int]) -> None:
    """Let the action that answers an ask answer what came to it, where it is open work and they may have actions."""
    newest = select(AskAction.action_id).where(AskAction.ask_id == ask.id).order_by(col(AskAction.id).desc()).limit(1)
    action_id = visit.session.scalar(newest)
    if action_id is None or stands.action(visit.session, action_id, visit.effective_on).state in OVER:
        return
    left = _not_answered(visit, action_id, keys)
    now = stands.recommendations(visit.session, left, visit.effective_on)
    if taking := [key for key in left if not no_action_under(Standing(now[key].state))]:
        answer_also(visit, action_id, recommendations=taking)


def _standing(visit: Visit, ask_id: int, field: str = "ask") -> Ask:
    """Find an ask that was not merged into another one."""
    ask = visit.session.get(Ask, ask_id) if 0 < ask_id <= LARGEST_KEY else None
    if ask is None:
        raise NotFoundError
    into = visit.session.scalar(
        select(Ask.key).join(AskMerger, col(AskMerger.into_id) == col(Ask.id)).where(AskMerger.ask_id == ask_id)
    )
    if into is not None:
        raise InputError(f"{ask.key} was merged into {into}: choose that one.", field=field)
    return ask


def _members(visit: Visit, ask: Ask) -> list[AskMember]:
    chosen = select(AskMember).where(AskMember.ask_id == ask.id, asks.standing_member())
    return list(visit.session.scalars(chosen.order_by(col(AskMember.id))))


def _two_or_more(visit: Visit, recommendation_ids: Sequence[int]) -> list[int]:
    """Give the keys of these recommendations, of which at least two were judged the same and none different."""
    keys = [find(visit, Recommendation, key).id or 0 for key in dict.fromkeys(recommendation_ids)]
    if len(keys) < 2:
        raise InputError("Choose at least two recommendations that ask for the same.", field="recommendations")
    _must_not_differ(visit, keys)
    if not asks.answered(visit.session, keys, RepeatVerdict.SAME):
        raise RuleBrokenError(
            ["No two of these were judged the same. Judge a pair first: an ask rests on a judgement."]
        )
    return keys


def _must_be_free(visit: Visit, keys: Sequence[int]) -> None:
    """Refuse what is in an ask already: a recommendation is in one at a time."""
    taken = (
        select(AskMember.recommendation_id, Ask.key)
        .join(Ask, col(Ask.id) == col(AskMember.ask_id))
        .where(col(AskMember.recommendation_id).in_(keys), asks.standing_member())
        .order_by(col(AskMember.id))
    )
    names = _names(visit, keys)
    if unmet := [f"{names[key]} is in {ask} already: it leaves that one first." for key, ask in _rows(visit, taken)]:
        raise RuleBrokenError(unmet)


def _must_not_differ(visit: Visit, keys: Sequence[int]) -> None:
    """Refuse to bring together what somebody judged different."""
    apart = sorted(sorted(pair) for pair in asks.answered(visit.session, keys, RepeatVerdict.DIFFERENT))
    names = _names(visit, keys)
    if unmet := [
        f"{names[one]} and {names[other]} were judged different: they cannot be in one ask." for one, other in apart
    ]:
        raise RuleBrokenError(unmet)


def _names(visit: Visit, keys: Sequence[int]) -> dict[int, str]:
    """Name recommendations as people cite them."""
    cited = select(Recommendation.id, Review.reference, Recommendation.reference)
    cited = cited.join(Review, col(Review.id) == col(Recommendation.review_id))
    rows = _rows(visit, cited.where(col(Recommendation.id).in_(keys)))
    return {key: f"{review} {reference}" for key, review, reference in rows}


def _rows(visit: Visit, statement: object) -> Sequence[tuple[int, ...]]:
    return visit.session.execute(statement).all()  # type: ignore[call-overload, no-any-return]


def _founded(visit: Visit, keys: Sequence[int], *, name: str, reason: str, split_from: Ask | None = None) -> Ask:
    called, kept = text(name, "name", longest=LONGEST_NAME), text(reason, "reason")
    before = split_from.id if split_from else None
    by = visit.who.person_id
    row = add(visit, Ask, key=_next_key(visit), name=called, split_from_id=before, by_id=by)
    _name(visit, row, 1, kept)
    for key in keys:
        _join(visit, row, key, kept)
    return row


def _next_key(visit: Visit) -> str:
    number = (visit.session.scalar(select(func.max(Ask.id))) or 0) + 1
    while visit.session.scalar(select(Ask.id).where(Ask.key == KEY.format(number))):
        number += 1
    return KEY.format(number)


def _name(visit: Visit, ask: Ask, number: int, reason: str) -> None:
    by = visit.who.person_id
    add(visit, AskName, ask_id=ask.id, number=number, name=ask.name, reason=reason, by_id=by)


def _join(visit: Visit, ask: Ask, key: int, reason: str) -> AskMember:
    by = visit.who.person_id
    return add(visit, AskMember, ask_id=ask.id, recommendation_id=key, reason=reason, by_id=by)


def _leave(visit: Visit, member: AskMember, reason: str) -> AskLeaving:
    if visit.effective_on < member.effective_on:
        raise InputError("Nothing leaves an ask before it joined it.", field="recommendation")
    return add(visit, AskLeaving, member_id=member.id, reason=reason, by_id=visit.who.person_id)
