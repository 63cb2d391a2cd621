"""Challenges, measures and lessons are each read in as many SELECTs whatever their number."""

from datetime import date

import pytest

from tests.builders import a_value, heard
from tests.database.record import counting_selects
from tracker.queries import challenges, lessons, measures
from tracker.words import Role

ASKS = {
    "all open challenges": (lambda visit, _: challenges.open_ones(visit), 1),
    "the challenges of an action": (lambda visit, made: challenges.about_action(visit, made.id), 1),
    "all measures": (lambda visit, _: measures.listing(visit), 1),
    "the measures of a recommendation": (
        lambda visit, made: measures.of_recommendation(visit, made.recommendation_ids[0]),
        1,
    ),
    "the lessons of a review": (lambda visit, made: lessons.of_review(visit, made.review_id), 2),
}


@pytest.fixture
def more(record, an_action, a_challenge, a_measure, an_agency):
    action, agency = an_action(), an_agency()
    with record.reading() as visit:
        review = visit.session.get(lessons.Review, action.review_id)
        asked = visit.session.get(measures.Recommendation, action.recommendation_ids[0])

    def add(number):
        for each in range(number):
            a_challenge(action=action.id, answer="So.", accepted=False)
            measure = a_measure(f"Measure {number} {each}", recommendations=[asked])
            a_value(record, measure, "1", first=date(2026, 1, 1), last=date(2026, 3, 31))
            heard(record, review, agency, f"Team {number} {each}", can=True)
        return action

    return add


def test_a_larger_record_takes_no_more_selects(record, more):
    counted = []
    for number in (1, 3):
        made, visit = more(number), record.visit_as(Role.MEMBER)
        for ask, _ in ASKS.values():
            with counting_selects(record.engine) as selects:
                assert ask(visit, made)
            counted.append(len(selects))
    most = [most for _, most in ASKS.values()]
    assert counted == [*most, *most]
