"""Dates are read as boards write them: day first, raw words kept, nothing guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.importers.dates import is_far_off, read_due, read_due_day
from tracker.importers.rows import DueKind

PUBLISHED = date(2021, 5, 20)
DASH = "\N{EN DASH}"
DAYS = st.dates(date(1990, 1, 1), date(2089, 12, 31))
MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]

READ = [
    ("Dec 2021", "month", "2021-12-31", "month"),
    ("Sept 2021", "month", "2021-09-30", "month"),
    ("Mar-23", "month", "2023-03-31", "month"),
    ("end of February 2024", "month", "2024-02-29", "month"),
    ("3/2022", "month", "2022-03-31", "month"),
    ("2021-12", "month", "2021-12-31", "month"),
    ("31/01/2022", "date", "2022-01-31", "day"),
    ("03/04/2022", "date", "2022-04-03", "day"),
    ("30th June 2022", "date", "2022-06-30", "day"),
    ("by Friday 1st of April 2022", "date", "2022-04-01", "day"),
    ("March 31st, 2022", "date", "2022-03-31", "day"),
    ("2022-06-30", "date", "2022-06-30", "day"),
    ("2022-06-30 00:00:00", "date", "2022-06-30", "day"),
    ("43281", "excel serial", "2018-06-30", "day"),
    ("summer 2022", "season", "2022-08-31", "season"),
    ("Autumn 21", "season", "2021-11-30", "season"),
    ("Xmas 2021", "season", "2021-12-25", "season"),
    ("Winter 2021/22", "season", "2022-02-28", "season"),
    ("end of Q2 21/22", "quarter", "2021-09-30", "quarter"),
    ("Q4 2021/22", "quarter", "2022-03-31", "quarter"),
    ("end of Q3", "quarter", "2021-12-31", "quarter"),
    ("Q1", "quarter", "2021-06-30", "quarter"),
    ("2021/22", "financial year", "2022-03-31", "year"),
    ("end of 2022", "year", "2022-12-31", "year"),
    ("w/c 14 June", "week", "2021-06-14", "week"),
    ("week commencing 4 April 2022", "week", "2022-04-04", "week"),
    ("30 April", "date", "2022-04-30", "day"),
    ("June & Nov 2021", "two months", "2021-11-30", "month"),
    ("31/01/2022 and 31/03/2022", "two dates", "2022-03-31", "day"),
    ("Immediate", "immediate", "2021-05-20", "day"),
    ("With immediate effect", "immediate", "2021-05-20", "day"),
    ("Immediate and ongoing", "immediate", "2021-05-20", "day"),
    ("within 3 months", "relative", "2021-08-20", "day"),
    ("Within six weeks of publication", "relative", "2021-07-01", "day"),
    (f"Quarterly {DASH} next Oct 21", "recurring", "2021-10-31", "month"),
]  # fmt: skip
WITHOUT = [
    ("Ongoing", "ongoing"),
    ("on-going", "ongoing"),
    ("TBC", "tbc"),
    ("To be confirmed", "tbc"),
    ("In place", "none"),
    ("Completed", "none"),
    ("-", "none"),
    ("Every meeting", "recurring"),
    ("Monthly", "recurring"),
]
DOUBTED = [
    ("31st Feb 2022", "invalid"),
    ("29/02/2023", "invalid"),
    ("31 June 2022", "invalid"),
    ("12/31/2022", "invalid"),
    ("31/12/0214", "invalid"),
    ("1/1/1899", "invalid"),
    ("31/12/20261", "unclear"),
    ("03/04", "unclear"),
    ("2011-12", "unclear"),
    ("Q4 2021", "unclear"),
    ("soon", "unclear"),
    ("not before 1 May 2022", "unclear"),
    ("within 20 working days", "unclear"),
    ("2022-06-30T10:00:00+05:00", "unclear"),
    ("x" * 5_000, "unclear"),
    ("Completed 31/03/2022", "none"),
    ("TBC (May 2022?)", "tbc"),
]


@pytest.mark.parametrize(
    ("written", "iso", "read"),
    [
        ("9.12.21", "2021-12-09", "9 Dec 2021"),
        ("31/5/22 ", "2022-05-31", "31 May 2022"),
        ("01/02/98", "1998-02-01", "1 Feb 1998"),
        ("by 03/04/26", "2026-04-03", "3 Apr 2026"),
        ("w/c 03/04/26", "2026-04-03", "3 Apr 2026"),
        ("3 May 2026 (was 03/04/26)", "2026-05-03", "3 Apr 2026"),
    ],
)
def test_a_year_of_two_digits_is_read_and_told(written, iso, read):
    due = read_due(written, published_on=PUBLISHED)
    assert (str(due.iso), due.doubt) == (iso, f"“{written.strip()}”: the year has two digits; read as {read}")


@pytest.mark.parametrize(("written", "kind", "iso", "precision"), READ)
def test_read_with_its_precision(written, kind, iso, precision):
    due = read_due(written, published_on=PUBLISHED)
    assert (due.raw, due.kind.value, str(due.iso), due.precision.value, due.doubt) == (
        written,
        kind,
        iso,
        precision,
        None,
    )


@pytest.mark.parametrize(("written", "kind"), WITHOUT)
def test_words_that_are_no_date_stay_words(written, kind):
    due = read_due(written, published_on=PUBLISHED)
    assert (due.raw, due.kind.value, due.iso, due.precision, due.doubt) == (written, kind, None, None, None)


@pytest.mark.parametrize(("written", "kind"), DOUBTED)
def test_what_cannot_be_known_is_told_and_not_guessed(written, kind):
    due = read_due(written, published_on=PUBLISHED)
    assert (due.raw, due.kind.value, due.iso) == (written, kind, None)
    assert due.doubt


@pytest.mark.parametrize("written", ["", " ", "\n"])
def test_a_blank_cell_has_no_date_and_no_words(written):
    assert (read_due(written).raw, read_due(written).kind) == (None, DueKind.NONE)


@pytest.mark.parametrize("written", ["Immediate", "within 3 months", "Q3", "May", "w/c 12 March", "30 April", "Xmas"])
def test_without_a_publication_date_nothing_is_counted(written):
    due = read_due(written)
    assert (due.iso, due.precision) == (None, None)
    assert "publication date" in due.doubt


def test_a_moved_date_keeps_the_earlier_one():
    due = read_due("31 March 2022 (was 31/01/2022)")
    assert (due.iso, due.earlier, due.note) == (date(2022, 3, 31), date(2022, 1, 31), "earlier date kept as history")
    due = read_due("June 2022 (extended to Sept 22)")
    assert (due.iso, due.earlier, due.kind) == (date(2022, 9, 30), date(2022, 6, 30), DueKind.MONTH)


def test_of_two_phases_the_open_one_counts():
    due = read_due("Phase 1 completed \nPhase 2 Mar 2022")
    assert (due.iso, due.note) == (date(2022, 3, 31), "two phases in one cell; the open one counts")
    assert read_due("Phase 1: May 2021\nPhase 2: June 2021").iso == date(2021, 6, 30)
    assert read_due("Phase 1 completed; Phase 2 completed").iso is None


def test_a_date_among_other_words_is_taken_and_told():
    due = read_due("31/3/22 held up by recruitment")
    assert due.iso == date(2022, 3, 31)
    assert "only the date 2022-03-31 was taken" in due.doubt


def test_far_off_dates_are_told():
    assert "before the publication" in is_far_off(read_due("May 2020"), PUBLISHED)
    assert "more than ten years" in is_far_off(read_due("May 2045"), PUBLISHED)
    assert is_far_off(read_due("May 2022"), PUBLISHED) is None
    assert is_far_off(read_due("May 2020"), None) is None


@given(st.text(max_size=200), st.none() | st.dates())
def test_no_text_ever_raises(written, published_on):
    due = read_due(written, published_on=published_on)
    assert due.raw in {written, None}


WORDS = st.sampled_from(
    ["31", "5", "2022", "22", "9999", "th", "May", "sept", "Q3", "summer", "w/c", "within", "three", "months",
     "phase 1", "phase 2", "(", ")", "was", "/", "-", ".", ",", "&", "\n", "completed", "ongoing", "next", "every"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=12).map(" ".join), st.none() | st.dates())
def test_no_heap_of_date_words_ever_raises(written, published_on):
    read_due(written, published_on=published_on)


@given(DAYS, st.sampled_from("/.- "))
def test_days_in_figures_read_back(day, mark):
    for year in (f"{day.year}", f"{day.year % 100:02}"):
        for form in (f"{day.day}{mark}{day.month}{mark}{year}", f"{day.day:02}{mark}{day.month:02}{mark}{year}"):
            assert (read_due(form).iso, read_due(form).kind) == (day, DueKind.DATE)


@given(DAYS)
def test_days_in_words_read_back(day):
    month = MONTHS[day.month - 1]
    ordinal = "th" if 10 < day.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    forms = [
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{day.day}{ordinal} {month[:3]} {day.year}",
        f"{day.day}-{month[:3]}-{day.year % 100:02}",
        f"by {day:%A} {day.day} {month.upper()} {day.year}",
        f"{month} {day.day}, {day.year}",
    ]
    assert [read_due(form).iso for form in forms] == [day] * len(forms)


@given(DAYS)
def test_months_read_back_as_their_last_day(day):
    first_of_next = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    last = first_of_next - timedelta(days=1)
    month = MONTHS[day.month - 1]
    for form in (f"{month} {day.year}", f"{month[:3]}-{day.year % 100:02}", f"end of {month} {day.year}"):
        assert read_due(form).iso == last


@given(st.dates())
def test_date_cells_read_back_or_are_told(day):
    due = read_due_day(day, day.isoformat())
    assert due.iso == day if 1990 <= day.year <= 2100 else due.doubt
