"""Numbers that people type, kept as they were written: never rounded, and never a guess."""

import re

from tracker.errors import InputError

NUMBER = re.compile(r"(-?)0*([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(\.[0-9]{1,6})?", re.ASCII)
LONGEST = 40


def number(given: str, field: str, *, needed: bool = True) -> str:
    """Give a number in digits without commas, with the decimals that were typed; or say what is wrong."""
    kept = given.strip()
    if not kept and not needed:
        return ""
    found = NUMBER.fullmatch(kept) if len(kept) <= LONGEST else None
    if found is None:
        raise InputError(f"Enter {field} as a number, such as 412 or 3.5.", field=field)
    sign, whole, rest = found[1], str(int(found[2].replace(",", ""))), found[3] or ""
    digits = f"{whole}{rest}"
    return f"{sign if digits.strip('0.') else ''}{digits}"


def whole_number(given: str, words: str, *, field: str) -> int:
    """Give a positive whole number, or say what is wrong."""
    kept = given.strip()
    if not (kept.isascii() and kept.isdigit()) or len(kept) > 6 or int(kept) == 0:
        raise InputError(f"Enter {words} as a whole number from 1.", field=field)
    return int(kept)
