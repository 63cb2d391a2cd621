"""One row of an improvement tracker: its cells read into a record."""

from dataclasses import dataclass, field
from datetime import date

from tracker.importers.cells import name_free_of_tricks
from tracker.importers.dates import is_far_off, read_due, read_due_day
from tracker.importers.headers import Header
from tracker.importers.owners import read_owners
from tracker.importers.rows import Due, LeftOut, Record
from tracker.importers.sheets import Cell, Row, Sheet
from tracker.importers.statuses import is_understood, read_status

DAYS_FROM_1900_TO_1904 = 1462


@dataclass(frozen=True)
class NumberedRow:
    """A row with its reference and the recommendation and section under which it stands."""

    row: Row
    ref: str | None
    parent_ref: str | None
    recommendation: str
    section: str | None


@dataclass
class ReadRow:
    """The record of a row, and words of it that went nowhere."""

    record: Record
    left_out: list[LeftOut] = field(default_factory=list)


def read_ref(sheet: Sheet, row: Row, column: int) -> str:
    """Give the reference as text; a decimal number may have lost a zero, and signs that turn text are removed."""
    cell = row.at(column)
    if cell.number is not None and "." in cell.text and cell.text == repr(cell.number):
        message = (
            f"the reference is the number {cell.text}; if it was written {cell.text}0, its zero is lost. "
            "Format the column as text and type it again"
        )
        sheet.doubt(row.number, column, message)
    if cell.day is not None:
        sheet.doubt(row.number, column, f"the reference has become the date {cell.text}; type it again as text")
    return name_free_of_tricks(cell.text).strip()


def read_action(
    sheet: Sheet, header: Header, numbered: NumberedRow, published_on: date | None, owners_above: list[str]
) -> ReadRow:
    """Read owner, date, status and the rest of a row, and note on the sheet what was not understood."""
    row = numbered.row

    def words(name: str) -> str | None:
        return row.at(header.columns.get(name)).text or None

    owners = read_owners(words("who") or "", owners_above)
    for doubt in owners.doubts:
        sheet.doubt(row.number, header.columns["who"], doubt)
    status = read_status(words("status") or "")
    if not is_understood(status):
        message = f"the status “{' '.join(status.raw.split())[:80]}” was not understood; read as not stated"
        sheet.doubt(row.number, header.columns["status"], message)
    record = Record(
        where=sheet.place(row.number),
        ref=numbered.ref,
        parent_ref=numbered.parent_ref,
        text=numbered.recommendation,
        action=words("what"),
        owners=owners.names,
        owners_raw=words("who"),
        due=_read_due(sheet, header, row, published_on),
        status=status,
        how=words("how"),
        success_measures=words("success_measures"),
        outcome=words("outcome"),
        section=numbered.section,
    )
    place = sheet.place(row.number, header.columns["who"])
    why = "two letters between two job titles, read as a person's initials"
    return ReadRow(record, [LeftOut(where=place, text=dropped, why=why) for dropped in owners.dropped])


def _read_due(sheet: Sheet, header: Header, row: Row, published_on: date | None) -> Due:
    column = header.columns["when"]
    cell = row.at(column)
    if cell.day is not None:
        due = read_due_day(cell.day, cell.text, month_only=cell.month_only)
    else:
        due = read_due(_serial_text(sheet, cell), published_on=published_on)
        due = due.model_copy(update={"raw": cell.text or None})
    for doubt in (due.doubt, is_far_off(due, published_on)):
        if doubt:
            sheet.doubt(row.number, column, doubt)
    return due


def _serial_text(sheet: Sheet, cell: Cell) -> str:
    """Give the words of the cell; a bare number counts its days from 1904 in workbooks that say so."""
    if cell.number is None or not sheet.uses_1904_dates or cell.number % 1:
        return cell.text
    return str(int(cell.number) + DAYS_FROM_1900_TO_1904)
