"""What is merged and hidden on a sheet; read by itself, because it stands after the rows."""

from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from openpyxl.utils.cell import range_boundaries

from tracker.errors import InputError
from tracker.importers import limits

CHUNK = 1024 * 1024
MERGES = 50_000
TRUE = {"1", "true"}


@dataclass
class Layout:
    """Merged cells as (row, first column) → last column, and hidden rows and columns within the limits."""

    merged: dict[tuple[int, int], int] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


def read_layout(stream: IO[bytes]) -> Layout:
    """Read the layout of a sheet's part."""
    layout = Layout()
    starts = {"row": _note_row, "col": _note_columns, "mergeCell": _note_merge}

    def start(name: str, attributes: dict[str, str]) -> None:
        if note := starts.get(name.rpartition(":")[2]):
            note(layout, attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return layout


def _note_row(layout: Layout, attributes: dict[str, str]) -> None:
    if attributes.get("hidden") in TRUE and "r" in attributes and int(attributes["r"]) <= limits.ROWS:
        layout.hidden_rows.append(int(attributes["r"]))


def _note_columns(layout: Layout, attributes: dict[str, str]) -> None:
    if attributes.get("hidden") in TRUE:
        last = min(int(attributes["max"]), limits.COLUMNS)
        layout.hidden_columns.extend(range(int(attributes["min"]), last + 1))


def _note_merge(layout: Layout, attributes: dict[str, str]) -> None:
    first_column, first_row, last_column, _ = range_boundaries(attributes["ref"])
    if len(layout.merged) >= MERGES:
        raise InputError(
            "This workbook holds more merged cells than a plan can have. Copy the plan into a new workbook."
        )
    layout.merged[first_row, first_column] = last_column
