"""What people type, made safe to keep: nothing is cut, what cannot be kept is refused with its field."""

import unicodedata
from collections.abc import Sequence
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
    if _host(kept) is None:
        raise InputError("Enter a link that starts with https://", field=field)
    return kept


def _host(address: str) -> str | None:
    """Give the host that a browser would go to; none for what is no plain https address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    # A browser reads a backslash as a slash, and so finds another host than we do.
    plain = parts.scheme == "https" and not any(c.isspace() or c == "\\" for c in address)
    return parts.hostname if plain and parts.hostname else None


def must_lead_to(address: str, hosts: Sequence[str], field: str = "link") -> None:
    """Refuse a link to a host that the board has not named; one with a dot before it stands for all under it."""
    host = _host(address) or ""
    if not any(host.endswith(each) if each.startswith(".") else host == each for each in hosts):
        named = ", ".join(hosts) or "no host at all"
        raise InputError(
            f"A link may lead to {named} only. Attach the file itself, or ask whoever runs the service to add the host "
            "of your agency (TRACKER_EVIDENCE_LINK_HOSTS).",
            field=field,
        )
