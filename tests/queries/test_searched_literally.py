"""What somebody searches for is taken as it stands: no letter of it means anything else to a database."""

import pytest

from tests.builders import a_recommendation, an_action
from tests.database.record import visitor
from tracker.queries import plan
from tracker.queries.filters import Filters
from tracker.words import Role, Thing

ODD = [
    "100%",
    "a_b",
    'say"no"',
    "NEAR",
    "star*",
    "back\\slash",
    "'quoted'",
    "(a+)+$",
    "--",
    "{0}",
    "[a-z]",
    "caf\u00e9",
]
HARD = ["(a+)+$" * 30, "%" * 200, "_%" * 100, "*" * 200, '"' * 199, "NEAR/1 " * 25, "a" * 5_000]


@pytest.fixture
def found(record):
    """Give `found(words)`: the wordings of what is found, actions and recommendations alike."""
    asked = a_recommendation(record, "Plain words.")
    for each in ODD:
        an_action(record, f"Do {each} now.", recommendations=[asked])
        a_recommendation(record, f"Ask {each} now.")
    an_action(record, "Do 100 axb stars and near a day.", recommendations=[asked])

    def find(words, thing=Thing.ACTION):
        with record.reading(visitor(Role.CHAIR)) as visit:
            return [row.wording for row in plan.listing(visit, Filters(thing=thing, words=words)).rows]

    return find


def test_an_odd_word_finds_what_holds_it_and_nothing_else(found):
    for each in ODD:
        others = {"Do 100 axb stars and near a day."} if each == "NEAR" else set()
        assert set(found(each)) == {f"Do {each} now."} | others, each
        assert found(each, Thing.RECOMMENDATION) == [f"Ask {each} now."], each


def test_letters_that_stand_for_others_elsewhere_stand_for_themselves(found):
    assert set(found("%")) == {"Do 100% now."}
    assert set(found("_")) == {"Do a_b now."}
    assert found("100_") == found("a%b") == found("sta*") == []


@pytest.mark.parametrize("words", HARD, ids=lambda words: words[:6])
def test_what_makes_a_search_run_wild_elsewhere_finds_nothing_here(found, words):
    assert found(words) == []
