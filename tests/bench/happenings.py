"""What can happen in a story: an event with the rows that it adds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

Row = tuple[type[Any], dict[str, Any]]


@dataclass(frozen=True)
class Happening:
    """One event: its day, what it is about, and its rows; a row without `id` takes the event's place as its key."""

    day: date
    kind: str
    rows: list[Row]
    review: int
    recommendation: int | None = None
    action: int | None = None
