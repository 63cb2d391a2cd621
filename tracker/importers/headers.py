"""Find the row of headings of an improvement tracker and say which column is which, by name and in any order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tracker.errors import InputError
from tracker.importers.cells import folded
from tracker.importers.rows import Problem
from tracker.importers.sheets import Row, Sheet

SEARCHED_ROWS = 60
KNOWN_AT_LEAST = 3
HEADING_CHARACTERS = 200
TITLES = {
    "ref": "NOS",
    "what": "What?",
    "who": "Who?",
    "how": "How?",
    "when": "When?",
    "success_measures": "Success measures",
    "status": "Current Status",
    "outcome": "Outcome",
}
NEEDED = ("ref", "what", "who", "when")
NAMES = {
    "ref": "nos|no|nr|number|numbers|ref|refs|reference|ref no|reference no|reference number|rec no|action no"
    "|action ref|item|item no|id|#|recommendation number",
    "what": "what|what will we do|what we will do|what needs to be done|what needs to happen"
    "|what are we going to do|action|actions|action required|actions required"
    "|recommendation and actions|recommendations and actions|recommendation action|recommendation and action|task",
    "who": "who|who by|by whom|who is responsible|who will do it|owner|owners|action owner|lead|leads|lead officer"
    "|lead agency|responsible|responsible officer|responsible person|person responsible|responsibility|accountable",
    "how": "how|how will we do it|how we will do it|how will this be done|how will we get there|steps|activity",
    "when": "when|by when|when by|due|due by|due date|date due|deadline|target date|timescale|timescales"
    "|completion date|target completion date|date for completion|to be completed by",
    "success_measures": "success measure|success measures|measure of success|measures of success|success criteria"
    "|how will we know|how will we know it has worked|measures",
    "status": "status|current status|status now|progress|current progress|progress status|rag|rag status|rag rating"
    "|brag|brag rating|rating|progress rag",
    "outcome": "outcome|outcomes|outcome and impact|outcomes and impact|impact|impact and outcome",
}
FIELDS = {name: field for field, names in NAMES.items() for name in names.split("|")}


@dataclass(frozen=True)
class Header:
    """The row of headings: which field stands in which column, and the headings that are not known."""

    row: int
    columns: dict[str, int]
    unknown: dict[int, str]


def find_header(sheet: Sheet) -> Header | None:
    """Find the first row with the most known headings; None when no row looks like headings."""
    best: Row | None = None
    for row in sheet.rows[:SEARCHED_ROWS]:
        if known_headings(row) > (known_headings(best) if best else KNOWN_AT_LEAST - 1):
            best = row
    return _header(sheet, best) if best else None


def known_headings(row: Row) -> int:
    """Count how many different fields the cells of a row name."""
    return len({field for cell in row.cells.values() if (field := field_of(cell.text))})


@lru_cache(maxsize=4096)
def field_of(heading: str) -> str | None:
    """Name the field that a heading names, if it is known."""
    if len(heading) > HEADING_CHARACTERS:
        return None
    words = re.sub(r"\([^)]*\)", " ", folded(heading)).replace("&", " and ")
    plain = " ".join(re.sub(r"[^\w\s#]", " ", words).split())
    return FIELDS.get(plain)


def missing(header: Header) -> list[str]:
    """Give the titles of the needed columns that are not there."""
    return [TITLES[field] for field in NEEDED if field not in header.columns]


def header_problems(sheet: Sheet, header: Header) -> list[Problem]:
    """List unknown columns that hold something, and a status column that is not there."""
    found = [
        Problem(
            where=sheet.place(header.row, column),
            message=f"the column “{name}” is not known and was not read; known are {listed(TITLES.values())}",
        )
        for column, name in header.unknown.items()
    ]
    if "status" not in header.columns:
        said = "there is no column “Current Status”; every status is read as not stated"
        found.append(Problem(where=sheet.place(header.row), message=said))
    return found


def listed(names: Iterable[str]) -> str:
    """List names as a person would list them."""
    return ", ".join(f"“{name}”" for name in names)


def _header(sheet: Sheet, row: Row) -> Header:
    columns: dict[str, int] = {}
    unknown = {}
    for column, cell in sorted(row.cells.items()):
        field = field_of(cell.text)
        if field is None:
            unknown[column] = " ".join(cell.text.split())[:60]
        elif field in columns:
            first = sheet.place(row.number, columns[field])
            raise InputError(
                f"The columns at {first} and {sheet.place(row.number, column)} both read as “{TITLES[field]}”. "
                "Rename or remove one of them, so that it is clear which one counts."
            )
        else:
            columns[field] = column
    return Header(row.number, columns, unknown)
