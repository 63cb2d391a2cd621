"""Accounts, roles and tokens: who may come in, as what, for how long."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy import ColumnElement, not_
from sqlmodel import col

from tracker.access import needs
from tracker.commands.days import possible
from tracker.commands.record import change, record
from tracker.entry import hash_secret
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.models import AccessToken, Account, Agency, Person, Review, RoleGrant
from tracker.models.statements import select
from tracker.roles import SCOPES
from tracker.settings import later, local_day
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, Role, Scope

SHORTEST_PASSWORD = 15
INSPECTOR_DAYS, INSPECTOR_DAYS_AT_MOST = 14, 90
TOKEN_DAYS = 30
SHORTEST_TIME = timedelta(microseconds=1)
KEEP_AT_LEAST_ONE = frozenset({Role.ADMIN, Role.CHAIR})
IN_WORDS = {
    Scope.BOARD: "over the whole board",
    Scope.AGENCY: "within one agency",
    Scope.REVIEW: "within one review",
}


@needs(Permission.MANAGE_PEOPLE)
def open_account(visit: Visit, person_id: int, *, password: str) -> Account:
    """Let a person sign in. Any password of 15 characters or more will do; no other rules (ASVS 6.2.1, 6.2.5)."""
    if len(password) < SHORTEST_PASSWORD:
        raise InputError(f"Choose a password of {SHORTEST_PASSWORD} characters or more.", field="password")
    if visit.session.get(Person, person_id) is None:
        raise NotFoundError
    if visit.session.scalar(select(Account.id).where(Account.person_id == person_id)):
        raise InputError("This person has an account already.", field="person")
    row = add(visit, Account, person_id=person_id, password_hash=PasswordHasher().hash(password))
    record(visit, "account opened", row)
    return row


@needs(Permission.MANAGE_PEOPLE)
def disable_account(visit: Visit, person_id: int) -> None:
    """Close an account at once: every session and token of it ends at its next request."""
    row = visit.session.scalar(select(Account).where(Account.person_id == person_id))
    if row is None:
        raise NotFoundError
    if row.disabled_at is not None:
        raise RuleBrokenError(["This account is disabled already."])
    for role in KEEP_AT_LEAST_ONE:
        _keep_one(visit, role, col(RoleGrant.person_id) == person_id)
    change(row, row.version, disabled_at=visit.now, disabled_by=visit.who.name)
    record(visit, "account disabled", row)


@dataclass(frozen=True)
class RoleDraft:
    """A role, how far it reaches and from when until when."""

    role: Role
    scope: Scope = Scope.BOARD
    agency_id: int | None = None
    review_id: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@needs(Permission.MANAGE_PEOPLE)
def grant_role(visit: Visit, person_id: int, draft: RoleDraft) -> RoleGrant:
    """Give a person a role, never oneself; an inspector's ends after 14 days unless set, 90 at most."""
    if person_id == visit.who.person_id:
        raise RefusedError("Nobody changes their own roles. Ask another administrator.")
    must_fit(draft)
    _must_exist(visit, draft, person_id)
    begins, until = draft.valid_from or visit.now, draft.valid_until
    if draft.role == Role.INSPECTOR:
        until = until or later(begins, days=INSPECTOR_DAYS)
        if until > later(begins, days=INSPECTOR_DAYS_AT_MOST):
            raise InputError(f"An inspector's account lasts {INSPECTOR_DAYS_AT_MOST} days at most.", field="until")
    if until is not None and until <= begins:
        raise InputError("A role ends after it begins.", field="until")
    for named, day in (("first day", begins), ("last day", until)):
        possible(local_day(day) if day else None, named, visit.today)
    row = add(
        visit,
        RoleGrant,
        person_id=person_id,
        role=draft.role,
        scope=draft.scope,
        agency_id=draft.agency_id,
        review_id=draft.review_id,
        valid_from=begins,
        valid_until=until,
        granted_by=visit.who.name,
    )
    record(visit, "role granted", row)
    return row


def must_fit(draft: RoleDraft) -> None:
    """Refuse a role in a scope in which it may not be held (`tracker.roles.SCOPES`), or that names nothing."""
    if draft.scope not in SCOPES[draft.role]:
        if draft.role == Role.OWNER:
            raise InputError("An owner owns for an agency: choose which.", field="agency")
        where = " or ".join(IN_WORDS[scope] for scope in Scope if scope in SCOPES[draft.role])
        raise InputError(f"The role {draft.role.value} is held {where}, not {IN_WORDS[draft.scope]}.", field="scope")
    named = (draft.agency_id is not None, draft.review_id is not None)
    if named != (draft.scope == Scope.AGENCY, draft.scope == Scope.REVIEW):
        raise InputError("Name the agency or the review within which the role holds, and nothing else.", field="scope")


def _must_exist(visit: Visit, draft: RoleDraft, person_id: int) -> None:
    named = ((Person, person_id), (Agency, draft.agency_id), (Review, draft.review_id))
    if any(key is not None and visit.session.get(model, key) is None for model, key in named):
        raise NotFoundError


@needs(Permission.MANAGE_PEOPLE)
def revoke_role(visit: Visit, grant_id: int) -> None:
    """End a role now; the last administrator and the last chair stay."""
    row = visit.session.get(RoleGrant, grant_id)
    if row is None:
        raise NotFoundError
    if row.person_id == visit.who.person_id:
        raise RefusedError("Nobody changes their own roles. Ask another administrator.")
    if row.role in KEEP_AT_LEAST_ONE:
        _keep_one(visit, row.role, col(RoleGrant.id) == grant_id)
    change(row, row.version, valid_until=max(visit.now, row.valid_from + SHORTEST_TIME))
    record(visit, "role revoked", row)


@needs(Permission.MANAGE_PEOPLE)
def extend_role(visit: Visit, grant_id: int, *, until: datetime) -> None:
    """Let a role that still holds end later; an inspector's at most 90 days after it began.

    What has ended is not brought back: that takes a new role, with an event of its own.
    """
    row = visit.session.get(RoleGrant, grant_id)
    if row is None:
        raise NotFoundError
    if row.person_id == visit.who.person_id:
        raise RefusedError("Nobody changes their own roles. Ask another administrator.")
    if row.valid_until is None:
        raise RuleBrokenError(["This role has no end, so that it cannot end later."])
    if row.valid_until <= visit.now:
        raise RuleBrokenError(["This role has ended. Give a new one."])
    if until <= row.valid_until:
        raise InputError("An extension ends later than the role does now.", field="until")
    if row.role == Role.INSPECTOR and until > later(row.valid_from, days=INSPECTOR_DAYS_AT_MOST):
        raise InputError(f"An inspector's account lasts {INSPECTOR_DAYS_AT_MOST} days at most.", field="until")
    possible(local_day(until), "last day", visit.today)
    change(row, row.version, valid_until=until)
    record(visit, "role extended", row)


def _keep_one(visit: Visit, role: Role, ending: ColumnElement[bool]) -> None:
    """Refuse to end these grants when nobody would be left who holds the role now, over the whole board."""
    held = (
        select(RoleGrant.id)
        .join(Account, col(Account.person_id) == col(RoleGrant.person_id))
        .where(
            RoleGrant.role == role,
            RoleGrant.scope == Scope.BOARD,
            col(Account.disabled_at).is_(None),
            col(RoleGrant.valid_from) <= visit.now,
            col(RoleGrant.valid_until).is_(None) | (col(RoleGrant.valid_until) > visit.now),
        )
    )
    if visit.session.scalar(held.where(ending)) and not visit.session.scalar(held.where(not_(ending))):
        raise RuleBrokenError([f"This is the last {role.value}. Give the role to somebody else first."])


@needs(Permission.MANAGE_PEOPLE)
def issue_token(visit: Visit, person_id: int) -> str:
    """Issue a token by which a person's command line acts under the person's own rules; it is shown this once."""
    if visit.session.scalar(select(Account.id).where(Account.person_id == person_id)) is None:
        raise InputError("This person has no account. Open one first.", field="person")
    token = secrets.token_urlsafe(32)
    ends_at = later(visit.now, days=TOKEN_DAYS)
    row = add(visit, AccessToken, person_id=person_id, token_hash=hash_secret(token), ends_at=ends_at)
    record(visit, "token issued", row)
    return token
