"""Contradictions in the actions of the illustrative plan: dates, people, evidence and meetings."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from seed.plan_entries import Action, ActionDecision, Check, Evidence, Extension, IllustrativePlan, Version
from seed.plan_facts import owner_on, pieces_for
from tracker.words import ACCEPTING, DecisionKind, EvidenceKind, Verdict

NEEDS_END = frozenset({DecisionKind.PAUSE, DecisionKind.OVERRIDE_RATING})
ABOUT_ACTIONS = NEEDS_END | {DecisionKind.WITHDRAW, DecisionKind.REFUSE_SIGN_OFF}


def action_problems(plan: IllustrativePlan) -> list[str]:
    """List what is wrong in the files of actions, naming file and key."""
    found = []
    keys = Counter(action.key for action in plan.actions)
    pieces = Counter(piece.key for action in plan.actions for piece in action.evidence)
    for file in plan.action_files:
        for action in file.action:
            entry = f"{file.name}, {action.key}"
            found += [f"{entry}: the key stands more than once."] if keys[action.key] > 1 else []
            found += [f"{entry}: {p.key} stands more than once." for p in action.evidence if pieces[p.key] > 1]
            found += [f"{entry}: {problem}" for problem in _of_action(plan, action)]
    return found


def _of_action(plan: IllustrativePlan, action: Action) -> Iterator[str]:
    yield from _unknown(plan, action)
    yield from _days(plan, action)
    yield from _dates(plan, action)
    for piece in action.evidence:
        for problem in _of_evidence(plan, action, piece):
            yield f"{piece.key}: {problem}"
    for check in action.checks:
        for problem in _of_check(plan, action, check):
            yield f"check of {check.on}: {problem}"
    for decision in action.decisions:
        for problem in _of_decision(plan, action, decision):
            yield f"decision of {decision.on}: {problem}"


def _unknown(plan: IllustrativePlan, action: Action) -> Iterator[str]:
    posts, agencies = {p.key for p in plan.people.post}, {a.key for a in plan.people.agency}
    named = {action.owner, *(change.post for change in action.owner_changes)} - {None}
    named |= {extension.asked_by for extension in action.extensions} | {piece.provider for piece in action.evidence}
    for post in sorted(str(each) for each in named - posts):
        yield f"there is no post {post}."
    for agency in sorted(set(action.contributing) - agencies):
        yield f"there is no agency {agency}."
    for recommendation in action.recommendations:
        days = [r.on for r in plan.response if r.recommendation == recommendation and r.kind in ACCEPTING]
        if not days or min(days) > action.recorded_on:
            yield f"{recommendation} had not been accepted when the action was recorded."


def _days(plan: IllustrativePlan, action: Action) -> Iterator[str]:
    """Look at the order of the facts: none before the recording or after today, each list in its order."""
    lists = {
        "updates": [update.on for update in action.updates],
        "owner changes": [change.on for change in action.owner_changes],
        "extensions": [extension.asked_on for extension in action.extensions],
        "evidence": [version.received_on for piece in action.evidence for version in piece.versions],
        "submissions": list(action.submissions),
        "checks": [check.on for check in action.checks],
        "decisions": [decision.on for decision in action.decisions],
    }
    for name, days in lists.items():
        if name != "evidence" and days != sorted(days):
            yield f"the {name} are out of order."
        for day in days:
            if not action.recorded_on <= day <= plan.people.partnership.today:
                yield f"{name}: {day} lies before the recording or after today."


def _dates(plan: IllustrativePlan, action: Action) -> Iterator[str]:
    if action.due_set_on and (action.baseline_due is None or action.due_set_on < action.recorded_on):
        yield "the day on which the due date was set does not fit."
    if action.extensions and action.baseline_due is None:
        yield "it was extended without a baseline due date."
    due = action.baseline_due or date.min
    for extension in action.extensions:
        for problem in _of_extension(plan, extension, due):
            yield f"extension asked on {extension.asked_on}: {problem}"
        due = extension.due if extension.approved_on else due


def _of_extension(plan: IllustrativePlan, extension: Extension, due: date) -> Iterator[str]:
    if extension.due <= due:
        yield "the new date is not later than the one in force."
    decided_on = extension.approved_on or extension.refused_on
    if (decided_on is None) != (extension.meeting is None) or (extension.approved_on and extension.refused_on):
        yield "it is approved or refused at a meeting, or waits without one."
    if decided_on is None:
        return
    if decided_on < extension.asked_on:
        yield "it was decided before it was asked for."
    if not _was_held(plan, extension.meeting, decided_on):
        yield f"no meeting {extension.meeting} was held on {decided_on}."
    asker, decider = (plan.holder(post, decided_on) for post in (extension.asked_by, extension.decided_by))
    if decider is None or decider == asker:
        yield "it was decided by nobody or by the one who asked."


def _was_held(plan: IllustrativePlan, meeting: str | None, on: date) -> bool:
    return any(each.key == meeting and each.held_on == on for each in plan.people.meeting)


def _of_evidence(plan: IllustrativePlan, action: Action, piece: Evidence) -> Iterator[str]:
    received = [version.received_on for version in piece.versions]
    if received != sorted(received):
        yield "the versions are out of order."
    if unknown := set(piece.also_proves) - ({each.key for each in plan.actions} - {action.key}):
        yield f"it also proves what is not another action: {sorted(unknown)}."
    for version in piece.versions:
        yield from _of_version(plan, piece, version)


def _of_version(plan: IllustrativePlan, piece: Evidence, version: Version) -> Iterator[str]:
    if version.claimed_on > version.received_on:
        yield "it claims a day after it was received."
    if version.kind is EvidenceKind.FILE:
        yield "the example holds statements and links only."
    if (version.kind is EvidenceKind.LINK) != (version.link is not None) or version.text is None:
        yield "each version says what it shows, and a link has an address."
    if plan.holder(piece.provider, version.received_on) is None:
        yield f"nobody held the post {piece.provider} on {version.received_on}."


def _of_check(plan: IllustrativePlan, action: Action, check: Check) -> Iterator[str]:
    pieces = {piece.key: piece for piece in pieces_for(plan, action)}
    piece = pieces.get(check.evidence)
    if piece is None or not 1 <= check.version <= len(piece.versions):
        yield f"there is no version {check.version} of {check.evidence}."
        return
    received_on = piece.versions[check.version - 1].received_on
    if check.on < received_on:
        yield f"{check.evidence} was received on {received_on} only."
    if check.verdict is Verdict.ADEQUATE and not any(day <= check.on for day in action.submissions):
        yield "nothing had been submitted."
    if check.checker == plan.holder(piece.provider, received_on):
        yield f"{check.checker} provided the evidence."
    agencies = plan.agencies_of(check.checker, check.on)
    if not agencies:
        yield f"{check.checker} held no post."
    proved = [action, *(each for each in plan.actions if each.key in piece.also_proves)]
    for agency in sorted(agencies & {agency for each in proved for agency in _inside(plan, each, check.on)}):
        yield f"{check.checker} is of {agency}, an agency of the owner or a contributor."


def _inside(plan: IllustrativePlan, action: Action, day: date) -> Iterator[str]:
    if agency := plan.agency_of(owner_on(action, day)):
        yield agency
    yield from action.contributing


def _of_decision(plan: IllustrativePlan, action: Action, decision: ActionDecision) -> Iterator[str]:
    if decision.kind not in ABOUT_ACTIONS:
        yield f"“{decision.kind}” is not decided about an action."
    if not _was_held(plan, decision.meeting, decision.on):
        yield f"no meeting {decision.meeting} was held on {decision.on}."
    if (decision.kind in NEEDS_END) != bool(decision.until and decision.until > decision.on):
        yield "a pause and an override have a later day on which they end, other decisions none."
    if (decision.kind is DecisionKind.OVERRIDE_RATING) != (decision.rating is not None):
        yield "an override names a rating, other decisions none."
    decider = plan.agency_of(decision.decided_by)
    if decider is None or decider == plan.agency_of(owner_on(action, decision.on)):
        yield "the decider is not known or is of the owner's agency."
