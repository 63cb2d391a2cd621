"""Blind coding and blind comparison in the illustrative plan, as the file `blind.toml` says it."""

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator
from pydantic.types import Strict

from seed.plan_people import Day, Entry, Text
from tracker.words import Case, Grade, Role, Sureness

Chronology = Annotated[str, Strict(), StringConstraints(min_length=1, strip_whitespace=True)]
NONE = "none"


class Coder(Entry):
    """Who coded on a day, and with which themes, in the order of the recommendations."""

    person: Text
    role: Role
    on: Day
    themes: tuple[Text, ...]


class CodingRound(Entry):
    """A round of blind coding; it may be open still."""

    title: Text
    made_on: Day
    recommendations: tuple[Text, ...] = Field(min_length=1)
    coder: tuple[Coder, ...] = ()
    closed_on: Day | None = None

    @model_validator(mode="after")
    def _no_theme_too_many(self) -> "CodingRound":
        if any(len(each.themes) > len(self.recommendations) for each in self.coder):
            raise ValueError("somebody coded more than the round holds")
        return self


class Graded(Entry):
    """What somebody thought on a day."""

    person: Text
    role: Role
    on: Day
    chosen: Grade
    sure: Sureness
    reason: Text


class Comparison(Entry):
    """Two invented chronologies and how they ended."""

    title: Text
    recorded_on: Day
    worse: Case
    a: Chronology
    b: Chronology
    outcome_a: Text
    outcome_b: Text
    grades: tuple[Graded, ...] = ()
    revealed_on: Day | None = None


class Blind(Entry):
    """Everything that is judged blind."""

    round: tuple[CodingRound, ...] = ()
    comparison: tuple[Comparison, ...] = ()
