"""Open actions as the coordinator and the owner look at them: whose they are, when they are due, what was said last."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import col

from tracker.access import visible_to
from tracker.models import Action, ActionWording, Agency, Person, Position, Post, Tenure
from tracker.models.statements import select
from tracker.queries import at
from tracker.queries.filters import ENDED
from tracker.visit import Visit
from tracker.words import Thing


@dataclass(frozen=True)
class Open:
    """An open action: by which post it is owned, of which agency, who holds the post, when it is due."""

    id: int
    reference: str
    wording: str
    success_measure: str
    state: str
    due: date | None
    last_update_on: date | None
    accepted_on: date | None
    start_on: date | None
    grey_until: date | None
    post_id: int | None
    post: str
    agency_id: int | None
    agency: str
    holder: str


def open_actions(visit: Visit, *narrower: Any) -> list[Open]:
    """List the open actions that the visitor sees, by due date; those without one first."""
    held = and_(
        col(Tenure.post_id) == col(Position.post_id),
        col(Tenure.started_on) <= visit.as_at,
        or_(col(Tenure.ended_on).is_(None), col(Tenure.ended_on) > visit.as_at),
    )
    holder = select(func.min(Person.name)).join(Tenure, col(Tenure.person_id) == col(Person.id)).where(held)
    statement = (
        select(
            Action.id,
            Action.reference,
            worded(visit),
            Action.success_measure,
            Position.state,
            Position.due,
            Position.last_update_on,
            Position.accepted_on,
            Position.start_on,
            Position.grey_until,
            Position.post_id,
            func.coalesce(Post.title, ""),
            Position.agency_id,
            func.coalesce(Agency.name, ""),
            func.coalesce(holder.correlate(Position).scalar_subquery(), ""),
        )
        .select_from(Position)
        .join(Action, col(Action.id) == col(Position.action_id))
        .join(Post, col(Post.id) == col(Position.post_id), isouter=True)
        .join(Agency, col(Agency.id) == col(Position.agency_id), isouter=True)
        .where(
            Position.thing == Thing.ACTION, at.standing_on(visit.as_at), col(Position.state).not_in(ENDED), *narrower
        )
        .order_by(func.coalesce(col(Position.due), date.min), col(Action.id))
    )
    return [Open(*row) for row in visit.session.execute(visible_to(visit, statement))]


def worded(visit: Visit) -> Any:
    """Give the wording of an action on the day."""
    worded = (
        select(ActionWording.wording)
        .where(col(ActionWording.action_id) == col(Action.id), col(ActionWording.effective_on) <= visit.as_at)
        .order_by(col(ActionWording.number).desc())
        .limit(1)
    )
    return worded.correlate(Action).scalar_subquery()
