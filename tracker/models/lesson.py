"""Lessons: what a review teaches, which teams heard of it, and what they answered."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from tracker.models.columns import Fact, choice, free_text
from tracker.words import LessonStage


class Lesson(Fact, table=True):
    """A recommendation or a finding of a review, or a short text of its own, that teams are to hear of."""

    __table_args__ = (
        CheckConstraint("recommendation_id IS NULL OR finding_id IS NULL", name="lesson_of_one_thing"),
        CheckConstraint(
            "(wording <> '') = (recommendation_id IS NULL AND finding_id IS NULL)", name="lesson_has_words_of_its_own"
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="RESTRICT", index=True)
    recommendation_id: int | None = Field(
        default=None, foreign_key="recommendation.id", ondelete="RESTRICT", unique=True
    )
    finding_id: int | None = Field(default=None, foreign_key="finding.id", ondelete="RESTRICT", unique=True)
    wording: str = free_text()


class Dissemination(Fact, table=True):
    """A lesson reached a team on a day: sent, read or discussed."""

    id: int | None = Field(default=None, primary_key=True)
    lesson_id: int = Field(foreign_key="lesson.id", ondelete="RESTRICT", index=True)
    agency_id: int = Field(foreign_key="agency.id", ondelete="RESTRICT", index=True)
    team: str = free_text(default=None)
    stage: LessonStage = choice(LessonStage)
    happened_on: date
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class LessonDiscussion(Fact, table=True):
    """A team discussed a lesson, and answered: we can, or we cannot, because."""

    __tablename__ = "lesson_discussion"
    __table_args__ = (
        CheckConstraint("present > 0", name="somebody_was_present"),
        CheckConstraint("can OR reason <> ''", name="cannot_has_reason"),
    )
    id: int | None = Field(default=None, primary_key=True)
    dissemination_id: int = Field(foreign_key="dissemination.id", ondelete="RESTRICT", index=True)
    held_on: date
    present: int
    can: bool
    reason: str = free_text()
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
