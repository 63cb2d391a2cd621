"""What a filter or form may choose from: only what the visitor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, false, func, not_, or_
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.meeting_days import called_off
from tracker.models import Action, Agency, Meeting, Person, Post, Recommendation, Review, Theme
from tracker.models.statements import select
from tracker.rules.deciding import wrong_meeting
from tracker.visit import Visit
from tracker.words import DecisionKind, MeetingKind, Permission


@dataclass(frozen=True)
class Choice:
    """A thing to choose, by its key and its words."""

    id: int
    words: str


@dataclass(frozen=True)
class Choices:
    """Everything that the plan can be narrowed by."""

    agencies: Sequence[Choice]
    reviews: Sequence[Choice]
    themes: Sequence[Choice]


NEWEST = 100


@needs(Permission.SEE_PLAN)
def for_plan(visit: Visit, *, review_id: int | None = None) -> Choices:
    """Give the agencies, reviews and themes by which the plan can be narrowed: the newest reviews, and the chosen one.

    A list of thousands helps nobody; every review's own page leads to its part of the plan.
    """
    day = func.coalesce(Review.published_on, Review.effective_on)
    newest = visible_to(visit, select(Review.id)).order_by(day.desc(), col(Review.id).desc()).limit(NEWEST)
    offered = col(Review.id).in_(newest) | (col(Review.id) == review_id)
    reviews = visible_to(visit, select(Review.id, Review.reference, Review.title).where(offered))
    reviews = reviews.order_by(col(Review.reference))
    return Choices(
        agencies=_choices(visit, select(Agency.id, Agency.name).order_by(col(Agency.name))),
        reviews=[Choice(key, f"{reference}: {title}") for key, reference, title in visit.session.execute(reviews)],
        themes=_choices(visit, visible_to(visit, select(Theme.id, Theme.name)).order_by(col(Theme.name))),
    )


def _choices(visit: Visit, statement: object) -> list[Choice]:
    return [Choice(key, words) for key, words in visit.session.execute(statement)]  # type: ignore[call-overload]


@needs(Permission.SEE_PLAN)
def agencies(visit: Visit) -> dict[int, str]:
    """Give the names of all agencies by key."""
    return {choice.id: choice.words for choice in _choices(visit, select(Agency.id, Agency.name))}


@needs(Permission.SEE_PLAN)
def post_title(visit: Visit, key: int) -> str:
    """Give the title of a post with its agency, or nothing when there is none."""
    row = visit.session.execute(
        select(Post.title, Agency.name).join(Agency, col(Agency.id) == col(Post.agency_id)).where(Post.id == key)
    ).first()
    return f"{row[0]}, {row[1]}" if row else ""


@needs(Permission.SEE_PLAN)
def meetings(visit: Visit, decides: DecisionKind) -> Sequence[Choice]:
    """Give the meetings held so far that can have decided this, newest first."""
    able = [kind for kind in MeetingKind if not wrong_meeting(decides, kind)]
    held = select(Meeting.id, Meeting.title, Meeting.held_on).where(
        col(Meeting.kind).in_(able), col(Meeting.held_on) <= visit.today, not_(called_off())
    )
    rows = visit.session.execute(held.order_by(col(Meeting.held_on).desc(), col(Meeting.id)))
    return [Choice(key, f"{title}, {held_on:%-d %B %Y}") for key, title, held_on in rows]


@needs(Permission.SEE_PLAN)
def posts(visit: Visit) -> Sequence[Choice]:
    """Give the posts of the agencies that stand today, by agency and title."""
    statement = select(Post.id, Post.title, Agency.name).join(Agency, col(Agency.id) == col(Post.agency_id))
    statement = statement.where(_stands(visit)).order_by(col(Agency.name), col(Post.title), col(Post.id))
    return [Choice(key, f"{title}, {agency}") for key, title, agency in visit.session.execute(statement)]


@needs(Permission.SEE_PLAN)
def standing_agencies(visit: Visit) -> Sequence[Choice]:
    """Give the agencies that stand today, by name."""
    return _choices(visit, select(Agency.id, Agency.name).where(_stands(visit)).order_by(col(Agency.name)))


def _stands(visit: Visit) -> Any:
    return col(Agency.ended_on).is_(None) | (col(Agency.ended_on) > visit.today)


@needs(Permission.KEEP_PARTNERSHIP)
def persons(visit: Visit) -> Sequence[Choice]:
    """Give everybody who is recorded, by name; with the address, because two may bear one name."""
    statement = select(Person.id, Person.name, Person.email).order_by(col(Person.name), col(Person.id))
    return [Choice(key, f"{name}, {email}") for key, name, email in visit.session.execute(statement)]


@needs(Permission.SEE_PLAN)
def themes(visit: Visit) -> Sequence[Choice]:
    """Give the themes that the visitor may see, by name."""
    return _choices(visit, visible_to(visit, select(Theme.id, Theme.name)).order_by(col(Theme.name)))


@needs(Permission.SEE_PLAN)
def recommendation_named(visit: Visit, written: str) -> int | None:
    """Find a recommendation as people write it, "KW-2013 4" or "KW-2013/4"; None when there is none to see."""
    named = " ".join(written.split())
    pairs = [(named[:place], named[place + 1 :]) for place, sign in enumerate(named) if sign in " /"]
    same = (
        and_(col(Review.reference) == review, col(Recommendation.reference) == reference) for review, reference in pairs
    )
    statement = select(Recommendation.id).join(Review, col(Review.id) == col(Recommendation.review_id))
    key: int | None = visit.session.scalar(visible_to(visit, statement.where(or_(false(), *same))))
    return key


@needs(Permission.SEE_PLAN)
def action_named(visit: Visit, reference: str) -> int | None:
    """Find an action by its reference; None when there is none to see."""
    key: int | None = visit.session.scalar(visible_to(visit, select(Action.id).where(Action.reference == reference)))
    return key
