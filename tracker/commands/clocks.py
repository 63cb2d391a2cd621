"""Start the clocks of reviews, meetings and improvement notices, pause and resume them, and say when each was met."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import col

from tracker.access import LARGEST_KEY, find, needs
from tracker.commands.days import OF_THE_PAST, possible
from tracker.commands.deciding import must_not_be_called_off
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.models import ClockDone, ClockPause, ClockResume, ContextEvent, Meeting, RatingKey, Review, StartedClock
from tracker.models.statements import select
from tracker.rules.clocks import CLOCKS, ClockRule
from tracker.rules.phrases import day_words
from tracker.settings import Settings
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Clock, ClockUnit, ContextKind, Permission


@dataclass(frozen=True)
class ClockDraft:
    """Which clock, from what day, on one review, meeting or improvement notice; papers run back from their meeting."""

    kind: Clock
    started_on: date | None = None
    review_id: int | None = None
    meeting_id: int | None = None
    context_id: int | None = None


def lengths(settings: Settings) -> dict[Clock, ClockRule]:
    """Give how long each clock runs: as law and practice have it, unless this board's settings say otherwise."""
    found = dict(CLOCKS)
    for name, told in settings.clocks.items():
        if name not in set(Clock):
            raise InputError(f"TRACKER_CLOCKS names a clock that there is not: {name}.", field="clock")
        rule = found[Clock(name)]
        unit = ClockUnit(told.unit) if told.unit and not rule.before_start else rule.unit
        found[Clock(name)] = replace(rule, length=told.length, unit=unit, source=told.source)
    return found


@needs(Permission.KEEP_CLOCKS)
def start(visit: Visit, draft: ClockDraft, rules: Mapping[Clock, ClockRule] = CLOCKS) -> StartedClock:
    """Start a clock; how long it runs and by which calendar is kept with it, so that no later setting moves it."""
    begins = _begins(visit, draft)
    _must_not_run(visit, draft)
    key, rule = _key(visit), rules[draft.kind]
    house = draft.kind is Clock.OWNER_AND_DATE and rule == CLOCKS[draft.kind]
    row = add(
        visit,
        StartedClock,
        kind=draft.kind,
        review_id=draft.review_id,
        meeting_id=draft.meeting_id,
        context_id=draft.context_id,
        started_on=begins,
        length=key.unowned_working_days if house else rule.length,
        unit=rule.unit,
        source=rule.source,
        key_id=key.id,
        by_id=visit.who.person_id,
    )
    record(visit, "clock started", row)
    return row


def _begins(visit: Visit, draft: ClockDraft) -> date:
    """Find what the clock is about, and give its first day."""
    if [draft.review_id, draft.meeting_id, draft.context_id].count(None) != 2:
        raise InputError("Choose one review, meeting or improvement notice.", field="about")
    if (draft.kind is Clock.MEETING_PAPERS) != (draft.meeting_id is not None):
        raise InputError("Papers are due before a meeting, and before a meeting only papers are due.", field="about")
    if draft.meeting_id is not None:
        meeting = find(visit, Meeting, draft.meeting_id)
        must_not_be_called_off(visit, meeting)
        return meeting.held_on
    if draft.review_id is not None:
        find(visit, Review, draft.review_id)
    else:
        _must_be_a_notice(visit, draft)
    if draft.started_on is None:
        raise InputError("Enter the day from which the clock runs.", field="started on")
    return _past(visit, draft.started_on, "started on")


def _must_be_a_notice(visit: Visit, draft: ClockDraft) -> None:
    key = draft.context_id or 0
    found = visit.session.get(ContextEvent, key) if 0 < key <= LARGEST_KEY else None
    if found is None:
        raise NotFoundError
    if found.kind != ContextKind.IMPROVEMENT_NOTICE or draft.kind is not Clock.IMPROVEMENT_NOTICE_REVIEW:
        raise InputError("Beside reviews and meetings only an improvement notice has a clock.", field="about")


def _past(visit: Visit, day: date, field: str) -> date:
    if day > visit.today:
        raise InputError("That day has not come yet. Enter today or an earlier day.", field=field)
    return possible(day, field, visit.today, earliest=OF_THE_PAST)


def _must_not_run(visit: Visit, draft: ClockDraft) -> None:
    running = (
        select(StartedClock.id)
        .join(ClockDone, col(ClockDone.clock_id) == col(StartedClock.id), isouter=True)
        .where(
            StartedClock.kind == draft.kind,
            StartedClock.review_id == draft.review_id,
            StartedClock.meeting_id == draft.meeting_id,
            StartedClock.context_id == draft.context_id,
            col(ClockDone.id).is_(None),
        )
    )
    if visit.session.scalar(running):
        raise RuleBrokenError(["This clock is running already. Mark it done before it is started again."])


def _key(visit: Visit) -> RatingKey:
    """Give the board's key of the day, whose bank holidays the clock counts by for good."""
    held = select(RatingKey).where(col(RatingKey.effective_on) <= visit.effective_on)
    found: RatingKey | None = visit.session.scalars(held.order_by(col(RatingKey.number).desc()).limit(1)).first()
    if found is None:
        raise RuleBrokenError(["No rating key is adopted, so that no working day can be counted. Adopt one first."])
    return found


@needs(Permission.KEEP_CLOCKS)
def pause(visit: Visit, clock_id: int, *, since: date, reason: str) -> ClockPause:
    """Let a clock stand still from a day on; the days of the pause are given back."""
    clock = _running(visit, clock_id)
    day = _past(visit, since, "since")
    if _open_pause(visit, clock_id) is not None:
        raise RuleBrokenError(["This clock stands still already."])
    _must_not_be_before(day, _last_day(visit, clock), "since")
    row = add(visit, ClockPause, clock_id=clock_id, since=day, reason=text(reason, "reason"), by_id=visit.who.person_id)
    record(visit, "clock paused", clock)
    return row


@needs(Permission.KEEP_CLOCKS)
def resume(visit: Visit, clock_id: int, *, since: date) -> ClockResume:
    """Let a clock run again; the day given is the first that counts again."""
    clock = _running(visit, clock_id)
    day, paused = _past(visit, since, "since"), _open_pause(visit, clock_id)
    if paused is None:
        raise RuleBrokenError(["This clock is running."])
    _must_not_be_before(day, paused.since, "since")
    row = add(visit, ClockResume, pause_id=paused.id, since=day, by_id=visit.who.person_id)
    record(visit, "clock resumed", clock)
    return row


@needs(Permission.KEEP_CLOCKS)
def mark_done(visit: Visit, clock_id: int, *, done_on: date) -> ClockDone:
    """Say on which day what the clock timed was done; the day on which this was entered stands beside it."""
    clock = _running(visit, clock_id)
    day = _past(visit, done_on, "done on")
    if clock.meeting_id is None:
        _must_not_be_before(day, _last_day(visit, clock), "done on")
    row = add(visit, ClockDone, clock_id=clock_id, done_on=day, by_id=visit.who.person_id)
    record(visit, "clock done", clock)
    return row


def _running(visit: Visit, clock_id: int) -> StartedClock:
    """Find a clock that runs, on something that this visitor may see."""
    clock = visit.session.get(StartedClock, clock_id) if 0 < clock_id <= LARGEST_KEY else None
    if clock is None:
        raise NotFoundError
    if clock.review_id is not None:
        find(visit, Review, clock.review_id)
    done = visit.session.scalar(select(ClockDone.done_on).where(ClockDone.clock_id == clock_id))
    if done is not None:
        raise RuleBrokenError([f"This clock was met on {day_words(done)}. Start it again if it runs again."])
    return clock


def _open_pause(visit: Visit, clock_id: int) -> ClockPause | None:
    resumed = col(ClockResume.pause_id) == col(ClockPause.id)
    held = select(ClockPause).join(ClockResume, resumed, isouter=True)
    held = held.where(ClockPause.clock_id == clock_id, col(ClockResume.id).is_(None))
    found: ClockPause | None = visit.session.scalars(held).first()
    return found


def _last_day(visit: Visit, clock: StartedClock) -> date:
    """Give the last day on which something is known of a clock: nothing that comes after is before it."""
    resumed = col(ClockResume.pause_id) == col(ClockPause.id)
    told = select(ClockPause.since, ClockResume.since).join(ClockResume, resumed, isouter=True)
    rows = visit.session.execute(told.where(ClockPause.clock_id == clock.id))
    days: list[date] = [clock.started_on, *(day for row in rows for day in row if day is not None)]
    return max(days)


def _must_not_be_before(day: date, earliest: date, field: str) -> None:
    if day < earliest:
        raise InputError(f"That is before {day_words(earliest)}, the last day that is known of it.", field=field)
