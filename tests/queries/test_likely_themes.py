"""Themes are proposed by what they mean and by what the nearest recommendations carry; a person confirms."""

import pytest

from tests.database.record import counting_selects
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.likely_themes import likely_themes
from tracker.words import Role

THEMES = {
    "Supervision": "Managers supervise social workers often and reflectively.",
    "Foster care": "Enough foster carers are recruited for the children who need them.",
    "Police": "The police come to strategy discussions.",
    "Records": "What was decided, and why, is written down on the case record.",
}


@pytest.fixture
def themes(a_theme):
    return {name: a_theme(name, definition=meaning) for name, meaning in THEMES.items()}


def proposed(visit_as, key, role=Role.COORDINATOR):
    return [each.name for each in likely_themes(visit_as(role), key, None)]


def test_the_theme_whose_meaning_is_nearest_comes_first(visit_as, themes, a_theme, a_recommendation):
    asked = a_recommendation("Recruit foster carers for older children.")
    assert proposed(visit_as, asked.id)[0] == "Foster care"


def test_what_the_nearest_carry_is_proposed_though_no_word_of_its_meaning_is_there(
    visit_as, themes, a_theme, a_recommendation
):
    for place in ("Leeds", "Bury", "York"):
        a_theme("Police", given_to=[a_recommendation(f"Hold the quarterly gathering in {place}.")])
    asked = a_recommendation("Hold the quarterly gathering in Ripon.")
    assert proposed(visit_as, asked.id)[0] == "Police"


def test_a_theme_that_it_has_is_not_proposed_again(visit_as, themes, a_theme, a_recommendation):
    asked = a_recommendation("Recruit foster carers for older children.")
    a_theme("Foster care", given_to=[asked])
    found = proposed(visit_as, asked.id)
    assert "Foster care" not in found
    assert len(found) == 3


def test_where_there_is_no_theme_nothing_is_proposed(visit_as, a_recommendation):
    assert proposed(visit_as, a_recommendation("Recruit foster carers.").id) == []


def test_only_who_keeps_themes_is_answered_and_what_is_not_there_is_not_found(
    visit_as, themes, a_theme, a_recommendation
):
    asked = a_recommendation("Recruit foster carers.")
    with pytest.raises(RefusedError):
        likely_themes(visit_as(Role.COUNCILLOR), asked.id, None)
    with pytest.raises(NotFoundError):
        likely_themes(visit_as(Role.COORDINATOR), 9999, None)


def test_more_recommendations_take_no_more_selects(record, visit_as, themes, a_theme, a_recommendation):
    asked = a_recommendation("Recruit foster carers.")

    def selects():
        visit = visit_as(Role.COORDINATOR)
        with counting_selects(record.engine) as counted:
            likely_themes(visit, asked.id, None)
        return len(counted)

    few = selects()
    for number in range(12):
        a_theme("Records", given_to=[a_recommendation(f"Write decision {number} down.")])
    assert selects() == few
