"""What every decision asks first: is the thing there, may this person decide, may this meeting."""

from dataclasses import dataclass

from sqlmodel import col

from tracker import deciders
from tracker.access import LARGEST_KEY, find
from tracker.errors import InputError, RefusedError, RuleBrokenError
from tracker.models import Action, Meeting, MeetingChange, Recommendation
from tracker.models.statements import select
from tracker.rules.deciding import wrong_meeting
from tracker.visit import Visit
from tracker.words import DecisionKind


@dataclass(frozen=True)
class About:
    """The one thing that a decision is about."""

    action_id: int | None = None
    recommendation_id: int | None = None


def found(visit: Visit, about: About) -> About:
    """Find what is decided about; what the visitor may not see does not exist for them."""
    if (about.action_id is None) == (about.recommendation_id is None):
        raise InputError("A decision is about one action or one recommendation.")
    if about.action_id is not None:
        find(visit, Action, about.action_id)
    if about.recommendation_id is not None:
        find(visit, Recommendation, about.recommendation_id)
    return about


def may_decide(visit: Visit, about: About) -> None:
    """Let the chair decide; where the chair's own agency owns the action, a deputy or the scrutineer does instead.

    Nobody decides about what their own agency owns, whichever of these they are.
    """
    if about.action_id is not None:
        why = deciders.about_action(visit, about.action_id)
    else:
        key = about.recommendation_id or 0
        why = deciders.about_recommendations(visit, [key])[key]
    if why:
        raise RefusedError(why)


def meeting_for(visit: Visit, meeting_id: int | None, kind: DecisionKind) -> Meeting:
    """Give the meeting that decided: it was held, and it is one that can decide this."""
    known = meeting_id is not None and 0 < meeting_id <= LARGEST_KEY
    meeting = visit.session.get(Meeting, meeting_id) if known else None
    if meeting is None:
        raise InputError("Choose the meeting that decided.", field="meeting")
    must_not_be_called_off(visit, meeting)
    if meeting.held_on > visit.effective_on:
        raise InputError(f"This meeting is not held before {meeting.held_on:%-d %B %Y}.", field="meeting")
    must_not(wrong_meeting(kind, meeting.kind))
    return meeting


def must_not_be_called_off(visit: Visit, meeting: Meeting) -> None:
    """Refuse a meeting that was called off: it decides nothing, and no papers are due for it."""
    gone = select(MeetingChange.effective_on).where(
        MeetingChange.meeting_id == meeting.id, col(MeetingChange.held_on).is_(None)
    )
    if (on := visit.session.scalar(gone)) is not None:
        raise InputError(f"This meeting was called off on {on:%-d %B %Y}.", field="meeting")


def must_not(reason: str) -> None:
    """Refuse for a reason that a rule gave, if it gave one."""
    if reason:
        raise RuleBrokenError([reason])
