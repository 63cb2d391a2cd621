"""What a paper holds goes into JSON and comes back the same; workbooks hold text as text, and days as days."""

import io
from datetime import date

import openpyxl
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.exporters import paper
from tracker.exporters.stamp import Stamp
from tracker.exporters.workbook import LONGEST_CELL, readable, workbook
from tracker.reports.content import Grid, Number, Report, Section, as_bytes, differences, from_json, to_json
from tracker.words import Edition, ReportKind

DAY = date(2026, 11, 22)
STAMP = Stamp(Edition.BOARD, DAY, 7, "ab" * 32)
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
CELLS = st.one_of(TEXT, st.integers(-(10**9), 10**9), st.dates(), st.none())


@st.composite
def grids(draw):
    heads = draw(st.lists(TEXT, min_size=1, max_size=4))
    rows = draw(st.lists(st.tuples(*[CELLS] * len(heads)), max_size=4))
    return Grid(draw(TEXT), tuple(heads), tuple(rows), draw(TEXT), draw(st.integers(0, 9)))


NUMBERS = st.builds(Number, TEXT, st.integers(0, 999), TEXT, st.none() | st.integers(0, 999), st.none() | st.integers())
TUPLE = lambda of: st.lists(of, max_size=3).map(tuple)  # noqa: E731
SECTIONS = st.builds(Section, TEXT, TUPLE(TEXT), TUPLE(NUMBERS), TUPLE(grids()))
REPORTS = st.builds(
    Report,
    st.sampled_from(ReportKind),
    st.sampled_from(Edition),
    st.dates(),
    TEXT,
    TUPLE(SECTIONS),
    TUPLE(TEXT),
    st.booleans(),
)


def a_report(*cells, heads=("One",)):
    grid = Grid("Rows", heads, tuple((cell,) for cell in cells), "None.")
    return Report(ReportKind.PLAN, Edition.BOARD, DAY, "Lead.", (Section("All", grids=(grid,)),), ("Key.",), False)


@given(REPORTS)
def test_a_paper_comes_back_from_json_as_it_was(report):
    told = to_json(report)
    assert from_json(told) == report
    assert as_bytes(told) == as_bytes(to_json(from_json(told)))


@given(REPORTS, REPORTS)
def test_two_papers_have_no_differences_just_when_they_are_the_same(one, other):
    assert list(differences(to_json(one), to_json(one))) == []
    assert (list(differences(to_json(one), to_json(other))) == []) == (one == other)


def test_a_difference_names_its_place_and_both_values():
    one, other = to_json(a_report("first", "second")), to_json(a_report("first", "changed"))
    assert list(differences(one, other)) == ['sections[1].grids[1].rows[2][1]: "second", but derived is "changed"']


def cells_of(report):
    book = openpyxl.load_workbook(io.BytesIO(workbook(report, STAMP)))
    sheet = book["Rows"]
    return [(row[0].value, row[0].data_type) for row in sheet.iter_rows(min_row=4)]


HOSTILE = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\uff1d1",
    "=cmd|'/c calc'!A0",
    "https://evil.example",
    "0012",
    "1e3",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula_a_link_or_a_number(text):
    assert cells_of(a_report(text)) == [(text, "s")]


def test_days_and_numbers_are_what_they_are():
    (day, kind), (number, counted) = cells_of(a_report(DAY, 12))
    assert (day.date(), kind, number, counted) == (DAY, "d", 12, "n")


def test_what_no_workbook_can_hold_is_written_out_and_nothing_is_cut_unsaid():
    assert readable("a\x00b\ufffe") == "a\\u0000b\\ufffe"
    long = readable("x" * (LONGEST_CELL + 1))
    assert len(long) == LONGEST_CELL
    assert long.endswith("a cell of a workbook holds no more]")
    assert readable("x" * LONGEST_CELL) == "x" * LONGEST_CELL


def test_tables_of_the_same_name_and_with_hostile_names_have_sheets_of_their_own():
    grid = Grid("A [very]: long/name? of *a* table that goes on", ("One",), (), "None.")
    report = Report(
        ReportKind.PLAN, Edition.BOARD, DAY, "Lead.", (Section("All", grids=(grid, grid, grid)),), (), False
    )
    names = openpyxl.load_workbook(io.BytesIO(workbook(report, STAMP))).sheetnames
    assert len(set(names)) == 4
    assert all(len(name) <= 31 for name in names)


def test_the_same_paper_gives_the_same_bytes():
    assert workbook(a_report("x", DAY), STAMP) == workbook(a_report("x", DAY), STAMP)


def test_a_heading_turns_with_its_wide_table_and_one_of_numbers_stands_above_them():
    wide = Grid("Red", tuple("ABCDEFGH"), ((*"abcdefg", 1),), "None.")
    narrow = Grid("Then", ("What", "Now"), (("Red", None), ("Amber", 2)), "None.")
    said = Section("Quiet", grids=(Grid("None of them", wide.heads, (), "Nobody."),))
    parts = (Section("What is red", grids=(wide,)), Section("Then and now", grids=(narrow,)), said)
    made = Report(ReportKind.EXCEPTIONS, Edition.BOARD, DAY, "Said.", parts, (), illustrative=False)
    pages = pypdf.PdfReader(io.BytesIO(paper.pdf(made, STAMP))).pages
    assert [float(page.mediabox.width) > float(page.mediabox.height) for page in pages] == [True, False]
    words = [page.extract_text() for page in pages]
    assert "Said." in words[0] and "What is red" in words[0]
    assert "Then and now" not in words[0] and "Then and now" in words[1] and "Quiet" in words[1]
    markup = paper.body(made, STAMP)
    assert '<th scope="col" class="number">H</th>' in markup and '<th scope="col">G</th>' in markup
    assert '<th scope="col" class="number">Now</th>' in markup and '<th scope="col">What</th>' in markup


WORDS = st.lists(st.text("abcdefg", min_size=1, max_size=12), min_size=1, max_size=30).map(" ".join)


@given(st.integers(2, 6).flatmap(lambda n: st.lists(st.tuples(*[WORDS] * n), min_size=2, max_size=8)))
def test_columns_share_one_page_and_each_has_room_for_its_longest_word_where_all_have(rows):
    grid = Grid("Table", rows[0], tuple(rows[1:]), "None.")
    assert sum(grid.widths) <= 100 and min(grid.widths) >= 1
    longest = [max(len(word) for cell in column for word in cell.split()) for column in zip(*rows, strict=True)]
    if sum(longest) + 3 * len(longest) < 110:
        # A letter takes 1.5 of 182 millimetres; a hundredth less is what is left when parts are cut off.
        assert all(width + 1 >= 100 * 1.5 / 182 * room for width, room in zip(grid.widths, longest, strict=True))


def test_what_has_more_text_gets_more_of_what_is_left():
    rows = (("A1", "Completed", "Word upon word of what it asked of everybody who works there " * 3),)
    reference, state, asked = Grid("Table", ("Which", "State", "Asked"), rows, "None.").widths
    assert reference < state < asked


def test_a_paper_turns_from_its_beginning_where_nothing_but_numbers_comes_before_a_wide_table():
    heads = tuple("abcdefgh")
    numbers, wide = Section("How many", numbers=(Number("Red", 2),)), Section("Red", grids=(_grid(heads),))
    narrow = Section("Overridden", grids=(_grid(heads[:3]),))
    assert _paper(numbers, wide, narrow).turned == [True, True, True, False]
    assert _paper(numbers, narrow, wide).turned == [False, False, False, True]
    assert _paper().turned == [False]


def _grid(heads):
    return Grid("Table", heads, (tuple("x" for _ in heads),), "None.")


def _paper(*sections):
    return Report(ReportKind.EXCEPTIONS, Edition.BOARD, date(2026, 11, 22), "Lead.", sections, (), illustrative=False)
