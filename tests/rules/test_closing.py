from dataclasses import replace

import pytest

from tests.rules.builders import day
from tracker.rules.closing import AdequateCheck, ClosingAction, ClosingFacts, closed_on_process_only, gates, unmet
from tracker.words import Delivery, ImpactVerdict, MeetingKind

COUNCIL, POLICE, HEALTH = frozenset({1}), frozenset({2}), frozenset({3})
CHECK = AdequateCheck(day("2026-12-01"), evidence_class=2, checker_agencies=HEALTH)
ACTION = ClosingAction(Delivery.COMPLETED, COUNCIL, POLICE, (CHECK,))
READY = ClosingFacts((ACTION,), day("2026-12-16"), (ImpactVerdict.MET,), meeting=MeetingKind.BOARD)


def met(facts):
    return [gate.met for gate in gates(facts)]


def with_action(**changes):
    return replace(READY, actions=(replace(ACTION, **changes),))


def test_all_five_gates_met_leave_nothing_unmet():
    assert met(READY) == [True] * 5
    assert unmet(READY) == []


@pytest.mark.parametrize("state", [s for s in Delivery if s not in {Delivery.COMPLETED, Delivery.WITHDRAWN}])
def test_an_action_that_has_not_ended_keeps_it_open(state):
    facts = replace(READY, actions=(ACTION, ClosingAction(state, COUNCIL)))
    assert met(facts) == [False, True, True, True, True]
    assert unmet(facts) == ["1 of 2 actions is not completed or withdrawn."]


def test_a_withdrawn_action_needs_no_evidence():
    assert met(replace(READY, actions=(ACTION, ClosingAction(Delivery.WITHDRAWN, COUNCIL)))) == [True] * 5


def test_without_any_completed_action_nothing_can_be_closed():
    assert met(replace(READY, actions=())) == [False, False, False, True, True]
    assert met(with_action(state=Delivery.WITHDRAWN)) == [True, False, False, True, True]
    assert "No action has been recorded." in unmet(replace(READY, actions=()))


@pytest.mark.parametrize(("received", "in_time"), [("2026-12-15", True), ("2026-12-16", True), ("2026-12-17", False)])
def test_evidence_counts_if_it_was_received_when_the_decision_was_taken(received, in_time):
    assert gates(with_action(checks=(replace(CHECK, received_on=day(received)),)))[1].met is in_time


def test_every_completed_action_needs_its_own_adequate_evidence():
    facts = replace(READY, actions=(ACTION, replace(ACTION, checks=())))
    assert met(facts) == [True, False, False, True, True]
    assert unmet(facts)[0] == "1 of 2 actions is without adequate evidence received before the decision."


@pytest.mark.parametrize("agencies", [COUNCIL, POLICE, frozenset({2, 3})])
def test_a_checker_of_the_owners_or_a_contributing_agency_does_not_count(agencies):
    assert met(with_action(checks=(replace(CHECK, checker_agencies=agencies),))) == [True, True, False, True, True]


def test_one_check_from_outside_is_enough_and_the_scrutineer_belongs_to_no_agency():
    inside, outside = replace(CHECK, checker_agencies=COUNCIL), replace(CHECK, checker_agencies=frozenset())
    assert gates(with_action(checks=(inside, outside)))[2].met


def test_a_check_from_outside_on_evidence_that_came_too_late_does_not_count():
    late = replace(CHECK, received_on=day("2026-12-17"))
    assert not gates(with_action(checks=(replace(CHECK, checker_agencies=COUNCIL), late)))[2].met


@pytest.mark.parametrize(
    ("verdicts", "passes"),
    [
        ((ImpactVerdict.MET,), True),
        ((ImpactVerdict.PARTLY,), True),
        ((ImpactVerdict.NOT_MET,), False),
        ((ImpactVerdict.NOT_MEASURABLE,), False),
        ((), False),
        ((ImpactVerdict.MET, ImpactVerdict.NOT_MET), False),
        ((ImpactVerdict.NOT_MET, ImpactVerdict.MET), True),
    ],
)
def test_the_last_impact_verdict_must_be_met_or_partly_met(verdicts, passes):
    assert gates(replace(READY, impact_verdicts=verdicts))[3].met is passes


def test_a_typed_reason_waives_the_impact_test_and_nothing_else():
    bare = ClosingFacts((), day("2026-12-16"), waiver="The service no longer exists.")
    assert met(bare) == [False, False, False, True, False]
    assert gates(bare)[3].sentence == "Waived, although no impact test has a result: The service no longer exists."


def test_a_blank_waiver_waives_nothing():
    assert not gates(replace(READY, impact_verdicts=(), waiver=" \n "))[3].met
    assert unmet(replace(READY, impact_verdicts=(), waiver=" ")) == [
        "No impact test has a result, and no reason to waive it has been given."
    ]


@pytest.mark.parametrize("meeting", [None, MeetingKind.SUB_GROUP, MeetingKind.SCRUTINY, MeetingKind.CABINET])
def test_only_the_board_at_a_meeting_decides(meeting):
    assert met(replace(READY, meeting=meeting)) == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("classes", "process_only"), [((1,), True), ((1, 1), True), ((1, 2), False), ((3,), False), ((), False)]
)
def test_process_only_means_adequate_evidence_of_class_1_and_no_other(classes, process_only):
    assert closed_on_process_only(replace(CHECK, evidence_class=each) for each in classes) is process_only
