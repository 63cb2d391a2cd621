"""Clocks: what is due by when, what is left of it, and whether it stands still."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import not_
from sqlmodel import col

from tracker import facts
from tracker.access import find, needs, reach, visible_to
from tracker.meeting_days import called_off, held_on_at
from tracker.models import (
    ClockDone,
    ClockPause,
    ClockResume,
    ContextEvent,
    Meeting,
    RatingKey,
    Review,
    StartedClock,
)
from tracker.models.statements import select
from tracker.roles import reads_for_the_board
from tracker.rules.clock_words import due_in_words
from tracker.rules.clocks import CLOCKS, ClockRule, ClockState, Pause, due_on, left, left_in_words
from tracker.rules.facts import Key
from tracker.rules.phrases import day_words
from tracker.visit import Visit
from tracker.words import Clock, ContextKind, Permission, Visibility


@dataclass(frozen=True)
class Timed:
    """One clock as it stands on the day of the visit."""

    id: int
    kind: Clock
    about: str
    review_id: int | None
    started_on: date
    entered_on: date
    due: date
    due_words: str
    left: int
    left_words: str
    source: str
    paused_since: date | None
    done_on: date | None


@needs(Permission.SEE_PLAN)
def running(visit: Visit) -> Sequence[Timed]:
    """List every clock that runs or stands still, the one due first on top; those of what is not seen are not there."""
    about = [_of_reviews(), _of_notices()]
    if Visibility.UNPUBLISHED in reach(visit.who).classes:
        # The title of a meeting can tell of what is not published: only those who sit on the board read it.
        about.append(_of_meetings(visit.as_at))
    found = [each for some in about for each in _timed(visit, some.where(col(ClockDone.id).is_(None)))]
    return sorted(found, key=lambda each: (each.due, each.kind.value, each.id))


@needs(Permission.SEE_PLAN)
def of_review(visit: Visit, review_id: int) -> Sequence[Timed]:
    """List the clocks of a review: those that run first, by their due date, then those that were met."""
    find(visit, Review, review_id)
    found = _timed(visit, _of_reviews().where(col(StartedClock.review_id) == review_id))
    return sorted(found, key=lambda each: (each.done_on is not None, each.due, each.kind.value, each.id))


@needs(Permission.SEE_PLAN)
def one(visit: Visit, clock_id: int) -> Timed | None:
    """Give one clock that runs; nothing when there is none, or none for this person."""
    return next((each for each in running(visit) if each.id == clock_id), None)


def _of_reviews() -> Any:
    return _with(col(Review.reference)).join(Review, col(Review.id) == col(StartedClock.review_id))


def _of_meetings(day: date) -> Any:
    """Choose the clocks of papers: each counts back from the day for which its meeting is set, unless it fell out."""
    chosen = _with(col(Meeting.title), held_on_at(day)).join(Meeting, col(Meeting.id) == col(StartedClock.meeting_id))
    return chosen.where(not_(called_off(day)))


def _of_notices() -> Any:
    return _with(col(ContextEvent.title)).join(ContextEvent, col(ContextEvent.id) == col(StartedClock.context_id))


def _with(about: Any, starts: Any = None) -> Any:
    begins = col(StartedClock.started_on) if starts is None else starts
    return select(StartedClock, about, begins, RatingKey.number, ClockDone.done_on).select_from(StartedClock)


def _timed(visit: Visit, about: Any) -> list[Timed]:
    day = visit.as_at
    done = (col(ClockDone.clock_id) == col(StartedClock.id)) & (col(ClockDone.effective_on) <= day)
    statement = (
        about.join(RatingKey, col(RatingKey.id) == col(StartedClock.key_id))
        .join(ClockDone, done, isouter=True)
        .where(col(StartedClock.effective_on) <= day)
    )
    rows = visit.session.execute(visible_to(visit, statement)).all()
    pauses = _pauses(visit, [clock.id for clock, *_ in rows])
    keys = facts.keys_by_version(visit.session, {number for *_, number, _ in rows})
    return [
        _one(visit, clock, about=said, state=_state(clock, begins, pauses[clock.id], done_on), key=keys[number])
        for clock, said, begins, number, done_on in rows
    ]


def _state(clock: StartedClock, begins: date, pauses: tuple[Pause, ...], done_on: date | None) -> ClockState:
    return ClockState(clock.kind, begins, pauses, done_on, _rule(clock))


def _rule(clock: StartedClock) -> ClockRule:
    """Give how long a clock runs, as it was when it started."""
    today = CLOCKS[clock.kind]
    return ClockRule(clock.length, clock.unit, today.starts, clock.source, today.before_start)


def _one(visit: Visit, clock: StartedClock, *, about: str, state: ClockState, key: Key) -> Timed:
    day = visit.as_at
    paused = state.paused_on(day) if state.done_on is None else None
    return Timed(
        id=clock.id or 0,
        kind=clock.kind,
        about=about,
        review_id=clock.review_id,
        started_on=state.start,
        entered_on=clock.effective_on,
        due=due_on(state, state.done_on or day, key),
        due_words=due_in_words(state, state.done_on or day, key),
        left=left(state, day, key),
        left_words=left_in_words(state, day, key),
        source=clock.source,
        paused_since=paused.start if paused else None,
        done_on=state.done_on,
    )


def _pauses(visit: Visit, clocks: list[int]) -> dict[int, tuple[Pause, ...]]:
    """Give the pauses of clocks as known by the day of the visit; why is told to readers for the board."""
    day, told = visit.as_at, reads_for_the_board(visit.who)
    ended = (col(ClockResume.pause_id) == col(ClockPause.id)) & (col(ClockResume.effective_on) <= day)
    statement = (
        select(ClockPause.clock_id, ClockPause.since, ClockResume.since, ClockPause.reason)
        .join(ClockResume, ended, isouter=True)
        .where(col(ClockPause.clock_id).in_(clocks), col(ClockPause.effective_on) <= day)
        .order_by(col(ClockPause.since), col(ClockPause.id))
    )
    found: dict[int, list[Pause]] = defaultdict(list)
    for clock_id, since, until, reason in visit.session.execute(statement):
        found[clock_id].append(Pause(since, until, reason if told else ""))
    return defaultdict(tuple, {key: tuple(several) for key, several in found.items()})


@dataclass(frozen=True)
class Subject:
    """A meeting or an improvement notice on which a clock can be started."""

    key: str
    words: str


@needs(Permission.KEEP_CLOCKS)
def subjects(visit: Visit) -> Sequence[Subject]:
    """Offer the meetings to come, the next one first, and the improvement notices, the newest first."""
    meetings = select(Meeting.id, Meeting.title, Meeting.held_on).where(
        col(Meeting.held_on) > visit.today, not_(called_off())
    )
    held = visit.session.execute(meetings.order_by(col(Meeting.held_on), col(Meeting.id)))
    notices = select(ContextEvent.id, ContextEvent.title, ContextEvent.happened_on).where(
        col(ContextEvent.kind) == ContextKind.IMPROVEMENT_NOTICE
    )
    noted = visit.session.execute(notices.order_by(col(ContextEvent.happened_on).desc(), col(ContextEvent.id)))
    return [
        *(Subject(f"meeting {key}", f"Papers for {title}, {day_words(day)}") for key, title, day in held),
        *(Subject(f"notice {key}", f"Review of {title}, {day_words(day)}") for key, title, day in noted),
    ]
