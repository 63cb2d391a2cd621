"""What the rows above the headings say about the file: its version, and the day as at which it was written."""

import re
from dataclasses import dataclass
from datetime import date

from tracker.importers.cells import folded
from tracker.importers.date_forms import NoSuchDayError, day_of, read_form, year_of
from tracker.importers.rows import DuePrecision

VERSION = re.compile(r"\b(?:version|ver|v)\.?\s*(?:no\.?\s*)?(?P<version>\d+(?:\.\d+)*)\b")
DIGITS = re.compile(r"(?<![\d./-])(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d{4}|\d\d)(?![\d./-])")
WRITTEN = re.compile(
    r"(?<![\w./-])(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d"
    r"|\d{1,2}(?:st|nd|rd|th)?(?: of)? [a-z]{3,9},? \d{4})(?![\w/-])"
)


@dataclass(frozen=True)
class Edition:
    """Version and as-at day of a file, as far as they are stated."""

    version: str | None = None
    as_at: date | None = None


def read_edition(lines: list[str]) -> Edition:
    """Read version and day from the title rows; a day counts beside a version, "as at" or "updated"."""
    version = as_at = None
    for line in map(folded, lines):
        found = VERSION.search(line)
        if found and version is None:
            version = found["version"]
        if as_at is None and (found or re.search(r"\b(?:as at|updated?|dated?|position at|correct at)\b", line)):
            as_at = _day(line[found.end() :] if found else line) or _day(line)
    return Edition(version, as_at)


def _day(line: str) -> date | None:
    try:
        if written := WRITTEN.search(line):
            form = read_form(written[0], None)
            return form.iso if form and form.precision is DuePrecision.DAY else None
        if digits := DIGITS.search(line):
            return day_of(year_of(digits["year"]), int(digits["month"]), int(digits["day"]))
    except NoSuchDayError:
        return None
    return None
