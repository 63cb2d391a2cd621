"""Briefings: seven short blocks that a team reads in seven minutes, the teams' links, and what came back by them."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from tracker.models.columns import Fact, choice, free_text
from tracker.words import Role


class Briefing(Fact, table=True):
    """The briefing of a review; what it says stands in its versions."""

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="RESTRICT", unique=True)


class BriefingVersion(Fact, table=True):
    """What a briefing says: a title and seven blocks; a version never changes, another takes its place."""

    __tablename__ = "briefing_version"
    __table_args__ = (UniqueConstraint("briefing_id", "number", name="briefing_number_once"),)
    id: int | None = Field(default=None, primary_key=True)
    briefing_id: int = Field(foreign_key="briefing.id", ondelete="RESTRICT")
    number: int
    title: str = free_text(default=None)
    happened: str = free_text(default=None)
    monday: str = free_text(default=None)
    why: str = free_text(default=None)
    good_practice: str = free_text(default=None)
    to_ask: str = free_text(default=None)
    source: str = free_text(default=None)
    talk: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class BriefingRelease(Fact, table=True):
    """One of the two releases that a version needs before anybody without a sign-in can read it."""

    __tablename__ = "briefing_release"
    __table_args__ = (
        UniqueConstraint("version_id", "role", name="one_briefing_release_per_role"),
        UniqueConstraint("version_id", "person_id", name="two_people_release_a_briefing"),
        CheckConstraint("role IN ('coordinator', 'chair')", name="briefing_release_by_coordinator_and_chair"),
    )
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="briefing_version.id", ondelete="RESTRICT")
    role: Role = choice(Role)
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class BriefingWithdrawn(Fact, table=True):
    """From then on nobody without a sign-in reads this version, nor an earlier one."""

    __tablename__ = "briefing_withdrawn"
    __table_args__ = (CheckConstraint("reason <> ''", name="withdrawn_with_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="briefing_version.id", ondelete="RESTRICT", unique=True)
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class TeamLink(Fact, table=True):
    """The link by which one team says that it discussed a briefing; its address is signed and stands nowhere."""

    __tablename__ = "team_link"
    id: int | None = Field(default=None, primary_key=True)
    briefing_id: int = Field(foreign_key="briefing.id", ondelete="RESTRICT", index=True)
    dissemination_id: int = Field(foreign_key="dissemination.id", ondelete="RESTRICT", index=True)
    last_day: date
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class TeamLinkRevoked(Fact, table=True):
    """The link leads nowhere from then on."""

    __tablename__ = "team_link_revoked"
    id: int | None = Field(default=None, primary_key=True)
    link_id: int = Field(foreign_key="team_link.id", ondelete="RESTRICT", unique=True)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class DiscussionClaim(Fact, table=True):
    """A discussion that a team reported by its link, once for each day: a claim that counts for nothing by itself."""

    __tablename__ = "discussion_claim"
    __table_args__ = (UniqueConstraint("link_id", "held_on", name="claimed_once_a_day"),)
    id: int | None = Field(default=None, primary_key=True)
    link_id: int = Field(foreign_key="team_link.id", ondelete="RESTRICT")
    discussion_id: int = Field(foreign_key="lesson_discussion.id", ondelete="RESTRICT", unique=True)
    version_id: int = Field(foreign_key="briefing_version.id", ondelete="RESTRICT")
    held_on: date


class ClaimAnswer(Fact, table=True):
    """The agency lead confirms what a team reported, which makes it a piece of evidence, or says why not."""

    __tablename__ = "claim_answer"
    __table_args__ = (
        CheckConstraint("confirmed = (evidence_id IS NOT NULL)", name="confirmed_is_evidence"),
        CheckConstraint("confirmed OR reason <> ''", name="not_confirmed_has_reason"),
    )
    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="discussion_claim.id", ondelete="RESTRICT", unique=True)
    confirmed: bool
    evidence_id: int | None = Field(default=None, foreign_key="evidence.id", ondelete="RESTRICT")
    reason: str = free_text()
    by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")
