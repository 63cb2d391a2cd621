"""A paper as a workbook: every text a text, never a formula; every day a day."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from tracker.exporters.stamp import Stamp
from tracker.reports.content import Cell, Grid, Report, Section

LONGEST_CELL, LONGEST_NAME = 32_767, 31
NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
WIDE, NARROW = 60, 16
CUT = " [the whole text stands on the page: a cell of a workbook holds no more]"


def workbook(report: Report, stamp: Stamp) -> bytes:
    """Write a paper as a workbook: its numbers on the first sheet, each table on a sheet of its own."""
    kept = BytesIO()
    # No text is taken for a formula, a link or a number, whatever it begins with.
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(kept, safe) as book:
        # The same paper gives the same file.
        book.set_properties({"title": report.title, "comments": stamp.sentence, "created": datetime(2000, 1, 1)})  # noqa: DTZ001
        _Sheets(book, report, stamp).write()
    return kept.getvalue()


class _Sheets:
    def __init__(self, book: Any, report: Report, stamp: Stamp) -> None:
        self.book, self.report, self.stamp = book, report, stamp
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.day = book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"})
        self.number = book.add_format({"num_format": "#,##0", "valign": "top"})
        self.names: set[str] = set()

    def write(self) -> None:
        self._first()
        for section in self.report.sections:
            for grid in section.grids:
                self._grid(grid)

    def _first(self) -> None:
        sheet = self._sheet("Summary")
        lines: list[tuple[Cell, ...]] = [(self.report.title,), (self.stamp.sentence,)]
        if self.report.illustrative:
            lines.append(("Worked example: the plan is illustrative.",))
        lines += [(self.report.lead,), ()]
        for section in self.report.sections:
            lines += self._section(section)
        lines += [("How ratings are decided",), *((each,) for each in self.report.key)]
        for place, line in enumerate(lines):
            self._line(sheet, place, line)
        sheet.set_column(0, 0, WIDE)
        sheet.set_column(1, 3, NARROW)

    def _section(self, section: Section) -> list[tuple[Cell, ...]]:
        lines: list[tuple[Cell, ...]] = [(section.heading,), *((said,) for said in section.said)]
        if section.numbers:
            lines.append(("", "Number", "of", "Change since the last meeting"))
        lines += [(each.name, each.value, each.of, each.change) for each in section.numbers]
        return [*lines, ()]

    def _grid(self, grid: Grid) -> None:
        sheet = self._sheet(grid.caption)
        top: list[tuple[Cell, ...]] = [(grid.caption,), (self.stamp.sentence,)]
        if self.report.illustrative:
            top.append(("Worked example: the plan is illustrative.",))
        for place, line in enumerate([*top, grid.heads]):
            for column, cell in enumerate(line):
                self._cell(sheet, place, column, cell, self.bold)
        first = len(top) + 1
        for place, row in enumerate(grid.rows or ((grid.none,),)):
            self._line(sheet, first + place, row)
        if grid.rest > 0:
            self._line(sheet, first + len(grid.rows), (f"And {grid.rest:,} more.",))
        sheet.freeze_panes(first, 0)
        sheet.set_column(0, len(grid.heads) - 1, NARROW * 2)
        sheet.repeat_rows(first - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _line(self, sheet: Any, place: int, line: tuple[Cell, ...]) -> None:
        for column, cell in enumerate(line):
            self._cell(sheet, place, column, cell, self.text)

    def _cell(self, sheet: Any, place: int, column: int, cell: Cell, text: Any) -> None:
        if cell is None:
            return
        if isinstance(cell, date):
            sheet.write_datetime(place, column, datetime(cell.year, cell.month, cell.day), self.day)  # noqa: DTZ001
        elif isinstance(cell, int):
            sheet.write_number(place, column, cell, self.number)
        else:
            sheet.write_string(place, column, readable(cell), text)

    def _sheet(self, wanted: str) -> Any:
        name = base = wanted.translate(NOT_IN_A_NAME).strip("' ")[:LONGEST_NAME] or "Table"
        number = 2
        while name.casefold() in self.names:
            name = f"{base[: LONGEST_NAME - 3]} {number}"
            number += 1
        self.names.add(name.casefold())
        return self.book.add_worksheet(name)


def readable(text: str) -> str:
    """Write out characters that no workbook can hold, and say where a text is longer than a cell."""
    told = "".join(each if _is_allowed(each) else f"\\u{ord(each):04x}" for each in text)
    return told if len(told) <= LONGEST_CELL else told[: LONGEST_CELL - len(CUT)] + CUT


def _is_allowed(each: str) -> bool:
    code = ord(each)
    return each in "\t\n\r" or (0x20 <= code < 0xD800) or (0xE000 <= code < 0xFFFE) or code >= 0x10000
