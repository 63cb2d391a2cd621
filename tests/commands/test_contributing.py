"""An agency is added to an action or ends; who checks, and what counts as checked outside, follows."""

from datetime import date

import pytest

from tests.builders import a_checker, checked, unchecked
from tests.database.record import EMBEDDED_ONLY, SYSTEM, counting_selects, visitor
from tracker import closing
from tracker.commands import contributing, evidence
from tracker.errors import InputError, RuleBrokenError
from tracker.queries import contributing as asking
from tracker.queries import history
from tracker.words import Role, Verdict

COORDINATOR = visitor(Role.COORDINATOR)
ON, LATER = date(2026, 11, 10), date(2026, 11, 16)


@pytest.fixture
def police(record):
    """Give the checker, and the agency of the checker."""
    return a_checker(record), record.made["checker"].agency_id


def added(record, action, agency, *, on=None):
    with record.changing(SYSTEM if on else COORDINATOR, on=on) as visit:
        contributing.add_agency(visit, action.id, agency_id=agency)


def ended(record, action, agency, *, reason="They have no part in it.", on=None):
    with record.changing(SYSTEM if on else COORDINATOR, on=on) as visit:
        contributing.end_agency(visit, action.id, agency_id=agency, reason=reason)


def shown(record, action, **more):
    with record.reading(**more) as visit:
        return [(each.since, each.ended_on) for each in asking.of_action(visit, action.id)]


def check(record, action, who):
    with record.changing(who) as visit:
        return evidence.check(visit, action.id, action.version_ids[0], verdict=Verdict.ADEQUATE)


def test_an_agency_is_added_ended_and_added_again_and_each_day_shows_it(record, an_action, an_agency):
    action, agency = an_action(), an_agency("The health trust").id
    added(record, action, agency, on=ON)
    ended(record, action, agency, on=LATER)
    assert shown(record, action, as_at=date(2026, 11, 9)) == []
    assert shown(record, action, as_at=ON) == [(ON, None)]
    assert shown(record, action) == [(ON, LATER)]
    added(record, action, agency)
    assert shown(record, action) == [(date(2026, 11, 22), None)]
    with record.reading() as visit:
        told = [each.sentence for each in history.of_action(visit, action.id)][:3]
    assert told == [
        "From now on The health trust contributes.",
        "The health trust no longer contributes. “They have no part in it.”",
        "From now on The health trust contributes.",
    ]
    assert record.faults() == []


def test_from_then_on_nobody_of_it_checks_and_what_ended_is_as_near_as_it_was(record, an_action, police):
    who, agency = police
    action = an_action(evidence=[unchecked()], submitted=True)
    added(record, action, agency)
    with pytest.raises(RuleBrokenError, match="agency that contributes"):
        check(record, action, who)
    ended(record, action, agency)
    with pytest.raises(RuleBrokenError, match="agency that contributes"):
        check(record, action, who)


def test_what_is_completed_keeps_its_agencies_and_what_ended_still_counts_when_it_comes_to_closing(
    record, an_action, police, a_recommendation
):
    _, agency = police
    asked = a_recommendation()
    action = an_action(recommendations=[asked], evidence=[checked()])
    other = an_action(recommendations=[asked])
    with pytest.raises(RuleBrokenError, match="is completed: it keeps the agencies"):
        added(record, action, agency)
    added(record, other, agency)
    ended(record, other, agency)
    with record.reading() as visit:
        gathered = closing.gather(visit.session, asked.id, visit.today).actions
    assert [each.contributing_agencies for each in gathered] == [frozenset(), frozenset({agency})]


@EMBEDDED_ONLY
def test_what_makes_no_sense_is_refused_with_its_field(record, an_action, an_agency):
    action, agency = an_action(), an_agency().id
    tried = [
        (lambda: added(record, action, action.post.agency_id), "owns this action already"),
        (lambda: added(record, action, 9999), "from the list"),
        (lambda: ended(record, action, agency), "from the list"),
    ]
    for act, sentence in tried:
        with pytest.raises(InputError, match=sentence) as refused:
            act()
        assert refused.value.field == "contributing"
    added(record, action, agency)
    with pytest.raises(InputError, match="contributes to this action already"):
        added(record, action, agency)
    with pytest.raises(InputError, match="Enter reason"):
        ended(record, action, agency, reason=" ")


@EMBEDDED_ONLY
def test_it_takes_as_many_selects_for_many_agencies_as_for_none(record, an_action, an_agency):
    action, counted = an_action(), []
    for _ in range(3):
        with record.reading() as visit, counting_selects(record.engine) as selects:
            asking.of_action(visit, action.id)
        counted.append(len(selects))
        added(record, action, an_agency().id)
    assert counted == [2, 2, 2]
