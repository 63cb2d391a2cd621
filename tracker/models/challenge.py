"""Challenges: a question about an action or a recommendation, the answers to it, and whether they were accepted."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from tracker.models.columns import Fact, choice, free_text
from tracker.words import Role


class Challenge(Fact, table=True):
    """A question about one action or one recommendation, and in which role it was asked."""

    __table_args__ = (
        CheckConstraint("(action_id IS NULL) <> (recommendation_id IS NULL)", name="challenge_about_one_thing"),
    )
    id: int | None = Field(default=None, primary_key=True)
    action_id: int | None = Field(default=None, foreign_key="action.id", ondelete="RESTRICT", index=True)
    recommendation_id: int | None = Field(
        default=None, foreign_key="recommendation.id", ondelete="RESTRICT", index=True
    )
    question: str = free_text(default=None)
    asked_as: Role = choice(Role)
    asked_by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class ChallengeAnswer(Fact, table=True):
    """An answer, and the agency for which it was given; another one follows only when this one was not accepted."""

    __tablename__ = "challenge_answer"
    id: int | None = Field(default=None, primary_key=True)
    challenge_id: int = Field(foreign_key="challenge.id", ondelete="RESTRICT", index=True)
    answer: str = free_text(default=None)
    agency_id: int | None = Field(default=None, foreign_key="agency.id", ondelete="RESTRICT")
    answered_by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class ChallengeVerdict(Fact, table=True):
    """The one verdict on an answer: accepted, or not and why."""

    __tablename__ = "challenge_verdict"
    __table_args__ = (CheckConstraint("accepted OR reason <> ''", name="not_accepted_has_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    answer_id: int = Field(foreign_key="challenge_answer.id", ondelete="RESTRICT", unique=True)
    accepted: bool
    reason: str = free_text()
    given_by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")
