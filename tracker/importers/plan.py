"""Import a plan into a review: first say what would change, then do it in one transaction through the commands."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tracker import positions, trail
from tracker.access import find, needs
from tracker.commands.many import give_first_updates, record_actions
from tracker.commands.recommendations import RecommendationDraft, record_recommendation
from tracker.importers.cells import CONTROL, name_free_of_tricks
from tracker.importers.drafts import Kept
from tracker.importers.planned import Planned, plan_of
from tracker.importers.rows import Problem, Reading
from tracker.models import Review
from tracker.visit import Visit
from tracker.words import Permission

LONGEST_NAME = 120
NO_NAME = "a workbook"
SHORT_HASH = 12
LABELS = {
    "recommendations_new": "Recommendations to record as new, without an answer",
    "recommendations_known": "Recommendations known already",
    "actions_new": "Actions to record as new",
    "actions_known": "Actions known already, left alone",
    "without_owner": "New actions without an owner",
    "without_date": "New actions without a due date",
    "claims_completion": "New actions that claim completion: in progress, declared done",
    "not_in_file": "Actions of this review that are not in this file, left alone",
}


@dataclass(frozen=True)
class Counts:
    """What an import changes; owner, date and claims are those of the new actions."""

    recommendations_new: int = 0
    recommendations_known: int = 0
    actions_new: int = 0
    actions_known: int = 0
    without_owner: int = 0
    without_date: int = 0
    claims_completion: int = 0
    not_in_file: int = 0

    @property
    def changes(self) -> int:
        """How many recommendations and actions would be recorded."""
        return self.recommendations_new + self.actions_new


@dataclass(frozen=True)
class KnownAction:
    """A row of the file whose action is recorded already."""

    where: str
    reference: str


@dataclass(frozen=True)
class Taken:
    """A row of the file, the recommendation that it is taken for or goes under, and why."""

    where: str
    recommendation: str
    why: str

    @property
    def sentence(self) -> str:
        """Say it in words."""
        return f"recommendation {self.recommendation}, {self.why}"


@dataclass(frozen=True)
class Preview:
    """What importing would change, and what a person should look at before."""

    review: str
    reading: Reading
    counts: Counts
    problems: Sequence[Problem]
    known: Sequence[KnownAction]
    not_in_file: Sequence[str]
    taken: Sequence[Taken]

    def as_json(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {
            **self.reading.model_dump(mode="json"),
            "problems": [each.model_dump() for each in self.problems],
            "review": self.review,
            "changes": asdict(self.counts),
            "known": [asdict(each) for each in self.known],
            "not_in_file": list(self.not_in_file),
            "taken": [asdict(each) for each in self.taken],
        }

    def in_words(self) -> str:
        """Say what would change, line by line."""
        lines = [f"Importing this file into {self.review} would change this, as of today; nothing has been changed."]
        lines += _told(self.counts)
        lines += [f"{each.where}: {each.sentence}" for each in self.taken]
        return "\n".join([*lines, *(f"{each.where}: {each.message}" for each in self.problems)])


@dataclass(frozen=True)
class Applied:
    """What an import recorded; nothing, when everything in the file was known."""

    review: str
    counts: Counts
    recommendations: Sequence[int] = ()
    actions: Sequence[int] = ()

    def as_json(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {"review": self.review, "changes": asdict(self.counts)}

    def in_words(self) -> str:
        """Say what was recorded, line by line."""
        if not self.counts.changes:
            return f"Everything in this file is recorded under {self.review} already. Nothing was changed."
        return "\n".join([f"Imported into {self.review}; every fact is entered as of today.", *_told(self.counts)])


def in_words(reading: Reading) -> str:
    """Say what was understood of a file, line by line."""
    lines = [f"{len(reading.records):,} records, {len(reading.problems):,} problems. Nothing was changed."]
    lines += [f"{each.where}: {each.ref or 'no reference'}: {each.action or each.text}" for each in reading.records]
    lines += [f"{each.where}: {each.message}" for each in reading.problems]
    return "\n".join([*lines, *(f"{each.where}: left out, {each.why}" for each in reading.left_out)])


def _told(counts: Counts) -> list[str]:
    return [f"{label}: {getattr(counts, name):,}" for name, label in LABELS.items()]


@needs(Permission.IMPORT_PLAN)
def preview(visit: Visit, review_id: int, reading: Reading, *, name: str = "") -> Preview:
    """Tell what importing a file into a review would change; nothing is changed."""
    review = find(visit, Review, review_id)
    planned = plan_of(visit, review, reading, _source(name, reading))
    actions = [each for asked in planned.recommendations for each in asked.actions]
    return Preview(
        review=review.reference,
        reading=reading,
        counts=_counts(planned),
        problems=[*reading.problems, *planned.problems],
        known=[KnownAction(each.where, each.known) for each in actions if each.known],
        not_in_file=planned.not_in_file,
        taken=[
            Taken(record.where, asked.reference, asked.why)
            for asked in planned.recommendations
            for record in asked.records
        ],
    )


@needs(Permission.IMPORT_PLAN)
def apply(visit: Visit, review_id: int, reading: Reading, *, name: str = "") -> Applied:
    """Record what is new in a file, in the transaction of the visit; what is known is left alone, nothing is deleted.

    Facts take effect today. Nobody inherits a completion: a row that says so is in progress and declared done.
    """
    review = find(visit, Review, review_id)
    planned = plan_of(visit, review, reading, _source(name, reading))
    counts = _counts(planned)
    if not counts.changes:
        return Applied(review.reference, counts)
    with positions.putting_off(visit):
        recommendations, actions = _record(visit, review_id, planned)
    about = trail.About(kind="review", id=review_id, review_id=review_id)
    note = {"file": file_name(name), "sha256": reading.sha256, "version": reading.version, **asdict(counts)}
    trail.append(visit, "plan imported", about, note)
    return Applied(review.reference, counts, recommendations, actions)


def _record(visit: Visit, review_id: int, planned: Planned) -> tuple[list[int], list[int]]:
    """Record what is new, in few statements: everybody else waits meanwhile."""
    recorded: list[int] = []
    kept: list[Kept] = []
    for asked in planned.recommendations:
        key = asked.known
        if not key:
            row = record_recommendation(visit, review_id, RecommendationDraft(asked.reference, asked.wording))
            key = row.id or 0
            recorded.append(key)
        new = [each.kept for each in asked.actions if each.kept]
        kept += [replace(each, action=replace(each.action, recommendations=[key])) for each in new]
    actions = record_actions(visit, [each.action for each in kept])
    give_first_updates(visit, [(key, each.update) for key, each in zip(actions, kept, strict=True) if each.update])
    return recorded, actions


def _counts(planned: Planned) -> Counts:
    new = sum(not asked.known for asked in planned.recommendations)
    actions = [each for asked in planned.recommendations for each in asked.actions]
    kept = [each.kept for each in actions if each.kept]
    return Counts(
        recommendations_new=new,
        recommendations_known=len(planned.recommendations) - new,
        actions_new=len(kept),
        actions_known=len(actions) - len(kept),
        without_owner=sum(each.action.owner_post_id is None for each in kept),
        without_date=sum(each.action.due is None for each in kept),
        claims_completion=sum(bool(each.update and each.update.declared_done) for each in kept),
        not_in_file=len(planned.not_in_file),
    )


def _source(name: str, reading: Reading) -> str:
    return f"{file_name(name)} ({reading.sha256[:SHORT_HASH]})"


def file_name(name: str) -> str:
    """Give the last part of a file's name without signs that hide or turn letters; it is told and never opened."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join(CONTROL.sub("", name_free_of_tricks(last)).split())
    return plain[:LONGEST_NAME] or NO_NAME
