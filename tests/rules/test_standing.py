import pytest

from tests.rules.builders import (
    KEY,
    an_owned_action,
    checked,
    day,
    decided,
    impact_result,
    impact_test_set,
    overridden,
    received,
    responded,
    submitted,
    updated,
    when,
)
from tracker.rules.facts import Decided, Linked, RecommendationFacts, Responded, Tested, TestSet
from tracker.rules.rating import rating_on, span_on, why
from tracker.rules.rating import timeline as action_timeline
from tracker.rules.standing import timeline
from tracker.words import DecisionKind, ImpactVerdict, Rating, Reason, ResponseKind, Standing

RED, AMBER, GREEN, BLUE = Rating.RED, Rating.AMBER, Rating.GREEN, Rating.BLUE
PLACES = {Responded: "responses", Linked: "linked", TestSet: "tests_set", Tested: "tested", Decided: "decisions"}


def a_recommendation(*facts, recorded="2026-01-05"):
    groups = {name: [] for name in PLACES.values()}
    for fact in facts:
        groups[PLACES[type(fact)]].append(fact)
    return RecommendationFacts(when(recorded), **{name: tuple(found) for name, found in groups.items()})


def linked(*facts, on="2026-01-10"):
    return Linked(when(on), action_timeline(an_owned_action(*facts, recorded="2026-01-10"), (KEY,)))


def proved(on="2026-03-01"):
    version = day(on).toordinal()
    return received(on, version, evidence=version), submitted(on), checked(on, version)


def withdrawn(on="2026-03-01"):
    return decided(on, DecisionKind.WITHDRAW)


def span_at(facts, text):
    return span_on(timeline(facts, (KEY,)), day(text))


def shown(facts, text):
    span = span_at(facts, text)
    return span.state, rating_on(span, day(text))


def around(facts, text):
    middle = day(text).toordinal()
    days = [day(text).fromordinal(middle + shift) for shift in (-1, 0, 1)]
    return [rating_on(span_on(timeline(facts, (KEY,)), each), each) for each in days]


DELIVERED = (responded("2026-01-06"), linked(*proved()))


def test_without_a_response_it_is_awaiting_and_amber():
    facts = a_recommendation()
    assert shown(facts, "2026-01-05") == (Standing.AWAITING_RESPONSE, AMBER)
    assert span_at(facts, "2026-01-05").amber_reason is Reason.AWAITING_RESPONSE
    assert shown(a_recommendation(responded("2026-01-06", ResponseKind.AWAITING)), "2026-01-06")[1] is AMBER


@pytest.mark.parametrize(
    ("kind", "standing"),
    [
        (ResponseKind.SUPERSEDED, Standing.SUPERSEDED),
        (ResponseKind.MERGED, Standing.MERGED),
        (ResponseKind.NOT_ACCEPTED, Standing.NOT_ACCEPTED),
        (ResponseKind.REFERRED, Standing.REFERRED),
    ],
)
def test_what_is_not_the_boards_to_do_is_unrated_even_when_closed(kind, standing):
    closing = decided("2026-05-01", DecisionKind.CLOSE)
    assert shown(a_recommendation(*DELIVERED, responded("2026-04-01", kind), closing), "2026-05-01") == (standing, None)


@pytest.mark.parametrize(
    ("kind", "standing"),
    [
        (DecisionKind.ACCEPT, Standing.OPEN),
        (DecisionKind.ACCEPT_IN_PART, Standing.OPEN),
        (DecisionKind.NOT_ACCEPT, Standing.NOT_ACCEPTED),
        (DecisionKind.MERGE, Standing.MERGED),
        (DecisionKind.SUPERSEDE, Standing.SUPERSEDED),
    ],
)
def test_a_decision_can_be_the_response(kind, standing):
    assert shown(a_recommendation(decided("2026-01-09", kind)), "2026-01-09")[0] is standing


def test_the_latest_response_counts_and_acceptance_is_the_earliest_accepting_one():
    facts = a_recommendation(
        responded("2026-01-06", ResponseKind.NOT_ACCEPTED),
        responded("2026-02-02", ResponseKind.ACCEPTED_IN_PRINCIPLE),
        responded("2026-03-02", ResponseKind.ACCEPTED),
    )
    assert shown(facts, "2026-02-01")[0] is Standing.NOT_ACCEPTED
    assert span_at(facts, "2026-03-02").accepted_on == day("2026-02-02")


def test_accepted_without_action_is_amber_then_red_after_15_working_days():
    facts = a_recommendation(responded("2026-11-23"))
    assert around(facts, "2026-11-24") == [AMBER, AMBER, AMBER]
    assert around(facts, "2026-12-15") == [AMBER, RED, RED]
    assert span_at(facts, "2026-12-15").red_reason is Reason.NO_ACTION
    assert why(span_at(facts, "2026-12-15"), day("2026-12-15"), KEY) == (
        "Red: no action (accepted 23 Nov 2026, 22 days ago)."
    )


def test_with_an_open_action_it_is_not_rated_by_itself():
    facts = a_recommendation(responded("2026-01-06"), linked(updated("2026-02-01")), linked())
    span = span_at(facts, "2026-02-01")
    assert (span.state, span.rated, span.open_actions) == (Standing.OPEN, False, 2)
    assert why(span, day("2026-02-01")) == "Not rated: open."


def test_it_is_delivered_when_one_action_is_completed_and_the_rest_completed_or_withdrawn():
    assert shown(a_recommendation(*DELIVERED), "2026-03-01") == (Standing.DELIVERED, BLUE)
    assert shown(a_recommendation(*DELIVERED, linked(withdrawn())), "2026-03-01") == (Standing.DELIVERED, BLUE)
    assert shown(a_recommendation(*DELIVERED, linked()), "2026-03-01") == (Standing.OPEN, None)


def test_withdrawing_every_action_delivers_nothing():
    facts = a_recommendation(responded("2026-01-06"), linked(withdrawn()))
    assert shown(facts, "2026-03-01") == (Standing.OPEN, RED)


def test_completion_that_is_taken_back_takes_delivery_back():
    undone = linked(*proved(), decided("2026-04-01", DecisionKind.REFUSE_SIGN_OFF))
    assert shown(a_recommendation(responded("2026-01-06"), undone), "2026-04-01") == (Standing.OPEN, None)


def test_an_impact_test_that_is_met_embeds():
    facts = a_recommendation(*DELIVERED, impact_test_set("2026-03-02", 1, "2026-09-01"), impact_result("2026-08-01", 1))
    assert shown(facts, "2026-07-31") == (Standing.DELIVERED, BLUE)
    assert shown(facts, "2026-08-01") == (Standing.EMBEDDED, BLUE)


@pytest.mark.parametrize("verdict", [ImpactVerdict.PARTLY, ImpactVerdict.NOT_MEASURABLE])
def test_a_test_partly_met_or_not_measurable_neither_embeds_nor_fails(verdict):
    assert shown(a_recommendation(*DELIVERED, impact_result("2026-08-01", 1, verdict)), "2026-08-01") == (
        Standing.DELIVERED,
        BLUE,
    )


def test_an_impact_test_that_failed_is_red_until_a_later_one_is_better():
    failed = impact_result("2026-08-01", 1, ImpactVerdict.NOT_MET)
    facts = a_recommendation(*DELIVERED, failed, impact_result("2026-10-01", 2))
    assert around(facts, "2026-08-01") == [BLUE, RED, RED]
    assert around(facts, "2026-10-01") == [RED, BLUE, BLUE]
    assert span_at(facts, "2026-08-01").red_reason is Reason.IMPACT_FAILED
    assert why(span_at(facts, "2026-08-02"), day("2026-08-02")) == "Red: impact test failed on 1 Aug 2026."


def test_a_test_that_failed_after_embedding_takes_embedding_back():
    facts = a_recommendation(
        *DELIVERED, impact_result("2026-08-01", 1), impact_result("2026-10-01", 1, ImpactVerdict.NOT_MET)
    )
    assert shown(facts, "2026-10-01") == (Standing.DELIVERED, RED)


@pytest.mark.parametrize("closing", [(), (decided("2026-04-01", DecisionKind.CLOSE),)])
def test_an_impact_test_without_result_is_amber_the_day_after_it_was_due(closing):
    facts = a_recommendation(*DELIVERED, *closing, impact_test_set("2026-03-02", 1, "2026-09-01"))
    assert around(facts, "2026-09-02") == [BLUE, AMBER, AMBER]
    assert why(span_at(facts, "2026-09-11"), day("2026-09-11")) == (
        "Amber: impact test overdue 10 days, due 1 Sep 2026."
    )
    assert "impact test due 1 Sep 2026" in why(span_at(facts, "2026-09-01"), day("2026-09-01"))


def test_the_earliest_test_that_waits_counts():
    tests = (impact_test_set("2026-03-02", 1, "2026-12-01"), impact_test_set("2026-03-02", 2, "2026-09-01"))
    assert span_at(a_recommendation(*DELIVERED, *tests), "2026-04-01").test_due == day("2026-09-01")
    answered = a_recommendation(*DELIVERED, *tests, impact_result("2026-04-01", 2))
    assert span_at(answered, "2026-04-01").test_due == day("2026-12-01")


def test_an_overdue_test_does_not_matter_before_delivery():
    facts = a_recommendation(responded("2026-01-06"), linked(), impact_test_set("2026-03-02", 1, "2026-04-01"))
    assert shown(facts, "2026-06-01") == (Standing.OPEN, None)


def test_the_boards_decision_closes_until_it_reopens():
    closed = decided("2026-04-01", DecisionKind.CLOSE)
    facts = a_recommendation(*DELIVERED, closed, decided("2026-06-01", DecisionKind.REOPEN))
    assert shown(facts, "2026-05-31") == (Standing.CLOSED, BLUE)
    assert shown(facts, "2026-06-01") == (Standing.OPEN, RED)
    assert [span_at(facts, text).reopened for text in ("2026-05-31", "2026-06-01")] == [0, 1]


def test_nothing_from_before_a_reopening_delivers_or_embeds():
    before = (*DELIVERED, impact_result("2026-04-01", 1), decided("2026-06-01", DecisionKind.REOPEN))
    assert shown(a_recommendation(*before), "2026-07-01")[0] is Standing.OPEN
    after = a_recommendation(*before, linked(*proved("2026-08-01")))
    assert shown(after, "2026-08-01") == (Standing.DELIVERED, BLUE)
    assert shown(
        a_recommendation(*before, linked(*proved("2026-08-01")), impact_result("2026-09-01", 1)), "2026-09-01"
    ) == (
        Standing.EMBEDDED,
        BLUE,
    )


def test_on_the_day_of_a_reopening_the_place_in_the_record_decides():
    early, reopening, late = proved("2026-06-01"), decided("2026-06-01", DecisionKind.REOPEN), proved("2026-06-01")
    assert shown(a_recommendation(responded("2026-01-06"), linked(*early), reopening), "2026-06-01")[0] is Standing.OPEN
    assert shown(a_recommendation(responded("2026-01-06"), linked(*late), reopening), "2026-06-01") == (
        Standing.DELIVERED,
        BLUE,
    )


def test_a_completion_from_before_a_reopening_does_not_count_because_its_span_was_broken_later():
    moved = (*proved("2026-03-01"), updated("2026-07-01"))
    facts = a_recommendation(responded("2026-01-06"), linked(*moved), decided("2026-06-01", DecisionKind.REOPEN))
    assert shown(facts, "2026-07-02")[0] is Standing.OPEN


def test_reopenings_are_counted_for_ever():
    twice = (decided("2026-06-01", DecisionKind.REOPEN), decided("2026-07-01", DecisionKind.REOPEN))
    facts = a_recommendation(
        *DELIVERED, *twice, linked(*proved("2026-08-01")), decided("2026-09-01", DecisionKind.CLOSE)
    )
    assert (span_at(facts, "2026-09-01").state, span_at(facts, "2026-09-01").reopened) == (Standing.CLOSED, 2)


def test_a_failed_test_from_before_a_reopening_is_forgotten_and_a_later_one_is_not():
    failed = (
        *DELIVERED,
        impact_result("2026-04-01", 1, ImpactVerdict.NOT_MET),
        decided("2026-06-01", DecisionKind.REOPEN),
    )
    assert span_at(a_recommendation(*failed), "2026-06-01").test_failed_on is None
    again = a_recommendation(*failed, impact_result("2026-06-20", 2, ImpactVerdict.NOT_MET))
    assert span_at(again, "2026-06-20").test_failed_on == day("2026-06-20")


def test_an_override_on_a_recommendation_runs_to_its_last_day():
    failed = impact_result("2026-08-01", 1, ImpactVerdict.NOT_MET)
    facts = a_recommendation(*DELIVERED, failed, overridden("2026-08-10", AMBER, "2026-09-30"))
    assert around(facts, "2026-09-30") == [AMBER, AMBER, RED]
    broken = a_recommendation(
        *DELIVERED,
        failed,
        overridden("2026-08-10", AMBER, "2026-09-30"),
        impact_test_set("2026-09-30", 2, "2027-01-01"),
    )
    assert around(broken, "2026-09-30") == [AMBER, AMBER, RED]
    blue = a_recommendation(*DELIVERED, overridden("2026-08-10", AMBER, "2026-09-30"))
    assert around(blue, "2026-08-10") == [BLUE, BLUE, BLUE]


def test_standing_is_known_since_the_fact_that_began_it():
    facts = a_recommendation(*DELIVERED, impact_test_set("2026-03-20", 1, "2026-09-01"))
    assert span_at(facts, "2026-03-20").since.on == day("2026-03-01")


def test_an_action_counts_only_from_the_day_it_is_linked():
    facts = a_recommendation(responded("2026-01-06"), linked(*proved(), on="2026-05-01"))
    assert [shown(facts, text)[0] for text in ("2026-04-30", "2026-05-01")] == [Standing.OPEN, Standing.DELIVERED]
