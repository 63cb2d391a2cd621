"""How new a review is: which of its recommendations had been made before, and how those stood then."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import col

from tracker.access import find, needs, visible_to
from tracker.models import Recommendation, Review
from tracker.models.statements import select
from tracker.queries import proved, repeated, suggestions
from tracker.queries.asked import Asked, Pair, Repeated
from tracker.queries.courses import TURNS
from tracker.queries.proved import NOTHING, Proofs
from tracker.rules.assurance import Ratio
from tracker.rules.recurrence import MadeBefore, Practice, SignOff, novelty, novelty_line
from tracker.visit import Visit
from tracker.words import Counted, Novelty, Permission, RepeatVerdict, Turn


@dataclass(frozen=True)
class OfReview:
    """How new the recommendations of a review are: so many of each kind, the rate of what recurs, and one line.

    The rate counts what was judged; `unjudged` stands beside it. `waiting` counts for each the suggestions that wait;
    it is empty on a past day, of which that is not kept.
    """

    counts: Sequence[tuple[Novelty, int]]
    marks: Mapping[int, Novelty]
    rate: Ratio
    unjudged: int
    line: str
    waiting: Mapping[int, int]


@needs(Permission.SEE_PLAN)
def of_review(visit: Visit, review_id: int) -> OfReview:
    """Say how new a review is, as at the day of the visit."""
    review = find(visit, Review, review_id)
    mine = select(Recommendation.id, Recommendation.effective_on, suggestions.waiting_beside(visit)).where(
        Recommendation.review_id == review_id, col(Recommendation.effective_on) <= visit.as_at
    )
    rows = visit.session.execute(visible_to(visit, mine)).all()
    recorded = {key for key, *_ in rows}
    judged = [pair for pair in repeated.everything(visit).pairs if pair.verdict and pair.later.id in recorded]
    marks = {key: _mark(key, review.published_on or on, judged, waiting) for key, on, waiting in rows}
    counted = Counter(marks.values())
    unjudged = counted[Novelty.UNJUDGED] + counted[Novelty.WAITING]
    known = len(recorded) - unjudged - counted[Novelty.NEW]
    return OfReview(
        counts=[(each, counted[each]) for each in Novelty if counted[each]],
        marks=marks,
        rate=Ratio(known, len(recorded) - unjudged),
        unjudged=unjudged,
        line=_line(visit, [pair.earlier for pair in _same(judged)], _practice(review)),
        waiting={key: waiting for key, _, waiting in rows if waiting} if visit.as_at == visit.today else {},
    )


@dataclass(frozen=True)
class Rate:
    """How much of what a review recommended had been made before, of what was judged; the unjudged stand beside it."""

    review_id: int
    review: str
    published_on: date | None
    rate: Ratio
    unjudged: int
    keys: Mapping[Counted, frozenset[int]] = field(default_factory=dict, compare=False)


@needs(Permission.SEE_PLAN)
def rates(visit: Visit, known: Repeated | None = None) -> list[Rate]:
    """Give the recurrence rate of each review of which a pair was judged, the newest first."""
    told = known or repeated.everything(visit)
    judged = {pair.later.id for pair in told.pairs if pair.verdict}
    same = {pair.later.id for pair in told.same}
    waits = suggestions.waits_among(visit, judged - same)
    statement = select(Recommendation.id, waits, Review.id, Review.reference, Review.published_on)
    statement = statement.join(Review, col(Review.id) == col(Recommendation.review_id))
    statement = statement.where(col(Recommendation.effective_on) <= visit.as_at)
    found: dict[tuple[int, str, date | None], set[int]] = defaultdict(set)
    for key, is_waiting, *review in visit.session.execute(visible_to(visit, statement)):
        found[tuple(review)].add(key)
        judged -= {key} if is_waiting else set()
    every = [_rate(review, keys, judged, same) for review, keys in found.items()]
    looked_at = [each for each in every if each.rate.m]
    return sorted(looked_at, key=lambda each: (each.published_on or date.min, each.review_id), reverse=True)


def _rate(review: tuple[int, str, date | None], keys: set[int], judged: set[int], same: set[int]) -> Rate:
    lists = {
        Counted.REVIEW_KNOWN: frozenset(keys & same),
        Counted.REVIEW_JUDGED: frozenset(keys & judged),
        Counted.REVIEW_UNJUDGED: frozenset(keys - judged),
    }
    known, all_judged, unjudged = (len(each) for each in lists.values())
    return Rate(*review, Ratio(known, all_judged), unjudged, lists)


def _practice(review: Review) -> Practice | None:
    if review.practice_from is None or review.practice_to is None:
        return None
    return Practice(review.practice_from, review.practice_to, review.practice_basis)


def _mark(key: int, made_on: date, judged: Sequence[Pair], waiting: int) -> Novelty:
    mine = [pair for pair in judged if pair.later.id == key]
    earlier = [pair.earlier.course for pair in _same(mine)]
    return novelty(earlier, made_on, judged=bool(mine), waiting=waiting > 0)


def _same(pairs: Sequence[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair.verdict is RepeatVerdict.SAME]


def _line(visit: Visit, earlier: Sequence[Asked], practice: Practice | None) -> str:
    """Say how often the same had been recommended, once for each text."""
    texts = {each.id: each for each in earlier}
    proofs = proved.of(visit, sorted(texts)) if texts else {}
    before = [
        MadeBefore(each.review_id, each.course.made_on, _signed(each, proofs.get(key, NOTHING)))
        for key, each in sorted(texts.items())
    ]
    return novelty_line(before, practice)


def _signed(each: Asked, proofs: Proofs) -> SignOff | None:
    """Give when it was first signed off complete; what an owner declared is no sign-off."""
    done = (on for on, state in each.story.stood if TURNS.get(state) in {Turn.DELIVERED, Turn.CLOSED})
    first = next(done, None)
    if first is None:
        return None
    evidence = proofs.adequate_on(first)
    return SignOff(first, proofs.post_on(first), evidence[-1].title if evidence else "")
