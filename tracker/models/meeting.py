"""Meetings and what they decided."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from tracker.models.columns import Editable, Fact, choice, free_text
from tracker.words import Assurance, DecisionKind, MeetingKind, Rating

OF_ACTIONS = "'refuse sign-off', 'pause', 'withdraw', 'extend'"
OF_RECOMMENDATIONS = "'accept', 'accept in part', 'not accept', 'merge', 'supersede', 'close', 'reopen'"


class Meeting(Editable, table=True):
    """A body meets on a day."""

    __table_args__ = (UniqueConstraint("kind", "held_on", "title", name="meeting_once"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: MeetingKind = choice(MeetingKind)
    title: str = Field(max_length=200)
    held_on: date = Field(index=True)


class MeetingChange(Fact, table=True):
    """From then on the meeting is held on another day; without a day, it is called off. `was_on` is the day before."""

    __tablename__ = "meeting_change"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="meeting_changed_with_reason"),
        CheckConstraint("held_on IS NULL OR held_on <> was_on", name="meeting_moves_to_another_day"),
    )
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", ondelete="RESTRICT", index=True)
    was_on: date
    held_on: date | None = None
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class Decision(Fact, table=True):
    """What a meeting decided about one recommendation or action; a mistake is corrected by another decision."""

    __table_args__ = (
        CheckConstraint(
            "NOT (recommendation_id IS NOT NULL AND action_id IS NOT NULL)", name="decision_about_one_thing"
        ),
        CheckConstraint(
            "kind <> 'override rating' OR (rating IS NOT NULL AND until IS NOT NULL)", name="override_expires"
        ),
        CheckConstraint("kind <> 'pause' OR until IS NOT NULL", name="pause_has_review_date"),
        CheckConstraint(
            "kind IN ('accept', 'approve evidence', 'extend', 'close', 'note', 'commission audit', 'escalate')"
            " OR reason <> ''",
            name="decision_has_reason",
        ),
        CheckConstraint(
            f"(kind NOT IN ({OF_ACTIONS}) OR action_id IS NOT NULL)"
            f" AND (kind NOT IN ({OF_RECOMMENDATIONS}) OR recommendation_id IS NOT NULL)"
            " AND (kind IN ('note', 'commission audit') OR action_id IS NOT NULL OR recommendation_id IS NOT NULL)",
            name="decision_names_its_thing",
        ),
        Index("decision_of_kind", "kind", "effective_on"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: DecisionKind = choice(DecisionKind)
    meeting_id: int = Field(foreign_key="meeting.id", ondelete="RESTRICT", index=True)
    recommendation_id: int | None = Field(
        default=None, foreign_key="recommendation.id", ondelete="RESTRICT", index=True
    )
    action_id: int | None = Field(default=None, foreign_key="action.id", ondelete="RESTRICT", index=True)
    reason: str = free_text()
    waiver: str = free_text()
    rating: Rating | None = choice(Rating, optional=True)
    until: date | None = None
    decided_by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class Replacement(Fact, table=True):
    """By this decision another recommendation takes the place of this one, or goes on with what it asked for."""

    __table_args__ = (CheckConstraint("other_id <> recommendation_id", name="replaced_by_another"),)
    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decision.id", ondelete="RESTRICT", unique=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)
    other_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)


class AssuranceSet(Fact, table=True):
    """By this decision the assurance of a recommendation is no higher; without a level, as high as evidence allows."""

    __tablename__ = "assurance_set"
    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decision.id", ondelete="RESTRICT", unique=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)
    assurance: Assurance | None = choice(Assurance, optional=True)
