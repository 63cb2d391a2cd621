"""Workbooks built for the tests: a tracker in our own words, and files that mean harm."""

import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADINGS = [
    "NOS",
    "What?",
    "Who?",
    "How?",
    "When?",
    "Success measures ",
    "Current Status",
    "Outcome \N{EN DASH} (report for Q1, Q2)",
]
FIRST_ASK = "Check every plan for a named lead."
SECOND_ASK = "Agree with partners when a concern is passed on."

SLIPPED = "Slipped \N{EN DASH} begun again"
BY_Q3 = "Q3 \N{EN DASH} 80%"


def bytes_of(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_with(rows: Iterable[list[Any]], *, merge: Iterable[str] = (), title: str = "Plan") -> Workbook:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for span in merge:
        sheet.merge_cells(span)
    return book


def tracker_rows() -> list[list[Any]]:
    return [
        ["Our improvement tracker"],
        ["Version 4.2 as at 3 May 2021"],
        [],
        HEADINGS,
        ["PLANS AND LEADS"],
        ["1", FIRST_ASK],
        ["1.1", "List plans without a lead", "Head of Audit/ QX Head of Plans", None, "Nov 2021", "All have one",
         "COMPLETED the list is kept weekly."],
        ["1.2", "Name the leads ", "Plans team\nHousing", "By letter", "9.12.2021", None, SLIPPED],
        ["1.3", "Report on leads", "Analysts ", None, "Phase 1 completed \nPhase 2 Mar 2022", None, None, BY_Q3],
        [],
        ["2", SECOND_ASK],
        ["2.1", "Write one page", "Manager / Police/ICB", None, "31 March 2022 (was 31/01/2022)", None, "Amber"],
        ["2.2", "Talk about it", "tbc", None, "TBC", None, "Not started"],
        ["3", "Hear children before each meeting."],
        [],
        ["* A note below the table."],
    ]  # fmt: skip


def tracker_book() -> Workbook:
    return book_with(tracker_rows(), merge=["A5:H5", "B6:H6", "B11:H11", "B14:H14"])


def plain_plan(*rows: list[Any]) -> bytes:
    return bytes_of(book_with([HEADINGS, ["1", FIRST_ASK], *rows]))


def saved(folder: Path, content: bytes, name: str = "plan.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    return zipped([*members(bytes_of(tracker_book())).items(), (name, content)])


def with_changed(name: str, change: Callable[[bytes], bytes], content: bytes | None = None) -> bytes:
    parts = members(content or bytes_of(tracker_book()))
    parts[name] = change(parts[name])
    return zipped(parts.items())
