"""Record meetings, move them to another day, and call them off."""

from datetime import date

from sqlmodel import col

from tracker import positions, trail
from tracker.access import find, needs
from tracker.commands.days import possible
from tracker.commands.deciding import must_not_be_called_off
from tracker.commands.record import change, record
from tracker.commands.texts import text
from tracker.errors import BothTexts, ConflictError, InputError, RuleBrokenError
from tracker.models import Action, Decision, Escalation, ExtensionAnswer, Meeting, MeetingChange, Recommendation
from tracker.models.statements import select
from tracker.rules.phrases import day_words
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import DecisionKind, MeetingKind, Permission

DAY = "day of the meeting"


@needs(Permission.RECORD_MEETING)
def record_meeting(visit: Visit, kind: MeetingKind, *, title: str, held_on: date) -> Meeting:
    """Record that a body meets on a day."""
    name = text(title, "title", longest=200)
    possible(held_on, DAY, visit.today)
    _must_be_new(visit, kind, name, held_on)
    row = add(visit, Meeting, kind=kind, title=name, held_on=held_on)
    record(visit, "meeting recorded", row)
    return row


def _must_be_new(visit: Visit, kind: MeetingKind, name: str, held_on: date) -> None:
    same = select(Meeting.id).where(Meeting.kind == kind, Meeting.held_on == held_on, Meeting.title == name)
    if visit.session.scalar(same):
        raise InputError("This meeting is already recorded.", field="title")


@needs(Permission.RECORD_MEETING)
def move(visit: Visit, meeting_id: int, *, held_on: date, reason: str, version: int) -> MeetingChange:
    """Set a meeting that is still to come to another day to come; the day before stays beside it, with the reason.

    What was decided to hold until this meeting holds no longer than to its new day, and never longer than was decided.
    """
    meeting = find(visit, Meeting, meeting_id)
    _must_be_to_come(visit, meeting)
    possible(held_on, DAY, visit.today)
    if held_on < visit.effective_on:
        raise InputError("The day of the meeting cannot be before today.", field=DAY)
    if held_on == meeting.held_on:
        raise InputError("The meeting is set for this day already.", field=DAY)
    kept, was_on = text(reason, "reason"), meeting.held_on
    if meeting.version != version:
        both = BothTexts({DAY: day_words(held_on)}, {DAY: day_words(was_on)})
        raise ConflictError(both)
    _must_be_new(visit, meeting.kind, meeting.title, held_on)
    change(meeting, version, held_on=held_on)
    return _changed(visit, meeting, "meeting moved", was_on=was_on, held_on=held_on, reason=kept)


@needs(Permission.RECORD_MEETING)
def call_off(visit: Visit, meeting_id: int, *, reason: str, version: int) -> MeetingChange:
    """Call off a meeting that is still to come, with the reason; it stays in the record and decides nothing."""
    meeting = find(visit, Meeting, meeting_id)
    _must_be_to_come(visit, meeting)
    kept = text(reason, "reason")
    change(meeting, version, held_on=meeting.held_on)
    return _changed(visit, meeting, "meeting called off", was_on=meeting.held_on, held_on=None, reason=kept)


def _must_be_to_come(visit: Visit, meeting: Meeting) -> None:
    """Refuse to touch a meeting that was called off, was held, or decided something: it stays as it was."""
    must_not_be_called_off(visit, meeting)
    if meeting.held_on < visit.effective_on:
        raise RuleBrokenError([f"This meeting was held on {meeting.held_on:%-d %B %Y}: it stays as it was."])
    for model in (Decision, ExtensionAnswer, Escalation):
        if visit.session.scalar(select(model.id).where(model.meeting_id == meeting.id).limit(1)):
            raise RuleBrokenError(["This meeting has decided already: its day stays, and it cannot be called off."])


def _changed(visit: Visit, meeting: Meeting, kind: str, **values: object) -> MeetingChange:
    row = add(visit, MeetingChange, meeting_id=meeting.id, by_id=visit.who.person_id, **values)
    record(visit, kind, meeting)
    _follow_overrides(visit, meeting, min(row.was_on, row.held_on or row.was_on))
    return row


def _follow_overrides(visit: Visit, meeting: Meeting, first: date) -> None:
    """Compute anew what the same body overrides beyond that day: an override ends at its next meeting at the latest."""
    running = (
        select(Decision.action_id, Decision.recommendation_id)
        .join(Meeting, col(Meeting.id) == col(Decision.meeting_id))
        .where(
            Decision.kind == DecisionKind.OVERRIDE_RATING,
            Meeting.kind == meeting.kind,
            col(Decision.until) > first,
        )
    )
    rows = visit.session.execute(running).all()
    acting, asked = {action for action, _ in rows if action}, {key for _, key in rows if key}
    for model, keys in ((Action, acting), (Recommendation, asked)):
        for key in sorted(keys):
            _tell(visit, meeting, model, key)
    positions.refresh(visit, actions=acting, recommendations=asked)


def _tell(visit: Visit, meeting: Meeting, model: type[Action] | type[Recommendation], key: int) -> None:
    """Leave an event with what is overridden: its history says why the override may end on another day."""
    review = visit.session.scalar(select(model.review_id).where(model.id == key))
    named = {"action_id": key} if model is Action else {"recommendation_id": key}
    about = trail.About(kind="meeting", id=meeting.id, review_id=review, **named)
    trail.append(visit, "meeting of an override changed", about)
