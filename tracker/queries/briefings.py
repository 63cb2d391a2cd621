"""The briefing of a review as those who write and release it see it, the teams' links, and what teams reported."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import exists, func
from sqlmodel import col

from tracker import briefings
from tracker.access import LARGEST_KEY, allows, find, needs, reach, visible_to
from tracker.errors import NotFoundError
from tracker.models import (
    Action,
    ActionLink,
    Agency,
    Briefing,
    BriefingRelease,
    BriefingVersion,
    BriefingWithdrawn,
    ClaimAnswer,
    DiscussionClaim,
    Dissemination,
    Lesson,
    LessonDiscussion,
    Position,
    Post,
    Recommendation,
    Review,
    TeamLink,
    TeamLinkRevoked,
)
from tracker.models.statements import select
from tracker.queries import at
from tracker.queries.choices import Choice
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Role, Thing

OVER = (Delivery.COMPLETED.value, Delivery.WITHDRAWN.value)


@dataclass(frozen=True)
class Version:
    """A version: its texts by name, who released it so far, and whether it was withdrawn."""

    number: int
    texts: Mapping[str, str]
    written_on: date
    released_by: frozenset[Role]
    withdrawn: bool


@dataclass(frozen=True)
class Shown:
    """The briefing of a review: what anybody may read of it, and the newest version for who may write or release."""

    review_id: int
    review: str
    is_open: bool
    released: briefings.Released | None
    newest: Version | None
    may_write: bool
    may_release: bool

    @property
    def waits_for(self) -> Role | None:
        """Tell whose release the newest version waits for."""
        if self.newest is None or self.newest.withdrawn:
            return None
        order = (Role.COORDINATOR, Role.CHAIR)
        return next((role for role in order if role not in self.newest.released_by), None)


@needs(Permission.SEE_PLAN)
def of_review(visit: Visit, review_id: int) -> Shown:
    """Show the briefing of a review; what is not released exists only for those who write and release it."""
    review = find(visit, Review, review_id)
    key = visit.session.scalar(select(Briefing.id).where(Briefing.review_id == review.id))
    writes, releases = (allows(visit.who, each) for each in (Permission.KEEP_BRIEFINGS, Permission.RELEASE_BRIEFING))
    today = visit.as_at == visit.today
    return Shown(
        review_id=review.id or 0,
        review=f"{review.reference}: {review.title}",
        is_open=briefings.is_open(review),
        released=briefings.released(visit.session, key) if key else None,
        newest=_newest(visit, key) if key and (writes or releases) else None,
        may_write=writes and today,
        may_release=releases and today,
    )


@needs(Permission.SEE_PLAN)
def all_released(visit: Visit) -> list[briefings.Released]:
    """List what anybody could read on the day of the visit, of reviews that the visitor sees, the newest first."""
    seen = set(visit.session.scalars(visible_to(visit, select(Review.id))))
    return [each for each in briefings.all_released(visit.session, by=visit.as_at) if each.review_id in seen]


def _newest(visit: Visit, briefing_id: int) -> Version | None:
    version = visit.session.scalar(
        select(BriefingVersion)
        .where(BriefingVersion.briefing_id == briefing_id)
        .order_by(col(BriefingVersion.number).desc())
        .limit(1)
    )
    if version is None:
        return None
    roles = visit.session.scalars(select(BriefingRelease.role).where(BriefingRelease.version_id == version.id))
    gone = visit.session.scalar(select(BriefingWithdrawn.id).where(BriefingWithdrawn.version_id == version.id))
    texts = briefings.texts_of(version)
    return Version(version.number, texts, version.effective_on, frozenset(roles), gone is not None)


@dataclass(frozen=True)
class Link:
    """A team's link: whose it is, until when it leads somewhere, and how often the team reported by it."""

    id: int
    team: str
    agency: str
    given_on: date
    last_day: date
    revoked: bool
    reports: int

    def leads_on(self, day: date) -> bool:
        """Tell whether it leads somewhere on a day."""
        return not self.revoked and self.last_day >= day


@needs(Permission.KEEP_BRIEFINGS)
def links_of(visit: Visit, review_id: int) -> list[Link]:
    """List the links of the teams to the briefing of a review, newest first."""
    find(visit, Review, review_id)
    reports = select(func.count()).where(col(DiscussionClaim.link_id) == col(TeamLink.id)).correlate(TeamLink)
    statement = (
        select(TeamLink, Dissemination.team, Agency.name, TeamLinkRevoked.id, reports.scalar_subquery())
        .join(Briefing, col(Briefing.id) == col(TeamLink.briefing_id))
        .join(Dissemination, col(Dissemination.id) == col(TeamLink.dissemination_id))
        .join(Agency, col(Agency.id) == col(Dissemination.agency_id))
        .join(TeamLinkRevoked, col(TeamLinkRevoked.link_id) == col(TeamLink.id), isouter=True)
        .where(Briefing.review_id == review_id)
        .order_by(col(TeamLink.id).desc())
    )
    return [
        Link(row.id, team, agency, row.effective_on, row.last_day, revoked is not None, number)
        for row, team, agency, revoked, number in visit.session.execute(statement)
    ]


@dataclass(frozen=True)
class Claim:
    """What a team reported by its link and nobody had answered by the day of the visit."""

    id: int
    review_id: int
    briefing: str
    team: str
    agency: str
    agency_id: int
    held_on: date
    present: int
    can: bool
    reason: str


@needs(Permission.ATTACH_EVIDENCE)
def unconfirmed(visit: Visit) -> list[Claim]:
    """List what the teams of the visitor's own agencies reported and nobody has answered, the earliest first."""
    if not reach(visit.who).agencies:
        return []
    return [each for each in _claims(visit, None) if each.agency_id in reach(visit.who).agencies]


@needs(Permission.SEE_PLAN)
def all_unconfirmed(visit: Visit) -> list[Claim]:
    """List what teams reported and nobody has answered, without the reasons that they gave, the earliest first."""
    return [replace(each, reason="") for each in _claims(visit, None)]


@needs(Permission.ATTACH_EVIDENCE)
def claim(visit: Visit, key: int) -> Claim:
    """Give what a team of one's own agency reported, as long as nobody has answered it."""
    own = reach(visit.who).agencies
    found = [each for each in _claims(visit, key) if each.agency_id in own] if 0 < key <= LARGEST_KEY else []
    if not found:
        raise NotFoundError
    return found[0]


def _claims(visit: Visit, key: int | None) -> list[Claim]:
    told, version = LessonDiscussion, BriefingVersion
    statement: Any = (
        select(DiscussionClaim.id, Lesson.review_id, version.title, Dissemination, Agency.name, told)
        .join(told, col(told.id) == col(DiscussionClaim.discussion_id))
        .join(Dissemination, col(Dissemination.id) == col(told.dissemination_id))
        .join(Lesson, col(Lesson.id) == col(Dissemination.lesson_id))
        .join(Agency, col(Agency.id) == col(Dissemination.agency_id))
        .join(version, col(version.id) == col(DiscussionClaim.version_id))
        .join(ClaimAnswer, col(ClaimAnswer.claim_id) == col(DiscussionClaim.id), isouter=True)
        .where(
            col(ClaimAnswer.id).is_(None) | (col(ClaimAnswer.effective_on) > visit.as_at),
            col(DiscussionClaim.effective_on) <= visit.as_at,
        )
        .order_by(col(told.held_on), col(DiscussionClaim.id))
    )
    statement = statement.where(col(DiscussionClaim.id) == key) if key is not None else statement
    following = briefings.following(visit.session, visit.today)
    return [
        Claim(
            id=number,
            review_id=review,
            briefing=title,
            team=heard.team,
            agency=agency,
            agency_id=following(heard.agency_id),
            held_on=one.held_on,
            present=one.present,
            can=one.can,
            reason=one.reason,
        )
        for number, review, title, heard, agency, one in visit.session.execute(visible_to(visit, statement))
    ]


@needs(Permission.ATTACH_EVIDENCE)
def actions_of(visit: Visit, claim: Claim) -> list[Choice]:
    """Give the open actions of one's own agency that evidence can speak for, those of the briefing's review on top."""
    answers = exists().where(
        col(ActionLink.action_id) == col(Action.id),
        col(Recommendation.id) == col(ActionLink.recommendation_id),
        col(Recommendation.review_id) == claim.review_id,
    )
    statement = (
        select(Action.id, Action.reference, Action.wording)
        .join(Position, col(Position.action_id) == col(Action.id))
        .join(Post, col(Post.id) == col(Position.post_id))
        .where(
            col(Position.thing) == Thing.ACTION,
            at.standing_on(visit.today),
            col(Post.agency_id) == claim.agency_id,
            col(Position.state).not_in(OVER),
        )
        .order_by(answers.desc(), col(Action.reference), col(Action.id))
    )
    rows = visit.session.execute(visible_to(visit, statement))
    return [Choice(key, f"{reference} {wording}") for key, reference, wording in rows]
