"""Recommendations pasted as rows: each is understood or told, and nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import InputError
from tracker.importers import pasted

EIGHT = "\n".join(f"{n}\tAgree way {n} of asking for help early.\tThe council\t31 March 2027" for n in range(1, 9))


def test_eight_rows_are_eight_recommendations():
    rows = pasted.read(EIGHT)
    assert [row.reference for row in rows] == [str(n) for n in range(1, 9)]
    assert pasted.told_wrong(rows, known=()) == {}
    assert rows[0].draft().deadline_on == date(2027, 3, 31)
    assert rows[0].draft().addressed_as_written == "The council"


def test_headings_and_empty_rows_are_left_out_and_numbers_stay():
    rows = pasted.read("Ref\tRecommendation\n\n1.10\tShare records.\n \n001\tTrain teams.\n")
    assert [(row.number, row.reference) for row in rows] == [(3, "1.10"), (5, "001")]


def test_a_quoted_cell_may_hold_line_breaks_and_tabs():
    (row,) = pasted.read('4\t"Share\nrecords\tearly."\tPolice')
    assert row.wording == "Share records early."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1. Share records without a tab", "second cell is the wording"),
        ("\tShare records", "first cell is the reference"),
        ("x" * 61 + "\tShare records", "first cell is the reference"),
        ("1\ta\tb\tc\td", "more than four cells"),
        ("7\tShare records", "has a recommendation 7 already"),
        ("1\tShare\n1\tTrain", "stands in 2 rows"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(text, says):
    told = pasted.told_wrong(pasted.read(text), known={"7"})
    assert told
    assert all(says in sentence for sentence in told.values())


@pytest.mark.parametrize("written", ["31st Feb 2027", "Spring 2027", "as soon as possible"])
def test_a_deadline_that_names_no_single_day_is_kept_as_written(written):
    (row,) = pasted.read(f"1\tShare records\t\t{written}")
    assert row.draft().deadline_on is None
    assert row.draft().deadline_as_written == written


def test_too_many_rows_are_refused():
    with pytest.raises(InputError, match="500 rows or fewer"):
        pasted.read("1\ta\n" * 501)


@given(st.text(max_size=300))
def test_nothing_that_is_pasted_breaks_the_reading(text):
    try:
        rows = pasted.read(text)
    except InputError:
        return
    assert set(pasted.told_wrong(rows, known=())) <= {row.number for row in rows}
    assert all(row.in_words() for row in rows)
