"""What people type, made safe to keep: nothing is cut, what cannot be kept is refused with its field."""

import unicodedata
from urllib.parse import urlsplit

from tracker.errors import InputError

LONGEST = 20_000
MARKS_IN_A_ROW = 8


def text(given: str, field: str, *, needed: bool = True, longest: int = LONGEST) -> str:
    """Give the text in normal form, or say what is wrong with it."""
    kept = unicodedata.normalize("NFC", given.replace("\r\n", "\n").strip())
    if needed and not kept:
        raise InputError(f"Enter {field}.", field=field)
    if len(kept) > longest:
        raise InputError(f"{field.capitalize()} must be {longest:,} characters or fewer.", field=field)
    for character in kept:
        if unicodedata.category(character) in {"Cs", "Cc"} and character not in "\n\t":
            code = f"U+{ord(character):04X}"
            raise InputError(f"{field.capitalize()} holds a character that cannot be kept ({code}).", field=field)
    if _too_many_marks(kept):
        raise InputError(f"{field.capitalize()} holds too many combining marks in a row.", field=field)
    return kept


def _too_many_marks(kept: str) -> bool:
    marks = 0
    for character in kept:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MARKS_IN_A_ROW:
            return True
    return False


def https_address(given: str, field: str = "link") -> str:
    """Give an https address, or refuse: anything else could run in the reader's browser or leave no trace."""
    kept = text(given, field, longest=2000)
    parts = urlsplit(kept)
    if parts.scheme != "https" or not parts.hostname or any(c.isspace() for c in kept):
        raise InputError("Enter a link that starts with https://", field=field)
    return kept
