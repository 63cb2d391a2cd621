"""The pairs that wait for a person's judgement, and how often people confirmed what the machine proposed.

A suggestion is no fact of the record and confirms nothing. Waiting are the machine's suggestions and the repeats that
somebody stated, as long as no answer of a person stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, exists, func, literal, or_, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker import shelf
from tracker.access import needs, visible_to
from tracker.asks import is_answered, newest_answer, same_pair
from tracker.errors import InputError
from tracker.matching.model import Model
from tracker.matching.score import way
from tracker.models import Recommendation, RepeatAnswer, RepeatLink, Review, Suggestion
from tracker.models.statements import select
from tracker.prepared import prepared
from tracker.rules.bands import EDGES, Band, bounds, place_of
from tracker.visit import Visit
from tracker.words import Permission, RepeatBasis, RepeatVerdict

NO_SCORE = -1.0
PLACE = 4


@dataclass(frozen=True)
class Narrowed:
    """Which of the waiting pairs to list, and after which: every field narrows; empty ones do not."""

    review_id: int | None = None
    recommendation_id: int | None = None
    stated_only: bool = False
    after: str = ""
    size: int = 25


@dataclass(frozen=True)
class Side:
    """One recommendation of a pair."""

    id: int
    reference: str
    wording: str
    review_id: int
    review: str
    published_on: date | None

    @property
    def cited(self) -> str:
        """Name it as people cite it."""
        return f"{self.review} {self.reference}"


@dataclass(frozen=True)
class Waiting:
    """A pair that waits; without a score a person linked it. `stated`: somebody said in words that it is a repeat."""

    later: Side
    earlier: Side
    score: float | None
    stated: bool

    @property
    def token(self) -> str:
        """Name its place in the queue."""
        score = NO_SCORE if self.score is None else self.score
        return f"{int(self.stated)}~{score!r}~{self.later.id}~{self.earlier.id}"


@dataclass(frozen=True)
class Queue:
    """Waiting pairs, how many there are in all, how many of them are stated, and how many the filters leave."""

    rows: Sequence[Waiting]
    total: int
    stated: int
    chosen: int
    next_token: str = ""


@needs(Permission.SEE_PLAN)
def waiting(visit: Visit, narrowed: Narrowed | None = None) -> Queue:
    """List the pairs that wait, repeats stated in words first, then the surest; both are visible to the visitor."""
    asked = narrowed or Narrowed()
    pairs = _pairs(visit)
    total, stated, chosen = visit.session.execute(_counted(pairs, asked)).one()
    found = [_row(row) for row in visit.session.execute(_listed(pairs, asked))]
    shown = found[: asked.size]
    token = shown[-1].token if len(found) > asked.size else ""
    return Queue(shown, total, stated or 0, chosen or 0, token)


@needs(Permission.SEE_PLAN)
def number_waiting(visit: Visit, recommendation_id: int | None = None) -> int:
    """Count the pairs that wait; of one recommendation, or of all."""
    of_one = recommendation_id is not None
    return int(_number(visit, of_one, **({"recommendation": recommendation_id} if of_one else {})).scalar() or 0)


@prepared
def _number(visit: Visit, of_one: bool) -> Any:
    pairs = _pairs(visit, of=bindparam("recommendation", type_=Integer) if of_one else None)
    return select(func.count()).select_from(pairs)


@needs(Permission.SEE_PLAN)
def next_after(visit: Visit, token: str) -> Waiting | None:
    """Give the waiting pair after a place in the queue, or else the first; None: nothing waits."""
    found = waiting(visit, Narrowed(after=token, size=1)).rows or waiting(visit, Narrowed(size=1)).rows
    return found[0] if found else None


@needs(Permission.SEE_PLAN)
def bands(visit: Visit) -> list[Band]:
    """Count for each band of scores how many suggestions that the visitor sees were answered, and how many the same.

    What people stated or found by reading is left out: it was chosen because it is a repeat.
    """
    seen = _seen(visit)
    band = case(
        *((col(Suggestion.score) < edge, place) for place, edge in enumerate(EDGES[1:-1])), else_=len(EDGES) - 2
    )
    statement = (
        select(band, func.count(), func.sum(case((col(RepeatAnswer.verdict) == RepeatVerdict.SAME, 1), else_=0)))
        .select_from(RepeatLink)
        .join(RepeatAnswer, col(RepeatAnswer.id) == newest_answer())
        .join(Suggestion, same_pair())
        .where(
            col(RepeatLink.basis) == RepeatBasis.SUGGESTED,
            col(RepeatAnswer.verdict) != RepeatVerdict.UNDONE,
            col(Suggestion.later_id).in_(seen),
            col(Suggestion.earlier_id).in_(seen),
        )
        .group_by(band)
    )
    told = {place: (answered, same) for place, answered, same in visit.session.execute(statement)}
    return [_counted_band(band, told.get(place, (0, 0))) for place, band in enumerate(bounds())]


def _counted_band(band: Band, told: tuple[int, int]) -> Band:
    return replace(band, answered=int(told[0]), same=int(told[1]))


@needs(Permission.SEE_PLAN)
def band_of(visit: Visit, score: float) -> Band:
    """Give the band of a score with what people answered in it."""
    return bands(visit)[place_of(score)]


@needs(Permission.JUDGE_REPEATS)
def unmatched(visit: Visit, model: Model | None, review_id: int | None = None) -> Mapping[int, int]:
    """Count for each review the recommendations that were not matched with all others yet, as this model would."""
    chosen = visible_to(visit, shelf.chosen().where(shelf.is_to_match(way(model))))
    chosen = chosen if review_id is None else chosen.where(col(Recommendation.review_id) == review_id)
    on_it, _ = shelf.books(visit.session, chosen)
    found: dict[int, int] = {}
    for place in shelf.to_match(on_it, model):
        found[on_it[place].review_id] = found.get(on_it[place].review_id, 0) + 1
    return found


def _seen(visit: Visit) -> Any:
    statement = select(Recommendation.id).join(Review, col(Review.id) == col(Recommendation.review_id))
    return visible_to(visit, statement)


def _pairs(visit: Visit, of: Any = None) -> Any:
    """Choose every pair that waits and whose both recommendations the visitor sees; `of`: those of one alone."""
    stated = exists(select(RepeatLink.id).where(same_pair(), _says_so()).correlate(Suggestion))
    said = case((or_(col(Suggestion.stated), stated), 1), else_=0)
    suggested = select(Suggestion.later_id, Suggestion.earlier_id, Suggestion.score, said.label("stated"))
    answer = select(RepeatAnswer.id).where(
        col(RepeatAnswer.id) == newest_answer(), col(RepeatAnswer.verdict) != RepeatVerdict.UNDONE
    )
    scored = select(Suggestion.id).where(same_pair())
    linked = select(
        RepeatLink.later_id, RepeatLink.earlier_id, literal(NO_SCORE), case((_says_so(), 1), else_=0)
    ).where(~exists(answer.correlate(RepeatLink)), ~exists(scored.correlate(RepeatLink)))
    every = union_all(*(_of(each, of) for each in (suggested.where(~is_answered()), linked))).subquery("waiting")
    seen = _seen(visit)
    return select(every).where(every.c.later_id.in_(seen), every.c.earlier_id.in_(seen)).subquery("pairs")


def _of(statement: Any, key: Any) -> Any:
    """Keep the pairs of one recommendation, which the indexes find; without one, all of them."""
    if key is None:
        return statement
    later, earlier, *_ = statement.selected_columns
    return statement.where(or_(later == key, earlier == key))


@needs(Permission.SEE_PLAN)
def waiting_beside(visit: Visit) -> Any:
    """Count beside a recommendation what waits for a person to say that it repeats an earlier one, as far as is seen.

    What was suggested is not kept by day: on a past day all counts that is suggested now and was not answered by then.
    """
    seen, told, link = _seen(visit), Suggestion, RepeatLink
    mine = select(func.count()).where(col(told.later_id) == col(Recommendation.id), col(told.earlier_id).in_(seen))
    answer = select(RepeatAnswer.id).where(
        col(RepeatAnswer.id) == newest_answer(visit.as_at), col(RepeatAnswer.verdict) != RepeatVerdict.UNDONE
    )
    linked = select(func.count()).where(
        col(link.later_id) == col(Recommendation.id),
        col(link.earlier_id).in_(seen),
        col(link.effective_on) <= visit.as_at,
        ~exists(answer.correlate(link)),
        ~exists(select(told.id).where(same_pair()).correlate(link)),
    )
    both = (mine.where(~is_answered(visit.as_at)), linked)
    one, other = (each.correlate(Recommendation).scalar_subquery() for each in both)
    return one + other


@needs(Permission.SEE_PLAN)
def waits_among(visit: Visit, keys: set[int]) -> Any:
    """Tell beside a recommendation whether it is one of these and something waits for a person to judge it."""
    asked = and_(col(Recommendation.id).in_(sorted(keys)), waiting_beside(visit) > 0)
    return case((asked, 1), else_=0)


def _says_so() -> Any:
    return col(RepeatLink.basis) == RepeatBasis.STATED


def _both(pairs: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Join each pair with its two recommendations and their reviews."""
    later, earlier = aliased(Recommendation), aliased(Recommendation)
    of_later, of_earlier = aliased(Review), aliased(Review)
    joined = pairs.join(later, col(later.id) == pairs.c.later_id).join(earlier, col(earlier.id) == pairs.c.earlier_id)
    joined = joined.join(of_later, col(of_later.id) == col(later.review_id))
    return joined.join(of_earlier, col(of_earlier.id) == col(earlier.review_id)), later, earlier, of_later, of_earlier


def _keeps(pairs: Any, later: Any, earlier: Any, asked: Narrowed) -> Any:
    conditions: list[Any] = [literal(value=True)]
    if asked.review_id is not None:
        conditions.append(or_(col(later.review_id) == asked.review_id, col(earlier.review_id) == asked.review_id))
    if asked.recommendation_id is not None:
        conditions.append(or_(*(end == asked.recommendation_id for end in (pairs.c.later_id, pairs.c.earlier_id))))
    if asked.stated_only:
        conditions.append(pairs.c.stated == 1)
    return and_(*conditions)


def _counted(pairs: Any, asked: Narrowed) -> Any:
    joined, later, earlier, _, _ = _both(pairs)
    chosen = func.sum(case((_keeps(pairs, later, earlier, asked), 1), else_=0))
    return select(func.count(), func.sum(pairs.c.stated), chosen).select_from(joined)


def _listed(pairs: Any, asked: Narrowed) -> Any:
    joined, later, earlier, of_later, of_earlier = _both(pairs)
    sides = [
        column
        for one, review in ((later, of_later), (earlier, of_earlier))
        for column in (one.id, one.reference, one.wording, review.id, review.reference, review.published_on)
    ]
    statement = select(pairs.c.score, pairs.c.stated, *sides).select_from(joined)
    statement = statement.where(_keeps(pairs, later, earlier, asked))
    if asked.after:
        statement = statement.where(_behind(pairs, asked.after))
    order = pairs.c.stated.desc(), pairs.c.score.desc(), pairs.c.later_id, pairs.c.earlier_id
    return statement.order_by(*order).limit(asked.size + 1)


def _behind(pairs: Any, token: str) -> Any:
    stated, score, later, earlier = _place(token)
    told = pairs.c
    in_order = [(told.stated, stated), (told.score, score), (told.later_id, later), (told.earlier_id, earlier)]
    turns = [told.stated < stated, told.score < score, told.later_id > later, told.earlier_id > earlier]
    return or_(*(and_(*(column == value for column, value in in_order[:at]), turn) for at, turn in enumerate(turns)))


def _place(token: str) -> tuple[int, float, int, int]:
    parts = token.split("~")
    try:
        stated, later, earlier = (int(parts[at]) for at in (0, 2, 3))
        score = float(parts[1])
    except (ValueError, IndexError) as error:
        raise InputError("This place in the list is not known. Open the list again.", field="after") from error
    if len(parts) != PLACE or not -1 <= score <= 1 or max(stated, later, earlier) > 2**31 - 1:
        raise InputError("This place in the list is not known. Open the list again.", field="after")
    return stated, score, later, earlier


def _row(row: Any) -> Waiting:
    score, stated, *sides = row
    return Waiting(Side(*sides[:6]), Side(*sides[6:]), None if score == NO_SCORE else score, bool(stated))
