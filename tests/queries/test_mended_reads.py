"""What a page says is as far as its reader sees, as of its day, and by the same rules as what is recorded."""

from datetime import date, timedelta

import pytest

from tests.builders import a_post, a_recommendation, an_action, unchecked
from tests.database.record import visitor
from tracker.commands import actions
from tracker.errors import NotFoundError
from tracker.queries import action, evidence, plan, recommendation
from tracker.queries.filters import Filters
from tracker.words import Rating, Role, Sensitivity, Thing

COUNCILLOR, CHAIR = visitor(Role.COUNCILLOR), visitor(Role.CHAIR)


def read_by(record, who, key):
    """Give what the list and the page say of a recommendation."""
    with record.reading(who) as visit:
        (row,) = plan.listing(visit, Filters(thing=Thing.RECOMMENDATION, recommendation_id=key)).rows
        whole = recommendation.whole(visit, key)
    return (row.rating, row.why), (whole.rating, whole.why, whole.turns, [each.reference for each in whole.actions])


def test_a_sealed_action_changes_nothing_of_what_a_councillor_reads(record):
    asked = a_recommendation(record)
    seen = an_action(record, recommendations=[asked])
    before = read_by(record, COUNCILLOR, asked.id)
    assert before[0][1] == f"It shows its one open action, {seen.reference}."
    an_action(record, recommendations=[asked], due=date(2026, 10, 2), sensitivity=Sensitivity.SEALED)
    assert read_by(record, COUNCILLOR, asked.id) == before
    (_, listed), (_, told, *_) = read_by(record, CHAIR, asked.id)
    assert listed.startswith("It shows the worst of its 2 open actions, ")
    assert told.startswith("It shows the worst of its 2 open actions, ")


def test_open_actions_none_of_which_is_seen_are_not_spoken_of(record):
    asked = a_recommendation(record)
    an_action(record, recommendations=[asked], sensitivity=Sensitivity.SEALED)
    (shown, listed), (_, told, *_) = read_by(record, COUNCILLOR, asked.id)
    assert (shown, listed, told) == (None, "Not rated: open.", "Not rated: open.")


def test_a_post_that_was_never_held_is_vacant_from_the_day_on_which_it_is_known(record):
    """Fifteen working days are given to fill it, from the day on which it became the owner if that is later."""
    post = a_post(record, held_by=None, since=date(2026, 11, 16))
    new, older = an_action(record, owner=post, on=date(2026, 11, 18)), an_action(record, owner=post)
    with record.reading() as visit:
        rows = {row.id: row for row in plan.listing(visit, Filters()).rows}
        since = {key: action.whole(visit, key).vacant_from for key in rows}
    assert since == {new.id: date(2026, 11, 18), older.id: date(2026, 11, 16)}
    assert {row.rating for row in rows.values()} == {Rating.GREEN}

    assert rows[new.id].turns[0] == (date(2026, 12, 10), Rating.RED)
    assert record.faults() == []


def test_a_piece_of_evidence_stands_as_on_the_day_and_not_before_it_came(record):
    came, worded = date(2026, 10, 5), date(2026, 11, 2)
    made = an_action(record, "First words.", evidence=[unchecked(received_on=came)])
    with record.changing(on=worded) as visit:
        actions.edit_wording(visit, made.id, wording="Later words.", version=1)
    (key,) = made.evidence_ids
    for day, words in ((came, "First words."), (worded, "Later words."), (None, "Later words.")):
        with record.reading(as_at=day) as visit:
            assert [one.wording for one in evidence.whole(visit, key).actions] == [words]
            assert evidence.title(visit, key) == "Draft policy"
    for ask in (evidence.whole, evidence.title):
        with record.reading(as_at=came - timedelta(days=1)) as visit, pytest.raises(NotFoundError):
            ask(visit, key)
