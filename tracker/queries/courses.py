"""What became of recommendations: when each was made, said to be done, open again or set aside, and how it stood."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import ActionLink, Position, ProgressUpdate, Recommendation, Review
from tracker.models.statements import select
from tracker.rules.recurrence import Course, Turned
from tracker.visit import Visit
from tracker.words import Permission, Standing, Turn

TURNS = {
    Standing.DELIVERED: Turn.DELIVERED,
    Standing.EMBEDDED: Turn.DELIVERED,
    Standing.CLOSED: Turn.CLOSED,
    **dict.fromkeys((Standing.SUPERSEDED, Standing.MERGED, Standing.NOT_ACCEPTED, Standing.REFERRED), Turn.ASIDE),
}
Stood = list[tuple[date, Standing]]


@dataclass(frozen=True)
class Story:
    """The course of a recommendation as the rules read it, and from when it stood how."""

    course: Course
    stood: Stood

    def standing_on(self, day: date) -> Standing | None:
        """Give how it stood on a day; None before it was recorded."""
        return next((state for since, state in reversed(self.stood) if since <= day), None)


@needs(Permission.SEE_PLAN)
def of(visit: Visit, wanted: Any) -> dict[int, Story]:
    """Give what became of these recommendations (a SELECT of keys, or keys) by the day of the visit."""
    made = (
        select(Recommendation.id, Review.published_on)
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(col(Recommendation.id).in_(wanted))
    )
    days: dict[int, date | None] = dict(visit.session.execute(visible_to(visit, made)).all())
    stood, declared = _stood(visit, wanted), _declared(visit, wanted)
    return {key: _story(visit, day, stood.get(key, []), declared.get(key, [])) for key, day in days.items()}


@needs(Permission.SEE_PLAN)
def first_done(visit: Visit, wanted: Any) -> dict[int, date]:
    """Give the first day on which each of these was declared done, delivered or closed, where there is one."""
    delivered = (
        select(Position.recommendation_id, func.min(Position.valid_from))
        .where(
            col(Position.recommendation_id).in_(wanted),
            col(Position.state).in_([state.value for state, turn in TURNS.items() if turn is not Turn.ASIDE]),
            col(Position.valid_from) <= visit.as_at,
        )
        .group_by(col(Position.recommendation_id))
    )
    found: dict[int, date] = dict(visit.session.execute(delivered).all())
    for key, days in _declared(visit, wanted).items():
        found[key] = min([*days, found.get(key, date.max)])
    return found


def _story(visit: Visit, published_on: date | None, stood: Stood, declared: Iterable[date]) -> Story:
    known = published_on if published_on and published_on <= visit.as_at else None
    turns = [*_turns(stood), *(Turned(day, Turn.DECLARED) for day in sorted(set(declared)))]
    return Story(Course(known, tuple(turns)), stood)


def _turns(stood: Stood) -> Iterable[Turned]:
    """Give what changed; it is open again only after it was said to be done or set aside."""
    last: Turn | None = None
    for since, state in stood:
        turn = TURNS.get(state)
        if turn != last:
            yield Turned(since, turn or Turn.REOPENED)
        last = turn


def _stood(visit: Visit, wanted: Any) -> dict[int, Stood]:
    statement = (
        select(Position.recommendation_id, Position.valid_from, Position.state)
        .where(col(Position.recommendation_id).in_(wanted), col(Position.valid_from) <= visit.as_at)
        .order_by(col(Position.recommendation_id), col(Position.valid_from))
    )
    found: dict[int, Stood] = defaultdict(list)
    for key, since, state in visit.session.execute(statement):
        found[key].append((since, Standing(state)))
    return found


def _declared(visit: Visit, wanted: Any) -> dict[int, list[date]]:
    """Give the days on which owners declared actions done; an action that came later counts from then on."""
    statement = (
        select(ActionLink.recommendation_id, ActionLink.effective_on, ProgressUpdate.effective_on)
        .join(ProgressUpdate, col(ProgressUpdate.action_id) == col(ActionLink.action_id))
        .where(
            col(ActionLink.recommendation_id).in_(wanted),
            col(ActionLink.effective_on) <= visit.as_at,
            col(ProgressUpdate.declared_done),
            col(ProgressUpdate.effective_on) <= visit.as_at,
        )
    )
    found: dict[int, list[date]] = defaultdict(list)
    for key, linked, told in visit.session.execute(statement):
        found[key].append(max(linked, told))
    return found
