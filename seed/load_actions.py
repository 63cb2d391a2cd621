"""Enters the actions and their owners' side: owners, dates, updates, requests for a new date, submissions."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from seed.load_evidence import proof
from seed.loading import Dated, Loading, Step
from seed.plan_entries import Action, ActionDecision, Extension, OwnerChange, Update
from seed.visitors import coordinator, holder, owner, teller
from tracker.commands import actions as commands
from tracker.commands import decisions, extensions
from tracker.words import DecisionKind


def actions(loading: Loading) -> Iterator[Dated]:
    """Give every action with all that happened to it."""
    for action in loading.plan.actions:
        yield from _of_action(loading, action)
        yield from proof(loading, action)


def _of_action(loading: Loading, action: Action) -> Iterator[Dated]:
    key = action.key
    yield Dated(action.recorded_on, Step.ACTION, partial(_action, loading, action), key)
    if action.baseline_due and action.due_set_on:
        enter = partial(_baseline, loading, action, action.due_set_on, action.baseline_due)
        yield Dated(action.due_set_on, Step.BASELINE, enter, key)
    for change in action.owner_changes:
        yield Dated(change.on, Step.OWNER, partial(_owner, loading, action, change), key)
    for update in action.updates:
        yield Dated(update.on, Step.UPDATE, partial(_update, loading, action, update), key)
    for number, extension in enumerate(action.extensions, 1):
        yield from _extension(loading, action, extension, f"{key} extension {number}")
    for day in action.submissions:
        yield Dated(day, Step.SUBMITTED, partial(_submit, loading, action, day), key)
    for decision in action.decisions:
        yield Dated(decision.on, Step.DECIDED, partial(_decide, loading, action, decision), f"{decision.kind} {key}")


def _action(loading: Loading, action: Action) -> None:
    draft = commands.ActionDraft(
        wording=action.wording,
        recommendations=[loading.id(Step.RECOMMENDATION, name) for name in action.recommendations],
        reference=action.key,
        owner_post_id=loading.id(Step.POST, action.owner) if action.owner else None,
        due=None if action.due_set_on else action.baseline_due,
        start_on=action.start_on,
        contributing=[loading.id(Step.AGENCY, key) for key in action.contributing],
    )
    row = commands.record_action(coordinator(loading, action.recorded_on), draft)
    loading.know(Step.ACTION, action.key, row)
    loading.without_position.add(commands.action_id(row))


def _baseline(loading: Loading, action: Action, day: date, due: date) -> None:
    commands.set_baseline(coordinator(loading, day), loading.action(action.key), due=due)


def _owner(loading: Loading, action: Action, change: OwnerChange) -> None:
    post_id = loading.id(Step.POST, change.post) if change.post else None
    visit, key = coordinator(loading, change.on), loading.action(action.key)
    commands.give_owner(visit, key, post_id=post_id, reason=change.reason)


def _update(loading: Loading, action: Action, update: Update) -> None:
    draft = commands.UpdateDraft(
        wording=update.wording,
        declared=update.declared,
        forecast=update.forecast,
        started=update.started,
        declared_done=update.claims_done,
        blocked_by=update.blocked_by or "",
    )
    commands.update(owner(loading, action, update.on), loading.action(action.key), draft)


def _extension(loading: Loading, action: Action, extension: Extension, name: str) -> Iterator[Dated]:
    yield Dated(extension.asked_on, Step.ASKED, partial(_ask, loading, action, extension, name), name)
    if day := extension.approved_on or extension.refused_on:
        yield Dated(day, Step.ANSWERED, partial(_answer, loading, extension, name, day), name)


def _ask(loading: Loading, action: Action, extension: Extension, name: str) -> None:
    row = extensions.ask(
        teller(loading, extension.asked_by, action, extension.asked_on),
        loading.action(action.key),
        due=extension.due,
        reason=extension.reason,
        note=extension.note,
    )
    loading.know(Step.ASKED, name, row)


def _answer(loading: Loading, extension: Extension, name: str, day: date) -> None:
    extensions.answer(
        holder(loading, extension.decided_by, day),
        loading.id(Step.ASKED, name),
        approved=extension.approved_on is not None,
        meeting_id=loading.id(Step.MEETING, extension.meeting) if extension.meeting else None,
        reason="" if extension.approved_on else extension.note,
    )


def _submit(loading: Loading, action: Action, day: date) -> None:
    commands.submit(owner(loading, action, day), loading.action(action.key))


def _decide(loading: Loading, action: Action, decision: ActionDecision) -> None:
    visit = holder(loading, decision.decided_by, decision.on)
    key, meeting = loading.action(action.key), loading.id(Step.MEETING, decision.meeting)
    if decision.kind is DecisionKind.OVERRIDE_RATING and decision.rating and decision.until:
        about = decisions.About(action_id=key)
        decisions.override_rating(
            visit, about, meeting_id=meeting, rating=decision.rating, until=decision.until, reason=decision.reason
        )
        return
    decisions.decide_about_action(
        visit, key, kind=decision.kind, meeting_id=meeting, reason=decision.reason, until=decision.until
    )
