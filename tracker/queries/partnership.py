"""Who is in the partnership: agencies, their posts, who holds them, and how much they own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import col

from tracker.access import LARGEST_KEY, allows, needs, visible_to
from tracker.errors import NotFoundError
from tracker.models import Agency, Person, Position, Post, Tenure
from tracker.models.statements import select
from tracker.queries import at
from tracker.queries.choices import Choice
from tracker.queries.filters import ENDED
from tracker.visit import Visit
from tracker.words import AgencyKind, Permission, Thing


@dataclass(frozen=True)
class PostHeld:
    """A post, who holds it on the day, and how many open actions it owns.

    `open_actions` is None for those who see nothing of the plan; `tenure_id` is None when nobody holds the post.
    """

    id: int
    title: str
    agency_id: int
    agency: str
    open_actions: int | None
    tenure_id: int | None
    holder: str
    since: date | None
    vacant_since: date | None
    until: date | None = None


@dataclass(frozen=True)
class Body:
    """An agency with its posts; one that ended leads to the agency that followed it."""

    id: int
    key: str
    name: str
    kind: AgencyKind
    version: int
    ended_on: date | None
    successor: str
    posts: Sequence[PostHeld]


@dataclass(frozen=True)
class Holding:
    """That a person holds a post."""

    id: int
    post_id: int
    holder: str
    started_on: date
    version: int


@needs(Permission.KEEP_PARTNERSHIP)
def agencies(visit: Visit) -> Sequence[Body]:
    """List the agencies by name with their posts, those that ended last."""
    posts: dict[int, list[PostHeld]] = {}
    for each in _posts(visit):
        posts.setdefault(each.agency_id, []).append(each)
    after = select(Agency.id, Agency.name).subquery()
    statement = (
        select(Agency.id, Agency.key, Agency.name, Agency.kind, Agency.version, Agency.ended_on, after.c.name)
        .join(after, after.c.id == Agency.successor_id, isouter=True)
        .order_by(col(Agency.ended_on).is_not(None), col(Agency.name))
    )
    return [
        Body(key, short, name, kind, version, ended_on, successor or "", posts.get(key, []))
        for key, short, name, kind, version, ended_on, successor in visit.session.execute(statement)
    ]


@needs(Permission.KEEP_PARTNERSHIP)
def agency_choices(visit: Visit) -> Sequence[Choice]:
    """Give the agencies that stand today, by name, for those who keep them and see nothing of the plan."""
    return [Choice(each.id, each.name) for each in agencies(visit) if each.ended_on is None]


@needs(Permission.KEEP_PARTNERSHIP)
def post_choices(visit: Visit) -> Sequence[Choice]:
    """Give the posts of the agencies that stand today, by agency and title."""
    standing = (each for each in agencies(visit) if each.ended_on is None)
    return [Choice(post.id, f"{post.title}, {post.agency}") for each in standing for post in each.posts]


@needs(Permission.KEEP_PARTNERSHIP)
def agency(visit: Visit, key: int) -> Body:
    """Give an agency that stands today."""
    found = next((each for each in agencies(visit) if each.id == key and each.ended_on is None), None)
    if found is None:
        raise NotFoundError
    return found


@needs(Permission.KEEP_PARTNERSHIP)
def post(visit: Visit, key: int) -> PostHeld:
    """Give a post."""
    found = _posts(visit, Post.id == key) if 0 < key <= LARGEST_KEY else []
    if not found:
        raise NotFoundError
    return found[0]


@needs(Permission.KEEP_PARTNERSHIP)
def tenure(visit: Visit, key: int) -> Holding:
    """Give a tenure that has not ended."""
    statement = (
        select(Tenure.id, Tenure.post_id, Person.name, Tenure.started_on, Tenure.version)
        .join(Person, col(Person.id) == col(Tenure.person_id))
        .where(Tenure.id == key, col(Tenure.ended_on).is_(None))
    )
    row = visit.session.execute(statement).first() if 0 < key <= LARGEST_KEY else None
    if row is None:
        raise NotFoundError
    return Holding(*row)


def amount_of_work(held: PostHeld) -> str:
    """Say how much a post owns."""
    number = held.open_actions
    if number is None:
        return "open work that is not shown to you"
    return "no open action" if not number else f"{number:,} open action{'' if number == 1 else 's'}"


def _owned(visit: Visit) -> Any:
    """Count the open actions of a post that the visitor sees."""
    owned = (
        select(func.count())
        .select_from(Position)
        .where(
            Position.thing == Thing.ACTION,
            col(Position.post_id) == col(Post.id),
            at.standing_on(visit.as_at),
            col(Position.state).not_in(ENDED),
        )
    )
    return visible_to(visit, owned).correlate(Post).scalar_subquery()


def _posts(visit: Visit, *narrower: Any) -> list[PostHeld]:
    holds = and_(
        col(Tenure.post_id) == col(Post.id),
        col(Tenure.started_on) <= visit.as_at,
        or_(col(Tenure.ended_on).is_(None), col(Tenure.ended_on) > visit.as_at),
    )
    left = select(func.max(Tenure.ended_on)).where(col(Tenure.post_id) == col(Post.id))
    statement = (
        select(
            Post.id,
            Post.title,
            Post.agency_id,
            Agency.name,
            _owned(visit),
            Tenure.id,
            Person.name,
            Tenure.started_on,
            Tenure.ended_on,
            left.where(col(Tenure.ended_on) <= visit.as_at).correlate(Post).scalar_subquery(),
        )
        .select_from(Post)
        .join(Agency, col(Agency.id) == col(Post.agency_id))
        .join(Tenure, holds, isouter=True)
        .join(Person, col(Person.id) == col(Tenure.person_id), isouter=True)
        .where(*narrower)
        .order_by(col(Agency.name), col(Post.title), col(Post.id), col(Tenure.started_on).desc())
    )
    seen: dict[int, PostHeld] = {}
    sees = allows(visit.who, Permission.SEE_PLAN)
    for key, title, agency_id, agency_name, number, held, holder, since, until, left_on in visit.session.execute(
        statement
    ):
        vacant = None if held else left_on
        work = number if sees else None
        each = PostHeld(key, title, agency_id, agency_name, work, held, holder or "", since, vacant, until)
        seen.setdefault(key, each)
    return list(seen.values())
