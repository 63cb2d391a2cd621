"""To which agencies somebody belongs on a day; after a merger the successor counts as both."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.models import Agency, Post, RoleGrant, Tenure
from tracker.models.statements import select
from tracker.rules.mergers import Merger, one_with
from tracker.visit import Visit
from tracker.words import Role, Scope


def of_visitor(visit: Visit) -> frozenset[int]:
    """Give the agencies whose posts the visitor holds on the day of the fact, and those that they own for."""
    held = select(Post.agency_id).join(Tenure, col(Tenure.post_id) == col(Post.id))
    held = held.where(Tenure.person_id == visit.who.person_id, holding_on(visit.effective_on))
    granted = {grant.agency_id for grant in visit.who.grants if grant.agency_id is not None}
    return counted_as(visit.session, {*visit.session.scalars(held), *granted}, visit.effective_on)


def of_the_chair(visit: Visit) -> frozenset[int]:
    """Give the agencies in which whoever is the chair now holds a post on the day of the fact."""
    held = (
        select(Post.agency_id)
        .join(Tenure, col(Tenure.post_id) == col(Post.id))
        .join(RoleGrant, col(RoleGrant.person_id) == col(Tenure.person_id))
        .where(
            RoleGrant.role == Role.CHAIR,
            RoleGrant.scope == Scope.BOARD,
            col(RoleGrant.valid_from) <= visit.now,
            col(RoleGrant.valid_until).is_(None) | (col(RoleGrant.valid_until) > visit.now),
            holding_on(visit.effective_on),
        )
    )
    return counted_as(visit.session, visit.session.scalars(held), visit.effective_on)


def counted_as(session: Session, agencies: Iterable[int], day: date) -> frozenset[int]:
    """Give these agencies with all that had become one with them by a day."""
    return one_with(agencies, mergers(session), day)


def mergers(session: Session) -> list[Merger]:
    """Give every agency that another one follows."""
    followed = select(Agency.id, Agency.successor_id, Agency.ended_on).where(col(Agency.successor_id).is_not(None))
    return [Merger(*row) for row in session.execute(followed)]


def holding_on(day: Any) -> Any:
    """Choose the tenures that hold on a day."""
    return and_(col(Tenure.started_on) <= day, col(Tenure.ended_on).is_(None) | (col(Tenure.ended_on) > day))
