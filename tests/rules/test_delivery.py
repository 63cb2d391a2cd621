import pytest

from tests.rules.builders import an_action, checked, day, decided, received, submitted, updated
from tracker.rules.delivery import timeline
from tracker.words import DecisionKind, Delivery, Verdict


def states(*facts, **known):
    return [(each.valid_from.isoformat(), each.state) for each in timeline(an_action(*facts, **known))]


def last(*facts):
    return timeline(an_action(*facts))[-1]


PROVED = (updated("2026-02-01"), received("2026-03-01", 7), submitted("2026-03-05"), checked("2026-03-20", 7))


def test_an_action_is_not_started_until_an_update_says_that_work_has_begun():
    assert states(updated("2026-02-01", started=False), updated("2026-02-09")) == [
        ("2026-01-05", Delivery.NOT_STARTED),
        ("2026-02-09", Delivery.IN_PROGRESS),
    ]


def test_an_adequate_check_on_the_current_version_of_a_submitted_action_completes_it():
    done = last(*PROVED)
    assert (done.state, done.submitted_on) == (Delivery.COMPLETED, day("2026-03-05"))
    assert (done.delivered_on, done.completed_on) == (day("2026-03-01"), day("2026-03-20"))


def test_a_check_before_the_submission_completes_nothing():
    assert (
        last(received("2026-03-01", 7), checked("2026-03-02", 7), submitted("2026-03-05")).state is Delivery.SUBMITTED
    )


def test_a_check_on_the_day_of_the_submission_counts_by_its_place_in_the_record():
    version = received("2026-03-01", 7)
    early, submission, late = checked("2026-03-05", 7), submitted("2026-03-05"), checked("2026-03-05", 7)
    assert last(version, early, submission).state is Delivery.SUBMITTED
    assert last(version, submission, late).state is Delivery.COMPLETED


def test_a_check_on_a_version_that_has_been_replaced_completes_nothing():
    facts = (received("2026-03-01", 7), received("2026-03-02", 8), submitted("2026-03-05"), checked("2026-03-20", 7))
    assert last(*facts).state is Delivery.SUBMITTED


def test_a_newer_version_drops_completion_back_to_submitted_until_it_is_checked():
    newer = (*PROVED, received("2026-04-01", 8))
    assert (last(*newer).state, last(*newer).submitted_on) == (Delivery.SUBMITTED, day("2026-03-05"))
    again = last(*newer, checked("2026-04-09", 8))
    assert (again.state, again.delivered_on, again.completed_on) == (
        Delivery.COMPLETED,
        day("2026-04-01"),
        day("2026-04-09"),
    )


def test_another_adequate_piece_keeps_the_action_completed():
    second = (received("2026-03-03", 9, evidence=2), checked("2026-03-25", 9))
    kept = last(*PROVED, *second, received("2026-04-01", 8))
    assert (kept.state, kept.delivered_on) == (Delivery.COMPLETED, day("2026-03-03"))
    assert kept.completed_on == day("2026-03-20")


def test_the_same_version_received_twice_is_no_newer_version():
    assert last(*PROVED, received("2026-04-01", 7)).state is Delivery.COMPLETED


@pytest.mark.parametrize("verdict", [Verdict.INADEQUATE, Verdict.PARTLY])
def test_a_refusing_check_brings_a_submitted_action_back_to_in_progress(verdict):
    back = last(received("2026-03-01", 7), submitted("2026-03-05"), checked("2026-03-20", 7, verdict))
    assert (back.state, back.submitted_on) == (Delivery.IN_PROGRESS, None)


def test_what_was_adequate_before_a_refusal_must_be_checked_again():
    facts = (*PROVED, decided("2026-04-01", DecisionKind.REFUSE_SIGN_OFF), submitted("2026-04-05"))
    assert last(*facts).state is Delivery.SUBMITTED


def test_a_doubt_about_another_piece_leaves_a_completed_action_completed():
    other = (received("2026-03-25", 9, evidence=2), checked("2026-03-28", 9, Verdict.INADEQUATE))
    assert last(*PROVED, *other).state is Delivery.COMPLETED


def test_a_later_verdict_on_the_very_version_takes_the_completion_back():
    assert last(*PROVED, checked("2026-04-02", 7, Verdict.INADEQUATE)).state is Delivery.IN_PROGRESS


def test_refusing_sign_off_undoes_submission_and_completion():
    back = last(*PROVED, decided("2026-04-01", DecisionKind.REFUSE_SIGN_OFF))
    assert (back.state, back.submitted_on, back.completed_on, back.delivered_on) == (
        Delivery.IN_PROGRESS,
        None,
        None,
        None,
    )


def test_refusing_sign_off_of_what_was_never_submitted_changes_nothing():
    assert last(decided("2026-04-01", DecisionKind.REFUSE_SIGN_OFF)).state is Delivery.NOT_STARTED


def test_approving_evidence_only_notes_it():
    facts = (received("2026-03-01", 7), submitted("2026-03-05"), decided("2026-04-01", DecisionKind.APPROVE_EVIDENCE))
    assert last(*facts).state is Delivery.SUBMITTED


def test_a_pause_lasts_until_the_next_update():
    paused = (updated("2026-02-01"), decided("2026-03-01", DecisionKind.PAUSE, until="2026-06-01"))
    assert (last(*paused).state, last(*paused).review_on) == (Delivery.PAUSED, day("2026-06-01"))
    resumed = last(*paused, updated("2026-07-01"))
    assert (resumed.state, resumed.review_on) == (Delivery.IN_PROGRESS, None)


def test_a_pause_undoes_a_submission_and_a_new_submission_ends_the_pause():
    paused = (submitted("2026-02-01"), decided("2026-03-01", DecisionKind.PAUSE, until="2026-06-01"))
    assert last(*paused).submitted_on is None
    assert last(*paused, submitted("2026-04-01")).submitted_on == day("2026-04-01")


def test_a_completed_action_cannot_be_paused():
    assert last(*PROVED, decided("2026-04-01", DecisionKind.PAUSE, until="2026-06-01")).state is Delivery.COMPLETED


def test_withdrawn_is_for_good():
    withdrawn = decided("2026-04-01", DecisionKind.WITHDRAW)
    assert last(*PROVED, withdrawn, updated("2026-05-01"), submitted("2026-05-02")).state is Delivery.WITHDRAWN


def test_facts_of_one_day_give_the_state_at_its_end():
    facts = (updated("2026-02-01"), received("2026-02-01", 7), submitted("2026-02-01"), checked("2026-02-01", 7))
    assert states(*facts) == [("2026-01-05", Delivery.NOT_STARTED), ("2026-02-01", Delivery.COMPLETED)]


def test_what_took_effect_before_the_recording_counts_from_the_recording_on():
    assert states(updated("2025-02-01")) == [("2026-01-05", Delivery.IN_PROGRESS)]


def test_a_second_submission_does_not_move_the_day_at_which_lateness_stands_still():
    assert last(submitted("2026-02-01"), submitted("2026-03-01")).submitted_on == day("2026-02-01")


def test_of_several_adequate_pieces_the_one_received_first_tells_when_it_was_delivered():
    second = (received("2026-02-20", 9, evidence=2), checked("2026-03-25", 9))
    assert last(*PROVED, *second).delivered_on == day("2026-02-20")


def test_after_a_refusal_nothing_adequate_from_before_lingers():
    refused = (*PROVED, decided("2026-04-01", DecisionKind.REFUSE_SIGN_OFF))
    assert last(*refused, received("2026-04-02", 8)).state is Delivery.IN_PROGRESS
    assert last(*refused, submitted("2026-04-05"), checked("2026-04-06", 99)).state is Delivery.SUBMITTED
