"""The revision of inspections: notes and reads are only ever added to, and never thrown away."""

import pytest

from tests.builders import unchecked
from tests.database.postgres import APP
from tests.database.record import POSTGRESQL_ONLY, downgraded, migrated
from tests.migrations.test_up_and_down import dumped

NOTE = (
    "INSERT INTO inspector_note (id, person_id, at, {about}, wording) "
    "SELECT 1, 1, recorded_at, {keys}, 'Ask.' FROM evidence_version"
)
READ = (
    "INSERT INTO access_log (id, person_id, at, session, what) SELECT 1, 1, recorded_at, '', '/' FROM evidence_version"
)
ON_AN_ACTION = NOTE.format(about="action_id", keys="1")


@pytest.fixture
def filled(record, an_action):
    an_action(evidence=[unchecked()])
    return record


@pytest.mark.parametrize(("table", "added"), [("inspector_note", ON_AN_ACTION), ("access_log", READ)])
def test_what_was_added_stays_and_stops_the_way_down(filled, table, added):
    filled.tamper(added)
    for statement in (f"UPDATE {table} SET person_id = person_id", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match="only ever added to"):
            filled.tamper(statement)
    before = dumped(filled)
    with pytest.raises(RuntimeError, match=f"{table} holds records"):
        downgraded(filled.settings, "0016")
    assert dumped(filled) == before


@pytest.mark.parametrize(("about", "keys"), [("action_id, evidence_id", "1, 1"), ("action_id", "NULL")])
def test_a_note_is_about_one_thing(filled, about, keys):
    with pytest.raises(Exception, match="note_on_one_thing"):
        filled.tamper(NOTE.format(about=about, keys=keys))


def test_down_and_up_keeps_every_row_and_brings_the_locks_back(filled):
    before = dumped(filled)
    downgraded(filled.settings, "0016")
    assert any("trigger access_log" in fault for fault in filled.faults(deep=False))
    migrated(filled.settings)
    assert dumped(filled) == before
    assert filled.faults() == []


@POSTGRESQL_ONLY
@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_service_may_only_add(filled, right):
    for table in ("inspector_note", "access_log"):
        assert filled.read(f"SELECT has_table_privilege('{APP}', '{table}', '{right}')") == [(False,)]
        assert filled.read(f"SELECT has_table_privilege('{APP}', '{table}', 'INSERT')") == [(True,)]
