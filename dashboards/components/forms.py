"""What the form template draws: fields with their labels, hints, errors and kept values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a field is asked for."""

    TEXT = "text"
    TEXTAREA = "textarea"
    SELECT = "select"
    DATE = "date"
    RADIOS = "radios"
    CHECKBOX = "checkbox"
    FILE = "file"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Option:
    """A value that can be chosen and its words."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Field:
    """One question of a form; `value` keeps what was typed, `error` says what is wrong with it.

    With `first` the keyboard begins at these radios, and whoever listens hears the lead of the form with them.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    value: str = ""
    hint: str = ""
    error: str = ""
    options: Sequence[Option] = ()
    first: bool = False


@dataclass(frozen=True)
class TwoTexts:
    """One field of a conflict: what this person typed beside what stands now."""

    label: str
    yours: str
    theirs: str
