"""Whether the record is the worked example: then every page says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col

from tracker.access import needs
from tracker.models import Account, Agency, Event, Person, RoleGrant
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Permission, Role

LOADED = "worked example loaded"


@needs(Permission.SEE_PLAN)
def is_loaded(visit: Visit) -> bool:
    """Tell whether the worked example was loaded into this record."""
    return visit.session.scalar(select(Event.seq).where(col(Event.kind) == LOADED).limit(1)) is not None


@dataclass(frozen=True)
class DemoAccount:
    """Somebody who can sign in to the worked example, and what they see there."""

    email: str
    role: str
    sees: str


SEES = {
    Role.ADMIN: "no content: keeps accounts",
    Role.COORDINATOR: "everything; updates, imports, edits; cannot close",
    Role.CHAIR: "everything; decides",
    Role.DEPUTY: "what the chair sees; decides where the chair's own agency owns",
    Role.SCRUTINEER: "what the chair sees; decides where the chair's own agency owns",
    Role.MEMBER: "the board's plan, published or not",
    Role.OWNER: "published reviews, and what the own agency owns",
    Role.COUNCILLOR: "published reviews only",
    Role.INSPECTOR: "all but sealed records, for a time",
}


@needs(Permission.MANAGE_PEOPLE)
def accounts(visit: Visit) -> Sequence[DemoAccount]:
    """List the accounts with their roles, in the order of the roles."""
    statement = (
        select(Person.email, RoleGrant.role, Agency.name)
        .select_from(RoleGrant)
        .join(Person, col(Person.id) == col(RoleGrant.person_id))
        .join(Account, col(Account.person_id) == col(Person.id))
        .join(Agency, col(Agency.id) == col(RoleGrant.agency_id), isouter=True)
        .order_by(col(RoleGrant.id))
    )
    rows = sorted(visit.session.execute(statement).all(), key=lambda row: list(Role).index(row[1]))
    return [
        DemoAccount(email, f"{role.value}{f', {agency}' if agency else ''}".capitalize(), SEES[role])
        for email, role, agency in rows
    ]
