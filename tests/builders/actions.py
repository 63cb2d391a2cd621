"""Actions, their evidence, and what their owners tell and ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col

from tests.builders.board import a_meeting
from tests.builders.people import SOMEBODY, HeldPost, a_checker, a_post, kept, row_id, the_chair
from tests.builders.reviews import DUE, RECORDED_ON, a_recommendation
from tests.database.record import Record
from tracker.commands import actions, extensions
from tracker.commands import evidence as proof
from tracker.models import EvidenceVersion, Extension, ProgressUpdate, Recommendation
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import EvidenceKind, EvidenceType, ExtensionReason, MeetingKind, Rating, Sensitivity, Verdict


@dataclass(frozen=True)
class Piece:
    """A piece of evidence to attach to an action; see `checked` and `unchecked`."""

    title: str
    evidence_class: int = 2
    type: EvidenceType = EvidenceType.AUDIT
    wording: str = "What we looked at, and what we found."
    kind: EvidenceKind = EvidenceKind.STATEMENT
    claimed_on: date | None = None
    independent: bool = False
    sensitivity: Sensitivity = Sensitivity.NORMAL
    received_on: date | None = None
    verdict: Verdict | None = None
    reason: str = ""
    checked_on: date | None = None


@dataclass(frozen=True)
class BuiltAction:
    """An action as built: what it answers, who owns it, and its pieces of evidence in order."""

    id: int
    reference: str
    review_id: int
    recommendation_ids: tuple[int, ...]
    post: HeldPost | None
    evidence_ids: tuple[int, ...] = ()
    version_ids: tuple[int, ...] = ()


def unchecked(title: str = "Draft policy", **more: Any) -> Piece:
    """Give evidence that nobody checked yet; `more` are the fields of `Piece`."""
    return Piece(title, **more)


def checked(title: str = "Case audit", *, verdict: Verdict = Verdict.ADEQUATE, **more: Any) -> Piece:
    """Give evidence that an independent checker judged, adequate unless said otherwise; `more` as in `Piece`."""
    reason = "" if verdict == Verdict.ADEQUATE else "The sample is too small."
    return Piece(title, verdict=verdict, **{"reason": reason, **more})


def an_action(
    record: Record,
    wording: str = "Train every duty team.",
    *,
    recommendations: Sequence[Recommendation] = (),
    owner: HeldPost | None = SOMEBODY,
    due: date | None = DUE,
    on: date = RECORDED_ON,
    evidence: Sequence[Piece] = (),
    submitted: bool = False,
    **more: Any,
) -> BuiltAction:
    """Record an action owned by a new post (`owner=None`: by nobody) and due next spring (`due=None`: without a date).

    It answers a new accepted recommendation unless `recommendations` are given. Evidence is provided by the owner; an
    action is submitted when asked or when any of its evidence is checked. `more` are the fields of `ActionDraft`.
    """
    answers = list(recommendations) or [a_recommendation(record, on=on)]
    post = a_post(record) if owner is SOMEBODY else owner
    draft = actions.ActionDraft(
        wording,
        [row_id(recommendation) for recommendation in answers],
        owner_post_id=post.id if post else None,
        due=due,
        **more,
    )
    with record.changing(on=on) as visit:
        made = actions.record_action(visit, draft)
    provided = _provide(record, row_id(made), post, evidence, on=on, submitted=submitted)
    _check(record, row_id(made), list(zip(evidence, (version for _, version in provided), strict=True)), on=on)
    return BuiltAction(
        id=row_id(made),
        reference=made.reference,
        review_id=made.review_id,
        recommendation_ids=tuple(row_id(recommendation) for recommendation in answers),
        post=post,
        evidence_ids=tuple(piece for piece, _ in provided),
        version_ids=tuple(version for _, version in provided),
    )


def _provide(
    record: Record, action: int, post: HeldPost | None, pieces: Sequence[Piece], *, on: date, submitted: bool
) -> list[tuple[int, int]]:
    """Attach the pieces as the owner and submit the action; give the ids of the pieces and of their first versions."""
    found = []
    with record.changing() as visit:
        who = post.owner if post else visit.who
        for piece in pieces:
            content = proof.Content(piece.kind, piece.wording, piece.claimed_on)
            draft = proof.EvidenceDraft(
                title=piece.title,
                type=piece.type,
                evidence_class=piece.evidence_class,
                content=content,
                independent=piece.independent,
                sensitivity=piece.sensitivity,
            )
            row = proof.attach(visit.on(piece.received_on or on).by(who), [action], draft)
            found.append((row_id(row), _newest_version(visit, row_id(row))))
        if submitted or any(piece.verdict for piece in pieces):
            last = max((piece.received_on or on for piece in pieces), default=on)
            actions.submit(visit.on(last).by(who), action)
    return found


def _newest_version(visit: Visit, key: int) -> int:
    newest = (
        select(EvidenceVersion.id).where(EvidenceVersion.evidence_id == key).order_by(col(EvidenceVersion.id).desc())
    )
    return int(visit.session.scalars(newest).first())


def _check(record: Record, action: int, pieces: Sequence[tuple[Piece, int]], *, on: date) -> None:
    """Have a member of the board from elsewhere judge the pieces that have a verdict."""
    judged = [(piece, version) for piece, version in pieces if piece.verdict is not None]
    if not judged:
        return
    who = a_checker(record)
    for piece, version in judged:
        with record.changing(who, on=piece.checked_on or piece.received_on or on) as visit:
            proof.check(visit, action, version, verdict=kept(Verdict, piece.verdict), reason=piece.reason)


def an_update(
    record: Record,
    action: BuiltAction,
    wording: str = "Half of the teams are trained.",
    *,
    on: date,
    declared: Rating | None = None,
    forecast: date | None = None,
    **more: Any,
) -> ProgressUpdate:
    """Give an update of an action by its owner; `more` are the fields of `UpdateDraft`."""
    draft = actions.UpdateDraft(wording, declared=declared, forecast=forecast, **more)
    with record.changing(on=on) as visit:
        return actions.update(visit.by(action.post.owner) if action.post else visit, action.id, draft)


def an_extension(
    record: Record,
    action: BuiltAction,
    due: date,
    *,
    on: date,
    reason: ExtensionReason = ExtensionReason.CAPACITY,
    approved: bool | None = True,
) -> Extension:
    """Ask for a new date as the owner, and have the chair approve or refuse it; `approved=None`: unanswered.

    A sub-group answers, so that no meeting of the board is recorded that the test does not know of.
    """
    held = a_meeting(record, on, kind=MeetingKind.SUB_GROUP)
    with record.changing(on=on) as visit:
        note = "The owner's words." if reason == ExtensionReason.OTHER else ""
        asked = extensions.ask(
            visit.by(action.post.owner) if action.post else visit, action.id, due=due, reason=reason, note=note
        )
        if approved is not None:
            said = "" if approved else "The date was promised in public."
            chair, meeting = visit.by(the_chair(record)), row_id(held)
            extensions.answer(chair, row_id(asked), approved=approved, meeting_id=meeting, reason=said)
    return asked


# Under which keys and names an action is copied: its n-th copy.
FIRST_COPY = 100_000
COPIED = {
    "action": {"id": f"{FIRST_COPY} + n", "reference": "'M' || n"},
    "position": {"id": "NULL", "action_id": f"{FIRST_COPY} + n", "thing_id": f"{FIRST_COPY} + n"},
}


def multiplied(record: Record, action: BuiltAction, many: int) -> list[int]:
    """Let an action stand many times, copied in the tables of the embedded database; give the keys of all of them."""
    numbers = f"WITH RECURSIVE numbered(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < {many - 1})"
    for table, changed in COPIED.items():
        columns = [name for (name,) in record.read(f"SELECT name FROM pragma_table_info('{table}')")]
        told, own = ", ".join(changed.get(name, name) for name in columns), "id" if table == "action" else "action_id"
        copies = f"{numbers} SELECT {told} FROM {table}, numbered WHERE {own} = {action.id}"
        record.tamper(f"INSERT INTO {table} ({', '.join(columns)}) {copies}")
    return [action.id, *(FIRST_COPY + number for number in range(1, many))]
