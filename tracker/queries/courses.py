"""What became of recommendations: when each was made, said to be done, open again or set aside, and how it stood."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import String, cast, literal, null, union, union_all
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import ActionLink, Position, ProgressUpdate, Recommendation, Review
from tracker.models.statements import select
from tracker.rules.declaring import Acting, declared_done
from tracker.rules.recurrence import Course, Turned
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Standing, Turn

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
    stood, acting = _stood(visit, wanted), _acting(visit, wanted)
    return {key: _story(visit, day, stood.get(key, []), acting.get(key, [])) for key, day in days.items()}


@needs(Permission.SEE_PLAN)
def first_done(visit: Visit, wanted: Any) -> dict[int, date]:
    """Give the first day on which each of these (a SELECT of visible keys) was said to be done, where there is one."""
    turned = select(Position.recommendation_id).where(
        col(Position.recommendation_id).in_(wanted),
        col(Position.state).in_([state.value for state, turn in TURNS.items() if turn is not Turn.ASIDE]),
        col(Position.valid_from) <= visit.as_at,
    )
    told = select(ActionLink.recommendation_id).join(
        ProgressUpdate, col(ProgressUpdate.action_id) == col(ActionLink.action_id)
    )
    told = told.where(col(ActionLink.recommendation_id).in_(wanted), col(ProgressUpdate.declared_done))
    stood, acting = _stood(visit, union(turned, told)), _acting(visit, told)
    said = {key: _story(visit, None, each, acting.get(key, [])).course.said_done for key, each in stood.items()}
    return {key: turned.on for key, turned in said.items() if turned is not None}


def _story(visit: Visit, published_on: date | None, stood: Stood, actions: Sequence[Acting]) -> Story:
    known = published_on if published_on and published_on <= visit.as_at else None
    turns = list(_turns(stood))
    reopened = [turned.on for turned in turns if turned.how is Turn.REOPENED]
    turns += [Turned(day, Turn.DECLARED) for day in declared_done(actions, reopened)]
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


def _acting(visit: Visit, wanted: Any) -> dict[int, list[Acting]]:
    """Give the actions of those of which an owner ever declared one done: from when, what was said, how they stood."""
    found: dict[int, dict[int, _Told]] = defaultdict(dict)
    for key, action, since, on, _seq, is_done, state in visit.session.execute(_happened(visit, wanted)):
        told = found[key].setdefault(action, _Told(since))
        if state is None:
            told.said.append((on, bool(is_done)))
        else:
            told.stood.append((on, Delivery(state)))
    return {
        key: [Acting(told.since, tuple(told.said), tuple(told.stood)) for told in actions.values()]
        for key, actions in found.items()
    }


@dataclass
class _Told:
    since: date
    said: list[tuple[date, bool]] = field(default_factory=list)
    stood: list[tuple[date, Delivery]] = field(default_factory=list)


def _happened(visit: Visit, wanted: Any) -> Any:
    """Choose in order what owners said of actions and how those stood, where one of a recommendation's was declared."""
    link, told, stood = ActionLink, ProgressUpdate, Position
    declared = select(link.recommendation_id).join(told, col(told.action_id) == col(link.action_id))
    declared = declared.where(col(told.declared_done), col(told.effective_on) <= visit.as_at)
    answers = (
        col(link.recommendation_id).in_(wanted),
        col(link.recommendation_id).in_(declared),
        col(link.effective_on) <= visit.as_at,
    )
    which: tuple[Any, ...] = (link.recommendation_id, link.action_id, col(link.effective_on).label("since"))
    said = select(
        *which, col(told.effective_on).label("on"), col(told.seq).label("seq"), told.declared_done, cast(null(), String)
    )
    said = said.join(told, col(told.action_id) == col(link.action_id))
    held = select(*which, stood.valid_from, literal(0), literal(value=False), stood.state)
    held = held.join(stood, col(stood.action_id) == col(link.action_id))
    return union_all(
        said.where(*answers, col(told.effective_on) <= visit.as_at),
        held.where(*answers, col(stood.valid_from) <= visit.as_at),
    ).order_by("on", "seq")
