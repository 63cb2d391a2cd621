"""To which agencies somebody belongs on a day; after a merger the successor counts as both."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.models import Agency, Post, RoleGrant, Tenure
from tracker.models.statements import select
from tracker.nested import as_json, day, unpacked
from tracker.rules.mergers import Merger, one_with
from tracker.visit import Visit
from tracker.words import Role, Scope


def of_visitor(visit: Visit) -> frozenset[int]:
    """Give the agencies whose posts the visitor holds on the day of the fact, and those that they own for."""
    granted = {grant.agency_id for grant in visit.who.grants if grant.agency_id is not None}
    return _of(visit, [visit.who.person_id], granted)


def of_the_chair(visit: Visit) -> frozenset[int]:
    """Give the agencies to which whoever is the chair now belongs: by the same rule as those of a visitor."""
    chairs = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.CHAIR, RoleGrant.scope == Scope.BOARD, _granted_now(visit)
    )
    people = visit.session.scalars(chairs).all()
    owned = select(RoleGrant.agency_id).where(
        col(RoleGrant.person_id).in_(people), col(RoleGrant.agency_id).is_not(None), _granted_now(visit)
    )
    return _of(visit, people, visit.session.scalars(owned).all())


def _of(visit: Visit, people: Collection[int | None], granted: Iterable[int]) -> frozenset[int]:
    """Give the agencies whose posts these people hold on the day of the fact, and those that they own for."""
    held = select(Post.agency_id).join(Tenure, col(Tenure.post_id) == col(Post.id))
    held = held.where(col(Tenure.person_id).in_(people), holding_on(visit.effective_on))
    return counted_as(visit.session, {*visit.session.scalars(held), *granted}, visit.effective_on)


def _granted_now(visit: Visit) -> Any:
    ends = col(RoleGrant.valid_until)
    return and_(col(RoleGrant.valid_from) <= visit.now, ends.is_(None) | (ends > visit.now))


def counted_as(session: Session, agencies: Iterable[int], day: date) -> frozenset[int]:
    """Give these agencies with all that had become one with them by a day."""
    return one_with(agencies, mergers(session), day)


def mergers_beside(session: Session) -> Any:
    """Gather every agency that another one follows in a column of one row."""
    followed = select(as_json(session, Agency.id, Agency.successor_id, Agency.ended_on))
    return followed.where(col(Agency.successor_id).is_not(None)).scalar_subquery()


def read_mergers(told: Any) -> list[Merger]:
    """Make out the mergers that `mergers_beside` gathered."""
    return [Merger(*row) for row in unpacked(told, None, None, day)]


def mergers(session: Session) -> list[Merger]:
    """Give every agency that another one follows."""
    followed = select(Agency.id, Agency.successor_id, Agency.ended_on).where(col(Agency.successor_id).is_not(None))
    return [Merger(*row) for row in session.execute(followed)]


def holding_on(day: Any) -> Any:
    """Choose the tenures that hold on a day."""
    return and_(col(Tenure.started_on) <= day, col(Tenure.ended_on).is_(None) | (col(Tenure.ended_on) > day))
