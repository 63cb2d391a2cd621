"""How often what was said to be done came back, how long that took, and what other areas had been told too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Recommendation, Review
from tracker.models.statements import select
from tracker.queries import courses, repeated
from tracker.queries.asked import Pair, Repeated
from tracker.rules.survival import Step, Watched, curve, median_years
from tracker.visit import Visit
from tracker.words import Counted, Permission, Recurrence


@dataclass(frozen=True)
class AfterDone:
    """Of what was said to be done and has since been at risk, how much came back, and in how many years half did.

    At risk is what a later review of the same area could have found again: its practice began after that day. Of those
    in `not_known` it is not known whether they came back then, for the practice period of the later review is not.
    `curve` says after how many years which share had not come back, where ten or more are at risk.
    """

    at_risk: int
    came_back: int
    median_years: float | None
    not_known: int = 0
    curve: Sequence[Step] = ()
    keys: Mapping[Counted, frozenset[int]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Measured:
    """The measures of what recurs that ask for the whole record."""

    after_done: AfterDone
    between_areas: Sequence[Pair]


@needs(Permission.SEE_PLAN)
def measured(visit: Visit, known: Repeated | None = None) -> Measured:
    """Measure how much came back after it was said to be done, and list what other areas had been told too.

    What was recommended again is read anew unless it is known already.
    """
    told = known or repeated.everything(visit)
    return Measured(_after_done(visit, told), [pair for pair in told.same if pair.between_areas])


def _after_done(visit: Visit, told: Repeated) -> AfterDone:
    areas = _areas(visit)
    back = _came_back(told)
    done = {key: day for key, day in _done(visit).items() if key in areas}
    at_risk = [key for key, since in sorted(done.items()) if key in back or _at_risk(areas[key], since)]
    watched = [Watched(done[key], back.get(key, visit.as_at), came_back=key in back) for key in at_risk]
    unclear = {pair.earlier.id for pair in told.same if pair.later.practice is None and not pair.between_areas}
    keys = {
        Counted.AT_RISK: frozenset(at_risk),
        Counted.CAME_BACK: frozenset(at_risk) & back.keys(),
        Counted.NOT_CLEAR: frozenset(unclear & done.keys() - back.keys()),
    }
    risk, came_back, not_known = (len(each) for each in keys.values())
    return AfterDone(risk, came_back, median_years(watched), not_known, tuple(curve(watched)), keys)


def _came_back(told: Repeated) -> dict[int, date]:
    """Give when each came back after it was said to be done: the first day of the first such practice in its area."""
    found: dict[int, date] = {}
    for pair in told.same:
        if pair.classed.kind is Recurrence.AFTER and not pair.between_areas and pair.later.practice:
            since = pair.later.practice.first
            found[pair.earlier.id] = min(since, found.get(pair.earlier.id, since))
    return found


def _done(visit: Visit) -> Mapping[int, date]:
    recorded = col(Recommendation.effective_on) <= visit.as_at
    return courses.first_done(visit, visible_to(visit, select(Recommendation.id).where(recorded)))


def _areas(visit: Visit) -> dict[int, list[date]]:
    """Give for each recommendation when the practice began that other reviews of its area looked at."""
    looking = select(Review.id, Review.area, Review.practice_from).where(
        col(Review.effective_on) <= visit.as_at, col(Review.practice_from).is_not(None)
    )
    looked = visit.session.execute(visible_to(visit, looking)).all()
    known = select(Recommendation.id, Recommendation.review_id, Review.area)
    known = known.join(Review, col(Review.id) == col(Recommendation.review_id))
    rows = visit.session.execute(visible_to(visit, known.where(col(Recommendation.effective_on) <= visit.as_at)))
    by_area: dict[str, list[tuple[int, date]]] = {}
    for review, area, since in looked:
        by_area.setdefault(area, []).append((review, since))
    return {key: [since for other, since in by_area.get(area, []) if other != review] for key, review, area in rows}


def _at_risk(looked: Iterable[date], since: date) -> bool:
    return any(day > since for day in looked)
