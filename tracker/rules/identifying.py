"""Find in a text what could tell who somebody is: NHS numbers, dates of birth, postcodes, and names that are known.

A simple search: what it finds stops a text on its way to the public. That it finds nothing proves nothing; two people
read a text before it is released. It asks no record and no clock, so that every edition can use it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

NHS_NUMBER, BIRTH, POSTCODE, NAME = "an NHS number", "a date of birth", "a postcode", "a name from the record"
LISTED = "a listed name"
DIGITS = 10
# Within a number people write spaces, hyphens and dots.
GROUPS = re.compile(r"\d+(?:[ .\-]{1,3}\d+)*")
GROUP = re.compile(r"\d+")
LABELLED = re.compile(r"\bNHS\b[^\d.!?]{0,25}(\d(?:[ .\-]{0,3}\d){9})(?!\d)", re.IGNORECASE)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
NUMBERED = r"\d{4}[-/. ]{1,2}\d{1,2}[-/. ]{1,2}\d{1,2}|\d{1,2} ?[-/. ] ?\d{1,2} ?[-/. ] ?\d{2}(?:\d{2})?"
NTH = r"\d{1,2}(?:st|nd|rd|th)?"
NAMED = rf"{NTH}[ \-]*(?:of )?{MONTH}[, \-]*(?:\d{{4}}|'?\d{{2}})|{MONTH} {NTH},? \d{{4}}"
DATE = rf"(?:{NUMBERED}|{NAMED})(?!\d)"
BORN = r"(?:\bborn\b|\bbirth ?date\b|\bbirthday\b|\bbirth\b|\bd\.? ?o\.? ?b\b\.?)"
# From the word to the date no sentence ends.
BEFORE = re.compile(rf"{BORN}(?:(?![!?]|\. [A-Z])[^\d]){{0,45}}?({DATE})", re.IGNORECASE)
AFTER = re.compile(rf"(?<!\d)({DATE})[^\d.!?]{{0,20}}?{BORN}", re.IGNORECASE)
CHILD = r"\b(?:child|baby|infant|boy|girl|son|daughter|brother|sister|sibling|twin|mother|father|mum|dad)\b"
BESIDE = re.compile(rf"{CHILD}(?: [A-Z0-9]\b)?[ ,:(\[\-]{{1,4}}({DATE})", re.IGNORECASE)
AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR "
    "NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA "
    "WC WD WF WN WR WS WV YO ZE"
)
OUTWARD = rf"(?:{'|'.join(sorted(AREAS.split(), key=len, reverse=True))})\d[\dA-Z]?"
CODE = re.compile(rf"\b{OUTWARD}[ .\-]{{0,3}}(\d[ABD-HJLNP-UW-Z]{{2}})\b", re.IGNORECASE)
# Those that Python calls a space.
PLAIN_SPACES = re.compile(r"[\t-\r\x1c-\x1f]")
ORDINAL = re.compile(r"1st|2nd|3rd|[4-9]th")


@dataclass(frozen=True)
class Place:
    """Where in a text something stands that could tell who somebody is: from `start` up to `end`, and its words."""

    kind: str
    start: int
    end: int
    words: str
    line: int

    @property
    def sentence(self) -> str:
        """Say what was found, and where."""
        return f"“{self.words}” in line {self.line} looks like {self.kind}."


def places(text: str, names: Iterable[str] = (), listed: Iterable[str] = ()) -> list[Place]:
    """Give every place that could tell who somebody is, in the order of the text; `names` are those that are known.

    The names in `listed` must never stand anywhere: they are found in capitals and small letters alike.
    """
    plain, at = _plain(text)
    found = {
        (kind, at[start], at[end - 1] + 1)
        for kind, spans in (
            (NHS_NUMBER, [*_nhs_numbers(plain), *(one.span(1) for one in LABELLED.finditer(plain))]),
            (BIRTH, [one.span(1) for search in (BEFORE, AFTER, BESIDE) for one in search.finditer(plain)]),
            (POSTCODE, _postcodes(plain)),
            (NAME, _names(plain, names)),
            (LISTED, _listed(plain, listed)),
        )
        for start, end in spans
    }
    ordered = sorted(found, key=lambda one: (one[1], one[2], one[0]))
    return [Place(kind, start, end, text[start:end], text.count("\n", 0, start) + 1) for kind, start, end in ordered]


def is_nhs_number(digits: str) -> bool:
    """Tell whether ten digits end with the check digit of an NHS number (modulus 11)."""
    rest = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return len(digits) == DIGITS and rest != DIGITS and rest % 11 == int(digits[9])


def _plain(text: str) -> tuple[str, list[int]]:
    """Give the text as a reader sees it, and the place in the text of each of its letters.

    What cannot be seen is left out, and every kind of space, dash and digit becomes the common one.
    """
    if text.isascii():
        return PLAIN_SPACES.sub(" ", text), list(range(len(text)))
    kept: list[str] = []
    at: list[int] = []
    for place, given in enumerate(text):
        kind = unicodedata.category(given)
        if kind in {"Cf", "Mn"}:
            continue
        said = (
            " "
            if given.isspace()
            else "-"
            if kind == "Pd" or given == "\u2212"
            else unicodedata.normalize("NFKC", given)
        )
        for letter in said:
            kept.append(str(unicodedata.digit(letter)) if unicodedata.category(letter) == "Nd" else letter)
            at.append(place)
    return "".join(kept), at


def _nhs_numbers(plain: str) -> Iterator[tuple[int, int]]:
    """Give the runs of whole groups of digits that are ten together and end with the right check digit."""
    for run in GROUPS.finditer(plain):
        groups = [one.span() for one in GROUP.finditer(plain, *run.span())]
        for first in range(len(groups)):
            digits = ""
            for start, end in groups[first:]:
                digits += plain[start:end]
                if len(digits) >= DIGITS:
                    break
            else:
                break
            if len(digits) == DIGITS and is_nhs_number(digits):
                yield groups[first][0], end


def _postcodes(plain: str) -> Iterator[tuple[int, int]]:
    """Give the postcodes; "B1 2nd" is the second of something."""
    return (one.span() for one in CODE.finditer(plain) if not ORDINAL.fullmatch(one[1]))


def _names(plain: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Give where a known name of two words or more stands as it is written."""
    for name in names:
        words = _words_of(name, " ")
        if len(words) > 1 and words[0] in plain:
            said = " +".join(re.escape(word) for word in words)
            yield from (one.span() for one in re.finditer(rf"(?<!\w){said}(?!\w)", plain))


def _listed(plain: str, listed: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Give where a listed name stands, be it one word, broken over lines, or written with hyphens."""
    folded = plain.casefold()
    for name in listed:
        words = _words_of(name, " -")
        if words and words[0].casefold() in folded:
            said = r"[ \-]+".join(re.escape(word) for word in words)
            yield from (one.span() for one in re.finditer(rf"(?<!\w){said}(?!\w)", plain, re.IGNORECASE))


@lru_cache(maxsize=4096)
def _words_of(name: str, between: str) -> tuple[str, ...]:
    """Part a name into its words; the same names are looked for in thousands of texts."""
    return tuple(word for word in re.split(f"[{between}]+", _plain(name)[0]) if word)
