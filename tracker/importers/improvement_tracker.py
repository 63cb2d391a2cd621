"""The improvement tracker of a council: NOS, What?, Who?, When?, ...; actions stand below their recommendation."""

import re
from dataclasses import dataclass
from datetime import date

from tracker.errors import InputError
from tracker.importers import limits
from tracker.importers.action_rows import NumberedRow, read_action, read_ref
from tracker.importers.copied_sheets import Plan, join
from tracker.importers.headers import (
    TITLES,
    Header,
    field_of,
    find_header,
    header_problems,
    known_headings,
    listed,
    missing,
)
from tracker.importers.rows import LeftOut, Problem, Record
from tracker.importers.sheets import Row, Sheet
from tracker.importers.title_rows import Edition, read_edition

REF = re.compile(r"(?:[^\W\d_]{1,6}[\s.-]?)?\d+[^\W\d_]?(?:[./-]\d+[^\W\d_]?)*[.)]?")
NUMBERED = re.compile(
    r"(?:recommendation\s+)?(?P<ref>\d{1,3}(?:\.\d{1,3})*)[.):\s-]+(?P<text>.{30,})", re.IGNORECASE | re.DOTALL
)
MERGED_COLUMNS = 3


@dataclass
class _Recommendation:
    ref: str
    text: str
    row: Row
    answered: bool = False
    owned: bool = False


def read_plan(sheets: list[Sheet], published_on: date | None = None) -> Plan:
    """Read every sheet that holds the plan's headings."""
    found = [(sheet, find_header(sheet)) for sheet in sheets]
    headed = [(sheet, header) for sheet, header in found if header and not missing(header)]
    if not headed:
        _refuse([(sheet, header) for sheet, header in found if header])
    plan = Plan()
    for sheet, header in found:
        if header and not missing(header):
            own = Plan(edition=plan.edition)
            _SheetReading(sheet, header, published_on, own).read()
            join(plan, own, sheet.name)
        else:
            _skip(sheet, plan)
    if not plan.records:
        raise InputError("The headings are there, but there are 0 rows below them. Nothing was read.")
    plan.problems.extend(_repeated(plan.records))
    return plan


def _refuse(partly: list[tuple[Sheet, Header]]) -> None:
    if partly:
        sheet, header = partly[0]
        raise InputError(
            f"The sheet “{sheet.name}” has headings in row {header.row}, but the needed columns are missing: "
            f"{listed(missing(header))}. Add them, or name them so, and try again."
        )
    raise InputError(
        f"No row of headings was found. A plan needs the columns {listed(TITLES.values())}, in any order, in one row."
    )


def _skip(sheet: Sheet, plan: Plan) -> None:
    if sheet.hidden:
        message = "this sheet is hidden; it holds no plan and nothing was taken from it"
        plan.problems.append(Problem(where=sheet.name, message=message))
    elif sheet.rows:
        first = sheet.rows[0].words[: limits.LEFT_OUT_CHARACTERS]
        plan.left_out.append(LeftOut(where=sheet.name, text=first, why="a sheet without the headings of a plan"))


def _repeated(records: list[Record]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for record in records:
        if record.ref is None:
            continue
        if record.ref in seen:
            message = f"the reference {record.ref} stands at {seen[record.ref]} too; give each row its own"
            problems.append(Problem(where=record.where, message=message))
        seen.setdefault(record.ref, record.where)
    return problems


class _SheetReading:
    """Walks down one sheet, knowing the section and the recommendations above the row."""

    def __init__(self, sheet: Sheet, header: Header, published_on: date | None, plan: Plan) -> None:
        self.sheet, self.header, self.published_on, self.plan = sheet, header, published_on, plan
        self.section: str | None = None
        self.current: _Recommendation | None = None
        self.by_ref: dict[str, _Recommendation] = {}
        self.last_owners: list[str] = []

    def read(self) -> None:
        """Read the sheet into the plan."""
        above = [row for row in self.sheet.rows if row.number < self.header.row]
        if self.plan.edition == Edition():
            self.plan.edition = read_edition([row.words for row in above])
        for row in above:
            self._leave_out(row, "above the headings")
        for row in self.sheet.rows:
            if row.number > self.header.row:
                self._read_row(row)
        self._close_recommendation()
        self.plan.problems += [*self.sheet.problems, *header_problems(self.sheet, self.header), *self._hidden()]

    def _read_row(self, row: Row) -> None:
        ref, what = self._at(row, "ref"), self._at(row, "what")
        has_more = any(self._at(row, field) for field in self.header.columns if field not in {"ref", "what"})
        if field_of(what) == "what" and known_headings(row) >= len(self.header.columns) - 1:
            self._leave_out(row, "the headings again")
        elif REF.fullmatch(ref) or (ref and what and (has_more or len(ref) <= 12)):
            self._read_numbered(row, has_more)
        elif has_more and what:
            self.sheet.doubt(row.number, None, "this action has no reference; it was read without one")
            self._add_action(row, None, self.current)
        elif has_more:
            self.sheet.doubt(row.number, None, "this row has neither reference nor action; nothing was taken from it")
            self._leave_out(row, "neither reference nor action")
        else:
            self._leave_out_heading(row)

    def _read_numbered(self, row: Row, has_more: bool) -> None:
        ref = read_ref(self.sheet, row, self.header.columns["ref"])
        what = row.at(self.header.columns["what"])
        parent = self._parent(ref, has_more)
        width = self.sheet.merged_width(row.number, self.header.columns["what"])
        if has_more or (parent and width < MERGED_COLUMNS):
            if parent is None and not _stem(ref):
                self._add_owned_recommendation(row, ref)
            else:
                self._add_action(row, ref, parent)
        elif what.text.strip() or what.unread:
            self._open_recommendation(row, ref, what.text)
        else:
            self.sheet.doubt(row.number, None, f"the reference {ref} has no text; nothing was taken from this row")
            self._leave_out(row, "a reference without text")

    def _parent(self, ref: str, has_more: bool) -> _Recommendation | None:
        """Find the recommendation whose number the reference begins with ("2" of "2.1"), or the one above "a"."""
        stem = _stem(ref)
        while stem:
            if stem in self.by_ref:
                return self.by_ref[stem]
            stem = _stem(stem)
        above = self.current
        if _stem(ref) or above is None or above.owned or _shape(above.ref) == _shape(ref):
            return None
        return above if has_more or not any(sign.isdigit() for sign in ref) else None

    def _open_recommendation(self, row: Row, ref: str, text: str) -> None:
        self._close_recommendation()
        if not text.strip():
            self.sheet.doubt(row.number, None, f"the recommendation {ref} has no text")
        self.current = self.by_ref[_key(ref)] = _Recommendation(ref, text, row)

    def _add_owned_recommendation(self, row: Row, ref: str) -> None:
        """Add a recommendation with an owner or a date in its own row, as in plans of one level."""
        self._close_recommendation()
        text = row.at(self.header.columns["what"]).text
        if not text.strip():
            self.sheet.doubt(row.number, None, f"the recommendation {ref} has no text")
        self.current = self.by_ref[_key(ref)] = _Recommendation(ref, text, row, answered=True, owned=True)
        self._add(NumberedRow(row, ref, None, text, self.section), is_action=False)

    def _close_recommendation(self) -> None:
        """Make a recommendation under which no action stands a record by itself."""
        if self.current and not self.current.answered:
            self.current.answered = True
            above = self.current
            self._add(NumberedRow(above.row, above.ref, None, above.text, self.section), is_action=False)

    def _add_action(self, row: Row, ref: str | None, parent: _Recommendation | None) -> None:
        numbered = NumberedRow(row, ref, parent.ref if parent else None, parent.text if parent else "", self.section)
        if parent:
            parent.answered = True
        elif ref:
            self.sheet.doubt(row.number, None, f"there is no recommendation above for the action {ref}")
        if not self._at(row, "what"):
            self.sheet.doubt(row.number, None, f"the action {ref or ''} has no text".replace("  ", " "))
        self._add(numbered, is_action=True)

    def _add(self, numbered: NumberedRow, *, is_action: bool) -> None:
        read = read_action(self.sheet, self.header, numbered, self.published_on, self.last_owners)
        record = read.record if is_action else read.record.model_copy(update={"action": None})
        self.last_owners = record.owners
        self.plan.records.append(record)
        self.plan.left_out.extend(read.left_out)

    def _leave_out_heading(self, row: Row) -> None:
        columns = [column for column, cell in row.cells.items() if cell.text.strip()]
        if not columns:
            return
        words = row.at(columns[0]).text.strip()
        wide = len(columns) == 1 and self.sheet.merged_width(row.number, columns[0]) >= MERGED_COLUMNS
        numbered = NUMBERED.fullmatch(words) if wide and not words.isupper() else None
        if numbered:
            self._open_recommendation(row, numbered["ref"], numbered["text"])
        elif wide or (len(columns) == 1 and words.isupper() and len(words) > 3):
            self._close_recommendation()
            self.current, self.section = None, words
            self._leave_out(row, "a heading of a section")
        else:
            self._leave_out(row, "a note: no reference, owner, date or status")

    def _leave_out(self, row: Row, why: str) -> None:
        text = row.words[: limits.LEFT_OUT_CHARACTERS]
        if text:
            self.plan.left_out.append(LeftOut(where=self.sheet.place(row.number), text=text, why=why))

    def _at(self, row: Row, field: str) -> str:
        return row.at(self.header.columns.get(field)).text.strip()

    def _hidden(self) -> list[Problem]:
        name, said = self.sheet.name, []
        if self.sheet.hidden:
            said.append("this sheet is hidden; it was read")
        if rows := [str(row.number) for row in self.sheet.rows if row.number in set(self.sheet.hidden_rows)]:
            said.append(f"hidden rows were read: {', '.join(rows[:20])}{' and more' if len(rows) > 20 else ''}")
        used = {column for row in self.sheet.rows for column in row.cells}
        if columns := [self.sheet.column(column) for column in self.sheet.hidden_columns if column in used]:
            said.append(f"hidden columns were read: {', '.join(columns)}")
        return [Problem(where=name, message=message) for message in said]


def _key(ref: str) -> str:
    return ref.rstrip(".)").casefold()


def _stem(ref: str) -> str:
    """Give the reference without its last part: "2" of "2.1"; empty when it has only one part."""
    parts = re.split(r"[./-]", _key(ref))
    return _key(ref)[: -len(parts[-1]) - 1] if len(parts) > 1 else ""


def _shape(ref: str) -> str:
    """Tell of which signs a reference is made: "PA1" and "PA12" are alike, "1" and "a" are not."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", _key(ref)))
