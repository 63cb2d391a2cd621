"""Record many actions, and their first updates, in few statements: an import of a plan holds the writers' lock.

The same rows and events as `record_action` and `update` would give one by one; a test holds the two together.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import col

from tracker import positions
from tracker.access import find, must_act_for, needs
from tracker.commands.actions import (
    DECLARABLE,
    NEXT_REFERENCE,
    ActionDraft,
    UpdateDraft,
    must_be_open_to_actions,
)
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError
from tracker.models import (
    Action,
    ActionLink,
    ActionOwner,
    ActionWording,
    Baseline,
    ContributingAgency,
    ProgressUpdate,
    Recommendation,
)
from tracker.models.statements import select
from tracker.trail import About, add_many, append_many
from tracker.visit import Visit
from tracker.words import Permission

AT_ONCE = 500
Placed = list[tuple[int, dict[str, Any]]]


@needs(Permission.RECORD_ACTION)
def record_actions(visit: Visit, drafts: Sequence[ActionDraft]) -> list[int]:
    """Record many actions, one event each; give their keys in the same order."""
    if not all(draft.recommendations for draft in drafts):
        raise InputError("Choose at least one recommendation that the action answers.", field="recommendations")
    asked = {key for draft in drafts for key in draft.recommendations}
    answers = [find(visit, Recommendation, key) for key in sorted(asked)]
    must_be_open_to_actions(visit, answers)
    reviews = {each.id or 0: each.review_id for each in answers}
    references = list(_references(visit, drafts))
    rows = [
        _action(draft, reference, reviews[draft.recommendations[0]])
        for draft, reference in zip(drafts, references, strict=True)
    ]
    keys = add_many(visit, Action, list(enumerate(rows)))
    for model, placed in _parts(drafts, rows, keys):
        add_many(visit, model, placed)
    told = [_about("action", key, row["review_id"], key) for key, row in zip(keys, rows, strict=True)]
    append_many(visit, [("action recorded", about) for about in told])
    positions.refresh(visit, actions=keys)
    return keys


def _references(visit: Visit, drafts: Sequence[ActionDraft]) -> Iterator[str]:
    """Give each action its own reference or the next that is free; one that is taken is refused."""
    wanted = [text(draft.reference, "reference", needed=False, longest=60) for draft in drafts]
    taken = set(visit.session.scalars(select(Action.reference)))
    number = (visit.session.scalar(select(func.max(Action.id))) or 0) + 1
    for reference in wanted:
        if reference in taken:
            raise InputError(f"An action {reference} is already recorded.", field="reference")
        while not reference and NEXT_REFERENCE.format(number) in {*taken, *wanted}:
            number += 1
        given = reference or NEXT_REFERENCE.format(number)
        taken.add(given)
        yield given


def _action(draft: ActionDraft, reference: str, review_id: int) -> dict[str, Any]:
    told = draft.as_written
    return {
        "reference": reference,
        "review_id": review_id,
        "wording": text(draft.wording, "wording"),
        "start_on": draft.start_on,
        "owner_as_written": told.owner,
        "due_as_written": told.due,
        "due_precision": told.precision,
        "status_as_written": told.status,
        "success_measure": text(draft.success_measure, "success measure", needed=False),
        "imported_from": told.source,
        "sensitivity": draft.sensitivity,
    }


def _parts(
    drafts: Sequence[ActionDraft], rows: Sequence[dict[str, Any]], keys: Sequence[int]
) -> Iterator[tuple[type[Any], Placed]]:
    """Give the rows that belong to each action, table by table, with the place of its event."""
    every = list(enumerate(zip(drafts, rows, keys, strict=True)))
    yield ActionWording, [(n, {"action_id": key, "number": 1, "wording": row["wording"]}) for n, (_, row, key) in every]
    yield (
        ActionLink,
        [
            (n, {"action_id": key, "recommendation_id": asked})
            for n, (draft, _, key) in every
            for asked in draft.recommendations
        ],
    )
    yield (
        ActionOwner,
        [
            (n, {"action_id": key, "post_id": draft.owner_post_id})
            for n, (draft, _, key) in every
            if draft.owner_post_id is not None
        ],
    )
    yield Baseline, [(n, {"action_id": key, "due": draft.due}) for n, (draft, _, key) in every if draft.due is not None]
    yield (
        ContributingAgency,
        [(n, {"action_id": key, "agency_id": agency}) for n, (draft, _, key) in every for agency in draft.contributing],
    )


@needs(Permission.UPDATE_ACTION)
def give_first_updates(visit: Visit, drafts: Sequence[tuple[int, UpdateDraft]]) -> None:
    """Tell what happened to many actions that this visit recorded, one event each; only the coordinator does so."""
    must_act_for(visit, None)
    if any(draft.declared is not None and draft.declared not in DECLARABLE for _, draft in drafts):
        raise InputError("Declare Red, Amber or Green: Blue is earned by a check, Grey by dates.", field="rating")
    homes = _homes(visit, [key for key, _ in drafts])
    rows = [(place, _update(visit, key, draft)) for place, (key, draft) in enumerate(drafts)]
    added = add_many(visit, ProgressUpdate, rows)
    told = [_about("progress_update", new, homes[key], key) for new, (key, _) in zip(added, drafts, strict=True)]
    append_many(visit, [("update given", about) for about in told])
    positions.refresh(visit, actions=[key for key, _ in drafts])


def _homes(visit: Visit, keys: Sequence[int]) -> dict[int, int]:
    """Give the reviews of actions that this visit recorded; any other is not found."""
    found: dict[int, int] = {}
    for start in range(0, len(keys), AT_ONCE):
        chosen = (col(Action.id).in_(keys[start : start + AT_ONCE]), col(Action.recorded_at) == visit.now)
        for key, review_id in visit.session.execute(select(Action.id, Action.review_id).where(*chosen)):
            found[key] = review_id
    if len(found) < len(set(keys)):
        raise NotFoundError
    return found


def _update(visit: Visit, key: int, draft: UpdateDraft) -> dict[str, Any]:
    return {
        "action_id": key,
        "wording": text(draft.wording, "update"),
        "started": draft.started,
        "declared": draft.declared,
        "forecast": draft.forecast,
        "declared_done": draft.declared_done,
        "blocked_by": text(draft.blocked_by, "blocked by", needed=False),
        "by_id": visit.who.person_id,
    }


def _about(kind: str, key: int, review_id: int, action: int) -> About:
    version = 1 if kind == "action" else None
    return About(kind=kind, id=key, review_id=review_id, action_id=action, version_after=version)
