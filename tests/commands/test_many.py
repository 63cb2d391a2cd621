"""Recording many actions at once leaves the same record as recording them one by one."""

import json
from datetime import date

import pytest

from tests.builders import a_post, a_recommendation, an_agency
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands.actions import ActionDraft, AsWritten, UpdateDraft, record_action, update
from tracker.commands.many import give_first_updates, record_actions
from tracker.commands.recommendations import respond
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.models import Baseline
from tracker.trail import About, UnrecordedChangeError, add_many, append_many
from tracker.words import Precision, Rating, ResponseKind, Role

COORDINATOR = visitor(Role.COORDINATOR)
PARTS = ("action_wording", "action_link", "action_owner", "baseline", "contributing_agency", "progress_update")
OWN = {"id", "seq", "reference", "action_id", "recorded_at"}
UPDATE = UpdateDraft("It goes well.", declared=Rating.AMBER, forecast=date(2027, 3, 1))
SAYS = "effective_on, actor, method, object_kind, review_id, recommendation_id, version_before, version_after, body"


@pytest.fixture
def draft(record) -> ActionDraft:
    return ActionDraft(
        "Do it",
        [int(a_recommendation(record).id or 0)],
        owner_post_id=a_post(record).id,
        due=date(2027, 2, 1),
        start_on=date(2026, 12, 1),
        contributing=[int(an_agency(record, "Housing").id or 0)],
        success_measure="Done",
        as_written=AsWritten("Head", "Feb 2027", Precision.MONTH, "Amber", "plan.xlsx"),
    )


def last_two(record, table):
    """Give the last two rows of a table, without what has to differ."""
    with record.owning_the_machine() as connection:
        found = connection.execute(f"SELECT * FROM {table} ORDER BY id DESC LIMIT 2")
        names = [column[0] for column in found.description]
        both = found.fetchall()
    return [{n: value for n, value in zip(names, row, strict=True) if n not in OWN} for row in both]


def told(record, kind):
    """Give what the events of a kind say, in order, without keys, places and hashes."""
    found = record.read(f"SELECT {SAYS} FROM event WHERE kind = '{kind}' ORDER BY seq")
    return [(*others, [(t, sorted(c)) for t, _, c in json.loads(body)["rows"]]) for *others, body in found]


def test_many_leave_the_same_rows_and_events_as_one_by_one(record, draft):
    with record.changing(COORDINATOR) as visit:
        one = record_action(visit, draft)
        update(visit, int(one.id or 0), UPDATE)
    with record.changing(COORDINATOR) as visit:
        (key,) = record_actions(visit, [draft])
        give_first_updates(visit, [(key, UPDATE)])
    for table in ("action", *PARTS):
        newer, older = last_two(record, table)
        assert newer == older, table
    for kind in ("action recorded", "update given"):
        single, many = told(record, kind)
        assert single == many
    assert record.read("SELECT reference FROM action ORDER BY id") == [("A0001",), ("A0002",)]
    assert record.faults() == []


def test_each_of_many_has_an_event_of_its_own_and_a_free_reference(record, draft):
    drafts = [draft, *(ActionDraft("So", draft.recommendations, reference=name) for name in ("A0002", ""))]
    with record.changing(COORDINATOR) as visit:
        keys = record_actions(visit, drafts)
        give_first_updates(visit, [(keys[2], UPDATE), (keys[0], UPDATE)])
    assert record.read("SELECT reference FROM action ORDER BY id") == [("A0001",), ("A0002",), ("A0003",)]
    events = record.read("SELECT seq, action_id FROM event WHERE kind = 'action recorded' ORDER BY seq")
    assert [key for _, key in events] == keys
    assert record.read("SELECT seq, id FROM action ORDER BY id") == events
    assert record.faults() == []


@EMBEDDED_ONLY
def test_what_one_may_not_many_may_not(record, draft):
    twice = [ActionDraft("Do it", draft.recommendations, reference="X")] * 2
    with record.changing(COORDINATOR) as visit:
        (before,) = record_actions(visit, [draft])
    with record.changing(COORDINATOR) as visit:
        for drafts in (twice, [ActionDraft("", draft.recommendations)], [ActionDraft("Do it", [])]):
            with pytest.raises(InputError):
                record_actions(visit, drafts)
        with pytest.raises(InputError):
            give_first_updates(visit, [(before, UpdateDraft("Done", declared=Rating.BLUE))])
        with pytest.raises(NotFoundError):
            give_first_updates(visit, [(before, UPDATE)])
    with record.changing(visitor(Role.OWNER, agency=1)) as visit, pytest.raises(RefusedError):
        give_first_updates(visit, [(before, UPDATE)])


@EMBEDDED_ONLY
def test_a_row_of_no_event_is_not_kept(record, draft):
    with pytest.raises(UnrecordedChangeError), record.changing(COORDINATOR) as visit:
        (key,) = record_actions(visit, [ActionDraft("Do it", draft.recommendations)])
        add_many(visit, Baseline, [(1, {"action_id": key, "due": date(2027, 1, 1)})])
        append_many(visit, [("baseline set", About("baseline", None))])


def test_no_action_goes_under_a_recommendation_that_was_not_accepted(record, draft):
    with record.changing(COORDINATOR) as visit:
        respond(visit, draft.recommendations[0], kind=ResponseKind.NOT_ACCEPTED, reason="The law forbids it.")
    with pytest.raises(RuleBrokenError, match="is not accepted"), record.changing(COORDINATOR) as visit:
        record_actions(visit, [draft])
