"""What a reading of a plan gives back: rows, problems and what was left out, as plain values."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class DueKind(StrEnum):
    """In which way a due date was written."""

    DATE = "date"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    WEEK = "week"
    YEAR = "year"
    FINANCIAL_YEAR = "financial year"
    TWO_MONTHS = "two months"
    TWO_DATES = "two dates"
    EXCEL_SERIAL = "excel serial"
    RELATIVE = "relative"
    IMMEDIATE = "immediate"
    ONGOING = "ongoing"
    RECURRING = "recurring"
    TBC = "tbc"
    NONE = "none"
    INVALID = "invalid"
    UNCLEAR = "unclear"


class DuePrecision(StrEnum):
    """How exactly a due date was written."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    YEAR = "year"


class StatusNorm(StrEnum):
    """What a written status comes to; complete is not on track."""

    COMPLETE = "complete"
    ON_TRACK = "on track"
    SOME_SLIPPAGE = "some slippage"
    OFF_TRACK = "off track"
    NOT_STARTED = "not started"
    NOT_STATED = "not stated"


class Value(BaseModel):
    """A plain value that never changes and knows no other fields than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Due(Value):
    """A due date as written (`raw`, None when blank) and as read (`iso`, None when there is no date).

    `earlier` is the date that this one replaced, `doubt` a sentence for the person who checks the reading.
    """

    raw: str | None
    kind: DueKind
    iso: date | None = None
    precision: DuePrecision | None = None
    note: str | None = None
    earlier: date | None = None
    doubt: str | None = None


class Status(Value):
    """A status as written (`raw`, empty when blank) and what it comes to."""

    raw: str
    norm: StatusNorm


class Record(Value):
    """One action under its recommendation, or a recommendation that has no action (`action` None).

    `where` is sheet and row ("Tracker!7"); `text` is the recommendation as it stands in its cell;
    `section` is the banner above.
    """

    where: str
    ref: str | None
    parent_ref: str | None = None
    text: str
    action: str | None
    owners: list[str]
    owners_raw: str | None = None
    due: Due
    status: Status
    how: str | None = None
    success_measures: str | None = None
    outcome: str | None = None
    section: str | None = None


class Problem(Value):
    """Something in the file that a person must look at, with the place where it stands."""

    where: str
    message: str


class LeftOut(Value):
    """Text that did not become a record, and why: nothing is dropped unseen."""

    where: str
    text: str
    why: str


class Reading(Value):
    """Everything that was read from one file."""

    records: list[Record]
    problems: list[Problem]
    left_out: list[LeftOut]
    version: str | None
    as_at: date | None
    sha256: str
