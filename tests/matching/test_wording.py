"""What is cleaned away before wordings are compared, and what is noticed while doing so."""

import pytest

from tracker.matching.wording import clean, digest, stated_repeat, words

STATED = [
    "Assess homeless young people. (This was a recommendation at the last inspection.)",
    "Assess homeless young people (this was also a recommendation in 2016).",
    "Assess homeless young people. This is a repeat recommendation.",
    "Assess homeless young people. (These were recommendations at the last inspection)",
]


@pytest.mark.parametrize("text", STATED)
def test_a_wording_that_says_it_was_made_before_is_noticed_and_compared_without_the_remark(text):
    assert stated_repeat(text)
    assert clean(text) == "Assess homeless young people"


@pytest.mark.parametrize("text", ["Carry out this recommendation within a month.", "Plan better.", ""])
def test_a_wording_that_only_speaks_of_recommendations_says_nothing_of_the_kind(text):
    assert not stated_repeat(text)


def test_paragraphs_and_quotation_marks_make_no_difference():
    plain, marked = "Hold the 'core groups' on time", "Hold the “core groups” on time (paragraphs 25 and 31)."
    assert clean(marked) == plain
    assert digest(marked) == digest(plain)


def test_another_word_is_another_hash():
    assert digest("Hold core groups on time") != digest("Hold core groups at home")


def test_words_are_those_that_carry_meaning():
    assert words("Ensure that the police attend (paragraph 3).") == ["police", "attend"]
