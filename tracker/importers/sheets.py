"""A sheet as it stands in the workbook: cells with the words that a person sees in them."""

from dataclasses import dataclass, field
from datetime import date

from openpyxl.utils import get_column_letter

from tracker.importers.rows import Problem


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not blank: its words, and its date or number where it holds one.

    `month_only` tells that a date cell shows no day; `unread` that the cell held a formula or an error.
    """

    text: str
    day: date | None = None
    number: float | None = None
    month_only: bool = False
    unread: bool = False


BLANK = Cell("")


@dataclass(slots=True)
class Row:
    """A row that has at least one cell."""

    number: int
    cells: dict[int, Cell]

    def at(self, column: int | None) -> Cell:
        """Give the cell of that column, blank when there is none."""
        return self.cells.get(column, BLANK) if column else BLANK

    @property
    def blank(self) -> bool:
        """Whether no cell of the row says anything."""
        return not any(cell.text.strip() or cell.unread for cell in self.cells.values())

    @property
    def words(self) -> str:
        """All that the row says, left to right."""
        said = (self.cells[column].text.strip() for column in sorted(self.cells))
        return " | ".join(words for words in said if words)


@dataclass(slots=True)
class Sheet:
    """A sheet: its rows in order, merged cells as (row, first column) → last column, problems met in cells."""

    name: str
    rows: list[Row] = field(default_factory=list)
    merged: dict[tuple[int, int], int] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    uses_1904_dates: bool = False
    problems: list[Problem] = field(default_factory=list)

    def place(self, row: int, column: int | None = None) -> str:
        """Name a row ("Tracker!7") or a cell ("Tracker!C7") of this sheet."""
        letter = get_column_letter(column) if column else ""
        return f"{self.name}!{letter}{row}"

    @staticmethod
    def column(number: int) -> str:
        """Give the letter of a column."""
        return str(get_column_letter(number))

    def doubt(self, row: int, column: int | None, message: str) -> None:
        """Note a problem at a row or cell."""
        self.problems.append(Problem(where=self.place(row, column), message=message))

    def merged_width(self, row: int, column: int) -> int:
        """Over how many columns the cell stretches."""
        return self.merged.get((row, column), column) - column + 1
