"""What meetings decide. A decision is immutable; a mistake is corrected by another decision."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from tracker import closing, positions
from tracker.access import find, needs
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, RefusedError, RuleBrokenError
from tracker.facts import owner_agency
from tracker.models import Action, Decision, Meeting, Position, Post, Recommendation, Response, RoleGrant, Tenure
from tracker.models.statements import select
from tracker.rules.closing import unmet
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import DecisionKind, Permission, Rating, ResponseKind, Role, Scope, Standing, Thing

REPLACES = {DecisionKind.SUPERSEDE: ResponseKind.SUPERSEDED, DecisionKind.MERGE: ResponseKind.MERGED}
ABOUT_AN_ACTION = frozenset({DecisionKind.REFUSE_SIGN_OFF, DecisionKind.PAUSE, DecisionKind.WITHDRAW})
ONLY_NOTED = frozenset(
    {DecisionKind.APPROVE_EVIDENCE, DecisionKind.ESCALATE, DecisionKind.COMMISSION_AUDIT, DecisionKind.NOTE}
)


@dataclass(frozen=True)
class About:
    """The one thing that a decision is about."""

    action_id: int | None = None
    recommendation_id: int | None = None


@needs(Permission.DECIDE)
def close(visit: Visit, recommendation_id: int, *, meeting_id: int, waiver: str = "") -> Decision:
    """Close a recommendation by decision of a board meeting, once its gates are met (`product.md` section 4)."""
    recommendation = find(visit, Recommendation, recommendation_id)
    about = About(recommendation_id=recommendation.id)
    meeting = _meeting(visit, meeting_id)
    _may_decide(visit, about)
    if _standing_decision(visit, recommendation_id) == DecisionKind.CLOSE:
        raise RuleBrokenError(["This recommendation is closed already."])
    kept = text(waiver, "waiver", needed=False)
    gathered = closing.gather(visit.session, recommendation_id, visit.effective_on, waiver=kept, meeting=meeting.kind)
    if not_met := unmet(gathered):
        raise RuleBrokenError(not_met)
    return _decide(visit, DecisionKind.CLOSE, about, meeting, waiver=kept)


@needs(Permission.DECIDE)
def reopen(visit: Visit, recommendation_id: int, *, meeting_id: int, reason: str) -> Decision:
    """Reopen a recommendation: it is open until an action is completed after this decision, and counted for ever."""
    recommendation = find(visit, Recommendation, recommendation_id)
    about = About(recommendation_id=recommendation.id)
    _may_decide(visit, about)
    done = {Standing.CLOSED, Standing.EMBEDDED, Standing.DELIVERED}
    if visit.session.info.get("put_off") is None and _standing(visit, recommendation_id) not in done:
        raise RuleBrokenError(["Only a recommendation that is delivered, embedded or closed can be reopened."])
    return _decide(visit, DecisionKind.REOPEN, about, _meeting(visit, meeting_id), reason=text(reason, "reason"))


@needs(Permission.DECIDE)
def override_rating(
    visit: Visit, about: About, *, meeting_id: int, rating: Rating, until: date, reason: str
) -> Decision:
    """Show another rating than the computed one, with both visible, until the day of the next meeting and no longer."""
    meeting, kept = _meeting(visit, meeting_id), _found(visit, about)
    _may_decide(visit, kept)
    if rating not in {Rating.RED, Rating.AMBER, Rating.GREEN}:
        raise InputError("Choose Red, Amber or Green.", field="rating")
    following = visit.session.scalar(
        select(Meeting.held_on)
        .where(Meeting.kind == meeting.kind, col(Meeting.held_on) > visit.effective_on)
        .order_by(col(Meeting.held_on))
    )
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
    about = _found(visit, About(action_id=action_id))
    _may_decide(visit, about)
    return _decide(visit, kind, about, _meeting(visit, meeting_id), reason=text(reason, "reason"), until=until)


@needs(Permission.DECIDE)
def replace(visit: Visit, recommendation_id: int, *, kind: DecisionKind, meeting_id: int, reason: str) -> Decision:
    """Supersede a recommendation or merge it into another; the reason names which."""
    if kind not in REPLACES:
        raise InputError("Choose to supersede or to merge.", field="decision")
    about = _found(visit, About(recommendation_id=recommendation_id))
    _may_decide(visit, about)
    kept = text(reason, "reason")
    add(
        visit,
        Response,
        recommendation_id=recommendation_id,
        kind=REPLACES[kind],
        reason=kept,
        by_id=visit.who.person_id,
    )
    return _decide(visit, kind, about, _meeting(visit, meeting_id), reason=kept)


@needs(Permission.DECIDE)
def note(visit: Visit, about: About, *, kind: DecisionKind, meeting_id: int, reason: str = "") -> Decision:
    """Approve evidence, escalate, commission an audit or note something: kept for ever, changes no status."""
    if kind not in ONLY_NOTED:
        raise InputError("Choose to approve evidence, escalate, commission an audit or note.", field="decision")
    kept = _found(visit, about)
    _may_decide(visit, kept)
    return _decide(visit, kind, kept, _meeting(visit, meeting_id), reason=text(reason, "reason", needed=False))


def _decide(visit: Visit, kind: DecisionKind, about: About, meeting: Meeting, **values: object) -> Decision:
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
    record(
        visit,
        f"decided to {kind.value}",
        row,
        actions=[about.action_id] if about.action_id else [],
        recommendations=[about.recommendation_id] if about.recommendation_id else [],
    )
    return row


def _found(visit: Visit, about: About) -> About:
    if (about.action_id is None) == (about.recommendation_id is None):
        raise InputError("A decision is about one action or one recommendation.")
    if about.action_id is not None:
        find(visit, Action, about.action_id)
    if about.recommendation_id is not None:
        find(visit, Recommendation, about.recommendation_id)
    return about


def _meeting(visit: Visit, meeting_id: int) -> Meeting:
    meeting = visit.session.get(Meeting, meeting_id)
    if meeting is None:
        raise InputError("Choose the meeting that decided.", field="meeting")
    if meeting.held_on > visit.effective_on:
        raise InputError(f"This meeting is not held before {meeting.held_on:%-d %B %Y}.", field="meeting")
    return meeting


def _may_decide(visit: Visit, about: About) -> None:
    """Let the chair decide; where the chair's own agency owns the action, a deputy or the scrutineer does instead."""
    owners = _owner_agencies(visit, about)
    chairs_own = bool(owners & _chairs_agencies(visit))
    if Role.CHAIR in visit.who.board_roles and not chairs_own:
        return
    if chairs_own and visit.who.board_roles & {Role.DEPUTY, Role.SCRUTINEER}:
        return
    if chairs_own:
        raise RefusedError("The chair's own agency owns this: the deputy chair or the scrutineer decides.")
    raise RefusedError("The chair decides this; a deputy decides only where the chair's own agency is the owner.")


def _owner_agencies(visit: Visit, about: About) -> set[int]:
    actions = (
        {about.action_id} if about.action_id else positions.answering(visit.session, {about.recommendation_id or 0})
    )
    return {agency for key in actions if key and (agency := owner_agency(visit.session, key)) is not None}


def _chairs_agencies(visit: Visit) -> set[int]:
    """Give the agencies in which whoever is the chair now holds a post."""
    held = (
        select(Post.agency_id)
        .join(Tenure, col(Tenure.post_id) == col(Post.id))
        .join(RoleGrant, col(RoleGrant.person_id) == col(Tenure.person_id))
        .where(
            RoleGrant.role == Role.CHAIR,
            RoleGrant.scope == Scope.BOARD,
            col(RoleGrant.valid_from) <= visit.now,
            col(RoleGrant.valid_until).is_(None) | (col(RoleGrant.valid_until) > visit.now),
            col(Tenure.started_on) <= visit.effective_on,
            col(Tenure.ended_on).is_(None) | (col(Tenure.ended_on) > visit.effective_on),
        )
    )
    return set(visit.session.scalars(held).all())


def _standing_decision(visit: Visit, recommendation_id: int) -> DecisionKind | None:
    newest: DecisionKind | None = visit.session.scalar(
        select(Decision.kind)
        .where(
            Decision.recommendation_id == recommendation_id,
            col(Decision.kind).in_([DecisionKind.CLOSE, DecisionKind.REOPEN]),
        )
        .order_by(col(Decision.effective_on).desc(), col(Decision.seq).desc())
        .limit(1)
    )
    return newest


def _standing(visit: Visit, recommendation_id: int) -> str | None:
    stands: str | None = visit.session.scalar(
        select(Position.state).where(
            Position.thing == Thing.RECOMMENDATION,
            Position.recommendation_id == recommendation_id,
            col(Position.valid_from) <= visit.effective_on,
            col(Position.valid_to) > visit.effective_on,
        )
    )
    return stands
