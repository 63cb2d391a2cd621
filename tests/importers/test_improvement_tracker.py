"""A tracker in our own words is read row by row; nothing of it is dropped unseen."""

import json
from datetime import date
from hashlib import sha256

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.worksheet.datavalidation import DataValidation

from tests.importers.workbooks import (
    FIRST_ASK,
    HEADINGS,
    SECOND_ASK,
    book_with,
    bytes_of,
    plain_plan,
    saved,
    tracker_book,
    tracker_rows,
)
from tracker.errors import InputError
from tracker.importers.improvement_tracker import Plan, read_plan
from tracker.importers.parsing import read_sheets
from tracker.importers.reading import read_workbook


def plan_of(content: bytes, published_on: date | None = None) -> Plan:
    return read_plan(read_sheets(content), published_on)


def messages(plan: Plan) -> list[str]:
    return [f"{problem.where}: {problem.message}" for problem in plan.problems]


def test_the_whole_way_from_file_to_rows(tmp_path):
    content = bytes_of(tracker_book())
    reading = read_workbook(saved(tmp_path, content))
    assert (reading.version, reading.as_at) == ("4.2", date(2021, 5, 3))
    assert reading.sha256 == sha256(content).hexdigest()
    assert reading.problems == []
    first = json.loads(reading.records[0].model_dump_json())
    assert first == {
        "where": "Plan!7",
        "ref": "1.1",
        "parent_ref": "1",
        "text": FIRST_ASK,
        "action": "List plans without a lead",
        "owners": ["Head of Audit", "Head of Plans"],
        "owners_raw": "Head of Audit/ QX Head of Plans",
        "due": {"raw": "Nov 2021", "kind": "month", "iso": "2021-11-30", "precision": "month", "note": None,
                "earlier": None, "doubt": None},
        "status": {"raw": "COMPLETED the list is kept weekly.", "norm": "complete"},
        "how": None,
        "success_measures": "All have one",
        "outcome": None,
        "section": "PLANS AND LEADS",
    }  # fmt: skip


def test_rows_become_records_under_their_recommendation():
    records = plan_of(bytes_of(tracker_book())).records
    assert [(record.where, record.ref, record.parent_ref, record.text) for record in records] == [
        ("Plan!7", "1.1", "1", FIRST_ASK),
        ("Plan!8", "1.2", "1", FIRST_ASK),
        ("Plan!9", "1.3", "1", FIRST_ASK),
        ("Plan!12", "2.1", "2", SECOND_ASK),
        ("Plan!13", "2.2", "2", SECOND_ASK),
        ("Plan!14", "3", None, "Hear children before each meeting."),
    ]
    assert [record.owners for record in records][1:5] == [
        ["Plans team", "Housing"],
        ["Analysts"],
        ["Manager", "Police", "ICB"],
        [],
    ]
    assert [record.status.norm.value for record in records] == [
        "complete",
        "off track",
        "not stated",
        "some slippage",
        "not started",
        "not stated",
    ]
    assert records[1].action == "Name the leads "
    assert records[2].outcome == "Q3 \N{EN DASH} 80%"
    assert records[3].due.earlier == date(2022, 1, 31)
    assert (records[5].action, records[5].due.raw, records[5].status.raw) == (None, None, "")


def test_what_is_left_out_is_listed_with_its_place_and_reason():
    left_out = plan_of(bytes_of(tracker_book())).left_out
    assert [(each.where, each.text) for each in left_out] == [
        ("Plan!1", "Our improvement tracker"),
        ("Plan!2", "Version 4.2 as at 3 May 2021"),
        ("Plan!5", "PLANS AND LEADS"),
        ("Plan!C7", "QX"),
        ("Plan!16", "* A note below the table."),
    ]
    assert all(each.why for each in left_out)


def test_without_merged_cells_the_reading_is_the_same():
    unmerged = plan_of(bytes_of(book_with(tracker_rows())))
    assert unmerged.records == plan_of(bytes_of(tracker_book())).records


def test_columns_are_found_by_name_in_any_order_and_variants_are_known():
    rows = [
        ["Due date", "Lead officer", "\ufeffRef.", "Colour of folder", "RAG rating", "ACTION "],
        [None, None, "1", None, None, "Ask"],
        ["1 May 2021", "Police", "1.1", "green", "Amber", "Do it"],
    ]
    plan = plan_of(bytes_of(book_with(rows)))
    (record,) = plan.records
    assert (record.ref, record.action, record.owners, record.due.iso) == ("1.1", "Do it", ["Police"], date(2021, 5, 1))
    assert record.status.norm.value == "some slippage"
    assert len(plan.problems) == 1
    assert "Plan!D1: the column “Colour of folder” is not known and was not read" in messages(plan)[0]


def test_missing_columns_are_named():
    with pytest.raises(InputError, match=r"needed columns are missing: “Who\?”, “When\?”"):
        plan_of(bytes_of(book_with([["NOS", "What?", "How?", "Current Status"], ["1", "Ask"]])))


def test_a_sheet_without_headings_is_refused_with_the_columns_expected():
    with pytest.raises(InputError, match=r"No row of headings was found.*“NOS”, “What\?”, “Who\?”"):
        plan_of(bytes_of(book_with([["a", "b"], ["c", "d"]])))


@pytest.mark.parametrize("rows", [[HEADINGS], [HEADINGS, [], ["A note only"]]])
def test_headings_only_say_that_there_are_no_rows(rows):
    with pytest.raises(InputError, match="there are 0 rows"):
        plan_of(bytes_of(book_with(rows)))


def test_an_empty_workbook_is_refused():
    with pytest.raises(InputError, match="No row of headings"):
        plan_of(bytes_of(Workbook()))


def test_two_columns_of_one_meaning_are_refused_with_their_places():
    with pytest.raises(InputError, match=r"Plan!C1 and Plan!F1 both read as “Who\?”"):
        plan_of(bytes_of(book_with([["NOS", "What?", "Owner", "When?", "Current Status", "owner "], ["1", "Ask"]])))


def test_a_status_column_that_is_not_there_is_a_problem():
    plan = plan_of(bytes_of(book_with([["NOS", "What?", "Who?", "When?"], ["1", "Ask"], ["1.1", "Do", "Police"]])))
    assert "there is no column “Current Status”" in messages(plan)[0]


def test_headings_again_below_are_not_a_record():
    plan = plan_of(plain_plan(["1.1", "Do", "Police"], HEADINGS, ["1.2", "Do more", "Police"]))
    assert [record.ref for record in plan.records] == ["1.1", "1.2"]
    assert [each.why for each in plan.left_out] == ["the headings again"]


def test_a_plan_of_one_level_gives_recommendations_with_owners():
    plan = plan_of(bytes_of(book_with([HEADINGS, ["1", "Ask", "Police", None, "May 2021"], ["2", "More", "Housing"]])))
    assert [(each.ref, each.text, each.action, each.owners, each.parent_ref) for each in plan.records] == [
        ("1", "Ask", None, ["Police"], None),
        ("2", "More", None, ["Housing"], None),
    ]


def test_lettered_actions_stand_under_the_recommendation_above():
    plan = plan_of(plain_plan(["a", "Do", "Police"], ["b", "Do more"]))
    assert [(each.ref, each.parent_ref, each.action) for each in plan.records] == [
        ("a", "1", "Do"),
        ("b", "1", "Do more"),
    ]


def test_an_action_goes_to_the_recommendation_of_its_number_and_else_is_a_problem():
    plan = plan_of(plain_plan(["2.1", "Do", "Police"]))
    assert [(each.ref, each.parent_ref, each.text) for each in plan.records] == [
        ("2.1", None, ""),
        ("1", None, FIRST_ASK),
    ]
    assert "Plan!3: there is no recommendation above for the action 2.1" in messages(plan)


def test_rows_without_reference_or_action_are_told():
    plan = plan_of(plain_plan([None, "Do", "Police"], ["1.2", None, "Police"], [None, None, "Housing"], ["7"]))
    assert [(each.ref, each.action, each.parent_ref) for each in plan.records] == [
        (None, "Do", "1"),
        ("1.2", None, "1"),
    ]
    told = "\n".join(messages(plan))
    assert "Plan!3: this action has no reference" in told
    assert "Plan!4: the action 1.2 has no text" in told
    assert "Plan!5: this row has neither reference nor action" in told
    assert "Plan!6: the reference 7 has no text" in told


def test_a_recommendation_in_one_wide_cell_is_read():
    rows = [HEADINGS, ["1. Make sure that every plan has a named lead."], ["1.1", "Do", "Police"]]
    (record,) = plan_of(bytes_of(book_with(rows, merge=["A2:H2"]))).records
    assert (record.parent_ref, record.text) == ("1", "Make sure that every plan has a named lead.")


def test_repeated_references_are_told():
    plan = plan_of(plain_plan(["1.1", "Do", "Police"], ["1.1", "Do more", "Police"]))
    assert messages(plan) == ["Plan!4: the reference 1.1 stands at Plan!3 too; give each row its own"]


def test_as_above_repeats_the_owners():
    plan = plan_of(plain_plan(["1.1", "Do", "Police; ICB"], ["1.2", "Do more", "As above"]))
    assert plan.records[1].owners == ["Police", "ICB"]


def test_every_sheet_with_the_headings_is_read_and_others_are_listed():
    book = tracker_book()
    second = book.create_sheet("Closed")
    for row in (HEADINGS, ["9", "An old ask"], ["9.1", "Done it", "Police", None, "May 2020", None, "Completed"]):
        second.append(row)
    book.create_sheet("Figures").append(["Total", "=1+1"])
    book.create_sheet("Lists").append(["On track"])
    book["Lists"].sheet_state = "hidden"
    plan = plan_of(bytes_of(book))
    assert plan.records[-1].where == "Closed!3"
    assert plan.left_out[-1].where == "Figures"
    assert messages(plan) == ["Lists: this sheet is hidden; it holds no plan and nothing was taken from it"]


def test_a_copied_sheet_is_taken_once_and_told_once():
    book = tracker_book()
    alone = plan_of(bytes_of(book))
    copy = book.copy_worksheet(book.active)
    copy.title = "Plan (2)"
    plan = plan_of(bytes_of(book))
    assert (plan.records, plan.left_out) == (alone.records, alone.left_out)
    assert [(each.where, each.message) for each in plan.problems if each not in alone.problems] == [
        ("Plan (2)", "this sheet holds the same table as “Plan”; it was taken once")
    ]


def test_of_a_copied_sheet_that_was_changed_only_what_differs_is_taken():
    book = tracker_book()
    copy = book.copy_worksheet(book.active)
    copy.title = "May"
    copy["G7"] = "Red"
    plan = plan_of(bytes_of(book))
    assert [record.where for record in plan.records][6:] == ["May!7"]
    told = [each.message for each in plan.problems if each.where.startswith("May")]
    assert told == [
        "5 of the 6 rows of this sheet stand word for word on “Plan” too; they were taken once",
        "the reference 1.1 stands at Plan!7 too; give each row its own",
    ]


def test_hidden_sheets_rows_and_columns_are_read_and_told():
    book = tracker_book()
    book.create_sheet("Other")
    sheet = book["Plan"]
    sheet.sheet_state = "hidden"
    sheet.row_dimensions[8].hidden = True
    sheet.column_dimensions["E"].hidden = True
    plan = plan_of(bytes_of(book))
    assert len(plan.records) == 6
    assert messages(plan) == [
        "Plan: this sheet is hidden; it was read",
        "Plan: hidden rows were read: 8",
        "Plan: hidden columns were read: E",
    ]


def test_a_date_before_the_publication_is_told():
    plan = plan_of(plain_plan(["1.1", "Do", "Police", None, "May 2020"]), date(2021, 1, 1))
    assert messages(plan) == ["Plan!E3: the date 2020-05-31 is before the publication (2021-01-01)"]


def test_relative_dates_count_from_the_publication(tmp_path):
    path = saved(tmp_path, plain_plan(["1.1", "Do", "Police", None, "within 3 months"]))
    assert read_workbook(path, published_on=date(2021, 11, 30)).records[0].due.iso == date(2022, 2, 28)
    unknown = read_workbook(path)
    assert unknown.records[0].due.iso is None
    assert "the publication date, which is not known" in unknown.problems[0].message


def test_filters_charts_print_areas_and_drop_down_lists_do_no_harm(tmp_path):
    book = tracker_book()
    sheet = book.active
    sheet.auto_filter.ref = "A4:H14"
    sheet.print_area = "A1:H16"
    sheet.print_title_rows = "4:4"
    sheet.freeze_panes = "C5"
    choices = DataValidation(type="list", formula1='"On track,Complete"')
    choices.add("G7:G14")
    sheet.add_data_validation(choices)
    sheet.conditional_formatting.add("G7:G14", CellIsRule(operator="equal", formula=['"Red"']))
    figures = book.create_sheet("Figures")
    figures.append(["a", 1])
    for place in (figures, book.create_chartsheet("Chart")):
        chart = BarChart()
        chart.add_data(Reference(figures, min_col=2, min_row=1))
        place.add_chart(chart)
    reading = read_workbook(saved(tmp_path, bytes_of(book)))
    assert (len(reading.records), reading.problems) == (6, [])
