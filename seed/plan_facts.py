"""The illustrative actions as the rules read them, so that what stands in the files can be rated and checked."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from seed.plan_entries import Action, Evidence, IllustrativePlan
from tracker.rules import delivery
from tracker.rules.facts import (
    ActionFacts,
    Checked,
    Decided,
    DueSet,
    Extended,
    Owned,
    Received,
    Submitted,
    Updated,
    Vacancy,
    When,
)
from tracker.words import ACCEPTING, Delivery

ONE_DAY = timedelta(days=1)

RECORDED, OWNED, DUE, RECEIVED, SUBMITTED, CHECKED, DECIDED, UPDATED = range(8)


def facts_of(plan: IllustrativePlan, action: Action) -> ActionFacts:
    """Give everything that decides the delivery status and the rating of an action.

    Facts of one day are read in this order: owner, date, evidence, submission, check, decision, update.
    """
    return ActionFacts(
        recorded=When(action.recorded_on, RECORDED),
        accepted_on=min(accepted_on(plan, action), default=None),
        start_on=action.start_on,
        owned=tuple(_owned(plan, action)),
        vacancies=tuple(_vacancies(plan, action)),
        baseline=DueSet(When(action.due_set_on or action.recorded_on, DUE), action.baseline_due)
        if action.baseline_due
        else None,
        extensions=tuple(Extended(When(e.approved_on, DUE), e.due) for e in action.extensions if e.approved_on),
        updates=tuple(Updated(When(u.on, UPDATED), u.started, u.declared, u.forecast) for u in action.updates),
        submissions=tuple(Submitted(When(day, SUBMITTED)) for day in action.submissions),
        received=tuple(_received(plan, action)),
        checks=tuple(_checked(plan, action)),
        decisions=tuple(Decided(When(d.on, DECIDED), d.kind, d.rating, d.until) for d in action.decisions),
    )


def delivery_on(plan: IllustrativePlan, action: Action, day: date) -> Delivery:
    """Give the delivery status of an action at the end of a day, which is not before its recording."""
    intervals = delivery.timeline(facts_of(plan, action))
    return next(each.state for each in reversed(intervals) if each.valid_from <= day)


def pieces_for(plan: IllustrativePlan, action: Action) -> tuple[Evidence, ...]:
    """Give the evidence on which an action rests, its own and what was received under another action."""
    return tuple(
        piece for owner, piece in plan.evidence.values() if owner.key == action.key or action.key in piece.also_proves
    )


def accepted_on(plan: IllustrativePlan, action: Action) -> Iterator[date]:
    """Give the day of each accepting response to the recommendations that an action answers."""
    for response in plan.response:
        if response.recommendation in action.recommendations and response.kind in ACCEPTING:
            yield response.on


def owner_on(action: Action, day: date) -> str | None:
    """Give the post that owned an action on a day."""
    changes = [change.post for change in action.owner_changes if change.on <= day]
    return changes[-1] if changes else action.owner


def _owned(plan: IllustrativePlan, action: Action) -> Iterator[Owned]:
    posts = {post.key: number for number, post in enumerate(plan.people.post, 1)}
    agencies = {agency.key: number for number, agency in enumerate(plan.people.agency, 1)}
    changes = [(action.recorded_on, action.owner), *((change.on, change.post) for change in action.owner_changes)]
    for on, post in changes:
        agency = plan.agency_of(post)
        yield Owned(When(on, OWNED), posts[post] if post else None, agencies[agency] if agency else None)


def _vacancies(plan: IllustrativePlan, action: Action) -> Iterator[Vacancy]:
    owners = {action.owner, *(change.post for change in action.owner_changes)}
    for number, post in enumerate(plan.people.post, 1):
        tenures = sorted((t for t in plan.people.tenure if t.post == post.key), key=lambda t: t.start)
        if post.key not in owners or not tenures:
            continue
        for earlier, later in pairwise(tenures):
            if earlier.end and earlier.end + ONE_DAY < later.start:
                yield Vacancy(number, earlier.end + ONE_DAY, later.start)
        if last := tenures[-1].end:
            yield Vacancy(number, last + ONE_DAY, None)


def _numbers(plan: IllustrativePlan) -> dict[tuple[str, int], int]:
    versions = ((key, n) for key, (_, piece) in plan.evidence.items() for n, _ in enumerate(piece.versions, 1))
    return {version: number for number, version in enumerate(versions, 1)}


def _received(plan: IllustrativePlan, action: Action) -> Iterator[Received]:
    numbers = _numbers(plan)
    for piece in pieces_for(plan, action):
        for n, version in enumerate(piece.versions, 1):
            yield Received(When(version.received_on, RECEIVED), numbers[piece.key, 1], numbers[piece.key, n])


def _checked(plan: IllustrativePlan, action: Action) -> Iterator[Checked]:
    """Give the checks on the action's evidence, wherever they were recorded."""
    numbers, mine = _numbers(plan), {piece.key for piece in pieces_for(plan, action)}
    for check in (check for each in plan.actions for check in each.checks):
        if check.evidence in mine:
            yield Checked(When(check.on, CHECKED), numbers[check.evidence, check.version], check.verdict)
