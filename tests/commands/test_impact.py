"""Nobody says what difference the work of their own agency made, whichever role they have."""

from datetime import date

import pytest

from tests.builders import an_impact_test
from tests.database.record import EMBEDDED_ONLY, counting_selects, visitor
from tracker import nearness
from tracker.commands import actions, contributing, impact, succession
from tracker.commands.succession import HandOver
from tracker.errors import RefusedError, RuleBrokenError
from tracker.words import ImpactVerdict, Role

OWNS, HELPS = "owns an action for this, or owned one", "contributes to an action for this"
BOTH = (Role.CHAIR, Role.COORDINATOR)


@pytest.fixture
def tested(record, an_action):
    """Give an action and the impact test of what it answers."""
    action = an_action()
    return action, an_impact_test(record, action.recommendation_ids[0], due=date(2027, 6, 30))


def tries(record, who, tested):
    action, test = tested
    for act in (
        lambda visit: impact.set_test(
            visit, action.recommendation_ids[0], impact.TestDraft("Sooner?", date(2027, 9, 30))
        ),
        lambda visit: impact.record_result(visit, test.id, verdict=ImpactVerdict.MET, value="4 days, before 11"),
    ):
        with record.changing(who) as visit:
            act(visit)


def refused(record, who, tested, sentence):
    before = record.read("SELECT count(*) FROM event WHERE kind IN ('impact tested', 'impact test set')")
    action, test = tested
    draft = impact.TestDraft("Sooner?", date(2027, 9, 30))
    with pytest.raises(RuleBrokenError, match=sentence), record.changing(who) as visit:
        impact.set_test(visit, action.recommendation_ids[0], draft)
    with pytest.raises(RuleBrokenError, match=sentence), record.changing(who) as visit:
        impact.record_result(visit, test.id, verdict=ImpactVerdict.MET, value="4 days, before 11")
    assert record.read("SELECT count(*) FROM event WHERE kind IN ('impact tested', 'impact test set')") == before


@pytest.mark.parametrize("role", BOTH)
def test_whose_own_agency_owns_the_action_tests_nothing_of_it(record, tested, a_person, role):
    refused(record, visitor(role, person=tested[0].post.person_id), tested, OWNS)
    tries(record, visitor(role, person=a_person().id), tested)
    assert record.faults() == []


@EMBEDDED_ONLY
def test_a_colleague_of_the_owner_is_as_near(record, tested, a_post, an_agency):
    home = tested[0].post.agency_id
    with record.reading() as visit:
        agency = visit.session.get(type(an_agency()), home)
    refused(record, visitor(Role.CHAIR, person=a_post(agency=agency).person_id), tested, OWNS)


@EMBEDDED_ONLY
def test_an_agency_that_gave_the_work_away_is_as_near_as_it_was(record, tested, a_post):
    action, taker = tested[0], a_post()
    with record.changing() as visit:
        actions.give_owner(visit, action.id, post_id=taker.id)
    refused(record, visitor(Role.CHAIR, person=action.post.person_id), tested, OWNS)


@EMBEDDED_ONLY
def test_an_agency_that_contributes_or_did_is_too_near(record, tested, a_post):
    post = a_post()
    chair = visitor(Role.CHAIR, person=post.person_id)
    with record.changing() as visit:
        contributing.add_agency(visit, tested[0].id, agency_id=post.agency_id)
    refused(record, chair, tested, HELPS)
    with record.changing() as visit:
        contributing.end_agency(visit, tested[0].id, agency_id=post.agency_id, reason="It closed.")
    refused(record, chair, tested, HELPS)


@EMBEDDED_ONLY
def test_what_became_one_with_the_owning_agency_is_as_near(record, tested, a_post):
    other = a_post()
    with record.changing() as visit:
        succession.end_agency(visit, tested[0].post.agency_id, followed_by=other.agency_id, posts={}, version=1)
    refused(record, visitor(Role.CHAIR, person=other.person_id), tested, OWNS)


@EMBEDDED_ONLY
def test_who_has_left_the_agency_belongs_to_it_no_longer(record, tested, a_person):
    action, _ = tested
    person, tenure = action.post.person_id, record.read(f"SELECT id FROM tenure WHERE post_id = {action.post.id}")[0][0]
    draft = HandOver(on=date(2026, 11, 22), to_person=a_person().id)
    with record.changing() as visit:
        succession.hand_over(visit, tenure, draft, version=1)
    tries(record, visitor(Role.CHAIR, person=person), tested)


@EMBEDDED_ONLY
@pytest.mark.parametrize("role", [Role.DEPUTY, Role.SCRUTINEER, Role.MEMBER])
def test_a_deputy_tests_nothing_at_all(record, tested, a_person, role):
    with pytest.raises(RefusedError):
        tries(record, visitor(role, person=a_person().id), tested)


@EMBEDDED_ONLY
def test_it_takes_as_many_selects_for_many_actions_as_for_one(record, an_action, a_recommendation, a_person):
    who, counted = visitor(Role.CHAIR, person=a_person().id), []
    for number in (1, 4):
        asked = a_recommendation()
        for _ in range(number):
            an_action(recommendations=[asked])
        with record.reading(who) as visit, counting_selects(record.engine) as selects:
            nearness.too_near_to_test(visit, asked.id)
        counted.append(len(selects))
    assert counted[0] == counted[1] <= 6
