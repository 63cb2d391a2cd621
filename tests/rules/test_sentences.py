from tests.rules.builders import (
    KEY,
    an_action,
    an_owned_action,
    checked,
    day,
    decided,
    due_set,
    extended,
    overridden,
    owned,
    received,
    span_at,
    submitted,
    updated,
)
from tracker.rules.facts import Vacancy
from tracker.rules.rating import declared_beside, turns_sentence, why
from tracker.words import DecisionKind, Rating


def reason(facts, text, key=KEY):
    return why(span_at(facts, text), day(text), key)


MOVED = (
    updated("2026-01-06"),
    extended("2026-03-01", "2026-06-30"),
    extended("2026-06-01", "2026-10-07"),
    updated("2026-11-01"),
)


def test_red_for_lateness_tells_the_days_the_dates_and_every_other_reason():
    assert reason(an_owned_action(*MOVED, due="2026-03-31"), "2026-11-22") == (
        "Red: overdue 46 days, due 7 Oct 2026 (baseline 31 Mar 2026, moved twice, +190 days); nothing submitted; "
        "extended twice."
    )


def test_without_the_key_the_sentence_names_what_the_span_proves():
    action = an_owned_action(updated("2026-09-01", forecast="2026-12-31"), due="2026-10-07")
    assert reason(action, "2026-11-22", key=None) == (
        "Red: overdue 46 days, due 7 Oct 2026; nothing submitted; forecast 31 Dec 2026, 85 days after due 7 Oct 2026."
    )


def test_missing_owner_and_date_are_both_named():
    assert reason(an_action(recorded="2026-11-23", accepted="2026-11-23"), "2026-12-15") == (
        "Red: no owner (accepted 23 Nov 2026, 22 days ago); no due date (accepted 23 Nov 2026, 22 days ago)."
    )
    assert reason(an_action(owned("2026-01-05")), "2026-02-01") == "Amber: no due date; not yet accepted."


def test_an_orphaned_action_tells_since_when_nobody_holds_the_post():
    action = an_owned_action(updated("2026-06-01"), vacancies=[Vacancy(1, day("2026-05-04"), None)])
    assert reason(action, "2026-06-03") == "Red: nobody has held the owner post since 4 May 2026 (30 days)."


def test_silence_tells_what_was_heard_last():
    accepted = an_owned_action(accepted="2026-01-05")
    assert reason(accepted, "2026-05-05") == "Amber: no update since acceptance on 5 Jan 2026 (120 days)."
    assert (
        reason(an_owned_action(updated("2026-02-01")), "2026-05-05") == "Amber: no update since 1 Feb 2026 (93 days)."
    )


def test_due_soon_counts_down_to_the_day():
    action = an_owned_action(updated("2026-03-01"), due="2026-03-31")
    assert reason(action, "2026-03-30") == "Amber: due 31 Mar 2026, in 1 day; nothing submitted."
    assert reason(action, "2026-03-31") == "Amber: due 31 Mar 2026, today; nothing submitted."
    assert reason(action, "2026-04-01").startswith("Amber: overdue 1 day, due 31 Mar 2026; nothing submitted")


def test_a_late_submission_is_said_to_be_submitted():
    action = an_owned_action(submitted("2026-04-10"), due="2026-03-31")
    assert reason(action, "2026-06-01") == "Amber: submitted 10 Apr 2026, 10 days late, due 31 Mar 2026."


def test_an_override_is_shown_beside_the_computed_rating_and_its_reason():
    action = an_owned_action(
        updated("2026-11-01"), overridden("2026-11-20", Rating.AMBER, "2026-12-16"), due="2026-10-07"
    )
    assert reason(action, "2026-12-16") == (
        "Amber (override, computed Red, until 16 Dec 2026): overdue 70 days, due 7 Oct 2026; nothing submitted."
    )
    assert reason(action, "2026-12-17").startswith("Red: overdue 71 days")


def test_green_grey_and_blue_have_their_reason_too():
    assert reason(an_owned_action(updated("2026-02-01")), "2026-02-02") == (
        "Green: due 31 Mar 2027; last update 1 Feb 2026."
    )
    assert reason(an_owned_action(), "2026-02-02") == "Green: due 31 Mar 2027; no update yet."
    assert reason(an_owned_action(accepted="2026-01-05"), "2026-02-02") == (
        "Green: due 31 Mar 2027; accepted 5 Jan 2026."
    )
    assert reason(an_owned_action(start="2026-03-01"), "2026-02-02") == "Grey: starts 1 Mar 2026; due 31 Mar 2027."
    paused = an_owned_action(decided("2026-02-01", DecisionKind.PAUSE, until="2026-09-01"))
    assert reason(paused, "2026-02-02") == "Grey: paused until its review on 1 Sep 2026; due 31 Mar 2027."
    proved = (received("2026-04-05", 7), submitted("2026-04-10"), checked("2026-05-01", 7))
    assert reason(an_owned_action(*proved, due="2026-03-31"), "2026-07-02") == (
        "Blue: delivered; adequate evidence received 5 Apr 2026, checked 1 May 2026; due 31 Mar 2026, 5 days late."
    )
    assert reason(an_owned_action(decided("2026-02-01", DecisionKind.WITHDRAW)), "2026-02-02") == (
        "Not rated: withdrawn."
    )


def test_the_day_on_which_a_rating_turns_is_told_with_its_ground():
    action = an_owned_action(updated("2027-01-10"))
    assert turns_sentence(span_at(action, "2027-01-10"), day("2027-01-10")) == (
        "Green; turns Amber on 3 Mar 2027 (28 days before due), Red on 1 May 2027"
    )
    assert turns_sentence(span_at(action, "2027-05-01"), day("2027-05-01")) == (
        "Red; stays Red until something is recorded"
    )


def test_other_grounds_for_turning_are_told_too():
    unowned = an_action(recorded="2026-11-23", accepted="2026-11-23")
    assert turns_sentence(span_at(unowned, "2026-11-23"), day("2026-11-23")) == (
        "Amber; turns Red on 15 Dec 2026 (still no owner)"
    )
    override = an_owned_action(
        updated("2026-11-01"), overridden("2026-11-20", Rating.AMBER, "2026-12-16"), due="2026-10-07"
    )
    assert turns_sentence(span_at(override, "2026-11-20"), day("2026-11-20")) == (
        "Amber; turns Red on 17 Dec 2026 (the override ends)"
    )
    grey = an_owned_action(updated("2026-01-05"), start="2026-03-01")
    assert turns_sentence(span_at(grey, "2026-01-05"), day("2026-01-05")).startswith(
        "Grey; turns Green on 1 Mar 2026 (start date), Amber on 6 Apr 2026 (no update since 5 Jan 2026)"
    )
    withdrawn = span_at(an_owned_action(decided("2026-02-01", DecisionKind.WITHDRAW)), "2026-02-02")
    assert turns_sentence(withdrawn, day("2026-02-02")) == "Not rated"


def test_what_the_owner_says_stands_beside_what_is_computed():
    action = an_owned_action(updated("2026-04-05", Rating.GREEN), due="2026-03-31")
    span = span_at(action, "2026-04-10")
    assert declared_beside(span, day("2026-04-10"), KEY) == "owner says Green, computed Amber: 10 days overdue"
    assert declared_beside(span, day("2026-04-10")) == "owner says Green, computed Amber: 10 days overdue"


def test_an_owner_who_declares_worse_is_shown_beside_the_computed_rating_as_well():
    span = span_at(an_owned_action(updated("2026-02-05", Rating.RED)), "2026-02-10")
    assert declared_beside(span, day("2026-02-10"), KEY) == "owner says Red, computed Green"
    assert declared_beside(span, day("2026-02-10")) == "owner says Red"


def test_an_owner_who_agrees_or_says_nothing_has_nothing_beside():
    for declared in (Rating.GREEN, None):
        span = span_at(an_owned_action(updated("2026-02-05", declared)), "2026-02-10")
        assert not declared_beside(span, day("2026-02-10"), KEY)


def test_a_due_date_that_was_brought_forward_shows_its_sign():
    action = an_action(
        owned("2026-01-05"),
        due_set("2026-01-05", "2026-12-31"),
        updated("2026-02-01"),
        extended("2026-02-01", "2026-12-30"),
    )
    assert reason(action, "2026-02-02") == (
        "Green: due 30 Dec 2026 (baseline 31 Dec 2026, moved once, -1 day); last update 1 Feb 2026."
    )
