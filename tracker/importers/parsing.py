"""Workbook bytes in, sheets of cells out. Runs only in the limited child process: openpyxl trusts what it reads."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet._reader import WorkSheetParser

from tracker.errors import InputError
from tracker.importers import limits
from tracker.importers.cells import Found, read_cell
from tracker.importers.layout import read_layout
from tracker.importers.opening import DAMAGED
from tracker.importers.sheets import Row, Sheet


class _Reader(ExcelReader):  # type: ignore[misc]
    """openpyxl's reader without its read-only sheets, which walk through a whole sheet only to learn its size."""

    parts: list[tuple[str, str, str]]

    def read_worksheets(self) -> None:
        """Note name, state and part of each sheet; charts have no rows."""
        found = self.parser.find_sheets()
        self.parts = [(sheet.name, sheet.state, rel.target) for sheet, rel in found if "chartsheet" not in rel.Type]


def read_sheets(content: bytes) -> list[Sheet]:
    """Read all sheets, hidden ones too."""
    if not openpyxl.DEFUSEDXML or openpyxl.LXML:
        raise RuntimeError("openpyxl must parse with defusedxml")
    reader = _Reader(BytesIO(content), read_only=True, keep_links=False)
    reader.read()
    if len(reader.parts) > limits.SHEETS:
        raise InputError(f"This workbook has more than {limits.SHEETS} sheets. Keep the sheets that hold the plan.")
    budget = _Budget()
    return [_read_sheet(reader, part, budget) for part in reader.parts if part[2] in reader.valid_files]


class _Budget:
    """Counts characters over the whole workbook: shared text can be repeated in every cell at no cost to the file."""

    def __init__(self) -> None:
        self.left = limits.TOTAL_CHARACTERS

    def spend(self, characters: int) -> None:
        self.left -= characters
        if self.left < 0:
            raise InputError("This workbook holds more text than a plan can have. Keep the sheets that hold the plan.")


def _read_sheet(reader: Any, part: tuple[str, str, str], budget: _Budget) -> Sheet:
    name, state, path = part
    archive: zipfile.ZipFile = reader.archive
    with archive.open(path) as stream:
        layout = read_layout(stream)
    sheet = Sheet(
        name,
        merged=layout.merged,
        hidden=state != "visible",
        hidden_rows=layout.hidden_rows,
        hidden_columns=layout.hidden_columns,
        uses_1904_dates=reader.wb.epoch == MAC_EPOCH,
    )
    with archive.open(path) as stream:
        for row in _rows(reader.wb, stream, reader.shared_strings, sheet):
            budget.spend(sum(len(cell.text) for cell in row.cells.values()))
            sheet.rows.append(row)
    return sheet


def _rows(workbook: Any, stream: Any, strings: list[str], sheet: Sheet) -> Iterator[Row]:
    last_said = last_number = 0
    parser = WorkSheetParser(
        stream,
        strings,
        epoch=workbook.epoch,
        date_formats=workbook._date_formats,
        timedelta_formats=workbook._timedelta_formats,
    )
    for number, found in parser.parse():
        if number <= last_number:
            raise InputError(DAMAGED)
        last_number = number
        if number - last_said > limits.BLANK_ROWS:
            sheet.doubt(last_said + 1, None, f"{limits.BLANK_ROWS} blank rows follow; nothing after them was read.")
            return
        row = Row(number, _cells(workbook, found, sheet))
        if row.blank:
            continue
        if number > limits.ROWS:
            raise InputError(f"The sheet “{sheet.name}” has more than 20,000 rows. Keep the rows of the plan only.")
        last_said = number
        yield row


def _cells(workbook: Any, found: list[dict[str, Any]], sheet: Sheet) -> dict[int, Any]:
    cells = {}
    for each in found:
        if each["value"] is None or each["value"] == "":
            continue
        row, column = each["row"], each["column"]
        place = f"{get_column_letter(column)}{row}"
        if column > limits.COLUMNS:
            raise InputError(f"The sheet “{sheet.name}” has more than {limits.COLUMNS} columns (see {place}).")
        written = Found(each["value"], each["data_type"], _format(workbook, each["style_id"]), place)
        cell, problems = read_cell(written, sheet.name)
        for message in problems:
            sheet.doubt(row, column, message)
        if cell.text.strip() or cell.unread:
            cells[column] = cell
    return cells


def _format(workbook: Any, style: int) -> str:
    number = workbook._cell_styles[style].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(number, "General"))
    return str(workbook._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])
