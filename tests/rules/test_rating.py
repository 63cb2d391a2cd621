from dataclasses import replace
from datetime import timedelta

import pytest

from tests.rules.builders import (
    KEY,
    an_action,
    an_owned_action,
    busy,
    checked,
    day,
    decided,
    due_set,
    extended,
    overridden,
    owned,
    rating_at,
    ratings_around,
    received,
    span_at,
    submitted,
    updated,
)
from tests.rules.sql import in_sql
from tracker.rules.facts import Key, Vacancy
from tracker.rules.rating import (
    days_late,
    is_overdue,
    rating_on,
    slippage,
    timeline,
    turns,
)
from tracker.words import DecisionKind, Delivery, Rating, Reason

RED, AMBER, GREEN, GREY, BLUE = Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY, Rating.BLUE


def test_an_action_turns_amber_28_days_before_due_with_nothing_submitted():
    assert ratings_around(busy(), "2027-03-03") == [GREEN, AMBER, AMBER]
    assert span_at(busy(), "2027-03-03").amber_reason is Reason.DUE_SOON


def test_an_action_turns_red_when_it_is_overdue_more_than_a_month():
    assert ratings_around(busy(), "2027-05-01") == [AMBER, RED, RED]
    assert span_at(busy(), "2027-05-01").red_reason is Reason.OVERDUE


def test_an_action_is_overdue_from_the_day_after_its_due_date():
    found = [is_overdue(span_at(busy(), text), day(text)) for text in ("2027-03-31", "2027-04-01")]
    assert found == [False, True]
    assert [days_late(span_at(busy(), text), day(text)) for text in ("2027-03-31", "2027-04-02")] == [0, 2]


@pytest.mark.parametrize("gap", [{"post": None}, {"due": None}])
def test_an_action_without_owner_or_date_is_amber_then_red_after_15_working_days(gap):
    facts = [owned("2026-11-23", **{k: v for k, v in gap.items() if k == "post"})]
    facts += [] if "due" in gap else [due_set("2026-11-23", "2027-03-31")]
    action = an_action(*facts, recorded="2026-11-23", accepted="2026-11-23")
    assert ratings_around(action, "2026-12-15") == [AMBER, RED, RED]
    assert rating_at(action, "2026-11-23") is AMBER
    expected = Reason.NO_DUE_DATE if "due" in gap else Reason.NO_OWNER
    assert span_at(action, "2026-12-15").red_reason is expected


def test_an_action_without_owner_never_turns_red_for_that_while_not_accepted():
    action = an_action(due_set("2026-01-05", "2028-03-31"))
    assert rating_at(action, "2027-06-01") is AMBER
    assert span_at(action, "2027-06-01").red_from > day("2028-03-31")


def test_acceptance_after_the_recording_starts_the_clock_only_then():
    action = an_action(accepted="2026-11-23")
    assert span_at(action, "2026-11-22").accepted_on is None
    assert ratings_around(action, "2026-12-15") == [AMBER, RED, RED]


def test_an_owner_who_is_removed_long_after_acceptance_leaves_it_red_at_once():
    action = busy(owned("2026-06-10", post=None), accepted="2026-01-05")
    assert ratings_around(action, "2026-06-10") == [GREEN, RED, RED]


def test_a_baseline_that_is_set_later_ends_amber_for_want_of_a_date():
    action = an_action(owned("2026-01-05"), updated("2026-01-05"), due_set("2026-01-20", "2026-12-31"))
    assert ratings_around(action, "2026-01-20") == [AMBER, GREEN, GREEN]


def test_an_extension_before_any_baseline_counts_for_nothing():
    span = span_at(an_action(extended("2026-02-01", "2026-09-01"), due_set("2026-03-01", "2026-12-31")), "2026-04-01")
    assert (span.due, span.extensions) == (day("2026-12-31"), 0)


def test_a_forecast_after_due_is_amber_and_more_than_three_months_red():
    for forecast, expected in [
        ("2027-03-31", GREEN),
        ("2027-04-01", AMBER),
        ("2027-06-30", AMBER),
        ("2027-07-01", RED),
    ]:
        action = busy(updated("2026-02-02", forecast=forecast))
        assert rating_at(action, "2026-02-02") is expected, forecast


def test_a_forecast_holds_until_the_next_update():
    assert ratings_around(busy(updated("2026-02-02", forecast="2028-01-01")), "2026-03-01") == [RED, GREEN, GREEN]


def test_the_second_extension_is_amber_and_the_third_red_from_the_day_of_approval():
    dates = [("2026-02-10", "2027-05-31"), ("2026-03-10", "2027-06-30"), ("2026-04-10", "2027-07-31")]
    action = busy(*(extended(*each) for each in dates))
    assert ratings_around(action, "2026-02-10") == [GREEN, GREEN, GREEN]
    assert ratings_around(action, "2026-03-10") == [GREEN, AMBER, AMBER]
    assert ratings_around(action, "2026-04-10") == [AMBER, RED, RED]


def test_an_extension_moves_the_due_date_and_keeps_the_baseline():
    span = span_at(busy(extended("2014-04-01", "2014-09-30"), due="2014-03-31", recorded="2014-01-01"), "2014-04-01")
    assert (span.baseline_due, span.due, slippage(span)) == (day("2014-03-31"), day("2014-09-30"), 183)


def test_no_update_for_a_cycle_turns_amber_the_day_after_three_months():
    action = an_owned_action(updated("2026-02-10"))
    assert ratings_around(action, "2026-05-11") == [GREEN, AMBER, AMBER]
    assert span_at(action, "2026-05-11").amber_reason is Reason.NO_UPDATE


def test_acceptance_counts_as_the_first_update():
    assert ratings_around(an_owned_action(accepted="2026-01-05"), "2026-04-06") == [GREEN, AMBER, AMBER]


def test_acceptance_after_an_update_restarts_the_cycle():
    action = an_owned_action(updated("2026-01-10"), accepted="2026-03-01")
    assert ratings_around(action, "2026-06-02") == [GREEN, AMBER, AMBER]


def test_a_submission_counts_as_an_update():
    action = an_owned_action(updated("2026-01-10"), submitted("2026-03-01"))
    assert ratings_around(action, "2026-06-02") == [GREEN, AMBER, AMBER]


def test_the_owner_may_declare_worse_until_the_next_update():
    action = busy(updated("2026-02-10", RED), updated("2026-02-20", AMBER))
    assert ratings_around(action, "2026-02-10") == [GREEN, RED, RED]
    assert ratings_around(action, "2026-02-20") == [RED, AMBER, AMBER]
    assert ratings_around(action, "2026-03-01") == [AMBER, GREEN, GREEN]


@pytest.mark.parametrize("declared", [GREEN, BLUE, GREY])
def test_the_owner_can_never_declare_better(declared):
    assert rating_at(busy(updated("2027-04-10", declared)), "2027-04-10") is AMBER


def test_an_action_whose_post_is_vacant_turns_red_after_15_working_days():
    action = busy(vacancies=[Vacancy(1, day("2026-11-23"), day("2026-12-21"))])
    assert ratings_around(action, "2026-12-15") == [GREEN, RED, RED]
    assert span_at(action, "2026-12-15").red_reason is Reason.ORPHANED


def test_an_action_is_no_longer_orphaned_when_its_post_is_filled():
    action = busy(vacancies=[Vacancy(1, day("2026-11-23"), day("2026-12-21"))])
    assert ratings_around(action, "2026-12-21") == [RED, GREEN, GREEN]


def test_a_post_that_was_vacant_before_it_became_the_owner_counts_from_the_day_on_which_it_did():
    action = busy(owned("2026-06-10", post=2), vacancies=[Vacancy(2, day("2026-03-02"), None)])
    assert ratings_around(action, "2026-07-02") == [GREEN, RED, RED]
    assert span_at(action, "2026-06-09").vacant_from is None
    assert span_at(action, "2026-06-10").vacant_from == day("2026-06-10")


def test_a_post_that_is_given_an_action_again_is_not_new_to_it():
    again = owned("2026-04-10", post=2), owned("2026-06-10", post=2)
    action = busy(*again, vacancies=[Vacancy(2, day("2026-03-02"), None)])
    assert span_at(action, "2026-06-11").vacant_from == day("2026-04-10")


def test_a_vacancy_of_another_post_or_a_vacancy_that_ended_changes_nothing():
    others = [Vacancy(2, day("2026-03-02"), None), Vacancy(1, day("2025-03-02"), day("2026-01-01"))]
    assert len(timeline(busy(vacancies=others), (KEY,))) == len(timeline(busy(), (KEY,)))


def test_before_the_recording_nothing_is_rated():
    assert span_at(busy(recorded="2026-03-01"), "2026-02-28") is None


def test_a_new_version_of_the_key_rates_from_its_day_on_and_never_before():
    stricter = Key(2, day("2027-02-15"), KEY.bank_holidays, amber_due_days=56)
    assert ratings_around(busy(), "2027-02-15", KEY, stricter) == [GREEN, AMBER, AMBER]
    versions = [span_at(busy(), text, stricter, KEY).key_version for text in ("2027-02-14", "2027-02-15")]
    assert versions == [1, 2]


def test_before_the_first_version_the_first_key_rates_and_without_a_key_nothing_can():
    late = replace(KEY, effective_on=day("2030-01-01"))
    assert rating_at(busy(), "2027-05-01", late) is RED
    with pytest.raises(ValueError, match="at least one version"):
        timeline(busy(), ())


def test_facts_of_one_day_start_one_span_and_what_changes_nothing_starts_none():
    action = an_owned_action(received("2026-02-01", 7), updated("2026-03-01"), extended("2026-03-01", "2027-06-30"))
    assert [span.valid_from for span in timeline(action, (KEY,))] == [day("2026-01-05"), day("2026-03-01")]


def test_the_state_is_known_since_the_fact_that_began_it():
    span = span_at(busy(submitted("2026-03-05"), extended("2026-04-10", "2027-06-30")), "2026-04-10")
    assert (span.state, span.since.on) == (Delivery.SUBMITTED, day("2026-03-05"))


def test_the_upcoming_turns_are_known():
    span = span_at(busy(overridden("2027-01-10", RED, "2027-01-20")), "2027-01-11")
    span = replace(span, amber_from=day("2027-03-03"), amber_reason=Reason.DUE_SOON)
    assert turns(span, day("2027-01-11")) == [
        (day("2027-01-21"), GREEN),
        (day("2027-03-03"), AMBER),
        (day("2027-05-01"), RED),
    ]
    assert turns(span, day("2027-05-01")) == []


def test_the_sql_in_the_docstring_gives_the_same_rating():
    action = busy(
        overridden("2027-01-10", RED, "2027-01-20"),
        decided("2027-06-01", DecisionKind.PAUSE, until="2027-06-20"),
        received("2027-07-01", 7),
        submitted("2027-07-02"),
        checked("2027-07-03", 7),
        decided("2027-07-20", DecisionKind.WITHDRAW),
    )
    for span in timeline(action, (KEY,)):
        for shift in range(0, 200, 3):
            on = span.valid_from + timedelta(days=shift)
            assert in_sql(span, on) == rating_on(span, on), (span, on)
