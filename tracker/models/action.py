"""Actions and what happens to them: owners, dates, extensions, updates, submissions."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from tracker.models.columns import Editable, Fact, choice, free_text
from tracker.words import ExtensionReason, Precision, Rating, Sensitivity


class Action(Editable, table=True):
    """What will be done; `review_id` is the review under which it was recorded first."""

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, max_length=60)
    review_id: int = Field(foreign_key="review.id", ondelete="RESTRICT", index=True)
    wording: str = free_text(default=None)
    start_on: date | None = None
    owner_as_written: str = free_text()
    due_as_written: str = Field(default="", max_length=200)
    due_precision: Precision = choice(Precision)
    status_as_written: str = free_text()
    success_measure: str = free_text()
    imported_from: str = Field(default="", max_length=300)
    sensitivity: Sensitivity = choice(Sensitivity)


class ActionWording(Fact, table=True):
    """One version of an action's wording."""

    __tablename__ = "action_wording"
    __table_args__ = (UniqueConstraint("action_id", "number", name="action_wording_number_once"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT")
    number: int
    wording: str = free_text(default=None)


class ActionLink(Fact, table=True):
    """The action answers the recommendation."""

    __tablename__ = "action_link"
    __table_args__ = (UniqueConstraint("action_id", "recommendation_id", name="action_link_once"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT")
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)


class ActionOwner(Fact, table=True):
    """From then on this post owns the action; without a post, nobody does."""

    __tablename__ = "action_owner"
    __table_args__ = (CheckConstraint("post_id IS NOT NULL OR reason <> ''", name="nobody_has_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT", index=True)
    post_id: int | None = Field(default=None, foreign_key="post.id", ondelete="RESTRICT", index=True)
    reason: str = free_text()


class OwnershipRefusal(Fact, table=True):
    """The post that owns the action says that it is not theirs; the action stays with it until it is given away."""

    __tablename__ = "ownership_refusal"
    __table_args__ = (CheckConstraint("reason <> ''", name="ownership_refused_with_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT", index=True)
    post_id: int = Field(foreign_key="post.id", ondelete="RESTRICT")
    reason: str = free_text()
    by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class ContributingAgency(Fact, table=True):
    """An agency that helps with the action."""

    __tablename__ = "contributing_agency"
    __table_args__ = (UniqueConstraint("action_id", "agency_id", name="contributes_once"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT")
    agency_id: int = Field(foreign_key="agency.id", ondelete="RESTRICT", index=True)


class ContributionChange(Fact, table=True):
    """From then on the agency no longer contributes, or does so again; the newest holds."""

    __tablename__ = "contribution_change"
    __table_args__ = (CheckConstraint("contributes OR reason <> ''", name="contribution_ends_with_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT", index=True)
    agency_id: int = Field(foreign_key="agency.id", ondelete="RESTRICT")
    contributes: bool
    reason: str = free_text()
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class Baseline(Fact, table=True):
    """The due date first set: once, and never changed."""

    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT", unique=True)
    due: date


class Extension(Fact, table=True):
    """A new date that somebody asked for."""

    __table_args__ = (CheckConstraint("reason_code <> 'other' OR note <> ''", name="other_reason_is_told"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT", index=True)
    due: date
    reason_code: ExtensionReason = choice(ExtensionReason)
    note: str = free_text()
    asked_by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class ExtensionAnswer(Fact, table=True):
    """The one answer to a request for a new date; never by the person who asked."""

    __tablename__ = "extension_answer"
    __table_args__ = (
        CheckConstraint("approved OR reason <> ''", name="refused_extension_has_reason"),
        Index("extension_answered_on", "effective_on"),
    )
    id: int | None = Field(default=None, primary_key=True)
    extension_id: int = Field(foreign_key="extension.id", ondelete="RESTRICT", unique=True)
    approved: bool
    reason: str = free_text()
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", ondelete="RESTRICT")
    answered_by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class ProgressUpdate(Fact, table=True):
    """What happened since the last update, with what the owner declares until the next one."""

    __tablename__ = "progress_update"
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT", index=True)
    wording: str = free_text(default=None)
    started: bool = True
    declared: Rating | None = choice(Rating, optional=True)
    forecast: date | None = None
    declared_done: bool = False
    blocked_by: str = free_text()
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class Submission(Fact, table=True):
    """The owner says that the action is ready for assessment."""

    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT", index=True)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
