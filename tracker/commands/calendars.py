"""Make and revoke the secret address at which a calendar finds what is due for a post."""

import secrets

from sqlmodel import col

from tracker.access import LARGEST_KEY, needs
from tracker.belonging import holding_on
from tracker.commands.record import record
from tracker.entry import hash_secret
from tracker.errors import NotFoundError
from tracker.models import CalendarAddress, CalendarRevoked, Tenure
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission

BYTES = 32


@needs(Permission.KEEP_CALENDAR)
def make(visit: Visit, post_id: int) -> str:
    """Make the address of a post that the visitor holds today, and revoke the one before; its secret is shown once."""
    tenure = _held(visit, post_id)
    for before in _standing(visit, tenure):
        _revoke(visit, before)
    token = secrets.token_urlsafe(BYTES)
    row = add(visit, CalendarAddress, tenure_id=tenure, token_hash=hash_secret(token))
    record(visit, "calendar address made", row)
    return token


@needs(Permission.KEEP_CALENDAR)
def revoke(visit: Visit, post_id: int) -> None:
    """Revoke the address of a post that the visitor holds: from now on it leads nowhere."""
    standing = _standing(visit, _held(visit, post_id))
    if not standing:
        raise NotFoundError
    for row in standing:
        _revoke(visit, row)


def _held(visit: Visit, post_id: int) -> int:
    if not 0 < post_id <= LARGEST_KEY:
        raise NotFoundError
    held = select(Tenure.id).where(
        Tenure.post_id == post_id, Tenure.person_id == visit.who.person_id, holding_on(visit.today)
    )
    tenure: int | None = visit.session.scalar(held)
    if tenure is None or visit.who.person_id is None:
        raise NotFoundError
    return tenure


def _standing(visit: Visit, tenure: int) -> list[CalendarAddress]:
    revoked = col(CalendarRevoked.address_id) == col(CalendarAddress.id)
    standing = select(CalendarAddress).join(CalendarRevoked, revoked, isouter=True)
    standing = standing.where(CalendarAddress.tenure_id == tenure, col(CalendarRevoked.id).is_(None))
    return list(visit.session.scalars(standing.order_by(col(CalendarAddress.id))))


def _revoke(visit: Visit, address: CalendarAddress) -> None:
    add(visit, CalendarRevoked, address_id=address.id)
    record(visit, "calendar address revoked", address)
