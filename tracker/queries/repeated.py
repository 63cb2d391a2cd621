"""Everything that was recommended again, as far as the visitor sees it: texts, judged pairs, and asks.

A recommendation that somebody may not see does not exist for them: neither does a pair with it, and an ask of which
they see fewer than two recommendations is none.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col

from tracker.access import allows, needs, visible_to
from tracker.asks import newest_answer, standing_member
from tracker.models import (
    Action,
    Ask,
    AskAction,
    AskMember,
    AskMerger,
    AskName,
    Recommendation,
    RecommendationTheme,
    RecommendationWording,
    RepeatAnswer,
    RepeatLink,
    Review,
)
from tracker.models.statements import select
from tracker.queries import courses
from tracker.queries.asked import Asked, Group, Pair, Repeated
from tracker.queries.courses import Story
from tracker.rules.recurrence import Practice, is_open
from tracker.visit import Visit
from tracker.words import Permission, RepeatVerdict


@needs(Permission.SEE_PLAN)
def everything(visit: Visit) -> Repeated:
    """Read all that was recommended again, as far as this visitor sees it, by the day of the visit."""
    texts = texts_of(visit, seen(visit))
    pairs = [_pair(texts, row) for row in _links(visit) if row.later_id in texts and row.earlier_id in texts]
    asks = [_group(row, pairs) for row in _asks(visit, texts)]
    lone = [each for each in asks if len(each.members) < 2] if allows(visit.who, Permission.JUDGE_REPEATS) else []
    return Repeated(texts, pairs, [each for each in asks if len(each.members) > 1], lone)


def _involved(visit: Visit) -> Any:
    """Choose whatever is in a pair or in an ask."""
    linked = col(RepeatLink.effective_on) <= visit.as_at
    ends = [select(end).where(linked) for end in (RepeatLink.later_id, RepeatLink.earlier_id)]
    joined = select(AskMember.recommendation_id).where(standing_member(visit.as_at))
    return or_(*(col(Recommendation.id).in_(each) for each in (*ends, joined)))


@needs(Permission.SEE_PLAN)
def seen(visit: Visit) -> Any:
    """Choose the keys of the recommendations that the visitor sees of all that is in a pair or in an ask."""
    recorded = col(Recommendation.effective_on) <= visit.as_at
    return visible_to(visit, select(Recommendation.id).where(recorded, _involved(visit)))


@needs(Permission.SEE_PLAN)
def texts_of(visit: Visit, wanted: Any) -> dict[int, Asked]:
    """Read these recommendations (a SELECT of keys, or keys) with their reviews, as far as the visitor sees them."""
    stories, themes = courses.of(visit, wanted), _themes(visit, wanted)
    statement = (
        select(Recommendation.id, Recommendation.reference, _worded(visit), *REVIEW)
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(col(Recommendation.id).in_(wanted))
    )
    return {
        row[0]: _asked(visit, row, stories[row[0]], themes.get(row[0], frozenset()))
        for row in visit.session.execute(visible_to(visit, statement))
    }


REVIEW = (
    Review.id,
    Review.reference,
    Review.title,
    Review.kind,
    Review.area,
    Review.practice_from,
    Review.practice_to,
    Review.practice_basis,
)


def _asked(visit: Visit, row: Any, story: Story, themes: frozenset[int]) -> Asked:
    *told, first, last, basis = row
    practice = Practice(first, last, basis) if first and last else None
    rest: tuple[Any, ...] = (practice, story, themes, is_open(story.course, visit.as_at))
    return Asked(*told, *rest)


def _worded(visit: Visit) -> Any:
    told = RecommendationWording
    newest = select(told.wording).where(
        col(told.recommendation_id) == col(Recommendation.id), col(told.effective_on) <= visit.as_at
    )
    newest = newest.order_by(col(told.number).desc()).limit(1).correlate(Recommendation)
    return func.coalesce(newest.scalar_subquery(), col(Recommendation.wording))


def _themes(visit: Visit, wanted: Any) -> dict[int, frozenset[int]]:
    given = RecommendationTheme
    statement = select(given.recommendation_id, given.theme_id).where(
        col(given.recommendation_id).in_(wanted), col(given.effective_on) <= visit.as_at
    )
    found: dict[int, set[int]] = defaultdict(set)
    for key, theme in visit.session.execute(statement):
        found[key].add(theme)
    return {key: frozenset(themes) for key, themes in found.items()}


def _links(visit: Visit) -> Any:
    told, answer = RepeatLink, RepeatAnswer
    statement = (
        select(
            told.id,
            told.later_id,
            told.earlier_id,
            told.basis,
            answer.verdict,
            answer.reason,
            answer.effective_on,
            answer.seq,
        )
        .select_from(told)
        .join(answer, col(answer.id) == newest_answer(visit.as_at), isouter=True)
        .where(col(told.effective_on) <= visit.as_at)
        .order_by(col(told.id))
    )
    return visit.session.execute(statement).all()


def _pair(texts: Mapping[int, Asked], row: Any) -> Pair:
    judged = row.verdict is not None and row.verdict is not RepeatVerdict.UNDONE
    return Pair(
        link_id=row.id,
        later=texts[row.later_id],
        earlier=texts[row.earlier_id],
        basis=row.basis,
        verdict=row.verdict if judged else None,
        reason=row.reason if judged else "",
        judged_on=row.effective_on if judged else None,
        answer_seq=row.seq if judged else 0,
    )


def _asks(visit: Visit, texts: Mapping[int, Asked]) -> list[Any]:
    """Give every ask that was not merged by the day of the visit, with its name, its action and its members then."""
    members: dict[int, list[Asked]] = defaultdict(list)
    joined = select(AskMember.ask_id, AskMember.recommendation_id).where(standing_member(visit.as_at))
    for ask, key in visit.session.execute(joined):
        members[ask] += [texts[key]] if key in texts else []
    merged = select(AskMerger.ask_id).where(col(AskMerger.effective_on) <= visit.as_at)
    statement = (
        select(Ask.id, Ask.key, _named_on(visit), Ask.version, *_answering(visit))
        .where(col(Ask.effective_on) <= visit.as_at, col(Ask.id).not_in(merged))
        .order_by(col(Ask.id))
    )
    return [(*row, sorted(members[row[0]], key=attrgetter("order"))) for row in visit.session.execute(statement)]


def _named_on(visit: Visit) -> Any:
    """Choose the name that an ask had on the day of the visit, beside its row."""
    newest = select(AskName.name).where(col(AskName.ask_id) == col(Ask.id), col(AskName.effective_on) <= visit.as_at)
    newest = newest.order_by(col(AskName.number).desc()).limit(1).correlate(Ask)
    return func.coalesce(newest.scalar_subquery(), col(Ask.name))


def _answering(visit: Visit) -> tuple[Any, Any]:
    """Choose the action that answers an ask on the day of the visit, where the visitor sees it."""

    def newest(column: Any) -> Any:
        told = select(column).select_from(AskAction).join(Action, col(Action.id) == col(AskAction.action_id))
        told = told.where(col(AskAction.ask_id) == col(Ask.id), col(AskAction.effective_on) <= visit.as_at)
        return visible_to(visit, told).order_by(col(AskAction.id).desc()).limit(1).correlate(Ask).scalar_subquery()

    return newest(Action.id), newest(Action.reference)


def _group(row: Any, pairs: Sequence[Pair]) -> Group:
    key, named, name, version, action_id, action, members = row
    within = {each.id for each in members}
    inside = [pair for pair in pairs if pair.later.id in within and pair.earlier.id in within]
    return Group(key, named, name, version, members, inside, action_id, action or "")
