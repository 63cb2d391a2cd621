"""Reminders and escalation: which post speaks for whom, and each step that was taken, by whom and when."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from tracker.models.columns import Fact, choice, free_text
from tracker.words import EscalationStep, PostDuty, Sending


class GivenDuty(Fact, table=True):
    """From then on this post leads its agency, or chairs the sub-group; the newest holds."""

    __tablename__ = "post_duty"
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", ondelete="RESTRICT", index=True)
    duty: PostDuty = choice(PostDuty)


class Escalation(Fact, table=True):
    """A step for an action and one due date: to which post and person, and what became of it; never twice the same."""

    __table_args__ = (
        UniqueConstraint("action_id", "due", "step", "outcome", name="step_once_for_a_due_date"),
        CheckConstraint("(outcome = 'sent') = (message_id <> '')", name="what_is_sent_has_its_message"),
        CheckConstraint("outcome <> 'sent' OR person_id IS NOT NULL", name="what_is_sent_is_sent_to_somebody"),
        CheckConstraint("step NOT IN ('scrutiny', 'publication') OR meeting_id IS NOT NULL", name="step_is_decided"),
    )
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT")
    due: date
    step: EscalationStep = choice(EscalationStep)
    outcome: Sending = choice(Sending)
    post_id: int | None = Field(default=None, foreign_key="post.id", ondelete="RESTRICT")
    person_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", ondelete="RESTRICT")
    message_id: str = Field(default="", max_length=100)
    note: str = free_text()
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
