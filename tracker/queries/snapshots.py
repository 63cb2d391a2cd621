"""The editions that were frozen, newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.errors import NotFoundError
from tracker.meeting_days import held_on_at
from tracker.models import Action, Evidence, Meeting, Recommendation, Review, Snapshot
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Edition, MeetingKind, Permission

KINDS: dict[str, Any] = {
    "reviews": Review,
    "recommendations": Recommendation,
    "actions": Action,
    "evidence": Evidence,
}


@dataclass(frozen=True)
class Kept:
    """A frozen edition: how it is cited, for whom and which meeting, from which record, and where its content lies."""

    id: int
    cited: str
    edition: Edition
    meeting_id: int | None
    met: MeetingKind | None
    met_on: date | None
    as_at: date
    made_at: datetime
    head_seq: int
    head_hash: str
    sha256: str


@needs(Permission.SEE_PLAN)
def listing(visit: Visit, editions: Iterable[Edition], *, meeting_id: int | None = None) -> Sequence[Kept]:
    """List the frozen editions of these kinds, newest first; of one meeting, or all."""
    statement = _asked(visit).where(
        col(Snapshot.edition).in_(list(editions)), col(Snapshot.effective_on) <= visit.as_at
    )
    if meeting_id is not None:
        statement = statement.where(Snapshot.meeting_id == meeting_id)
    return [Kept(*row) for row in visit.session.execute(statement.order_by(col(Snapshot.id).desc()))]


@needs(Permission.SEE_PLAN)
def by_citation(visit: Visit, cited: str) -> Kept:
    """Find a frozen edition by how it is cited."""
    row = visit.session.execute(_asked(visit).where(Snapshot.cited == cited)).one_or_none()
    if row is None:
        raise NotFoundError
    return Kept(*row)


def _asked(visit: Visit) -> Any:
    return select(
        Snapshot.id,
        Snapshot.cited,
        Snapshot.edition,
        Snapshot.meeting_id,
        Meeting.kind,
        held_on_at(visit.as_at),
        Snapshot.as_at,
        Snapshot.recorded_at,
        Snapshot.head_seq,
        Snapshot.head_hash,
        Snapshot.sha256,
    ).join(Meeting, col(Meeting.id) == col(Snapshot.meeting_id), isouter=True)


@needs(Permission.SEE_PLAN)
def holdings(visit: Visit) -> dict[str, list[int]]:
    """Give the keys of every review, recommendation, action and piece of evidence that the visitor sees now."""
    return {
        name: [int(key) for key in visit.session.scalars(visible_to(visit, select(kind.id).order_by(col(kind.id))))]
        for name, kind in KINDS.items()
    }
