"""What could tell who somebody is is found, wherever and however it is written; what could not is left alone."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from tests.rules.identifying_texts import INNOCENT, LEAKS
from tracker.rules import identifying
from tracker.rules.identifying import BIRTH, LISTED, NAME, NHS_NUMBER, POSTCODE, is_nhs_number, places

WORDS = some.text(alphabet="abcdefghijklmnopqrstuvwxyz ,;\n", max_size=60)
# "b13 2nd" is taken for the second of something.
ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th")
NUMBERS = some.integers(0, 999_999_999)


def found(text, *names):
    return [(each.kind, each.words) for each in places(text, names)]


def test_there_are_forty_of_each():
    assert len(LEAKS) >= 40 and len(INNOCENT) >= 40
    assert {kind for _, kind, _ in LEAKS} == {NHS_NUMBER, BIRTH, POSTCODE}


@pytest.mark.parametrize(("text", "kind", "words"), LEAKS)
def test_a_leak_is_found_with_its_words(text, kind, words):
    assert (kind, words) in found(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_gives_nobody_away_is_left_alone(text):
    assert found(text) == []


def test_every_leak_is_found_in_one_long_text():
    together = "\n\n".join(text for text, _, _ in LEAKS)
    assert {(kind, words) for _, kind, words in LEAKS} <= set(found(together))
    assert found("\n\n".join(INNOCENT)) == []


def test_a_place_says_what_it_is_and_in_which_line():
    (place,) = places("Nothing.\nNothing.\nHer flat, B13 9PX, was cold.")
    assert place.sentence == "“B13 9PX” in line 3 looks like a postcode."
    assert (place.start, place.end) == (28, 35)


def with_check_digit(nine):
    digits = f"{nine:09}"
    return next((digits + last for last in "0123456789" if is_nhs_number(digits + last)), None)


def test_the_check_digit_is_that_of_the_nhs():
    assert is_nhs_number("9990000018") and not is_nhs_number("9990000028") and not is_nhs_number("1234567890")
    assert not is_nhs_number("999000001") and is_nhs_number("0000000000")


@given(NUMBERS, some.sampled_from(["", " ", "-", ".", "\u00a0", "\u2013", " - "]), WORDS, WORDS)
def test_every_nhs_number_is_found_in_any_surroundings(nine, between, before, after):
    number = with_check_digit(nine)
    assume(number is not None)
    written = between.join((number[:3], number[3:6], number[6:]))
    assert (NHS_NUMBER, written) in found(f"{before}x {written} x{after}")


@given(NUMBERS, some.integers(1, 9))
def test_a_wrong_digit_alone_is_no_nhs_number(nine, other):
    number = with_check_digit(nine)
    assume(number is not None)
    assert not is_nhs_number(number[:9] + str((int(number[9]) + other) % 10))


@given(
    some.sampled_from(["B13", "M1", "SW1A", "EC1A", "TQ2", "W1A", "CR2", "DN55"]),
    some.integers(0, 9),
    some.text(alphabet="ABDEFGHJLNPQRSTUWXYZ", min_size=2, max_size=2),
    some.sampled_from([" ", "", "  ", "\u00a0", "-"]),
    WORDS,
)
def test_every_postcode_is_found_in_any_surroundings(outward, number, letters, between, before):
    written = f"{outward}{between}{number}{letters}"
    assert (POSTCODE, written) in found(f"{before} {written}, {before}")
    if between:
        small = written.lower()
        assert ((POSTCODE, small) in found(f"{before} {small}.")) is not small.endswith(ORDINALS)


@given(
    some.dates(min_value=date(1900, 1, 1)),
    some.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%-d %B %Y", "%Y-%m-%d", "%d-%m-%Y", "%-d %b %Y"]),
    some.sampled_from(["born on {}", "DOB {}", "date of birth: {}", "his birthday, {}", "Child A ({})"]),
    WORDS,
)
def test_every_date_of_birth_is_found(day, written, said, before):
    shown = day.strftime(written)
    assert (BIRTH, shown) in found(f"{before}\n{said.format(shown)}.")


@given(some.text(max_size=300))
def test_places_lie_within_the_text_and_in_its_order(text):
    several = places(text, ["Mary Ann Example"])
    assert all(
        0 <= each.start < each.end <= len(text) and each.words == text[each.start : each.end] for each in several
    )
    assert [each.start for each in several] == sorted(each.start for each in several)


def test_a_known_name_is_found_as_it_is_written_and_not_within_another_word():
    assert found("Ask Rowan\u00a0 Ash about it.", "Rowan Ash") == [(NAME, "Rowan\u00a0 Ash")]
    assert found("Rowan Ashton and rowan ash trees", "Rowan Ash", "Chair", "") == []


def test_a_listed_name_is_found_however_it_is_written_but_not_within_another_word():
    def listed(text, *names):
        return [(each.kind, each.words) for each in places(text, listed=names)]

    assert listed("The child KEANU was, and anna-marie\nsmith too.", "Keanu", "Anna Marie Smith") == [
        (LISTED, "KEANU"),
        (LISTED, "anna-marie\nsmith"),
    ]
    assert listed("Keanus and Annabel", "Keanu", "Anna", "", " - ") == []
    assert listed("Kea\u200bnu", "keanu") == [(LISTED, "Kea\u200bnu")]


@given(some.text(alphabet=some.characters(max_codepoint=127), max_size=60))
def test_a_text_of_common_letters_is_read_as_any_other(text):
    told, at = identifying._plain(text)
    slowly, places_in_it = identifying._plain(f"{text}\u2603")
    assert (told, at) == (slowly[:-1], places_in_it[:-1])
