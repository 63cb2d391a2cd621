"""The twelfth revision: what persons judged blind is only ever added to, and is never thrown away."""

import pytest

from tests.database.postgres import APP
from tests.database.record import POSTGRESQL_ONLY, downgraded, migrated
from tests.migrations.test_up_and_down import dumped
from tracker import append_only

TIMES = "effective_on, recorded_at, seq"
ROUND = f"INSERT INTO coding_round (id, {TIMES}, title) SELECT 1, {TIMES}, 'First' FROM recommendation"
ITEM = (
    f"INSERT INTO coding_item (id, {TIMES}, round_id, number, recommendation_id, wording_id) "
    f"SELECT 1, {TIMES}, 1, 4821, recommendation_id, id FROM recommendation_wording"
)
CODING = f"INSERT INTO coding (id, {TIMES}, item_id, coder_id, note) SELECT 1, {TIMES}, 1, 1, '' FROM recommendation"
CLOSED = f"INSERT INTO coding_closed (id, {TIMES}, round_id) SELECT 1, {TIMES}, 1 FROM recommendation"
PAIR = (
    f"INSERT INTO comparison (id, {TIMES}, title, text_a, text_b, outcome_a, outcome_b, worse, recorded_by_id) "
    f"SELECT 1, {TIMES}, 'One', 'a', 'b', 'c', 'd', 'A', 1 FROM recommendation"
)
GRADE = (
    f"INSERT INTO comparison_grade (id, {TIMES}, comparison_id, grader_id, chosen, sure, reason) "
    f"SELECT 1, {TIMES}, 1, 1, 'A', 'sure', 'So.' FROM recommendation"
)
REVEALED = f"INSERT INTO comparison_revealed (id, {TIMES}, comparison_id) SELECT 1, {TIMES}, 1 FROM recommendation"
TABLES = {
    "coding_round": ("by_id", [ROUND]),
    "coding_item": ("number", [ROUND, ITEM]),
    "coding": ("theme_id", [ROUND, ITEM, CODING]),
    "coding_closed": ("round_id", [ROUND, CLOSED]),
    "comparison": ("worse", [PAIR]),
    "comparison_grade": ("chosen", [PAIR, GRADE]),
    "comparison_revealed": ("comparison_id", [PAIR, REVEALED]),
}


@pytest.fixture
def filled(record, a_recommendation):
    a_recommendation()
    return record


def test_down_and_up_keeps_every_row_and_brings_the_locks_back(filled):
    before = dumped(filled)
    downgraded(filled.settings, "0010")
    assert dumped(filled) == before
    with filled.reading() as visit:
        assert any("trigger coding_item" in fault for fault in append_only.faults(visit.session, filled.settings))
    migrated(filled.settings)
    assert dumped(filled) == before
    assert filled.faults() == []


@pytest.mark.parametrize("table", TABLES)
def test_what_persons_judged_stays_and_stops_the_way_down(filled, table):
    column, added = TABLES[table]
    filled.tamper(*added)
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match="only ever added to"):
            filled.tamper(statement)
    before = dumped(filled)
    with pytest.raises(RuntimeError, match="holds records that the older schema cannot keep"):
        downgraded(filled.settings, "0010")
    assert dumped(filled) == before


def test_the_tables_refuse_what_makes_no_sense(filled):
    filled.tamper(ROUND, ITEM, PAIR, GRADE)
    for statement in (ITEM, GRADE):
        with pytest.raises(Exception, match=r"(?i)unique"):
            filled.tamper(statement.replace("SELECT 1,", "SELECT 2,"))
    with pytest.raises(Exception, match="grade_has_reason"):
        filled.tamper(GRADE.replace("SELECT 1,", "SELECT 2,").replace("1, 1, 'A'", "1, 2, 'A'").replace("'So.'", "''"))
    with pytest.raises(Exception, match="comparison_has_both_outcomes"):
        filled.tamper(PAIR.replace("SELECT 1,", "SELECT 2,").replace("'d'", "''"))
    with pytest.raises(Exception, match="ck_comparison_worse"):
        filled.tamper(PAIR.replace("SELECT 1,", "SELECT 2,").replace("'A', 1", "'C', 1"))


@POSTGRESQL_ONLY
@pytest.mark.parametrize("table", TABLES)
def test_the_service_may_only_add(filled, table):
    assert filled.read(f"SELECT has_table_privilege('{APP}', '{table}', 'DELETE')") == [(False,)]
    assert filled.read(f"SELECT has_table_privilege('{APP}', '{table}', 'INSERT')") == [(True,)]
    frozen = table in {"coding_item", "coding_closed", "comparison_revealed"}
    assert filled.read(f"SELECT has_table_privilege('{APP}', '{table}', 'UPDATE')") == [(not frozen,)]
