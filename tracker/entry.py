"""How people come in: sign in, stay signed in, sign out. The only reading of the record that needs no permission."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import bindparam, exists, func
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.errors import InputError
from tracker.models import AccessToken, Account, Person, Review, RoleGrant, SignInAttempt, SignInSession
from tracker.models.statements import select
from tracker.settings import Settings, later
from tracker.visit import Grant, Visitor
from tracker.words import Publication

WRONG = "The e-mail address or the password is wrong, or the account is not open. Check both and try again."
GUESSES, GUESS_MINUTES = 10, 15
SEEN_EVERY_SECONDS = 60


@dataclass(frozen=True)
class Entered:
    """Who came in, and what has to be done before they go on."""

    visitor: Visitor
    seen_at: datetime
    embargo_lapsed: bool


def sign_in(session: Session, email: str, password: str, now: datetime) -> str:
    """Check the password and begin a session; return its secret, of which only a hash is kept.

    The answer and its time are the same for a wrong address, a wrong password and a closed account (ASVS 6.3.8).
    """
    # PostgreSQL takes no null character in a text, and no address holds the one that stands in its place.
    address = email.strip().lower().replace("\0", "\ufffd")
    account_hash = hash_secret(address)
    row = session.execute(
        select(Account, Person).join(Person, col(Person.id) == col(Account.person_id)).where(Person.email == address)
    ).first()
    known = row[0].password_hash if row else _decoy()
    right = _is_right(known, password)
    if not right or row is None or row[0].disabled_at is not None or _guessing(session, account_hash, now):
        session.add(SignInAttempt(account_hash=account_hash, at=now))
        session.flush()
        raise InputError(WRONG, field="email")
    secret = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_hash=hash_secret(secret), person_id=row[1].id, started_at=now, seen_at=now, method="password"
        )
    )
    return secret


def _is_right(password_hash: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


_DECOYS: list[str] = []


def _decoy() -> str:
    """Give a hash that no password fits, so that an unknown address costs the same time as a known one."""
    if not _DECOYS:
        _DECOYS.append(PasswordHasher().hash(secrets.token_urlsafe(32)))
    return _DECOYS[0]


def _guessing(session: Session, account_hash: str, now: datetime) -> bool:
    recent = select(func.count()).where(
        col(SignInAttempt.account_hash) == account_hash, col(SignInAttempt.at) > later(now, minutes=-GUESS_MINUTES)
    )
    return int(session.scalar(recent) or 0) >= GUESSES


def sign_out(session: Session, secret: str, now: datetime) -> None:
    """End a session for good: its cookie is worthless from now on."""
    row = session.scalar(select(SignInSession).where(SignInSession.token_hash == hash_secret(secret)))
    if row is not None and row.ended_at is None:
        row.ended_at = now


def entered(session: Session, secret: str, settings: Settings, now: datetime, *, address: str = "") -> Entered | None:
    """Give who came in with this session, with the roles that hold now; None when it ended, idled or was disabled."""
    values = {
        "token_hash": hash_secret(secret),
        "now": now,
        "idle_since": later(now, minutes=-settings.idle_minutes),
        "begun_since": later(now, hours=-settings.session_hours),
    }
    rows = session.execute(_who_came_in(), values).all()
    if not rows:
        return None
    first = rows[0]
    grants = tuple(Grant(r.role, r.scope, r.agency_id, r.review_id) for r in rows if r.role is not None)
    who = Visitor(first.person_id, first.name, grants, session=str(first.id), method=first.method, address=address)
    return Entered(who, first.seen_at, bool(first.embargo_lapsed))


@cache
def _who_came_in() -> Any:
    """Ask for everything that a request needs to know of its visitor, in one SELECT that is built once."""
    signed_in, now = SignInSession, bindparam("now", type_=SignInSession.__table__.c.seen_at.type)  # type: ignore[attr-defined]
    return (
        select(
            signed_in.id,
            signed_in.method,
            signed_in.seen_at,
            Person.id.label("person_id"),  # type: ignore[union-attr]
            Person.name,
            RoleGrant.role,
            RoleGrant.scope,
            RoleGrant.agency_id,
            RoleGrant.review_id,
            _embargo_lapsed(now),
        )
        .select_from(signed_in)
        .join(Person, col(Person.id) == col(signed_in.person_id))
        .join(Account, col(Account.person_id) == col(Person.id))
        .join(RoleGrant, (col(RoleGrant.person_id) == col(Person.id)) & _holds(now), isouter=True)
        .where(
            col(signed_in.token_hash) == bindparam("token_hash"),
            col(signed_in.ended_at).is_(None),
            col(signed_in.seen_at) > bindparam("idle_since"),
            col(signed_in.started_at) > bindparam("begun_since"),
            col(Account.disabled_at).is_(None),
        )
        .order_by(col(RoleGrant.id))
    )


def _holds(now: Any) -> Any:
    ends = col(RoleGrant.valid_until)
    return (col(RoleGrant.valid_from) <= now) & (ends.is_(None) | (ends > now))


def _embargo_lapsed(now: Any) -> Any:
    waiting = select(Review.id).where(Review.publication == Publication.EMBARGOED, col(Review.embargo_until) <= now)
    return exists(waiting.correlate(None)).label("embargo_lapsed")


def see(session: Session, secret: str, now: datetime) -> None:
    """Note that the session is in use."""
    row = session.scalar(select(SignInSession).where(SignInSession.token_hash == hash_secret(secret)))
    if row is not None:
        row.seen_at = now


def by_token(session: Session, token: str, now: datetime) -> Visitor | None:
    """Give whose command-line token this is, with the roles that hold now; None when it ended or was never issued."""
    statement = (
        select(AccessToken.id, Person.id.label("person_id"), Person.name, RoleGrant)  # type: ignore[union-attr]
        .select_from(AccessToken)
        .join(Person, col(Person.id) == col(AccessToken.person_id))
        .join(Account, col(Account.person_id) == col(Person.id))
        .join(RoleGrant, (col(RoleGrant.person_id) == col(Person.id)) & _holds(now), isouter=True)
        .where(
            AccessToken.token_hash == hash_secret(token),
            col(AccessToken.ends_at) > now,
            col(Account.disabled_at).is_(None),
        )
        .order_by(col(RoleGrant.id))
    )
    rows = session.execute(statement).all()
    if not rows:
        return None
    held = [row[3] for row in rows if row[3] is not None]
    grants = tuple(Grant(one.role, one.scope, one.agency_id, one.review_id) for one in held)
    return Visitor(rows[0].person_id, rows[0].name, grants, session=f"token {rows[0][0]}", method="token")


def hash_secret(secret: str) -> str:
    """Give the hash under which a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()
