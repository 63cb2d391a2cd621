"""On what closed recommendations rest: the conditions in SQL say what the pure rules say."""

from datetime import date, timedelta

import pytest

from tests.builders import a_person, checked, closed, the_chair, unchecked
from tests.database.record import visitor
from tracker import closing
from tracker.commands import decisions, evidence
from tracker.queries import proof, xray
from tracker.queries.filters import Filters
from tracker.queries.plan import listing
from tracker.rules.assurance import ClosedRecommendation, has_impact, is_process_only
from tracker.rules.closing import is_outside
from tracker.words import EvidenceType, ImpactVerdict, Proof, Role, Thing, Verdict

CHAIR = visitor(Role.CHAIR)
ON, CLOSED = date(2026, 10, 5), date(2026, 10, 20)


def made(record, an_action, an_impact_test, classes, verdicts):
    pieces = [
        checked(f"Class {each}", evidence_class=each, received_on=ON, type=EvidenceType.AUDIT) for each in classes
    ]
    key = an_action(on=date(2026, 10, 1), evidence=pieces).recommendation_ids[0]
    for place, verdict in enumerate(verdicts):
        day = date(2026, 10, 7) + timedelta(days=place)
        an_impact_test(key, due=day, on=day, verdict=verdict)
    closed(record, key, on=CLOSED)
    return key


def shown(record, kind):
    with record.reading(CHAIR) as visit:
        return {row.id for row in listing(visit, Filters(thing=Thing.RECOMMENDATION, proof=kind)).rows}


@pytest.mark.parametrize("classes", [(1,), (2,), (3,), (1, 2), (1, 3)])
@pytest.mark.parametrize(
    "verdicts", [(), (ImpactVerdict.MET,), (ImpactVerdict.MET, ImpactVerdict.NOT_MET), (ImpactVerdict.NOT_MEASURABLE,)]
)
def test_the_lists_and_the_ratios_say_what_the_rules_say(record, an_action, an_impact_test, classes, verdicts):
    key = made(record, an_action, an_impact_test, classes, verdicts)
    rule = ClosedRecommendation(frozenset(classes), checked_outside=True, impact_verdict=(verdicts or (None,))[-1])
    assert shown(record, Proof.IMPACT) == ({key} if has_impact(rule) else set())
    assert shown(record, Proof.PROCESS) == ({key} if is_process_only(rule) else set())
    assert shown(record, Proof.OUTSIDE) == {key}
    with record.reading(CHAIR) as visit:
        told = proof.headlines(visit)
    assert (told.with_impact.n, told.process_only.n, told.checked_outside.m) == (
        int(has_impact(rule)),
        int(is_process_only(rule)),
        1,
    )


def test_nothing_from_before_a_reopening_counts(record, an_action, an_impact_test, a_meeting):
    key = made(record, an_action, an_impact_test, (3,), ())
    meeting = a_meeting(date(2026, 11, 2))
    with record.changing(the_chair(record), on=date(2026, 11, 2)) as visit:
        decisions.reopen(visit, key, meeting_id=meeting.id, reason="It came back.")
    assert shown(record, Proof.IMPACT) == set()
    with record.reading(CHAIR, as_at=CLOSED) as visit:
        assert proof.headlines(visit).with_impact.n == 1
    with record.reading(CHAIR) as visit:
        assert proof.headlines(visit).with_impact.m == 0


SCRUTINEER = "Independent scrutineer"


def overturned(record, action, version, *, on):
    """Have the independent scrutineer, who is of no agency, find inadequate what was found adequate before."""
    who = visitor(Role.SCRUTINEER, person=a_person(record, SCRUTINEER).id, loading=True)
    with record.changing(who, on=on) as visit:
        evidence.check(visit, action.id, version, verdict=Verdict.INADEQUATE, reason="Not those of the source.")


def test_a_verdict_that_was_overturned_proves_nothing(record, an_action):
    pieces = [checked(f"Class {each}", evidence_class=each, received_on=ON) for each in (3, 1)]
    action = an_action(on=date(2026, 10, 1), evidence=pieces)
    key = action.recommendation_ids[0]
    overturned(record, action, action.version_ids[0], on=date(2026, 10, 7))
    with record.reading(CHAIR) as visit:
        (told,) = closing.gather(visit.session, key, CLOSED).actions
    assert [each.evidence_class for each in told.checks] == [1]
    closed(record, key, on=CLOSED)
    assert (shown(record, Proof.IMPACT), shown(record, Proof.PROCESS)) == (set(), {key})
    overturned(record, action, action.version_ids[1], on=date(2026, 11, 2))
    with record.reading(visitor(Role.COORDINATOR)) as visit:
        unproven = next(each.found for each in xray.checks(visit) if each.name == "Complete but no evidence")
        told = proof.headlines(visit)
    assert [each.recommendation_id for each in unproven] == [key]
    assert (told.process_only.n, told.checked_outside.n, told.checked_outside.m) == (0, 0, 1)


def test_who_is_of_no_agency_checks_from_outside(record, an_action):
    action = an_action(on=date(2026, 10, 1), evidence=[unchecked(received_on=ON)], submitted=True)
    who = visitor(Role.SCRUTINEER, person=a_person(record, SCRUTINEER).id, loading=True)
    with record.changing(who, on=date(2026, 10, 7)) as visit:
        evidence.check(visit, action.id, action.version_ids[0], verdict=Verdict.ADEQUATE)
    closed(record, action.recommendation_ids[0], on=CLOSED)
    assert shown(record, Proof.OUTSIDE) == {action.recommendation_ids[0]}


@pytest.mark.parametrize("merged", [date(2026, 10, 6), date(2026, 10, 8)], ids=["before the check", "after it"])
def test_a_check_from_the_agency_of_the_owner_is_no_check_from_outside(record, an_action, an_agency, merged):
    pieces = [checked(received_on=ON, checked_on=date(2026, 10, 7))]
    action = an_action(on=date(2026, 10, 1), evidence=pieces)
    key = action.recommendation_ids[0]
    closed(record, key, on=CLOSED)
    middle = an_agency("In between")
    owner, police = action.post.agency_id, an_agency("The police").id
    assert shown(record, Proof.OUTSIDE) == {key}
    ended = "UPDATE agency SET successor_id = {}, ended_on = '{}' WHERE id = {}"
    record.tamper(ended.format(middle.id, date(2026, 10, 1), police), ended.format(owner, merged, middle.id))
    with record.reading(CHAIR) as visit:
        (told,) = closing.gather(visit.session, key, CLOSED).actions
    outside = {key} if any(is_outside(each, told) for each in told.checks) else set()
    assert shown(record, Proof.OUTSIDE) == outside == (set() if merged.day == 6 else {key})
