"""What a measure says in words: periods, numbers, targets, and what is not known."""

from datetime import date

import pytest

from tracker.commands.numbers import number, whole_number
from tracker.errors import InputError
from tracker.rules.measures import Aim, Reading, meets, number_words, period_words, sentence, target_words
from tracker.words import Direction

CASELOAD = Aim("families", "250", Direction.LOWER)
Q1 = date(2026, 1, 1), date(2026, 3, 31)
Q2 = date(2026, 4, 1), date(2026, 6, 30)
Q4_BEFORE = date(2025, 10, 1), date(2025, 12, 31)
NAME = "Caseload per health visitor"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (*Q1, "Q1 2026"),
        (*Q2, "Q2 2026"),
        (*Q4_BEFORE, "Q4 2025"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2024, 2, 1), date(2024, 2, 28), "1 Feb 2024 to 28 Feb 2024"),
        (date(2026, 2, 1), date(2026, 4, 30), "1 Feb 2026 to 30 Apr 2026"),
        (date(2025, 4, 1), date(2026, 3, 31), "1 Apr 2025 to 31 Mar 2026"),
        (date(2025, 1, 1), date(2026, 12, 31), "1 Jan 2025 to 31 Dec 2026"),
        (date(2026, 2, 3), date(2026, 2, 3), "3 Feb 2026"),
    ],
)
def test_a_period_is_named_only_when_it_is_whole(first, last, words):
    assert period_words(first, last) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("412", "families", "412 families"),
        ("12500", "families", "12,500 families"),
        ("3.50", "%", "3.50%"),
        ("0", "deaths", "0 deaths"),
        ("-0.5", "points", "-0.5 points"),
        ("-1200", "points", "-1,200 points"),
        ("", "deaths", "unknown"),
    ],
)
def test_a_number_is_shown_as_it_was_written_and_unknown_is_no_number(value, unit, words):
    assert number_words(value, unit) == words


def test_the_sentence_says_the_last_number_the_target_and_what_was_not_known_before():
    readings = [Reading(*Q2, "412"), Reading(*Q1, "", "The return was lost.")]
    said = f"{NAME} was 412 families in Q2 2026; the target is 250 families; it was unknown in Q1."
    assert sentence(NAME, readings, CASELOAD) == said
    assert sentence(NAME, [Reading(*Q2, "412"), Reading(*Q1, "390")], CASELOAD) == said.partition("; it was")[0] + "."


def test_another_year_is_named():
    readings = [Reading(*Q1, "412"), Reading(*Q4_BEFORE, "")]
    assert sentence(NAME, readings, CASELOAD).endswith("it was unknown in Q4 2025.")


def test_the_sentence_says_first_that_the_last_period_is_not_known():
    readings = [Reading(*Q2, ""), Reading(*Q1, "0")]
    said = f"{NAME} is unknown for Q2 2026; it was 0 families in Q1; the target is 250 families."
    assert sentence(NAME, readings, CASELOAD) == said
    never = f"{NAME} is unknown for Q2 2026; it was never known; the target is 250 families."
    assert sentence(NAME, readings[:1], CASELOAD) == never


def test_without_a_value_or_a_target_the_sentence_says_so():
    none = Aim("families", "", Direction.LOWER)
    assert sentence(NAME, [], CASELOAD) == f"{NAME} has no value yet; the target is 250 families."
    assert sentence(NAME, [], none) == f"{NAME} has no value yet; no target is set."


@pytest.mark.parametrize(
    ("value", "direction", "met"),
    [
        ("250", Direction.LOWER, True),
        ("250.1", Direction.LOWER, False),
        ("9", Direction.LOWER, True),
        ("250", Direction.HIGHER, True),
        ("249", Direction.HIGHER, False),
        ("1000", Direction.HIGHER, True),
        ("", Direction.LOWER, None),
    ],
)
def test_a_target_is_reached_from_the_better_side(value, direction, met):
    assert meets(value, Aim("", "250", direction)) is met


def test_the_target_says_which_way_is_better_and_none_reaches_nothing():
    assert target_words(CASELOAD) == "250 families or less"
    assert target_words(Aim("%", "95.5", Direction.HIGHER)) == "95.5% or more"
    assert target_words(Aim("%", "", Direction.HIGHER)) == "no target set"
    assert meets("5", Aim("%", "", Direction.HIGHER)) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("412", "412"),
        (" 1,250 ", "1250"),
        ("1,250,000.5", "1250000.5"),
        ("0", "0"),
        ("-0", "0"),
        ("-0.0", "0.0"),
        ("007", "7"),
        ("3.50", "3.50"),
        ("-3", "-3"),
        ("-0.5", "-0.5"),
        ("999999999999", "999999999999"),
    ],
)
def test_a_number_is_kept_with_the_decimals_that_were_typed(typed, kept):
    assert number(typed, "value") == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "1e3",
        "NaN",
        "inf",
        "٣",
        "1,2",
        "12,50",
        "1 250",
        "1.",
        ".5",
        "--1",
        "+1",
        "½",
        "1" * 13,
        "1.1234567",
        "0x10",
        "1_000",
        "0" * 50,
        "12%",
    ],
)
def test_what_is_no_plain_number_is_refused(typed):
    with pytest.raises(InputError, match=r"Enter value as a number"):
        number(typed, "value")


def test_a_target_may_be_left_out():
    assert number("  ", "target", needed=False) == ""


@pytest.mark.parametrize("typed", ["", "0", "00", "-1", "1.5", "٣", "x", "1" * 7, "1e2"])
def test_a_count_is_a_whole_number_from_one(typed):
    with pytest.raises(InputError, match="Enter how many as a whole number from 1"):
        whole_number(typed, "how many", field="present")
    assert whole_number(" 12 ", "how many", field="present") == 12
