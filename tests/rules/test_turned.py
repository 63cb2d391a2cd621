"""Which event took a status from what to what: several on one day are told apart by their place in the record."""

from dataclasses import replace

from tests.rules.builders import an_action, checked, day, decided, received, responded, submitted, when
from tracker.rules import delivery, standing
from tracker.rules.facts import RecommendationFacts, When
from tracker.words import DecisionKind, Delivery, Standing, Verdict

TODAY = "2026-03-02"


def test_each_event_of_one_day_has_its_own_before_and_after():
    sent, there, good = received(TODAY, 7), submitted(TODAY), checked(TODAY, 7)
    doubted = checked(TODAY, 7, Verdict.INADEQUATE)
    assert delivery.turned(an_action(sent, there, good, doubted)) == {
        there.when.seq: (Delivery.NOT_STARTED, Delivery.SUBMITTED),
        good.when.seq: (Delivery.SUBMITTED, Delivery.COMPLETED),
        doubted.when.seq: (Delivery.COMPLETED, Delivery.IN_PROGRESS),
    }


def test_what_changes_no_status_is_not_told():
    again = submitted(TODAY)
    assert again.when.seq not in delivery.turned(an_action(submitted("2026-03-01"), again))
    assert delivery.turned(an_action()) == {}


def test_a_standing_follows_its_own_facts_and_those_of_its_actions():
    answered, linked = responded("2026-01-06"), when("2026-01-07")
    sent, there, good = received(TODAY, 7), submitted(TODAY), checked(TODAY, 7)
    closed, again = decided(TODAY, DecisionKind.CLOSE), decided(TODAY, DecisionKind.REOPEN)
    asked = RecommendationFacts(When(day("2026-01-05"), 0), responses=(answered,), decisions=(closed, again))
    found = standing.turned(asked, [(linked, an_action(sent, there, good))])
    assert found == {
        answered.when.seq: (Standing.AWAITING_RESPONSE, Standing.OPEN),
        good.when.seq: (Standing.OPEN, Standing.DELIVERED),
        closed.when.seq: (Standing.DELIVERED, Standing.CLOSED),
        again.when.seq: (Standing.CLOSED, Standing.OPEN),
    }
    assert standing.turned(replace(asked, responses=(), decisions=()), []) == {}
