"""The eighth revision: what the scanner said and who read what, only ever added to, and never thrown away."""

import pytest

from tests.builders import unchecked
from tests.database.postgres import APP
from tests.database.record import POSTGRESQL_ONLY, downgraded, migrated
from tests.migrations.test_up_and_down import dumped

SCAN = (
    "INSERT INTO evidence_scan (id, effective_on, recorded_at, seq, version_id, sha256, result, said) "
    "SELECT 1, effective_on, recorded_at, seq, {version}, sha256, '{result}', '' FROM evidence_version WHERE number = 1"
)
READ = (
    "INSERT INTO evidence_read (id, version_id, person_id, at, session) "
    "SELECT 1, id, 1, recorded_at, '' FROM evidence_version"
)


@pytest.fixture
def filled(record, an_action):
    an_action(evidence=[unchecked()])
    return record


@pytest.mark.parametrize(("table", "added"), [("evidence_scan", SCAN), ("evidence_read", READ)])
def test_what_was_added_stays_and_stops_the_way_down(filled, table, added):
    filled.tamper(added.format(version="id", result="clean"))
    for statement in (f"UPDATE {table} SET version_id = version_id", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match="only ever added to"):
            filled.tamper(statement)
    before = dumped(filled)
    with pytest.raises(RuntimeError, match=f"{table} holds records"):
        downgraded(filled.settings, "0007")
    assert dumped(filled) == before


def test_a_file_without_a_version_was_infected(filled):
    filled.tamper(SCAN.format(version="NULL", result="infected"))
    with pytest.raises(Exception, match="refused_was_infected"):
        filled.tamper(SCAN.format(version="NULL", result="clean").replace("SELECT 1", "SELECT 2"))


def test_down_and_up_keeps_every_row_and_brings_the_locks_back(filled):
    before = dumped(filled)
    downgraded(filled.settings, "0007")
    assert dumped(filled) == before
    assert any("trigger evidence_read" in fault for fault in filled.faults(deep=False))
    migrated(filled.settings)
    assert dumped(filled) == before
    assert filled.faults() == []


@POSTGRESQL_ONLY
@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_service_may_only_add(filled, right):
    for table in ("evidence_scan", "evidence_read"):
        assert filled.read(f"SELECT has_table_privilege('{APP}', '{table}', '{right}')") == [(False,)]
        assert filled.read(f"SELECT has_table_privilege('{APP}', '{table}', 'INSERT')") == [(True,)]
    filled.tamper(f"GRANT {right} ON evidence_read TO {APP}")
    assert [fault for fault in filled.faults() if f"may {right.lower()} evidence_read" in fault]
