"""How many SELECTs clocks, steps and calendars take does not depend on how many there are; orders are full."""

from datetime import date
from importlib import import_module

from tests.builders import DUE
from tests.database.record import EMBEDDED_ONLY, counting_selects
from tracker.queries import calendars, clocks, escalations
from tracker.words import Clock


def selects(record, ask):
    with record.reading() as visit:
        visit.session.connection()
        with counting_selects(record.engine) as counted:
            ask(visit)
    return len(counted)


@EMBEDDED_ONLY
def test_clocks_take_as_many_selects_for_many_as_for_one(record, a_clock):
    made = a_clock(pauses=[(date(2026, 11, 18), None)])
    selects(record, clocks.running)  # The rating key is read once for each database.
    asks = (clocks.running, lambda visit: clocks.of_review(visit, made.review_id))
    before = [selects(record, ask) for ask in asks]
    for kind in (Clock.CORONER_RESPONSE, Clock.EXECUTIVE_RESPONSE, Clock.INQUIRY_RESPONSE):
        a_clock(kind, pauses=[(date(2026, 11, 18), date(2026, 11, 19))])
    assert [selects(record, ask) for ask in asks] == before
    assert max(before) <= 8


@EMBEDDED_ONLY
def test_steps_take_as_many_selects_for_many_as_for_one(record, an_action, a_post):
    an_action(due=date(2026, 10, 20))
    before = selects(record, escalations.due_today)
    for _ in range(4):
        an_action(due=date(2026, 10, 20))
    assert selects(record, escalations.due_today) == before
    with record.reading() as visit:
        found = escalations.due_today(visit).steps
    assert [(step.due, step.action_id) for step in found] == sorted((step.due, step.action_id) for step in found)


@EMBEDDED_ONLY
def test_a_calendar_is_one_select_for_actions_and_one_for_meetings(record, an_action, a_post, a_meeting):
    post = a_post()
    for _ in range(3):
        an_action(owner=post)
    a_meeting(date(2026, 12, 16))
    assert selects(record, lambda visit: calendars.due_of_post(visit, post.id)) == 1
    assert selects(record, calendars.meetings) == 1
    with record.reading() as visit:
        assert [each.due for each in calendars.due_of_post(visit, post.id)] == [DUE] * 3


def test_every_lock_that_is_taken_away_is_named(record):
    locks = import_module("migrations.versions.0008_clocks_and_reminders")
    names = locks.SQLITE if record.is_sqlite else locks.POSTGRES_TRIGGERS
    assert len(names) == 16
    for name, said in names.items():
        table = said.split(" ON ")[1].split()[0]
        record.tamper(f"DROP TRIGGER {name}" + ("" if record.is_sqlite else f" ON {table}"))
    assert record.faults(deep=False) == [
        f"The trigger {name} is missing or switched off: somebody could change the trail unseen." for name in names
    ]
