"""On what closed recommendations rest: the conditions in SQL say what the pure rules say."""

from datetime import date, timedelta

import pytest

from tests.builders import checked, closed, the_chair
from tests.database.record import visitor
from tracker.commands import decisions
from tracker.queries import proof
from tracker.queries.filters import Filters
from tracker.queries.plan import listing
from tracker.rules.assurance import ClosedRecommendation, has_impact, is_process_only
from tracker.words import EvidenceType, ImpactVerdict, Proof, Role, Thing

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
