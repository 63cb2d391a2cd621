"""A wording that begins with a verb that nobody can be seen to have done."""

import pytest

from tracker.rules.vague import vague_verb


@pytest.mark.parametrize(
    ("wording", "verb"),
    [
        ("Consider how to share records.", "consider"),
        ("To raise  awareness of neglect", "raise awareness"),
        ("“Ensure that every plan has a date", "ensure"),
        ("Train every duty team by March.", ""),
        ("Reviewers read twenty cases.", ""),
        ("Audit and review twenty cases.", ""),
        ("", ""),
    ],
)
def test_the_verb_with_which_a_wording_begins(wording, verb):
    assert vague_verb(wording) == verb
