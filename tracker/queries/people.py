"""Persons and agencies by the names that an administrator types."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col

from tracker.access import needs
from tracker.errors import InputError
from tracker.models import Agency, Person, RoleGrant
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Permission, Role


@dataclass(frozen=True)
class Named:
    """Something by its key and its name."""

    id: int
    name: str


@needs(Permission.MANAGE_PEOPLE)
def by_email(visit: Visit, email: str) -> Named:
    """Find a person by e-mail address."""
    row = visit.session.execute(
        select(Person.id, Person.name).where(col(Person.email) == email.strip().lower())
    ).first()
    if row is None:
        raise InputError(f"Nobody is recorded with the e-mail address {email}.")
    return Named(*row)


@needs(Permission.MANAGE_PEOPLE)
def agency_by_key(visit: Visit, key: str) -> Named:
    """Find an agency by its short key."""
    row = visit.session.execute(select(Agency.id, Agency.name).where(col(Agency.key) == key)).first()
    if row is None:
        raise InputError(f"No agency has the key {key}.")
    return Named(*row)


@needs(Permission.MANAGE_PEOPLE)
def grants_of(visit: Visit, person_id: int, role: Role) -> Sequence[int]:
    """Give the keys of a person's grants of one role that still hold."""
    until = col(RoleGrant.valid_until)
    held = select(RoleGrant.id).where(
        col(RoleGrant.person_id) == person_id, col(RoleGrant.role) == role, until.is_(None) | (until > visit.now)
    )
    return list(visit.session.scalars(held.order_by(col(RoleGrant.id))))


@needs(Permission.MANAGE_PEOPLE)
def ends_of(visit: Visit, person_id: int, role: Role) -> dict[int, datetime]:
    """Give the end of each of a person's grants of one role that still hold and have one."""
    until = col(RoleGrant.valid_until)
    held = select(RoleGrant.id, until).where(
        col(RoleGrant.person_id) == person_id, col(RoleGrant.role) == role, until > visit.now
    )
    return dict(iter(visit.session.execute(held.order_by(col(RoleGrant.id)))))
