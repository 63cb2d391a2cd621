"""Names of files: kept as data whatever they say, and given out so that no machine can misread them."""

import re
import unicodedata

from tracker.contents import Content
from tracker.errors import InputError

LONGEST, LONGEST_GIVEN = 10_000, 120
TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
FORBIDDEN = re.compile(r'[<>:"|?*%;\\/]')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
NAMELESS = "evidence"


def as_kept(name: str) -> str:
    """Give the name as it can be kept and shown: what no one sees, or what turns the line around, is written out."""
    if len(name) > LONGEST:
        raise InputError(f"The name of the file is longer than {LONGEST:,} characters. Rename it.", field="file")
    return "".join(_seen(c) for c in unicodedata.normalize("NFC", name)) or NAMELESS


def _seen(character: str) -> str:
    hidden = unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in TURNS
    return f"\\u{ord(character):04x}" if hidden else character


def as_given_out(name: str, content: Content) -> str:
    """Give the name under which a file is downloaded: no path, no device, and an ending that tells what it holds."""
    last = re.split(r"[\\/](?!u[0-9a-f]{4})", name)[-1]
    kept = FORBIDDEN.sub("_", re.sub(r"\\u[0-9a-f]{4}", "_", last)).strip(" .")
    if DEVICES.match(kept):
        kept = f"_{kept}"
    stem, dot, ending = kept.rpartition(".")
    if dot and f".{ending.lower()}" in content.endings:
        return f"{stem[:LONGEST_GIVEN]}.{ending.lower()}"
    return f"{kept[:LONGEST_GIVEN] or NAMELESS}{content.endings[0]}"
