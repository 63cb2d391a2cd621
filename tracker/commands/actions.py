"""Record actions, who owns them and by when, and what their owners tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from tracker import stands
from tracker.access import LARGEST_KEY, find, must_act_for, needs
from tracker.commands.days import possible
from tracker.commands.deciding import must_not
from tracker.commands.record import change, record
from tracker.commands.texts import text
from tracker.errors import InputError, RuleBrokenError
from tracker.facts import owner_agency
from tracker.models import (
    Action,
    ActionLink,
    ActionOwner,
    ActionWording,
    Agency,
    Baseline,
    ContributingAgency,
    EvidenceLink,
    Post,
    ProgressUpdate,
    Recommendation,
    Submission,
)
from tracker.models.statements import select
from tracker.rules.deciding import no_action_under, not_submitted
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Precision, Rating, Sensitivity, Standing

NEXT_REFERENCE = "A{:04d}"


@dataclass(frozen=True)
class AsWritten:
    """What an imported row said in its own words, kept beside what was understood."""

    owner: str = ""
    due: str = ""
    precision: Precision = Precision.DAY
    status: str = ""
    source: str = ""


@dataclass(frozen=True)
class ActionDraft:
    """What will be done, for which recommendations, by which post, by when."""

    wording: str
    recommendations: Sequence[int]
    reference: str = ""
    owner_post_id: int | None = None
    due: date | None = None
    start_on: date | None = None
    contributing: Sequence[int] = ()
    success_measure: str = ""
    sensitivity: Sensitivity = Sensitivity.NORMAL
    as_written: AsWritten = AsWritten()


@needs(Permission.RECORD_ACTION)
def record_action(visit: Visit, draft: ActionDraft) -> Action:
    """Record an action; without owner or date it stands as a draft that turns amber, then red."""
    if not draft.recommendations:
        raise InputError("Choose at least one recommendation that the action answers.", field="recommendations")
    answers = [find(visit, Recommendation, key) for key in draft.recommendations]
    must_be_open_to_actions(visit, answers)
    if draft.owner_post_id is not None:
        must_be_post(visit, draft.owner_post_id)
    for agency_id in draft.contributing:
        must_be_agency(visit, agency_id)
    row = _add_action(visit, draft, answers[0].review_id)
    add(visit, ActionWording, action_id=row.id, number=1, wording=row.wording)
    for recommendation in answers:
        add(visit, ActionLink, action_id=row.id, recommendation_id=recommendation.id)
    if draft.owner_post_id is not None:
        add(visit, ActionOwner, action_id=row.id, post_id=draft.owner_post_id)
    if draft.due is not None:
        add(visit, Baseline, action_id=row.id, due=possible(draft.due, "due date", visit.today))
    for agency_id in draft.contributing:
        add(visit, ContributingAgency, action_id=row.id, agency_id=agency_id)
    record(visit, "action recorded", row, actions=[action_id(row)])
    return row


def must_be_agency(visit: Visit, agency_id: int, field: str = "contributing") -> None:
    """Ask to choose an agency, unless there is this one."""
    if not 0 < agency_id <= LARGEST_KEY or visit.session.get(Agency, agency_id) is None:
        raise InputError("Choose an agency from the list.", field=field)


def must_be_open_to_actions(visit: Visit, answers: Sequence[Recommendation]) -> None:
    """Refuse actions under recommendations that stand so that none can answer them."""
    now = stands.recommendations(visit.session, [each.id or 0 for each in answers], visit.effective_on)
    told = ((each.reference, no_action_under(Standing(now[each.id or 0].state))) for each in answers)
    if unmet := [f"Recommendation {reference} {reason}." for reference, reason in told if reason]:
        raise RuleBrokenError(unmet)


def _add_action(visit: Visit, draft: ActionDraft, review_id: int) -> Action:
    reference = text(draft.reference, "reference", needed=False, longest=60) or _next_reference(visit)
    if visit.session.scalar(select(Action.id).where(Action.reference == reference)):
        raise InputError(f"An action {reference} is already recorded.", field="reference")
    told = draft.as_written
    return add(
        visit,
        Action,
        reference=reference,
        review_id=review_id,
        wording=text(draft.wording, "wording"),
        start_on=possible(draft.start_on, "start date", visit.today),
        owner_as_written=told.owner,
        due_as_written=told.due,
        due_precision=told.precision,
        status_as_written=told.status,
        success_measure=text(draft.success_measure, "success measure", needed=False),
        imported_from=told.source,
        sensitivity=draft.sensitivity,
    )


def _next_reference(visit: Visit) -> str:
    number = (visit.session.scalar(select(func.max(Action.id))) or 0) + 1
    while visit.session.scalar(select(Action.id).where(Action.reference == NEXT_REFERENCE.format(number))):
        number += 1
    return NEXT_REFERENCE.format(number)


def action_id(row: Action) -> int:
    """Give the key of an action that was saved."""
    if row.id is None:
        raise InputError("The action was not saved.")
    return row.id


def find_own(visit: Visit, key: int) -> Action:
    """Find an action that this visitor may change: the coordinator any, an owner their own agency's."""
    action = find(visit, Action, key)
    must_act_for(visit, owner_agency(visit.session, key))
    return action


@needs(Permission.EDIT_ACTION)
def edit_wording(visit: Visit, key: int, *, wording: str, version: int) -> None:
    """Edit the wording of an action; every earlier wording stays in its history."""
    action = find_own(visit, key)
    kept = text(wording, "wording")
    change(action, version, wording=kept)
    newest = visit.session.scalar(select(func.max(ActionWording.number)).where(ActionWording.action_id == key))
    add(visit, ActionWording, action_id=key, number=(newest or 0) + 1, wording=kept)
    record(visit, "action wording edited", action)


@needs(Permission.RECORD_ACTION)
def give_owner(visit: Visit, key: int, *, post_id: int | None, reason: str = "") -> None:
    """Give the action to a post, or to nobody with a reason."""
    action = find(visit, Action, key)
    if not visit.who.loading:
        _must_be_open(visit, key)
    if post_id is not None:
        must_be_post(visit, post_id)
    kept = text(reason, "reason", needed=post_id is None)
    add(visit, ActionOwner, action_id=key, post_id=post_id, reason=kept)
    record(visit, "owner given", action, actions=[key])


def _must_be_open(visit: Visit, key: int) -> None:
    now = Delivery(stands.action(visit.session, key, visit.effective_on).state)
    if now in OVER:
        raise RuleBrokenError([f"This action is {now}: it keeps the owner that it had."])


def must_be_post(visit: Visit, post_id: int, field: str = "owner") -> Post:
    """Give a post of an agency that stands on the day, or ask to choose one."""
    post = visit.session.get(Post, post_id) if 0 < post_id <= LARGEST_KEY else None
    agency = visit.session.get(Agency, post.agency_id) if post is not None else None
    if post is None or agency is None or (agency.ended_on is not None and agency.ended_on <= visit.effective_on):
        raise InputError("Choose a post from the list.", field=field)
    return post


@needs(Permission.RECORD_ACTION)
def set_baseline(visit: Visit, key: int, *, due: date) -> None:
    """Set the due date for the first and only time; afterwards only approved extensions move it."""
    action = find(visit, Action, key)
    if visit.session.scalar(select(Baseline.id).where(Baseline.action_id == key)):
        raise RuleBrokenError(["The baseline due date is set once and never changes. Ask for a new date instead."])
    add(visit, Baseline, action_id=key, due=possible(due, "due date", visit.today))
    record(visit, "baseline set", action, actions=[key])


@dataclass(frozen=True)
class UpdateDraft:
    """What happened since the last update, and what the owner declares until the next one."""

    wording: str
    declared: Rating | None = None
    forecast: date | None = None
    started: bool = True
    declared_done: bool = False
    blocked_by: str = ""


OVER = frozenset({Delivery.COMPLETED, Delivery.WITHDRAWN})
DECLARABLE = frozenset({Rating.RED, Rating.AMBER, Rating.GREEN})


@needs(Permission.UPDATE_ACTION)
def update(visit: Visit, key: int, draft: UpdateDraft) -> ProgressUpdate:
    """Tell what happened; the declared rating holds until the next update and can only make the rating worse."""
    action = find_own(visit, key)
    if draft.declared is not None and draft.declared not in DECLARABLE:
        raise InputError("Declare Red, Amber or Green: Blue is earned by a check, Grey by dates.", field="rating")
    row = add(
        visit,
        ProgressUpdate,
        action_id=key,
        wording=text(draft.wording, "update"),
        started=draft.started,
        declared=draft.declared,
        forecast=possible(draft.forecast, "forecast", visit.today),
        declared_done=draft.declared_done,
        blocked_by=text(draft.blocked_by, "blocked by", needed=False),
        by_id=visit.who.person_id,
    )
    record(visit, "update given", row, actions=[action_id(action)])
    return row


@needs(Permission.SUBMIT_ACTION)
def submit(visit: Visit, key: int) -> Submission:
    """Say that the action is ready for assessment; stopped without at least one piece of evidence."""
    action = find_own(visit, key)
    must_not(not_submitted(Delivery(stands.action(visit.session, key, visit.effective_on).state)))
    if not visit.session.scalar(select(EvidenceLink.id).where(EvidenceLink.action_id == key).limit(1)):
        raise RuleBrokenError(["Attach at least one piece of evidence."])
    row = add(visit, Submission, action_id=key, by_id=visit.who.person_id)
    record(visit, "action submitted", row, actions=[action_id(action)])
    return row
