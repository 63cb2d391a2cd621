"""What recurs: the headline, the asks by how many reviews made them, and what waits for a person's judgement."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, case, exists, func
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.asks import same_pair
from tracker.errors import InputError
from tracker.models import Recommendation, RepeatLink, Review, Suggestion
from tracker.models.statements import select
from tracker.queries import repeated, suggestions
from tracker.queries.asked import Group, Pair, Repeated, after_done, not_known
from tracker.visit import Visit
from tracker.words import Counted, Permission, Recurrence

Keys = Mapping[Counted, frozenset[int]]
LAST_REVIEWS = 3
OPEN, AFTER_DONE = "open", "after done"


@dataclass(frozen=True)
class Narrowed:
    """What to list of the asks: every field narrows; empty ones do not."""

    area: str = ""
    theme_id: int | None = None
    kind: Recurrence | None = None
    state: str = ""
    words: str = ""

    def keeps(self, group: Group) -> bool:
        """Tell whether an ask is listed."""
        return all((self._placed(group), self._classed(group), self._stands(group), self._says(group)))

    def _placed(self, group: Group) -> bool:
        area = not self.area or any(each.area == self.area for each in group.members)
        return area and (self.theme_id is None or any(self.theme_id in each.themes for each in group.members))

    def _classed(self, group: Group) -> bool:
        return self.kind is None or any(pair.classed.kind is self.kind for pair in group.same)

    def _stands(self, group: Group) -> bool:
        if self.state == AFTER_DONE:
            return group.after_done > 0
        return self.state != OPEN or any(each.still_open for each in group.members)

    def _says(self, group: Group) -> bool:
        said = [group.key, group.name, *(f"{each.cited} {each.wording}" for each in group.members)]
        return self.words.casefold() in " ".join(said).casefold()


@dataclass(frozen=True)
class Headline:
    """How much of what the last reviews recommended had been made before, and how much is not judged yet.

    `keys` holds what each of these counts.
    """

    reviews: int
    recommendations: int
    known: int
    after_done: int
    not_known: int
    unjudged: int
    keys: Keys = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Bounds:
    """How many recommendations had been made before: confirmed by a person, and with all that still waits for one.

    `possible` is None on a past day: what the machine suggested then is not kept.
    """

    recommendations: int
    confirmed: int
    possible: int | None
    waiting: int | None


@dataclass(frozen=True)
class Recurring:
    """Everything that the page of what recurs shows."""

    told: Repeated
    headline: Headline
    groups: Sequence[Group]
    all_groups: int
    classes: Sequence[tuple[Recurrence, int]]
    lone: Sequence[Group]
    contradictions: Sequence[tuple[Group, Pair]]
    mergers: Sequence[tuple[Group, Group, Pair]]
    outside: Sequence[Pair]
    bounds: Bounds
    areas: Sequence[str]


@needs(Permission.SEE_PLAN)
def overview(visit: Visit, narrowed: Narrowed | None = None) -> Recurring:
    """Give what recurs, the asks of most reviews first and then those that came back most after they were done."""
    told, chosen = repeated.everything(visit), narrowed or Narrowed()
    groups = [each for each in told.groups if chosen.keeps(each)]
    return Recurring(
        told=told,
        headline=_headline(visit, told),
        groups=sorted(groups, key=lambda each: (-each.reviews, -each.after_done, each.number)),
        all_groups=len(told.groups),
        classes=_classes(told),
        lone=told.lone,
        contradictions=[(group, pair) for group in told.groups for pair in group.contradictions],
        mergers=_mergers(told),
        outside=[pair for pair in told.same if not {pair.later.id, pair.earlier.id} <= told.home.keys()],
        bounds=_bounds(visit, told),
        areas=sorted({each.area for each in told.texts.values() if each.area}),
    )


def _classes(told: Repeated) -> list[tuple[Recurrence, int]]:
    """Count all pairs that were judged the same, in an ask or not, class by class."""
    counted = Counter(pair.classed.kind for pair in told.same)
    return [(kind, counted[kind]) for kind in Recurrence]


def _mergers(told: Repeated) -> list[tuple[Group, Group, Pair]]:
    """Give the pairs that were judged the same across two asks: each a possible merger, once for two asks."""
    found: dict[frozenset[int], tuple[Group, Group, Pair]] = {}
    for pair in told.same:
        one, other = told.home.get(pair.later.id), told.home.get(pair.earlier.id)
        if one and other and one.id != other.id:
            found.setdefault(frozenset({one.id, other.id}), (one, other, pair))
    return list(found.values())


def _headline(visit: Visit, told: Repeated) -> Headline:
    """Count over the last reviews that were published by the day of the visit and recommended something."""
    mine = select(Recommendation.id).where(
        col(Recommendation.review_id) == col(Review.id), col(Recommendation.effective_on) <= visit.as_at
    )
    published = and_(col(Review.published_on) <= visit.as_at, col(Review.effective_on) <= visit.as_at)
    asked = exists(visible_to(visit, mine).correlate(Review))
    last = visible_to(visit, select(Review.id).where(published, asked))
    last = last.order_by(col(Review.published_on).desc(), col(Review.id).desc()).limit(LAST_REVIEWS)
    judged, same = {pair.later.id for pair in told.pairs if pair.verdict}, {pair.later.id for pair in told.same}
    waits = suggestions.waits_among(visit, judged - same)
    chosen = select(Recommendation.id, Recommendation.review_id, waits).where(
        col(Recommendation.review_id).in_(last), col(Recommendation.effective_on) <= visit.as_at
    )
    rows = visit.session.execute(visible_to(visit, chosen)).all()
    home = {key: review for key, review, _ in rows}
    judged -= {key for key, _, is_waiting in rows if is_waiting}
    keys: Keys = {
        Counted.LAST: frozenset(home),
        Counted.LAST_KNOWN: frozenset(home.keys() & same),
        Counted.LAST_AFTER: frozenset(home.keys() & after_done(told.same)),
        Counted.LAST_NOT_KNOWN: frozenset(home.keys() & not_known(told.same)),
        Counted.LAST_UNJUDGED: frozenset(home.keys() - judged),
    }
    every, known, after, unknown, unjudged = (len(each) for each in keys.values())
    return Headline(len(set(home.values())), every, known, after, unknown, unjudged, keys)


def _bounds(visit: Visit, told: Repeated) -> Bounds:
    seen = visible_to(visit, select(Recommendation.id).where(col(Recommendation.effective_on) <= visit.as_at))
    every = visit.session.scalar(select(func.count()).select_from(seen.subquery())) or 0
    confirmed = {pair.later.id for pair in told.same}
    if visit.as_at != visit.today:
        return Bounds(every, len(confirmed), None, None)
    unjudged = [pair for pair in told.pairs if not pair.verdict]
    known = confirmed | {pair.later.id for pair in unjudged}
    pairs, texts = visit.session.execute(_suggested(seen, known)).one()
    return Bounds(every, len(confirmed), len(known) + texts, len(unjudged) + pairs)


def _suggested(seen: Any, known: Iterable[int]) -> Any:
    """Count what the machine suggests and nobody has linked, and the later ones of it beside those that are known."""
    more = case((col(Suggestion.later_id).not_in(sorted(known)), col(Suggestion.later_id)))
    return _not_linked(select(func.count(), func.count(more.distinct())), seen)


def _not_linked(chosen: Any, seen: Any) -> Any:
    told = Suggestion
    return chosen.where(
        col(told.later_id).in_(seen),
        col(told.earlier_id).in_(seen),
        ~exists(select(RepeatLink.id).where(same_pair()).correlate(told)),
    )


@needs(Permission.SEE_PLAN)
def counted(visit: Visit, of: Counted) -> frozenset[int]:
    """Give the recommendations that a figure of the headline or of the bounds counts."""
    told = repeated.everything(visit)
    seen = visible_to(visit, select(Recommendation.id).where(col(Recommendation.effective_on) <= visit.as_at))
    if of is Counted.EVERY:
        return frozenset(visit.session.scalars(seen))
    confirmed = frozenset(pair.later.id for pair in told.same)
    if of is Counted.CONFIRMED:
        return confirmed
    if of is not Counted.POSSIBLE:
        return _headline(visit, told).keys[of]
    if visit.as_at != visit.today:
        raise InputError("What waited for a judgement on a past day is not kept. Go back to today.", field="of")
    suggested = visit.session.scalars(_not_linked(select(Suggestion.later_id), seen))
    return confirmed | {pair.later.id for pair in told.pairs if not pair.verdict} | set(suggested)
