"""The history says what stood before and what after, wherever an event changed something."""

from datetime import date

from sqlalchemy import update

from tests.builders import (
    DUE,
    RECORDED_ON,
    a_measure,
    a_meeting,
    a_post,
    a_recommendation,
    a_review,
    a_value,
    an_action,
    an_extension,
    an_update,
    checked,
    closed,
    the_chair,
)
from tests.database.record import counting_selects, visitor
from tracker.commands import actions, assurance, measures, recommendations
from tracker.models import KeptText
from tracker.queries import history
from tracker.words import Assurance, Rating, Role

LATER, LATEST = date(2026, 10, 20), date(2027, 9, 30)


def told_of(record, action, *, of_recommendation=False):
    with record.reading(visitor(Role.CHAIR)) as visit:
        asked = action.recommendation_ids[0]
        found = (
            history.of_recommendation(visit, asked, [action.id])
            if of_recommendation
            else history.of_action(visit, action.id)
        )
        return [entry.sentence for entry in found]


def test_a_moved_date_says_both_dates(record):
    action = an_action(record)
    an_extension(record, action, LATEST, on=LATER)
    an_extension(record, action, date(2027, 12, 31), on=LATER)
    told = " ".join(told_of(record, action))
    assert f"Due: {DUE.day} {DUE:%b %Y} → 30 Sep 2027." in told
    assert "Due: 30 Sep 2027 → 31 Dec 2027." in told


def test_a_new_owner_says_who_owned_it_before(record):
    first, second = a_post(record, "Head of A"), a_post(record, "Head of B")
    action = an_action(record, owner=first)
    for post, reason in ((second, ""), (None, "Nobody is there.")):
        with record.changing(on=LATER) as visit:
            actions.give_owner(visit, action.id, post_id=post.id if post else None, reason=reason)
    told = told_of(record, action)
    assert "Owner: Head of B → nobody." in told[0]
    assert "Owner: Head of A → Head of B." in told[1]


def test_statuses_of_one_day_are_told_apart(record):
    action = an_action(record, evidence=[checked("Audit")])
    told = " ".join(told_of(record, action))
    assert "ready for assessment. Status: not started → submitted." in told
    assert "Checked the evidence: adequate. Status: submitted → completed." in told


def test_a_declaration_and_a_forecast_say_the_one_before(record):
    action = an_action(record)
    an_update(record, action, "Well.", on=LATER, declared=Rating.GREEN, forecast=DUE)
    an_update(record, action, "Not well.", on=LATER, declared=Rating.RED, forecast=LATEST)
    newest, first, *_ = told_of(record, action)
    assert "Owner says: Green → Red." in newest and "→ 30 Sep 2027." in newest
    assert "→" in first and "Owner says:" not in first


def test_a_recommendation_says_how_it_stood_before_it_was_closed(record):
    action = an_action(record, evidence=[checked("Audit")])
    closed(record, action.recommendation_ids[0], on=LATER)
    told = told_of(record, action, of_recommendation=True)
    assert told[0].endswith("Status: delivered → closed.")


def test_an_edited_wording_says_what_stood_before_until_that_is_erased(record):
    action = an_action(record, "Train them.")
    with record.changing(on=LATER) as visit:
        actions.edit_wording(visit, action.id, wording="Train them well.", version=1)
    with record.changing(on=LATER) as visit:
        answered = action.recommendation_ids[0]
        recommendations.correct_wording(visit, answered, wording="As printed.", reason="A slip.", version=1)
    assert told_of(record, action)[0] == "Edited the wording to: “Train them well.” Before: “Train them.”"
    assert "“As printed.” Reason: “A slip.” Before: “" in " ".join(told_of(record, action, of_recommendation=True))
    with record.changing() as visit:
        visit.session.execute(update(KeptText).where(KeptText.wording == "Train them.").values(wording=None, salt=None))
    told = told_of(record, action)[0]
    assert told == "Edited the wording to: “Train them well.” The wording before was erased."
    with record.reading(visitor(Role.CHAIR)) as visit:
        assert "Train them.”" not in " ".join(each.entry.sentence for each in history.of_plan(visit))


def test_the_history_of_the_plan_says_it_too_with_no_more_selects(record):
    action = an_action(record, on=RECORDED_ON)
    an_extension(record, action, LATEST, on=LATER)
    with record.reading(visitor(Role.CHAIR)) as visit, counting_selects(record.engine) as counted:
        told = history.of_plan(visit)
    assert len(counted) == 2
    assert [f"Due: {DUE.day} {DUE:%b %Y} → 30 Sep 2027." in each.entry.sentence for each in told].count(True) == 1


def test_what_was_only_recorded_changed_nothing(record):
    asked = a_recommendation(record)
    action = an_action(record, recommendations=[asked])
    assert not any("→" in sentence or "Before:" in sentence for sentence in told_of(record, action))


def measure_told(record, measure):
    with record.reading(visitor(Role.CHAIR)) as visit:
        return [entry.sentence for entry in history.of_measure(visit, measure.id)]


def test_a_measure_says_what_was_counted_which_target_stood_and_which_value_was_corrected(record):
    measure = a_measure(record, "Families per worker", definition="Families on one list.", target="250")
    period = {"first": date(2026, 4, 1), "last": date(2026, 6, 30)}
    a_value(record, measure, "412", note="Table 4", **period)
    a_value(record, measure, "400", first=date(2026, 1, 1), last=date(2026, 3, 31), note="Table 4")
    a_value(record, measure, "421", note="Table 5", **period)
    a_value(record, measure, unknown="The table was withdrawn.", **period)
    with record.changing() as visit:
        measures.edit(
            visit, measure.id, definition="Families on the lists of one worker.", target="", reason="A slip.", version=1
        )
    edited, unknown, corrected, other, first, recorded = measure_told(record, measure)
    assert edited.endswith("Before: “Families on one list.” Target: 250 → none.")
    assert unknown.endswith("Value for Q2 2026: 421 → unknown.")
    assert corrected.endswith("Value for Q2 2026: 412 → 421.")
    assert not any("→" in each for each in (other, first, recorded)), "what is told first changes nothing"


def test_the_assurance_says_what_stood_before(record):
    action = an_action(record, evidence=[checked("Audit")])
    (key,) = action.recommendation_ids
    meeting = a_meeting(record, LATER)
    for level in (Assurance.NONE, None):
        with record.changing(the_chair(record), on=LATER) as visit:
            reason = {"meeting_id": meeting.id, "reason": "The sample is small."}
            assurance.set_assurance(visit, key, assurance=level, **reason)
    told = told_of(record, action, of_recommendation=True)
    assert "Assurance: none → as the evidence allows." in told[0]
    assert "Assurance: as the evidence allows → none." in told[1]


def test_a_release_says_what_it_made_of_the_review(record):
    review = a_review(record)
    with record.reading(visitor(Role.CHAIR)) as visit:
        told = [entry.sentence for entry in history.of_review(visit, review.id)]
    assert told == [
        "Released the review for publication, as chair. Publication: draft → published.",
        "Released the review for publication, as coordinator.",
        "Recorded the review.",
    ]
