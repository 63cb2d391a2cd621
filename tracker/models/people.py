"""Agencies, posts, the persons who hold them for a time, and what persons may do."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from tracker.models.columns import KEPT_ASIDE, Editable, Fact, choice, free_text, instant, operational
from tracker.words import AgencyKind, Role, Scope

OPEN = text("ended_on IS NULL")


class Agency(Editable, table=True):
    """A body that owns actions; when it ends its history stays and leads to the successor."""

    __table_args__ = (CheckConstraint("(successor_id IS NULL) OR (ended_on IS NOT NULL)", name="successor_has_end"),)
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=60)
    name: str = Field(unique=True, max_length=200)
    kind: AgencyKind = choice(AgencyKind)
    ended_on: date | None = None
    successor_id: int | None = Field(default=None, foreign_key="agency.id", ondelete="RESTRICT")


class Post(Editable, table=True):
    """A post of an agency; owners are posts, never persons."""

    __table_args__ = (UniqueConstraint("agency_id", "title", name="post_title_once_in_agency"),)
    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", ondelete="RESTRICT", index=True)
    title: str = Field(max_length=200)


class Person(Editable, table=True):
    """Somebody who holds posts and roles; known by one e-mail address."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = free_text(default=None)
    email: str = Field(unique=True, max_length=254, sa_column_kwargs=KEPT_ASIDE)


class Tenure(Editable, table=True):
    """A person holds a post from a day until the day before `ended_on`."""

    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on > started_on", name="tenure_ends_after_start"),
        Index("tenure_open_once", "post_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", ondelete="RESTRICT")
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT", index=True)
    started_on: date
    ended_on: date | None = None


class Account(Editable, table=True):
    """How a person signs in; disabling it ends every session at the next request."""

    __table_args__ = (CheckConstraint("(disabled_at IS NULL) = (disabled_by IS NULL)", name="disabled_who_and_when"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT", unique=True)
    password_hash: str = Field(max_length=200, sa_column_kwargs={"info": {"secret": True}})
    disabled_at: datetime | None = instant(optional=True)
    disabled_by: str | None = Field(default=None, max_length=254, sa_column_kwargs=KEPT_ASIDE)


class RoleGrant(Editable, table=True):
    """A role for a person, within a scope, from an instant until an instant."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "(scope = 'board' AND agency_id IS NULL AND review_id IS NULL)"
            " OR (scope = 'agency' AND agency_id IS NOT NULL AND review_id IS NULL)"
            " OR (scope = 'review' AND review_id IS NOT NULL AND agency_id IS NULL)",
            name="scope_names_its_thing",
        ),
        CheckConstraint("role <> 'inspector' OR valid_until IS NOT NULL", name="inspector_is_time_boxed"),
        CheckConstraint("role <> 'owner' OR scope = 'agency'", name="owner_has_an_agency"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="grant_ends_after_start"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT", index=True)
    role: Role = choice(Role)
    scope: Scope = choice(Scope)
    agency_id: int | None = Field(default=None, foreign_key="agency.id", ondelete="RESTRICT")
    review_id: int | None = Field(default=None, foreign_key="review.id", ondelete="RESTRICT")
    valid_from: datetime = instant()
    valid_until: datetime | None = instant(optional=True)
    granted_by: str = Field(max_length=254, sa_column_kwargs=KEPT_ASIDE)


class AccessToken(Fact, table=True):
    """A person's token for the command line; only its hash is kept."""

    __tablename__ = "access_token"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT", index=True)
    token_hash: str = Field(unique=True, max_length=64, sa_column_kwargs={"info": {"secret": True}})
    ends_at: datetime = instant()


class SignInSession(SQLModel, table=True):
    """One sign-in of one person on one browser; the cookie holds a secret of which only the hash is here."""

    __tablename__ = "sign_in_session"
    __table_args__ = operational()
    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT", index=True)
    started_at: datetime = instant()
    seen_at: datetime = instant()
    ended_at: datetime | None = instant(optional=True)
    method: str = Field(max_length=20)


class SignInAttempt(SQLModel, table=True):
    """A failed sign-in, counted to slow down guessing."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = operational()
    id: int | None = Field(default=None, primary_key=True)
    account_hash: str = Field(max_length=64, index=True)
    at: datetime = instant()


class FormReceipt(SQLModel, table=True):
    """The answer once given to a form, so that sending it again gives the same answer and changes nothing."""

    __tablename__ = "form_receipt"
    __table_args__ = operational()
    key: str = Field(primary_key=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")
    path: str = Field(max_length=400)
    answer: str = Field(max_length=400)
    at: datetime = instant()
