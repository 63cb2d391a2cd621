"""Every change leaves its event, nothing is ever taken back, and time never runs backwards."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from tests.database.record import EMBEDDED_ONLY, POSTGRESQL_ONLY, SYSTEM
from tests.trail.tampering import head, tamper
from tracker import trail
from tracker.commands import people
from tracker.errors import InputError
from tracker.models import Agency, Event, KeptText, Post
from tracker.visit import Visitor
from tracker.words import AgencyKind


def test_a_change_without_an_event_is_refused_and_nothing_is_saved(record, history):
    before = head(record), record.read("SELECT count(*) FROM agency")
    with (
        pytest.raises(trail.UnrecordedChangeError, match=r"without an event: .'agency'."),
        record.changing() as visit,
    ):
        trail.add(visit, Agency, key="x", name="X", kind=AgencyKind.COUNCIL)
    assert (head(record), record.read("SELECT count(*) FROM agency")) == before


def test_an_edit_without_an_event_is_refused_and_nothing_is_saved(record, history):
    before = record.read("SELECT title FROM post ORDER BY id")
    with pytest.raises(trail.UnrecordedChangeError), record.changing() as visit:
        visit.session.get(Post, history.post.id).title = "Somebody else"
    assert record.read("SELECT title FROM post ORDER BY id") == before


def test_deleting_is_refused(record, history):
    with pytest.raises(trail.UnrecordedChangeError, match="only ever added to"), record.changing() as visit:
        visit.session.delete(visit.session.get(Post, history.post.id))
        visit.session.flush()
    assert record.faults() == []


def test_an_error_after_an_event_takes_back_the_change_its_event_and_its_anchor(record, history):
    before = head(record), record.settings.anchor_file.read_text()
    with pytest.raises(InputError), record.changing() as visit:
        people.record_agency(visit, "x", name="X", kind=AgencyKind.COUNCIL)
        people.record_person(visit, "Somebody", email="no address")
    assert (head(record), record.settings.anchor_file.read_text()) == before
    assert record.read("SELECT count(*) FROM agency WHERE key = 'x'") == [(0,)]


def test_a_reading_visit_cannot_write(record, history):
    with pytest.raises(DBAPIError, match=r"(?i)read-?only"), record.reading() as visit:
        people.record_agency(visit, "x", name="X", kind=AgencyKind.COUNCIL)


REFUSED = r"only ever added to|never changed|never deleted"
TAKEN_BACK = {
    "an event updated": update(Event).values(kind="x"),
    "an event deleted": delete(Event),
    "wording changed": update(KeptText).values(wording="x"),
    "wording deleted": delete(KeptText),
    "a hash kept elsewhere": update(KeptText).values(digest="x", salt=None, wording=None),
}


@pytest.mark.parametrize("case", TAKEN_BACK)
@pytest.mark.parametrize("role", ["service", "everybody"])
def test_the_database_refuses_to_take_back(record, history, case, role):
    """The service may not even try on PostgreSQL; on either database a trigger stops everybody."""
    if role == "service":
        told = rf"{REFUSED}|permission denied"
        with pytest.raises(DBAPIError, match=told), record.changing() as visit:
            visit.session.execute(TAKEN_BACK[case])
        return
    statement = str(TAKEN_BACK[case].compile(compile_kwargs={"literal_binds": True}))
    with pytest.raises(Exception, match=REFUSED):
        record.tamper(statement)


@EMBEDDED_ONLY
@pytest.mark.parametrize("table", ["event", "kept_text"])
def test_insert_or_replace_is_refused(record, history, table):
    with pytest.raises(DBAPIError, match=REFUSED), record.changing() as visit:
        visit.session.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"))
    assert record.faults() == []


@POSTGRESQL_ONLY
@pytest.mark.parametrize("table", ["event", "kept_text"])
def test_truncate_is_refused(record, history, table):
    with pytest.raises(Exception, match=REFUSED):
        record.tamper(f"TRUNCATE {table} CASCADE")


def test_the_chain_cannot_fork(record, history):
    """Two workers that both saw the same head cannot both append."""
    with record.reading() as visit:
        first = visit.session.get(Event, head(record))
    forked = {**first.model_dump(), "seq": first.seq + 1, "hash": "0" * 64}
    with pytest.raises(DBAPIError), record.changing() as visit:
        visit.session.execute(insert(Event).values(**forked))


def test_event_time_never_runs_backwards_when_the_clock_is_set_back(record, history, an_update, clock):
    before = record.read("SELECT max(at) FROM event")
    clock.shift(timedelta(hours=-5))
    with record.changing() as visit:
        people.record_agency(visit, "x", name="X", kind=AgencyKind.COUNCIL)
    assert record.read("SELECT max(at) FROM event") == before
    assert record.read("SELECT count(*) FROM event AS e JOIN event AS f ON f.seq = e.seq + 1 WHERE f.at < e.at") == [
        (0,)
    ]
    assert record.faults() == []


def test_an_event_tells_who_how_and_from_where(record, an_agency):
    who = Visitor(7, "Ann", SYSTEM.grants, session="s" * 32, method="password", address="192.0.2.7")
    with record.changing(who) as visit:
        people.record_agency(visit, "x", name="X", kind=AgencyKind.COUNCIL)
    told = "SELECT actor_id, actor, method, kind, object_kind, session, address FROM event ORDER BY seq DESC LIMIT 1"
    (*said, session, address) = record.read(told)[0]
    assert said == [7, "person 7", "password", "agency recorded", "agency"]
    kept = dict(record.read("SELECT digest, wording FROM kept_text WHERE seq = (SELECT max(seq) FROM event)"))
    assert (kept.pop(session), kept.pop(address)) == ("s" * 32, "192.0.2.7")
    assert record.faults() == []


def test_an_event_alone_does_not_tell_from_where_and_what_is_kept_of_it_is_missed_when_it_goes(record, history):
    who = Visitor(7, "Ann", SYSTEM.grants, session="12", method="password", address="192.0.2.7")
    for key in ("x", "y"):
        with record.changing(who) as visit:
            people.record_agency(visit, key, name=key, kind=AgencyKind.COUNCIL)
    several = record.read("SELECT session, address FROM event ORDER BY seq DESC LIMIT 2")
    # Salted: the same session and address stand behind both, and nothing that they hold tells it.
    assert len({each for told in several for each in told}) == 4
    tamper(record, f"DELETE FROM kept_text WHERE digest = '{several[0][1]}'")
    assert any("is missing, and was not erased" in each for each in record.faults())


def test_names_and_wording_stay_out_of_the_trail(record, history, a_person, an_update):
    a_person("Jocelyn Unmistakable")
    an_update(history, "Wording that is unmistakable.", on=date(2026, 11, 21))
    assert record.read("SELECT count(*) FROM event WHERE body LIKE '%nmistakable%'") == [(0,)]
    assert record.read("SELECT count(*) FROM kept_text WHERE wording LIKE '%nmistakable%'") == [(3,)]
