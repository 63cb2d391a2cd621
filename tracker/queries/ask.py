"""One ask: its texts side by side, what was said of each pair, and how the earlier ones stood at the later practice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import literal, union_all
from sqlmodel import col

from tracker.access import allows, needs
from tracker.errors import NotFoundError
from tracker.models import (
    Action,
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
from tracker.queries import proved, repeated
from tracker.queries.asked import Asked, Group, Pair, Repeated
from tracker.queries.choices import Choice
from tracker.queries.proved import NOTHING, Proven
from tracker.rules.recurrence import stood_on
from tracker.visit import Visit
from tracker.words import Permission, Standing

KEY = "A-{}"


@dataclass(frozen=True)
class Link:
    """A judged pair, with how the earlier one stood on the first day of the practice that the later review looks at.

    `standing` is None where that is not known, or where it was not recorded then.
    """

    pair: Pair
    standing: Standing | None
    evidence: Sequence[Proven]


@dataclass(frozen=True)
class Act:
    """What a person did with an ask: when, what, with which recommendation, other ask or action, and why."""

    on: date
    what: str
    about: str
    reason: str


@dataclass(frozen=True)
class Whole:
    """An ask with everything that is known of it; `alias` is the key that leads to it, where that is another one."""

    group: Group
    links: Sequence[Link]
    unjudged: Sequence[tuple[Asked, Asked]]
    mergers: Sequence[tuple[Group, Pair]]
    outside: Sequence[Pair]
    alias: str = ""
    acts: Sequence[Act] = field(default=())


@needs(Permission.SEE_PLAN)
def whole(visit: Visit, number: int) -> Whole:
    """Give an ask by the number in its key; the key of one that was merged leads to the survivor."""
    told, key = repeated.everything(visit), _survivor(visit, number)
    group = next((each for each in (*told.groups, *told.lone) if each.id == key), None)
    if group is None:
        raise NotFoundError
    asked = KEY.format(number)
    return Whole(
        group=group,
        links=_links(visit, group),
        unjudged=_unjudged(group),
        mergers=_mergers(told, group),
        outside=[pair for pair in told.same if _ends(pair, group) == 1 and not _homes(told, pair) - {group.id}],
        alias=asked if asked != group.key else "",
        acts=_acts(visit, group) if allows(visit.who, Permission.JUDGE_REPEATS) else (),
    )


@needs(Permission.SEE_PLAN)
def name_of(visit: Visit, key: int) -> str:
    """Name an ask by the number in its key."""
    group = whole(visit, key).group
    return f"{group.key}: {group.name}"


@needs(Permission.JUDGE_REPEATS)
def choices(visit: Visit, *, beside: int = 0) -> Sequence[Choice]:
    """Give the asks into which one can be merged, by number."""
    told = repeated.everything(visit)
    every = sorted((*told.groups, *told.lone), key=lambda each: each.id)
    return [Choice(each.id, f"{each.key}: {each.name}") for each in every if each.number != beside]


def _survivor(visit: Visit, number: int) -> int | None:
    """Follow the mergers by the day of the visit from a key to the ask that stands for it; they make no circle."""
    rows = visit.session.execute(
        select(AskMerger.ask_id, AskMerger.into_id).where(col(AskMerger.effective_on) <= visit.as_at)
    )
    into: dict[int, int] = dict(rows.all())
    key: int | None = visit.session.scalar(select(Ask.id).where(Ask.key == KEY.format(number)))
    while key in into:
        key = into[key]
    return key


def _links(visit: Visit, group: Group) -> list[Link]:
    judged = sorted((pair for pair in group.pairs if pair.verdict), key=lambda p: (p.later.order, p.earlier.order))
    proofs = proved.of(visit, sorted({pair.earlier.id for pair in judged})) if judged else {}
    found = []
    for pair in judged:
        day = stood_on(pair.later.practice, visit.as_at)
        behind = proofs.get(pair.earlier.id, NOTHING)
        standing = pair.earlier.story.standing_on(day) if day else None
        found.append(Link(pair, standing, behind.adequate_on(day) if day else []))
    return found


def _unjudged(group: Group) -> list[tuple[Asked, Asked]]:
    """Give the pairs in it of two reviews that nobody has judged, the earlier text first."""
    known = {frozenset({pair.later.id, pair.earlier.id}) for pair in group.pairs if pair.verdict}
    members = list(group.members)
    pairs = ((one, other) for place, one in enumerate(members) for other in members[place + 1 :])
    return [
        (one, other)
        for one, other in pairs
        if one.review_id != other.review_id and frozenset({one.id, other.id}) not in known
    ]


def _ends(pair: Pair, group: Group) -> int:
    return len({pair.later.id, pair.earlier.id} & {each.id for each in group.members})


def _homes(told: Repeated, pair: Pair) -> set[int]:
    return {told.home[key].id for key in (pair.later.id, pair.earlier.id) if key in told.home}


def _mergers(told: Repeated, group: Group) -> list[tuple[Group, Pair]]:
    """Give the other asks with a text that was judged the same as one of this, each once."""
    found: dict[int, tuple[Group, Pair]] = {}
    for pair in told.same:
        homes = [told.home[key] for key in (pair.later.id, pair.earlier.id) if key in told.home]
        other = next((each for each in homes if each.id != group.id), None)
        if other is not None and _ends(pair, group) == 1:
            found.setdefault(other.id, (other, pair))
    return list(found.values())


def _acts(visit: Visit, group: Group) -> list[Act]:
    """Tell what persons did with it and why, newest first: only those who keep asks see every text of it."""
    rows = visit.session.execute(union_all(*_told(visit, group)).order_by("on", "seq")).all()
    return [Act(on, what, about, reason) for on, _seq, what, about, reason in reversed(rows)]


def _told(visit: Visit, group: Group) -> list[Any]:
    """Ask for each kind of act in the same columns."""
    cited = col(Review.reference) + " " + col(Recommendation.reference)
    text = Recommendation, col(Recommendation.id) == col(AskMember.recommendation_id)
    review = Review, col(Review.id) == col(Recommendation.review_id)
    left = AskMember, col(AskMember.id) == col(AskLeaving.member_id)
    merged = Ask, col(Ask.id) == col(AskMerger.ask_id)
    action = Action, col(Action.id) == col(AskAction.action_id)

    def acts(model: Any, what: str, about: Any, of: Any, *joined: Any) -> Any:
        times: list[Any] = [col(model.effective_on).label("on"), col(model.seq).label("seq")]
        told = select(*times, literal(what), about, model.reason).select_from(model)
        for other in joined:
            told = told.join(*other)
        return told.where(col(model.effective_on) <= visit.as_at, of == group.id)

    return [
        acts(AskName, "Named", AskName.name, AskName.ask_id),
        acts(AskMember, "Joined", cited, AskMember.ask_id, text, review),
        acts(AskLeaving, "Left", cited, AskMember.ask_id, left, text, review),
        acts(AskMerger, "Merged into it", Ask.key, AskMerger.into_id, merged),
        acts(AskAction, "Answered by an action", Action.reference, AskAction.ask_id, action),
    ]
