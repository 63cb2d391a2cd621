"""An inspector's own notes, and what they themselves were given: nobody asks for anybody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import AccessLog, Action, Evidence, InspectorNote, Recommendation, Review
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Permission

NEWEST = 200


@dataclass(frozen=True)
class Note:
    """A note: when it was written, about which record, and what it says."""

    at: datetime
    recommendation_id: int | None
    action_id: int | None
    evidence_id: int | None
    name: str
    wording: str


@dataclass(frozen=True)
class Given:
    """Something that the visitor was given."""

    at: datetime
    what: str


@dataclass(frozen=True)
class Log:
    """The newest of what the visitor was given, and how much that is in all."""

    rows: Sequence[Given]
    total: int


@needs(Permission.KEEP_NOTES)
def notes(
    visit: Visit,
    *,
    recommendation_id: int | None = None,
    action_id: int | None = None,
    evidence_id: int | None = None,
) -> list[Note]:
    """List the visitor's own notes on records that they still see, newest first; on one record alone if asked."""
    asked = {"recommendation_id": recommendation_id, "action_id": action_id, "evidence_id": evidence_id}
    chosen = [getattr(InspectorNote, name) == key for name, key in asked.items() if key is not None]
    rows = visit.session.execute(_mine(visit).where(*chosen))
    return [Note(*row) for row in rows]


@needs(Permission.KEEP_NOTES)
def given(visit: Visit) -> Log:
    """Give what the visitor themselves was given, newest first."""
    own = col(AccessLog.person_id) == visit.who.person_id
    rows = select(AccessLog.at, AccessLog.what).where(own).order_by(col(AccessLog.id).desc()).limit(NEWEST)
    total = visit.session.scalar(select(func.count()).select_from(AccessLog).where(own))
    return Log([Given(*row) for row in visit.session.execute(rows)], int(total or 0))


def _mine(visit: Visit) -> Any:
    note, seen = InspectorNote, {model: _seen(visit, model) for model in (Recommendation, Action, Evidence)}
    asked = Review.reference + " " + Recommendation.reference
    return (
        select(
            note.at,
            note.recommendation_id,
            note.action_id,
            note.evidence_id,
            func.coalesce(asked, Action.reference, Evidence.title),
            note.wording,
        )
        .select_from(note)
        .join(Recommendation, col(Recommendation.id) == col(note.recommendation_id), isouter=True)
        .join(Review, col(Review.id) == col(Recommendation.review_id), isouter=True)
        .join(Action, col(Action.id) == col(note.action_id), isouter=True)
        .join(Evidence, col(Evidence.id) == col(note.evidence_id), isouter=True)
        .where(
            col(note.person_id) == visit.who.person_id,
            or_(
                col(note.recommendation_id).in_(seen[Recommendation]),
                col(note.action_id).in_(seen[Action]),
                col(note.evidence_id).in_(seen[Evidence]),
            ),
        )
        .order_by(col(note.id).desc())
    )


def _seen(visit: Visit, model: Any) -> Any:
    return visible_to(visit, select(model.id)).correlate(None)
