"""Measures: numbers that show, period by period, whether anything changes for children."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from tracker.models.columns import Fact, choice, free_text
from tracker.words import Direction


class Measure(Fact, table=True):
    """A series of numbers with its definition, source and target; without links it belongs to the board."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = free_text(default=None)
    definition: str = free_text(default=None)
    unit: str = Field(max_length=60)
    source: str = free_text(default=None)
    target: str = Field(default="", max_length=40)
    direction: Direction = choice(Direction)


class MeasureVersion(Fact, table=True):
    """A further version of what a measure counts and of its target; the first is that of the measure itself."""

    __tablename__ = "measure_version"
    __table_args__ = (
        CheckConstraint("number > 1 AND reason <> ''", name="measure_changes_with_reason"),
        UniqueConstraint("measure_id", "number", name="measure_version_number_once"),
    )
    id: int | None = Field(default=None, primary_key=True)
    measure_id: int = Field(foreign_key="measure.id", ondelete="RESTRICT")
    number: int
    definition: str = free_text(default=None)
    target: str = Field(default="", max_length=40)
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class MeasureLink(Fact, table=True):
    """The measure belongs to the recommendation."""

    __tablename__ = "measure_link"
    __table_args__ = (UniqueConstraint("measure_id", "recommendation_id", name="measure_link_once"),)
    id: int | None = Field(default=None, primary_key=True)
    measure_id: int = Field(foreign_key="measure.id", ondelete="RESTRICT")
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)


class MeasureValue(Fact, table=True):
    """The number of a period as it was written, or why it is not known; a later one for the period corrects it."""

    __tablename__ = "measure_value"
    __table_args__ = (
        CheckConstraint("period_to >= period_from", name="period_in_order"),
        CheckConstraint("(value = '') = (unknown_because <> '')", name="value_or_reason"),
    )
    id: int | None = Field(default=None, primary_key=True)
    measure_id: int = Field(foreign_key="measure.id", ondelete="RESTRICT", index=True)
    period_from: date
    period_to: date
    value: str = Field(default="", max_length=40)
    unknown_because: str = free_text()
    note: str = free_text()
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
