"""The history says what stood before and what after, wherever an event changed something."""

from datetime import date

from sqlalchemy import update

from tests.builders import (
    DUE,
    RECORDED_ON,
    a_post,
    a_recommendation,
    an_action,
    an_extension,
    an_update,
    checked,
    closed,
)
from tests.database.record import counting_selects, visitor
from tracker.commands import actions, recommendations
from tracker.models import KeptText
from tracker.queries import history
from tracker.words import Rating, Role

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
