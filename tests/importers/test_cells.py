"""What stands in a cell is read as a person sees it, and what cannot be read is named with its place."""

from datetime import date

import pytest
from openpyxl.utils.datetime import MAC_EPOCH

from tests.importers.workbooks import HEADINGS, book_with, bytes_of, members, plain_plan, with_changed
from tracker.errors import InputError
from tracker.importers.improvement_tracker import Plan, read_plan
from tracker.importers.parsing import read_sheets


def plan_of(content: bytes) -> Plan:
    return read_plan(read_sheets(content))


def told(plan: Plan) -> list[tuple[str, str]]:
    return [(problem.where, problem.message) for problem in plan.problems]


def rewritten(old: str, new: str, content: bytes) -> bytes:
    """Write signs that openpyxl itself refuses to write."""
    part = next(name for name, held in members(content).items() if old.encode() in held and name.startswith("xl/"))
    return with_changed(part, lambda held: held.replace(old.encode(), new.encode()), content)


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("https://example.org")', "=cmd|'/c calc'!A0", "=SUM(A1:A2)"])
def test_a_formula_is_named_and_its_cell_is_blank(formula):
    plan = plan_of(plain_plan(["1.1", "Do", formula, None, "May 2021"]))
    assert told(plan) == [("Plan!C3", "formula in C3; paste values")]
    assert (plan.records[0].owners, plan.records[0].due.iso.isoformat()) == ([], "2021-05-31")


def test_a_formula_as_action_keeps_the_rest_of_the_row():
    plan = plan_of(plain_plan(["1.1", "=A1", "Police"]))
    assert plan.records[0].action is None
    assert told(plan)[0] == ("Plan!B3", "formula in B3; paste values")


@pytest.mark.parametrize("words", ["@SUM(1)", "+1", "-2+3", "\t=1", "'=1"])
def test_text_that_looks_like_a_formula_stays_text(words):
    plan = plan_of(plain_plan(["1.1", words, "Police"]))
    assert (plan.records[0].action, told(plan)) == (words, [])


def test_an_error_value_is_named_and_its_cell_is_blank():
    plan = plan_of(plain_plan(["1.1", "Do", "#REF!", None, "#N/A"]))
    assert [where for where, _ in told(plan)] == ["Plan!C3", "Plan!E3"]
    assert "error value #REF! in C3" in told(plan)[0][1]
    assert (plan.records[0].owners, plan.records[0].due.raw) == ([], None)


def test_yes_or_no_and_percentages_become_text_with_a_problem():
    book = book_with([HEADINGS, ["1", "Ask"], ["1.1", "Do", "Police", True, None, 0.835]])
    book.active["F3"].number_format = "0.0%"
    plan = plan_of(bytes_of(book))
    assert (plan.records[0].how, plan.records[0].success_measures) == ("TRUE", "83.5%")
    assert [where for where, _ in told(plan)] == ["Plan!D3", "Plan!F3"]


def test_a_decimal_reference_may_have_lost_its_zero():
    plan = plan_of(plain_plan([1.1, "Do", "Police"]))
    assert plan.records[0].ref == "1.1"
    assert "if it was written 1.10, its zero is lost" in told(plan)[0][1]


def test_a_reference_is_read_as_its_format_shows_it():
    book = book_with([HEADINGS, [1, "Ask"], [1.1, "Do", "Police"], [7, "Other", "Police"]])
    book.active["A3"].number_format = "0.00"
    book.active["A4"].number_format = "000"
    plan = plan_of(bytes_of(book))
    assert ([record.ref for record in plan.records], told(plan)) == (["1.10", "007"], [])


def test_zeros_of_text_references_are_kept():
    plan = plan_of(plain_plan(["1.10", "Do", "Police"], ["1.1", "Do more", "Police"]))
    assert ([record.ref for record in plan.records], told(plan)) == (["1.10", "1.1"], [])


def test_control_characters_are_removed_and_named():
    plan = plan_of(rewritten("Do it", "Do _x0000__x0007_it_x000D_", plain_plan(["1.1", "Do it", "Police"])))
    assert plan.records[0].action == "Do it\n"
    assert told(plan) == [("Plan!B3", "control character U+0000, U+0007 in B3; removed")]


def test_half_a_sign_is_removed_and_a_whole_one_is_kept():
    plan = plan_of(rewritten("Do it", "Do _xD83D_it _xD83D__xDE00_", plain_plan(["1.1", "Do it", "Police"])))
    assert plan.records[0].action == "Do it 😀"
    assert told(plan) == [("Plan!B3", "control character U+D83D in B3; removed")]


@pytest.mark.parametrize("sign", ["\u202e", "\u202a", "\u2066", "\u2069", "\u200f", "\u061c"])
def test_signs_that_turn_text_are_removed_from_every_cell_and_named(sign):
    rows = [
        ["1.1", f"Pay {sign}001 pounds", f"Pol{sign}ice", f"By{sign}", f"{sign}May 2028", f"So{sign}", f"{sign}Green"]
    ]
    plan = plan_of(plain_plan(*rows))
    assert sign not in plan.records[0].model_dump_json()
    assert plan.records[0].action == "Pay 001 pounds"
    assert ("Plan!B3", f"a sign that turns the direction of text, U+{ord(sign):04X} in B3; removed") in told(plan)
    assert {where for where, _ in told(plan)} == {"Plan!B3", "Plan!C3", "Plan!D3", "Plan!E3", "Plan!F3", "Plan!G3"}


def test_signs_that_turn_text_are_removed_from_references_and_owners():
    plan = plan_of(plain_plan(["1.\u202e1", "Do", "Pol\u2066ice"]))
    assert (plan.records[0].ref, plan.records[0].owners) == ("1.1", ["Police"])
    assert [where for where, _ in told(plan)] == ["Plan!A3", "Plan!C3"]
    assert "U+202E" in told(plan)[0][1]


def test_invisible_signs_in_headings_and_references_do_no_harm():
    rows = [["\ufeffNOS", "Wh\u200bat?", "Who?", "When?", "Status"], ["1", "Ask"], ["1\u200b.1", "Do", "Police"]]
    assert plan_of(bytes_of(book_with(rows))).records[0].ref == "1.1"


def test_accents_are_one_sign():
    assert plan_of(plain_plan(["1.1", "Cafe\u0301", "Police"])).records[0].action == "Caf\u00e9"


def test_date_cells_are_read_and_a_cell_that_shows_no_day_means_the_month():
    day = date(2017, 3, 1)
    book = book_with([HEADINGS, ["1", "Ask"], *[[f"1.{n}", "Do", "Police", None, day] for n in (1, 2, 3)]])
    book.active["E3"].number_format = "dd/mm/yyyy"
    book.active["E4"].number_format = "mmm-yy"
    book.active["E5"].number_format = "[$-809]dd mmmm yyyy;@"
    dues = [record.due for record in plan_of(bytes_of(book)).records]
    assert [(due.raw, due.iso.isoformat(), due.kind.value) for due in dues] == [
        ("2017-03-01", "2017-03-01", "date"),
        ("2017-03-01", "2017-03-31", "month"),
        ("2017-03-01", "2017-03-01", "date"),
    ]


def test_a_bare_day_count_is_a_date():
    due = plan_of(plain_plan(["1.1", "Do", "Police", None, 43281])).records[0].due
    assert (due.raw, due.kind.value, due.iso.isoformat()) == ("43281", "excel serial", "2018-06-30")


def test_workbooks_that_count_from_1904_are_honoured():
    book = book_with([HEADINGS, ["1", "Ask"], ["1.1", "Do", "Police", None, date(2018, 6, 30)]])
    book.active.append(["1.2", "Do", "Police", None, 43281 - 1462])
    book.epoch = MAC_EPOCH
    dues = [record.due for record in plan_of(bytes_of(book)).records]
    assert [due.iso.isoformat() for due in dues] == ["2018-06-30", "2018-06-30"]


@pytest.mark.parametrize("serial", [0, 0.5, 60, 20, 1_000_000, -1])
def test_impossible_day_counts_give_no_date_and_a_problem(serial):
    book = book_with([HEADINGS, ["1", "Ask"], ["1.1", "Do", "Police", None, serial]])
    book.active["E3"].number_format = "dd/mm/yyyy"
    plan = plan_of(bytes_of(book))
    assert plan.records[0].due.iso is None
    assert told(plan)


def test_a_cell_of_too_many_characters_is_refused_with_its_place():
    long = rewritten("Do it", "x" * 32_768, plain_plan(["1.1", "Do it", "Police"]))
    with pytest.raises(InputError, match="Cell B3 of the sheet “Plan” holds more than 32,767"):
        plan_of(long)
    plan_of(rewritten("Do it", "x" * 32_767, plain_plan(["1.1", "Do it", "Police"])))


def test_more_than_sixty_columns_are_refused():
    book = book_with([HEADINGS, ["1", "Ask"]])
    book.active.cell(2, 60, "the last one")
    plan_of(bytes_of(book))
    book.active.cell(2, 61, "one too many")
    with pytest.raises(InputError, match=r"more than 60 columns \(see BI2\)"):
        plan_of(bytes_of(book))


def test_reading_stops_after_two_hundred_blank_rows_and_says_so():
    book = book_with([HEADINGS, ["1", "Ask"], ["1.1", "Do", "Police"]])
    book.active.cell(203, 2, "still read")
    assert plan_of(bytes_of(book)).left_out[-1].where == "Plan!203"
    book.active.cell(404, 2, "not read")
    plan = plan_of(bytes_of(book))
    assert told(plan) == [("Plan!204", "200 blank rows follow; nothing after them was read.")]


def test_shared_text_repeated_in_every_cell_is_refused():
    content = bytes_of(book_with([HEADINGS, *[["1.1", "y" * 30_000, "Police"] for _ in range(200)]]))
    with pytest.raises(InputError, match="more text than a plan can have"):
        read_sheets(content)


def test_rows_out_of_order_are_refused():
    content = with_changed("xl/worksheets/sheet1.xml", lambda part: part.replace(b'<row r="8"', b'<row r="1"'))
    with pytest.raises(InputError, match="damaged"):
        read_sheets(content)
