"""What happened around the plan, drawn beside progress."""

from datetime import date

from sqlmodel import Field

from tracker.models.columns import Fact, choice
from tracker.words import ContextKind, Precision


class ContextEvent(Fact, table=True):
    """A judgement, notice, change of leadership or promise, with its source."""

    __tablename__ = "context_event"
    id: int | None = Field(default=None, primary_key=True)
    happened_on: date = Field(index=True)
    precision: Precision = choice(Precision)
    kind: ContextKind = choice(ContextKind)
    area: str = Field(default="", max_length=120)
    title: str = Field(max_length=200)
    sentence: str = Field(max_length=1000)
    source: str = Field(max_length=1000)
    quoted: bool = False
