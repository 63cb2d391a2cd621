"""What an evidence pack holds of one review: what its reader sees, and of the rest how much there is and why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import col

from tracker import readable, scans, trail
from tracker.access import find, needs, visible_to
from tracker.models import (
    Action,
    ActionLink,
    Event,
    Evidence,
    EvidenceLink,
    EvidenceSensitivity,
    EvidenceVersion,
    Position,
    Recommendation,
    Review,
)
from tracker.models.statements import select
from tracker.queries import at, example
from tracker.queries import recommendation as recommendations
from tracker.queries.recommendation import Whole
from tracker.trail import Head
from tracker.visit import Visit
from tracker.words import EvidenceKind, Permission, Sensitivity

AT_ONCE = 1000
WHY = {
    Sensitivity.SEALED: "sealed: kept for the chair and the coordinator",
    Sensitivity.RESTRICTED: "restricted: kept for those who were named",
}
WITH_THE_REST = "it belongs to something that is kept from this reader"


@dataclass(frozen=True)
class Held:
    """A file of evidence that the reader may know of; `why_not` says why its bytes are not given (empty: they are)."""

    version_id: int
    evidence_id: int
    number: int
    action: str
    name: str
    media_type: str
    sha256: str
    size: int
    restricted: bool
    why_not: str


@dataclass(frozen=True)
class Withheld:
    """So many of a kind are kept from this reader, and why."""

    what: str
    why: str
    number: int


@dataclass(frozen=True)
class Contents:
    """All that a pack holds of a review, as it stood on a day, and up to which event the record was read."""

    review: str
    title: str
    kind: str
    published_on: date | None
    worked_example: bool
    as_at: date
    head: Head
    recommendations: Sequence[Whole]
    files: Sequence[Held]
    withheld: Sequence[Withheld]


@needs(Permission.EXPORT_PACK)
def contents(visit: Visit, review_id: int) -> Contents:
    """Gather what a pack holds of one review on the day of the visit."""
    review = find(visit, Review, review_id)
    asked, done = _recommendations(visit, review_id), _actions(visit, review_id)
    seen = list(visit.session.scalars(_seen(visit, Recommendation, asked)))
    return Contents(
        review=review.reference,
        title=review.title,
        kind=review.kind.value,
        published_on=review.published_on,
        worked_example=review.illustrative or example.is_loaded(visit),
        as_at=visit.as_at,
        head=trail.head(visit.session),
        recommendations=[recommendations.whole(visit, key) for key in seen],
        files=[*_files(visit, review_id), *_sealed(visit, review_id)],
        withheld=[
            *_kept_back(visit, "recommendations", Recommendation, asked),
            *_kept_back(visit, "actions", Action, done),
            *_kept_back(visit, "pieces of evidence", Evidence, _evidence(visit, done)),
        ],
    )


@needs(Permission.EXPORT_PACK)
def events(visit: Visit, review_id: int) -> Iterator[dict[str, Any]]:
    """Give every event up to now in its order: in full those that the reader may read of the review, of others a link.

    A link names the hash before it and its own, so that the chain can be followed and nothing of the event is told.
    """
    find(visit, Review, review_id)
    told = _of_review(visit, review_id)
    last = trail.head(visit.session).seq
    for first in range(1, last + 1, AT_ONCE):
        within = col(Event.seq).between(first, first + AT_ONCE - 1)
        whole = {row["seq"]: dict(row) for row in visit.session.execute(told.where(within)).mappings()}
        links = select(Event.seq, Event.prev_hash, Event.hash).where(within).order_by(col(Event.seq))
        for link in visit.session.execute(links).mappings():
            yield trail.plain(whole.get(link["seq"], dict(link)))


def _of_review(visit: Visit, review_id: int) -> Any:
    """Choose the events of the review by the day of the visit that the visitor may read."""
    asked, done = _recommendations(visit, review_id), _actions(visit, review_id)
    about = or_(
        col(Event.review_id) == review_id,
        col(Event.recommendation_id).in_(asked.with_only_columns(Recommendation.id)),
        col(Event.action_id).in_(done.with_only_columns(Action.id)),
    )
    columns = Event.__table__.columns  # type: ignore[attr-defined]
    return visible_to(visit, select(*columns).select_from(Event)).where(about, col(Event.effective_on) <= visit.as_at)


def _recommendations(visit: Visit, review_id: int) -> Any:
    """Choose the recommendations of the review that stand on the day."""
    stands = and_(col(Position.recommendation_id) == col(Recommendation.id), at.standing_on(visit.as_at))
    return (
        select(Recommendation.id, Recommendation.sensitivity)
        .select_from(Recommendation)
        .where(Recommendation.review_id == review_id, select(Position.id).where(stands).exists())
        .order_by(col(Recommendation.id))
    )


def _actions(visit: Visit, review_id: int) -> Any:
    """Choose the actions that answer a recommendation of the review and stand on the day."""
    stands = and_(col(Position.action_id) == col(Action.id), at.standing_on(visit.as_at))
    linked = (
        select(ActionLink.action_id)
        .join(Recommendation, col(Recommendation.id) == col(ActionLink.recommendation_id))
        .where(Recommendation.review_id == review_id, col(ActionLink.effective_on) <= visit.as_at)
    )
    return (
        select(Action.id, Action.sensitivity)
        .select_from(Action)
        .where(col(Action.id).in_(linked), select(Position.id).where(stands).exists())
        .order_by(col(Action.id))
    )


def _evidence(visit: Visit, done: Any) -> Any:
    """Choose the evidence that was there for these actions on the day."""
    linked = select(EvidenceLink.evidence_id).where(
        col(EvidenceLink.action_id).in_(done.with_only_columns(Action.id).order_by(None)),
        col(EvidenceLink.effective_on) <= visit.as_at,
    )
    return select(Evidence.id, Evidence.sensitivity).where(col(Evidence.id).in_(linked)).order_by(col(Evidence.id))


def _seen(visit: Visit, model: Any, chosen: Any) -> Any:
    seen = visible_to(visit, select(model.id)).correlate(None)
    return chosen.where(col(model.id).in_(seen)).with_only_columns(model.id)


def _kept_back(visit: Visit, what: str, model: Any, chosen: Any) -> list[Withheld]:
    """Count what is kept from the visitor, by its reason; nothing else of it is told."""
    seen = visible_to(visit, select(model.id)).correlate(None)
    rows = visit.session.execute(chosen.where(col(model.id).not_in(seen))).all()
    counted = Counter(WHY.get(row.sensitivity, WITH_THE_REST) for row in rows)
    return [Withheld(what, why, number) for why, number in sorted(counted.items())]


def _files(visit: Visit, review_id: int) -> list[Held]:
    """List every version that is a file, of the evidence that the visitor may know of, under its first action."""
    done = _actions(visit, review_id).with_only_columns(Action.id).order_by(None)
    first = func.min(Action.reference)
    statement = (
        select(EvidenceVersion, first)
        .select_from(EvidenceVersion)
        .join(Evidence, col(Evidence.id) == col(EvidenceVersion.evidence_id))
        .join(EvidenceLink, col(EvidenceLink.evidence_id) == col(Evidence.id))
        .join(Action, col(Action.id) == col(EvidenceLink.action_id))
        .where(
            col(Action.id).in_(done),
            EvidenceVersion.kind == EvidenceKind.FILE,
            col(EvidenceVersion.effective_on) <= visit.as_at,
            col(EvidenceLink.effective_on) <= visit.as_at,
        )
        .group_by(*EvidenceVersion.__table__.columns)  # type: ignore[attr-defined]
        .order_by(first, col(EvidenceVersion.evidence_id), col(EvidenceVersion.number))
    )
    rows = visit.session.execute(visible_to(visit, statement)).all()
    results = scans.results_of(visit.session, [version for version, _ in rows])
    pieces = {key: _read(visit, key) for key in dict.fromkeys(version.evidence_id for version, _ in rows)}
    return [_held(version, action, results[version.id], *pieces[version.evidence_id]) for version, action in rows]


def _sealed(visit: Visit, review_id: int) -> list[Held]:
    """Name by its hash each file that was sealed later: whoever holds an older pack learns that it is closed."""
    done = _actions(visit, review_id).with_only_columns(Action.id).order_by(None)
    actions = visible_to(visit, select(Action.id).where(col(Action.id).in_(done))).correlate(None)
    linked = select(EvidenceLink.evidence_id).where(
        col(EvidenceLink.action_id).in_(actions), col(EvidenceLink.effective_on) <= visit.as_at
    )
    sealed_on = (
        select(func.max(EvidenceSensitivity.effective_on))
        .where(EvidenceSensitivity.evidence_id == Evidence.id, EvidenceSensitivity.now == Sensitivity.SEALED)
        .scalar_subquery()
    )
    statement = (
        select(EvidenceVersion, sealed_on)
        .select_from(EvidenceVersion)
        .join(Evidence, col(Evidence.id) == col(EvidenceVersion.evidence_id))
        .where(
            Evidence.sensitivity == Sensitivity.SEALED,
            col(Evidence.id).in_(linked),
            col(Evidence.id).not_in(visible_to(visit, select(Evidence.id)).correlate(None)),
            EvidenceVersion.kind == EvidenceKind.FILE,
            col(EvidenceVersion.effective_on) <= visit.as_at,
            sealed_on.is_not(None),
        )
        .order_by(col(EvidenceVersion.sha256), col(EvidenceVersion.id))
    )
    return [_tombstone(version, day) for version, day in visit.session.execute(statement)]


def _tombstone(version: EvidenceVersion, day: date) -> Held:
    return Held(
        version_id=version.id or 0,
        evidence_id=version.evidence_id,
        number=version.number,
        action="",
        name="",
        media_type="",
        sha256=version.sha256,
        size=0,
        restricted=True,
        why_not=f"Sealed on {day:%-d %b %Y}, and kept for the chair and the coordinator.",
    )


def _read(visit: Visit, evidence_id: int) -> tuple[bool, bool]:
    """Tell whether the visitor may read a piece, and whether reading it is noted."""
    piece = visit.session.get_one(Evidence, evidence_id)
    return readable.may_read(visit, piece), readable.is_closed(visit, piece)


def _held(version: EvidenceVersion, action: str, result: Any, may: bool, restricted: bool) -> Held:
    return Held(
        version_id=version.id or 0,
        evidence_id=version.evidence_id,
        number=version.number,
        action=action,
        name=version.original_name if may else "",
        media_type=version.media_type,
        sha256=version.sha256 if may else "",
        size=version.size or 0,
        restricted=restricted,
        why_not=(scans.why_closed(result) or "") if may else "Its bytes are kept from this reader.",
    )
