"""Recommendations pasted from a sheet: rows with tabs between the cells, or quoted cells that hold line breaks."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.commands.recommendations import RecommendationDraft
from tracker.errors import InputError
from tracker.importers.dates import read_due
from tracker.importers.rows import DuePrecision

HEADINGS = frozenset({"ref", "ref.", "reference", "no", "no.", "number", "recommendation no"})
MOST_ROWS, MOST_CELLS = 500, 4
LONGEST_REFERENCE = 60


@dataclass(frozen=True)
class Row:
    """A pasted row: its number, and its cells as they were written."""

    number: int
    reference: str
    wording: str
    addressed: str = ""
    deadline: str = ""
    more: int = 0

    @property
    def deadline_on(self) -> date | None:
        """The day that the deadline names; None when it names none, or no single day."""
        if not self.deadline:
            return None
        read = read_due(self.deadline)
        return read.iso if read.precision == DuePrecision.DAY else None

    def in_words(self) -> str:
        """Say what was understood."""
        addressed = f" Addressed to {self.addressed}." if self.addressed else ""
        by = f" Deadline {self.deadline_on:%-d %B %Y}." if self.deadline_on else ""
        kept = f" Deadline as written: {self.deadline}." if self.deadline and not self.deadline_on else ""
        return f"Recommendation {self.reference}: “{self.wording}”{addressed}{by}{kept}"

    def draft(self) -> RecommendationDraft:
        """Give the recommendation that the row asks to record."""
        return RecommendationDraft(
            self.reference,
            self.wording,
            addressed_as_written=self.addressed,
            deadline_as_written=self.deadline,
            deadline_on=self.deadline_on,
        )


def read(text: str) -> list[Row]:
    """Read pasted rows; empty ones and a row of headings are left out, and keep their numbers."""
    found = []
    for number, cells in enumerate(_cells(text), 1):
        told = [" ".join(cell.split()) for cell in cells]
        if not any(told) or told[0].lower() in HEADINGS:
            continue
        reference, wording, addressed, deadline = (told + [""] * MOST_CELLS)[:MOST_CELLS]
        more = sum(bool(cell) for cell in told[MOST_CELLS:])
        found.append(Row(number, reference, wording, addressed, deadline, more))
    return found


def _cells(text: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as error:
        raise InputError(
            "These rows cannot be read. Copy them again, without quotation marks.", field="rows"
        ) from error
    if len(rows) > MOST_ROWS:
        raise InputError(f"Paste {MOST_ROWS} rows or fewer at once.", field="rows")
    return rows


def told_wrong(rows: Sequence[Row], *, known: Collection[str]) -> dict[int, str]:
    """Say of each row that cannot be recorded what is wrong with it."""
    times = Counter(row.reference for row in rows)
    told = {row.number: _wrong(row, known, times[row.reference]) for row in rows}
    return {number: sentence for number, sentence in told.items() if sentence}


def _wrong(row: Row, known: Collection[str], times: int) -> str:
    if row.more:
        return "It has more than four cells. Paste reference, wording, addressee and deadline only."
    if not row.reference or len(row.reference) > LONGEST_REFERENCE:
        return f"The first cell is the reference, of at most {LONGEST_REFERENCE} characters."
    if not row.wording:
        return "The second cell is the wording, and it is empty. Put a tab between reference and wording."
    if row.reference in known:
        return f"The review has a recommendation {row.reference} already."
    return f"The reference {row.reference} stands in {times} rows." if times > 1 else ""
