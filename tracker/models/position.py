"""Positions: how each rated thing stood in each interval, with the days on which its rating turns."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from tracker.models.columns import Fact, choice, derived
from tracker.words import Rating, Reason, Thing, Visibility

FOREVER = date(9999, 12, 31)
ALL_AGENCIES = -1
OPEN_ENDED = text("valid_to = '9999-12-31'")
# What turns soon is counted from the index alone.
TURNS_WITH = ("thing_id", "valid_from", "valid_to")
# Rows that are read by ranges of days lie together on the disk, in the order of their keys.
IN_ORDER = {**derived(), "sqlite_with_rowid": False}


class RatingKey(Fact, table=True):
    """A version of the board's printed key: thresholds, and the bank holidays that it counts by (ISO dates in JSON)."""

    __tablename__ = "rating_key"
    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    red_overdue_months: int
    amber_due_days: int
    unowned_working_days: int
    orphaned_working_days: int
    red_forecast_months: int
    amber_extensions: int
    red_extensions: int
    reporting_cycle_months: int
    bank_holidays: str


class Position(SQLModel, table=True):
    """One rated thing in one interval `[valid_from, valid_to)`; derived from the facts by `tracker.positions`.

    `late_order` sorts what is longest overdue first, then what falls due next: `overdue_from`, or for ever.
    `shown_amber_from` and `shown_red_from` are the first days of the interval on which that rating shows, with grey,
    override and blue taken into account: the early warning.
    """

    __table_args__ = (
        CheckConstraint("valid_to > valid_from", name="position_lasts"),
        CheckConstraint("(thing = 'action') = (action_id IS NOT NULL)", name="position_names_action"),
        CheckConstraint(
            "(thing = 'recommendation') = (recommendation_id IS NOT NULL)", name="position_names_recommendation"
        ),
        Index("position_of_action", "action_id", "valid_from", unique=True),
        Index("position_of_recommendation", "recommendation_id", "valid_from", unique=True),
        Index("position_stood_action", "action_id", "valid_from", "valid_to"),
        Index("position_stood_recommendation", "recommendation_id", "valid_from", "valid_to", "state"),
        Index(
            "position_late_now", "thing", "late_order", "thing_id", sqlite_where=OPEN_ENDED, postgresql_where=OPEN_ENDED
        ),
        Index("position_late_then", "thing", "late_order", "thing_id", "valid_from", "valid_to"),
        Index("position_of_review", "review_id", "thing", "valid_to"),
        Index("position_of_post", "post_id", "valid_to"),
        Index("position_ends", "valid_to", "thing"),
        Index("position_turns_amber", "thing", "shown_amber_from", *TURNS_WITH, "shown_red_from"),
        Index("position_turns_red", "thing", "shown_red_from", *TURNS_WITH, "shown_amber_from"),
        derived(),
    )
    id: int | None = Field(default=None, primary_key=True)
    thing: Thing = choice(Thing)
    action_id: int | None = Field(default=None, foreign_key="action.id", ondelete="RESTRICT")
    recommendation_id: int | None = Field(default=None, foreign_key="recommendation.id", ondelete="RESTRICT")
    thing_id: int
    review_id: int = Field(foreign_key="review.id", ondelete="RESTRICT")
    visibility: Visibility = choice(Visibility)
    valid_from: date
    valid_to: date
    state: str = Field(max_length=40)
    rated: bool
    key_version: int
    since_seq: int
    post_id: int | None = Field(default=None, foreign_key="post.id", ondelete="RESTRICT")
    agency_id: int | None = Field(default=None, foreign_key="agency.id", ondelete="RESTRICT")
    accepted_on: date | None = None
    start_on: date | None = None
    baseline_due: date | None = None
    due: date | None = None
    forecast: date | None = None
    extensions: int = 0
    declared: Rating | None = choice(Rating, optional=True)
    last_update_on: date | None = None
    vacant_from: date | None = None
    submitted_on: date | None = None
    delivered_on: date | None = None
    completed_on: date | None = None
    test_due: date | None = None
    test_failed_on: date | None = None
    reopened: int = 0
    open_actions: int = 0
    blue: bool = False
    override_rating: Rating | None = choice(Rating, optional=True)
    override_until: date | None = None
    grey_until: date | None = None
    amber_from: date | None = None
    amber_reason: Reason | None = choice(Reason, optional=True)
    red_from: date | None = None
    red_reason: Reason | None = choice(Reason, optional=True)
    overdue_from: date | None = None
    late_until: date | None = None
    late_order: date
    shown_amber_from: date | None = None
    shown_red_from: date | None = None


class TallyGroup(SQLModel, table=True):
    """What is counted together: `agency` 0 is none, and `ALL_AGENCIES` counts what every agency's groups count.

    The keys of the groups of all agencies are below nought: what most pages read lies together on the disk.
    """

    __tablename__ = "tally_group"
    __table_args__ = (
        Index("tally_group_once", "visibility", "thing", "agency", "state", "rating", "overdue", "moved", unique=True),
        derived(),
    )
    id: int | None = Field(default=None, primary_key=True)
    visibility: Visibility = choice(Visibility)
    thing: Thing = choice(Thing)
    agency: int = 0
    state: str = Field(max_length=40)
    rating: str = Field(default="", max_length=10)
    overdue: bool = False
    moved: bool = False


class Tally(SQLModel, table=True):
    """By how much a group grew on a day."""

    __table_args__ = IN_ORDER
    day: date = Field(primary_key=True)
    group_id: int = Field(primary_key=True, foreign_key="tally_group.id", ondelete="RESTRICT")
    change: int


class Checkpoint(SQLModel, table=True):
    """How many a group held at the start of a day, before its changes: four times a month, by `tracker.tally`."""

    __table_args__ = IN_ORDER
    day: date = Field(primary_key=True)
    group_id: int = Field(primary_key=True, foreign_key="tally_group.id", ondelete="RESTRICT")
    count: int
