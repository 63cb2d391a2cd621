"""What meetings decide. A decision is immutable; a mistake is corrected by another decision."""

from datetime import date

from sqlalchemy import not_
from sqlmodel import col

from tracker import closing, stands
from tracker.access import find, needs
from tracker.commands.days import possible
from tracker.commands.deciding import About, found, may_decide, meeting_for, must_not
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, RuleBrokenError
from tracker.meeting_days import called_off
from tracker.models import Decision, Meeting, Recommendation, Replacement, Response
from tracker.models.statements import select
from tracker.rules.closing import unmet
from tracker.rules.deciding import wrong_action, wrong_recommendation, wrong_target
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import DecisionKind, Delivery, Permission, Rating, ResponseKind, Standing

__all__ = ["About", "answer", "close", "decide_about_action", "note", "override_rating", "reopen", "replace"]

REPLACES = {DecisionKind.SUPERSEDE: ResponseKind.SUPERSEDED, DecisionKind.MERGE: ResponseKind.MERGED}
ANSWERS = {
    DecisionKind.ACCEPT: ResponseKind.ACCEPTED,
    DecisionKind.ACCEPT_IN_PART: ResponseKind.ACCEPTED_IN_PART,
    DecisionKind.NOT_ACCEPT: ResponseKind.NOT_ACCEPTED,
}
ABOUT_AN_ACTION = frozenset({DecisionKind.REFUSE_SIGN_OFF, DecisionKind.PAUSE, DecisionKind.WITHDRAW})
ONLY_NOTED = frozenset(
    {DecisionKind.APPROVE_EVIDENCE, DecisionKind.ESCALATE, DecisionKind.COMMISSION_AUDIT, DecisionKind.NOTE}
)


@needs(Permission.DECIDE)
def close(visit: Visit, recommendation_id: int, *, meeting_id: int, waiver: str = "") -> Decision:
    """Close a recommendation by decision of a board meeting, once its gates are met (`product.md` section 4)."""
    about = _allowed(visit, About(recommendation_id=recommendation_id), DecisionKind.CLOSE)
    meeting = meeting_for(visit, meeting_id, DecisionKind.CLOSE)
    kept = text(waiver, "waiver", needed=False)
    gathered = closing.gather(visit.session, recommendation_id, visit.effective_on, waiver=kept, meeting=meeting.kind)
    if not_met := unmet(gathered):
        raise RuleBrokenError(not_met)
    return _decide(visit, DecisionKind.CLOSE, about, meeting, waiver=kept)


@needs(Permission.DECIDE)
def reopen(visit: Visit, recommendation_id: int, *, meeting_id: int, reason: str) -> Decision:
    """Reopen a recommendation: it is open until an action is completed after this decision, and counted for ever."""
    about = _allowed(visit, About(recommendation_id=recommendation_id), DecisionKind.REOPEN)
    meeting = meeting_for(visit, meeting_id, DecisionKind.REOPEN)
    return _decide(visit, DecisionKind.REOPEN, about, meeting, reason=text(reason, "reason"))


@needs(Permission.DECIDE)
def override_rating(
    visit: Visit, about: About, *, meeting_id: int, rating: Rating, until: date, reason: str
) -> Decision:
    """Show another rating than the computed one, with both visible, until the day of the next meeting and no longer."""
    kept = _allowed(visit, about, DecisionKind.OVERRIDE_RATING)
    meeting = meeting_for(visit, meeting_id, DecisionKind.OVERRIDE_RATING)
    if rating not in {Rating.RED, Rating.AMBER, Rating.GREEN}:
        raise InputError("Choose Red, Amber or Green.", field="rating")
    following = visit.session.scalar(
        select(Meeting.held_on)
        .where(Meeting.kind == meeting.kind, col(Meeting.held_on) > visit.effective_on, not_(called_off()))
        .order_by(col(Meeting.held_on))
    )
    possible(until, "until", visit.today)
    if following is None and not visit.who.loading:
        raise InputError("Record the next meeting first: an override holds until then and no longer.", field="until")
    if until < visit.effective_on or (following is not None and until > following):
        raise InputError("An override holds until the next meeting at the latest.", field="until")
    reasoned = text(reason, "reason")
    return _decide(visit, DecisionKind.OVERRIDE_RATING, kept, meeting, reason=reasoned, rating=rating, until=until)


@needs(Permission.DECIDE)
def decide_about_action(
    visit: Visit, action_id: int, *, kind: DecisionKind, meeting_id: int, reason: str, until: date | None = None
) -> Decision:
    """Refuse sign-off, pause (with a review date) or withdraw an action, each with its reason."""
    if kind not in ABOUT_AN_ACTION:
        raise InputError("Choose to refuse sign-off, pause or withdraw.", field="decision")
    if (kind == DecisionKind.PAUSE) != (until is not None):
        raise InputError("A pause, and only a pause, needs the date on which it is looked at again.", field="until")
    about = _allowed(visit, About(action_id=action_id), kind)
    possible(until, "until", visit.today)
    if until is not None and until <= visit.effective_on:
        raise InputError("A pause is looked at again on a later day.", field="until")
    meeting = meeting_for(visit, meeting_id, kind)
    return _decide(visit, kind, about, meeting, reason=text(reason, "reason"), until=until)


@needs(Permission.DECIDE)
def replace(
    visit: Visit, recommendation_id: int, *, kind: DecisionKind, other_id: int, meeting_id: int, reason: str
) -> Decision:
    """Supersede a recommendation by another one, or merge it into that."""
    if kind not in REPLACES:
        raise InputError("Choose to supersede or to merge.", field="decision")
    about = _allowed(visit, About(recommendation_id=recommendation_id), kind)
    other = _may_follow(visit, about, other_id)
    meeting, kept = meeting_for(visit, meeting_id, kind), text(reason, "reason")
    return _answered(visit, about, kind, meeting, kept, instead=other)


def _may_follow(visit: Visit, about: About, other_id: int) -> int:
    """Find the recommendation that takes the place of another; it is another one, and is itself still followed."""
    other = find(visit, Recommendation, other_id)
    if other.id == about.recommendation_id:
        raise InputError("A recommendation cannot take its own place. Name another one.", field="other")
    standing = Standing(stands.recommendation(visit.session, other_id, visit.effective_on).state)
    if reason := wrong_target(standing):
        raise InputError(f"Recommendation {other.reference} {reason}.", field="other")
    return other_id


@needs(Permission.DECIDE)
def answer(visit: Visit, recommendation_id: int, *, kind: DecisionKind, meeting_id: int, reason: str = "") -> Decision:
    """Accept a recommendation, in part (which part) or not (why not), by decision of a board meeting."""
    if kind not in ANSWERS:
        raise InputError("Choose to accept, to accept in part or not to accept.", field="decision")
    about = _allowed(visit, About(recommendation_id=recommendation_id), kind)
    meeting = meeting_for(visit, meeting_id, kind)
    kept = text(reason, "reason", needed=kind != DecisionKind.ACCEPT)
    return _answered(visit, about, kind, meeting, kept)


def _answered(
    visit: Visit, about: About, kind: DecisionKind, meeting: Meeting, reason: str, *, instead: int | None = None
) -> Decision:
    """Keep the answer that a decision gives, the decision, and what takes the place of another, in one event."""
    add(
        visit,
        Response,
        recommendation_id=about.recommendation_id,
        kind=(REPLACES | ANSWERS)[kind],
        reason=reason,
        by_id=visit.who.person_id,
    )
    return _decide(visit, kind, about, meeting, instead=instead, reason=reason)


@needs(Permission.DECIDE)
def note(visit: Visit, about: About, *, kind: DecisionKind, meeting_id: int, reason: str = "") -> Decision:
    """Approve evidence, escalate, commission an audit or note something: kept for ever, changes no status."""
    if kind not in ONLY_NOTED:
        raise InputError("Choose to approve evidence, escalate, commission an audit or note.", field="decision")
    kept = _allowed(visit, about, kind)
    meeting = meeting_for(visit, meeting_id, kind)
    return _decide(visit, kind, kept, meeting, reason=text(reason, "reason", needed=False))


def _allowed(visit: Visit, about: About, kind: DecisionKind) -> About:
    """Find what is decided about; refuse whoever may not decide it, and what makes no sense as it stands."""
    kept, day = found(visit, about), visit.effective_on
    may_decide(visit, kept)
    if kept.action_id is not None:
        must_not(wrong_action(kind, Delivery(stands.action(visit.session, kept.action_id, day).state)))
    if kept.recommendation_id is not None:
        now = stands.recommendation(visit.session, kept.recommendation_id, day)
        must_not(wrong_recommendation(kind, Standing(now.state), now.open_actions))
    return kept


def _decide(
    visit: Visit, kind: DecisionKind, about: About, meeting: Meeting, *, instead: int | None = None, **values: object
) -> Decision:
    row = add(
        visit,
        Decision,
        kind=kind,
        meeting_id=meeting.id,
        action_id=about.action_id,
        recommendation_id=about.recommendation_id,
        decided_by_id=visit.who.person_id,
        **values,
    )
    if instead is not None:
        named = {"recommendation_id": about.recommendation_id, "other_id": instead}
        add(visit, Replacement, decision_id=row.id, **named)
    record(
        visit,
        f"decided to {kind.value}",
        row,
        actions=[about.action_id] if about.action_id else [],
        recommendations=[about.recommendation_id] if about.recommendation_id else [],
    )
    return row
