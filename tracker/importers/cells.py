"""One cell: the words that a person sees in it, and what is wrong with it."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from tracker.errors import InputError
from tracker.importers import limits
from tracker.importers.sheets import Cell

UNREAD = Cell("", unread=True)
ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|007[Ff]|[Dd][89A-Fa-f][0-9A-Fa-f]{2}|[Ff]{3}[EeFf])_")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
CONTROL_SIGN = "control character"
TURNING_SIGN = "a sign that turns the direction of text,"
QUOTED = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]")


@dataclass(frozen=True)
class Found:
    """What openpyxl found in a cell: value, data type, number format and place ("C7")."""

    value: Any
    kind: str
    number_format: str
    place: str


def read_cell(found: Found, sheet: str) -> tuple[Cell, list[str]]:
    """Give the cell as a person sees it, with the problems met."""
    if found.kind == "f":
        return UNREAD, [f"formula in {found.place}; paste values"]
    if found.kind == "e":
        return UNREAD, [f"error value {found.value} in {found.place}; put right and try again"]
    value = found.value
    if isinstance(value, str):
        return _read_text(value, found.place, sheet)
    if isinstance(value, bool):
        text = str(value).upper()
        return Cell(text), [f"{found.place} holds {text} (yes or no), not words; read as the text “{text}”"]
    if isinstance(value, int | float):
        return _read_number(value, found)
    return _read_moment(value, found)


def _read_text(value: str, place: str, sheet: str) -> tuple[Cell, list[str]]:
    if len(value) > limits.CELL_CHARACTERS:
        raise InputError(f"Cell {place} of the sheet “{sheet}” holds more than 32,767 characters. Shorten it.")
    text = _unescaped(value).replace("\r\n", "\n").replace("\r", "\n")
    problems = []
    for what, signs in ((CONTROL_SIGN, CONTROL), (TURNING_SIGN, BIDI)):
        if points := sorted({f"U+{ord(sign):04X}" for sign in signs.findall(text)}):
            problems.append(f"{what} {', '.join(points)} in {place}; removed")
            text = signs.sub("", text)
    return Cell(unicodedata.normalize("NFC", text)), problems


def _unescaped(value: str) -> str:
    """Excel writes signs that XML cannot hold as _x0001_; two such halves may make one sign."""
    text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if text != value else text


def _read_number(value: float, found: Found) -> tuple[Cell, list[str]]:
    if not math.isfinite(value):
        return UNREAD, [f"error value {value} in {found.place}; put right and try again"]
    shown = QUOTED.sub("", found.number_format)
    if "%" in shown:
        text = f"{_plain(round(value * 100, 6))}%"
        return Cell(text, number=value), [f"{found.place} holds a percentage, not words; read as the text “{text}”"]
    return Cell(_as_shown(value, shown), number=value), []


def _as_shown(value: float, shown: str) -> str:
    """Write the number as the cell shows it, where the format is one of digits only: 1.1 as "0.00" is 1.10."""
    if places := re.fullmatch(r"(0+)(?:\.(0+))?", shown):
        decimals = len(places[2] or "")
        width = len(places[1]) + (decimals + 1 if decimals else 0)
        text = f"{value:0{width}.{decimals}f}"
        if math.isclose(float(text), value):
            return text
    return _plain(value)


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)


def _read_moment(value: Any, found: Found) -> tuple[Cell, list[str]]:
    if isinstance(value, datetime):
        shown = QUOTED.sub("", found.number_format).lower()
        text = value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        return Cell(text, day=value.date(), month_only="d" not in shown and "m" in shown and "y" in shown), []
    if isinstance(value, date):
        return Cell(value.isoformat(), day=value), []
    if isinstance(value, time | timedelta):
        return Cell(str(value)), [f"{found.place} holds a time of day or a length of time, not a date"]
    return UNREAD, [f"{found.place} holds something that is neither words, number nor date"]


def folded(text: str) -> str:
    """Fold a heading or a status for comparing: no case, accents as one sign, no invisible signs, single spaces."""
    plain = BIDI.sub("", ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", text)))
    return " ".join(plain.casefold().split())


def name_free_of_tricks(text: str) -> str:
    """Remove signs that turn or hide letters from a reference or a name."""
    return BIDI.sub("", ZERO_WIDTH.sub("", text))
