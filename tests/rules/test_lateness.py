import pytest

from tests.rules.builders import (
    an_action,
    an_owned_action,
    busy,
    checked,
    day,
    decided,
    due_set,
    overridden,
    owned,
    rating_at,
    ratings_around,
    received,
    span_at,
    submitted,
    updated,
)
from tracker.rules.rating import (
    computed_on,
    days_late,
    is_overdue,
    rating_on,
)
from tracker.words import DecisionKind, Rating, Verdict

RED, AMBER, GREEN, GREY, BLUE = Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY, Rating.BLUE


def test_a_start_in_the_future_is_grey_only_with_owner_and_due_date():
    assert ratings_around(busy(start="2026-03-10"), "2026-03-10") == [GREY, GREEN, GREEN]
    assert rating_at(an_action(owned("2026-01-05"), start="2026-03-10"), "2026-03-01") is AMBER
    assert rating_at(an_action(due_set("2026-01-05", "2027-01-01"), start="2026-03-10"), "2026-03-01") is AMBER


def test_a_paused_action_is_grey_until_its_review_date_and_then_as_late_as_it_is():
    action = an_owned_action(decided("2026-03-01", DecisionKind.PAUSE, until="2026-09-01"), due="2026-03-31")
    assert ratings_around(action, "2026-09-01") == [GREY, RED, RED]
    assert days_late(span_at(action, "2026-08-01"), day("2026-08-01")) == 123


def test_a_pause_without_a_review_date_is_never_grey():
    action = an_owned_action(updated("2026-03-01"), decided("2026-03-01", DecisionKind.PAUSE), due="2026-03-31")
    assert rating_at(action, "2026-03-03") is AMBER


def test_lateness_stands_still_on_the_day_of_submission():
    action = busy(submitted("2027-04-10"))
    assert [days_late(span_at(action, text), day(text)) for text in ("2027-04-09", "2027-04-10", "2027-09-01")] == [
        9,
        10,
        10,
    ]
    assert rating_at(action, "2027-09-01") is AMBER


@pytest.mark.parametrize(
    ("submitted_on", "late", "expected"),
    [
        ("2027-03-31", False, GREEN),
        ("2027-04-01", True, AMBER),
        ("2027-04-30", True, AMBER),
        ("2027-05-01", True, RED),
    ],
)
def test_a_submitted_action_is_overdue_only_if_it_was_submitted_late(submitted_on, late, expected):
    span = span_at(busy(submitted(submitted_on)), "2027-06-15")
    assert (is_overdue(span, day("2027-06-15")), rating_on(span, day("2027-06-15"))) == (late, expected)


def test_due_soon_is_not_said_of_what_is_submitted():
    assert rating_at(busy(submitted("2027-03-10")), "2027-03-20") is GREEN


def test_a_refusal_restores_lateness():
    refused = (received("2027-03-01", 7), submitted("2027-03-10"), checked("2027-06-15", 7, Verdict.INADEQUATE))
    assert ratings_around(busy(*refused), "2027-06-15") == [GREEN, RED, RED]
    assert days_late(span_at(busy(*refused), "2027-06-15"), day("2027-06-15")) == 76


def test_a_completed_action_is_blue_and_late_to_the_day_of_its_evidence():
    proved = (received("2027-04-05", 7), submitted("2027-04-10"), checked("2027-08-01", 7))
    span = span_at(busy(*proved), "2027-08-01")
    assert ratings_around(busy(*proved), "2027-08-01") == [AMBER, BLUE, BLUE]
    assert (days_late(span, day("2027-09-01")), is_overdue(span, day("2027-09-01"))) == (5, False)
    assert (span.delivered_on, span.completed_on) == (day("2027-04-05"), day("2027-08-01"))


def test_an_action_delivered_in_time_was_never_overdue():
    span = span_at(busy(received("2027-03-31", 7), submitted("2027-04-10"), checked("2027-08-01", 7)), "2027-08-01")
    assert (span.overdue_from, days_late(span, day("2027-08-01"))) == (None, 0)


def test_a_withdrawn_action_is_unrated_and_not_overdue():
    action = busy(decided("2027-05-10", DecisionKind.WITHDRAW))
    assert ratings_around(action, "2027-05-10") == [RED, None, None]
    assert is_overdue(span_at(action, "2027-06-01"), day("2027-06-01")) is False


def test_an_override_holds_to_its_last_day_and_then_the_computed_rating_is_back():
    action = busy(overridden("2026-11-20", AMBER, "2026-12-16"), due="2026-10-07")
    assert ratings_around(action, "2026-11-20") == [RED, AMBER, AMBER]
    assert ratings_around(action, "2026-12-16") == [AMBER, AMBER, RED]
    assert computed_on(span_at(action, "2026-12-16"), day("2026-12-16")) is RED
    ends_with_an_update = busy(overridden("2026-11-20", AMBER, "2026-12-01"), due="2026-10-07")
    assert ratings_around(ends_with_an_update, "2026-12-01") == [AMBER, AMBER, RED]


def test_an_override_stands_before_grey_and_after_blue():
    proved = (received("2026-03-01", 7), submitted("2026-03-02"), checked("2026-03-03", 7))
    override = overridden("2026-02-10", RED, "2026-12-16")
    assert rating_at(busy(override, start="2026-06-01"), "2026-02-10") is RED
    assert rating_at(busy(override, *proved), "2026-03-03") is BLUE


def test_the_last_override_counts_and_one_without_an_end_does_not_hold():
    action = busy(overridden("2026-02-10", RED, "2026-12-16"), overridden("2026-02-20", AMBER, "2026-12-16"))
    assert rating_at(action, "2026-02-20") is AMBER
    assert rating_at(busy(overridden("2026-02-10", RED, None)), "2026-02-11") is GREEN


def test_an_expired_override_leaves_no_trace_in_later_spans():
    action = busy(overridden("2026-02-10", RED, "2026-02-20"))
    assert span_at(action, "2026-03-01").override_rating is None
