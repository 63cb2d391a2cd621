"""What a paper holds: sentences, numbers and tables, whatever it is drawn on; and the same as JSON, for a snapshot."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.trail import canonical
from tracker.words import Edition, ReportKind

Cell = str | int | date | None
MOST_ON_A_PAGE = 7
WHOLE, LONGEST = 100, 16
# By so many letters is a word of a head wider, which is bold, and keeps its distance above numbers.
BOLD = 2
# Of the width of a page: an average letter at 8 points upright, and at 7 points on its side.
LETTER, WIDE_LETTER = 1.5 / 182, 1.4 / 269
WORD = re.compile(r"[^\s/-]+[/-]?|[/-]")


@dataclass(frozen=True)
class Number:
    """A number with its name; `figure` is its name in `tracker figures`, `change` that since the last meeting."""

    name: str
    value: int
    figure: str = ""
    of: int | None = None
    change: int | None = None


@dataclass(frozen=True)
class Grid:
    """A table; `none` says in a sentence what it means that there is no row, `rest` how many more there are."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    none: str
    rest: int = 0

    @property
    def is_wide(self) -> bool:
        """Tell whether it needs a page turned on its side."""
        return len(self.heads) > MOST_ON_A_PAGE

    @property
    def counted(self) -> list[bool]:
        """Tell of each column whether numbers stand in it."""
        return [any(isinstance(cell, int) for cell in column) for column in zip(*self.rows, strict=True)]

    @property
    def widths(self) -> list[int]:
        """Share the width of a page among the columns, in hundredths: room for the longest word, the rest by text."""
        columns = [[str(cell) for cell in column] for column in zip(self.heads, *self.rows, strict=True)]
        a_letter = (WIDE_LETTER if self.is_wide else LETTER) * WHOLE
        least = [a_letter * (1 + min(LONGEST, _longest_word(*column))) for column in columns]
        wanted = [sum(map(len, column)) for column in columns]
        left, fits = max(0, WHOLE - sum(least)), min(1, WHOLE / sum(least))
        return [int(fits * one + left * each / sum(wanted)) for one, each in zip(least, wanted, strict=True)]


def _longest_word(head: str, *cells: str) -> int:
    """Count the letters that stay together: a line may break at a space, after a hyphen and after a stroke."""
    return max(BOLD + _longest(head), *map(_longest, cells))


def _longest(cell: str) -> int:
    return max(map(len, WORD.findall(cell)), default=0)


@dataclass(frozen=True)
class Section:
    """A part of a paper under its heading."""

    heading: str
    said: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    grids: tuple[Grid, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Tell whether it needs pages turned on their side; its heading turns with its tables."""
        return any(each.is_wide and each.rows for each in self.grids)


@dataclass(frozen=True)
class Report:
    """A paper: what it is, for whom, as at which day, one sentence that could be read aloud, and its parts."""

    kind: ReportKind
    edition: Edition
    as_at: date
    lead: str
    sections: tuple[Section, ...]
    key: tuple[str, ...]
    illustrative: bool

    @property
    def title(self) -> str:
        """Name it as its heading does."""
        return f"{self.kind.value.capitalize()}"

    @property
    def turned(self) -> list[bool]:
        """Tell of its beginning, and then of each part, whether its pages turn: what has no table goes with the next.

        So no page holds a heading alone before the paper turns.
        """
        turned: list[bool] = []
        for each in reversed(self.sections):
            goes_along = bool(turned) and turned[-1] and not any(grid.rows for grid in each.grids)
            turned.append(each.is_wide or goes_along)
        turned.append(bool(turned) and turned[-1])
        return turned[::-1]

    @property
    def figures(self) -> dict[str, int]:
        """Give the numbers that `tracker figures` tells too, by their names there."""
        return {each.figure: each.value for section in self.sections for each in section.numbers if each.figure}


def to_json(report: Report) -> dict[str, Any]:
    """Give a paper as what JSON holds: days as words, in the order in which they stand."""
    return {
        "kind": report.kind.value,
        "edition": report.edition.value,
        "as_at": report.as_at.isoformat(),
        "lead": report.lead,
        "sections": [_section(each) for each in report.sections],
        "key": list(report.key),
        "illustrative": report.illustrative,
    }


def _section(each: Section) -> dict[str, Any]:
    return {
        "heading": each.heading,
        "said": list(each.said),
        "numbers": [dict(vars(number)) for number in each.numbers],
        "grids": [
            {**vars(grid), "heads": list(grid.heads), "rows": [[_told(cell) for cell in row] for row in grid.rows]}
            for grid in each.grids
        ],
    }


def _told(cell: Cell) -> Any:
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def from_json(told: dict[str, Any]) -> Report:
    """Make out a paper from its JSON."""
    return Report(
        kind=ReportKind(told["kind"]),
        edition=Edition(told["edition"]),
        as_at=date.fromisoformat(told["as_at"]),
        lead=told["lead"],
        sections=tuple(_read_section(each) for each in told["sections"]),
        key=tuple(told["key"]),
        illustrative=told["illustrative"],
    )


def _read_section(told: dict[str, Any]) -> Section:
    return Section(
        heading=told["heading"],
        said=tuple(told["said"]),
        numbers=tuple(Number(**each) for each in told["numbers"]),
        grids=tuple(_read_grid(each) for each in told["grids"]),
    )


def _read_grid(told: dict[str, Any]) -> Grid:
    rows = tuple(tuple(_read_cell(cell) for cell in row) for row in told["rows"])
    return Grid(**{**told, "heads": tuple(told["heads"]), "rows": rows})


def _read_cell(told: Any) -> Cell:
    return date.fromisoformat(told["day"]) if isinstance(told, dict) else told


def differences(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """Name every place in which two JSON values differ, each with what stands in the one and in the other."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            yield from differences(one.get(name), other.get(name), f"{at}.{name}" if at else name)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (left, right) in enumerate(zip(one, other, strict=True), start=1):
            yield from differences(left, right, f"{at}[{place}]")
    elif one != other:
        yield f"{at}: {_shortly(one)}, but derived is {_shortly(other)}"


def _shortly(value: Any) -> str:
    if isinstance(value, list):
        return f"{len(value)} rows"
    return json.dumps(value, ensure_ascii=False)[:120]


def as_bytes(told: dict[str, Any]) -> bytes:
    """Write JSON in the one way in which the trail writes it."""
    return canonical(told).encode()
