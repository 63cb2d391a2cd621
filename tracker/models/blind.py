"""Blind coding and blind comparison: what was judged without knowing whose it is, and when it was uncovered."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from tracker.models.columns import Fact, choice, free_text
from tracker.words import Case, Grade, Sureness


class CodingRound(Fact, table=True):
    """A round in which two persons give the same wordings a theme, each without the other."""

    __tablename__ = "coding_round"
    id: int | None = Field(default=None, primary_key=True)
    title: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class CodingItem(Fact, table=True):
    """One wording of a round, in the version that stood when the round was made, under a number that tells nothing."""

    __tablename__ = "coding_item"
    __table_args__ = (
        UniqueConstraint("round_id", "number", name="item_number_once"),
        UniqueConstraint("round_id", "recommendation_id", name="recommendation_once_in_round"),
    )
    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="coding_round.id", ondelete="RESTRICT")
    number: int
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)
    wording_id: int = Field(foreign_key="recommendation_wording.id", ondelete="RESTRICT")


class Coding(Fact, table=True):
    """Which theme a person gave an item, or none of them; the newest of each person holds."""

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="coding_item.id", ondelete="RESTRICT", index=True)
    coder_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")
    theme_id: int | None = Field(default=None, foreign_key="theme.id", ondelete="RESTRICT")
    note: str = free_text()


class CodingClosed(Fact, table=True):
    """From then on nothing of the round changes, and both codings are shown."""

    __tablename__ = "coding_closed"
    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="coding_round.id", ondelete="RESTRICT", unique=True)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class Comparison(Fact, table=True):
    """Two chronologies without names; how each ended, and which ended worse, stays hidden until it is revealed."""

    __table_args__ = (
        CheckConstraint("text_a <> '' AND text_b <> ''", name="comparison_has_both_texts"),
        CheckConstraint("outcome_a <> '' AND outcome_b <> ''", name="comparison_has_both_outcomes"),
    )
    id: int | None = Field(default=None, primary_key=True)
    title: str = free_text(default=None)
    text_a: str = free_text(default=None)
    text_b: str = free_text(default=None)
    outcome_a: str = free_text(default=None)
    outcome_b: str = free_text(default=None)
    worse: Case = choice(Case)
    recorded_by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class ComparisonGrade(Fact, table=True):
    """Which of the two a person thinks ended worse, how sure they are, and why: said once."""

    __tablename__ = "comparison_grade"
    __table_args__ = (
        UniqueConstraint("comparison_id", "grader_id", name="graded_once"),
        CheckConstraint("reason <> ''", name="grade_has_reason"),
    )
    id: int | None = Field(default=None, primary_key=True)
    comparison_id: int = Field(foreign_key="comparison.id", ondelete="RESTRICT")
    grader_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")
    chosen: Grade = choice(Grade)
    sure: Sureness = choice(Sureness)
    reason: str = free_text(default=None)


class ComparisonRevealed(Fact, table=True):
    """From then on the outcomes are shown, and nobody grades any more."""

    __tablename__ = "comparison_revealed"
    id: int | None = Field(default=None, primary_key=True)
    comparison_id: int = Field(foreign_key="comparison.id", ondelete="RESTRICT", unique=True)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
