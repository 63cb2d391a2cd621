"""The public is told in words, and never of a few people."""

import pytest

from tracker.rules.public_words import ANSWERED, EVIDENCE, STANDS, TESTED, is_working
from tracker.rules.small_numbers import people
from tracker.words import ImpactVerdict, ResponseKind, Standing


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "fewer than 5 people"),
        (1, "fewer than 5 people"),
        (4, "fewer than 5 people"),
        (5, "5 people"),
        (1234, "1,234 people"),
    ],
)
def test_fewer_than_five_people_are_never_counted(number, said):
    assert people(number) == said


def test_every_standing_answer_and_verdict_has_its_words():
    assert set(STANDS) == set(Standing) and set(ANSWERED) == set(ResponseKind) and set(TESTED) == set(ImpactVerdict)
    assert set(EVIDENCE) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("best", "verdict", "said"),
    [
        (0, None, "No evidence has been found adequate yet."),
        (3, None, "Evidence of what difference it made for children."),
        (
            2,
            ImpactVerdict.NOT_MET,
            "Tested: it did not make the difference that was wanted; evidence of how well it was done.",
        ),
    ],
)
def test_whether_it_is_working_is_said_in_one_sentence(best, verdict, said):
    assert is_working(best, verdict) == said
