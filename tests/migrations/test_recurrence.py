"""The tenth revision: asks are only ever added to, an answer can be taken back, and neither is thrown away."""

import pytest

from tests.database.postgres import APP
from tests.database.record import POSTGRESQL_ONLY, downgraded, migrated
from tests.migrations.test_up_and_down import dumped
from tracker import append_only

TIMES = "effective_on, recorded_at, seq"
ASK = f"INSERT INTO ask (id, {TIMES}, version, key, name) SELECT 1, {TIMES}, 1, 'A-1', 'Sharing' FROM repeat_link"
MEMBER = (
    f"INSERT INTO ask_member (id, {TIMES}, ask_id, recommendation_id, reason) "
    f"SELECT 1, {TIMES}, 1, later_id, 'The same.' FROM repeat_link"
)
LEAVING = f"INSERT INTO ask_leaving (id, {TIMES}, member_id, reason) SELECT 1, {TIMES}, 1, 'No.' FROM repeat_link"
MERGER = (
    f"INSERT INTO ask_merger (id, {TIMES}, ask_id, into_id, reason) SELECT 1, {TIMES}, 1, 1, 'No.' FROM repeat_link"
)
ANSWER = f"INSERT INTO repeat_answer (id, {TIMES}, link_id, verdict, reason)"
TAKEN_BACK = f"{ANSWER} SELECT 7, {TIMES}, id, 'taken back', 'A slip.' FROM repeat_link"
MATCHING = ("text_vector", "suggestion", "matched")


@pytest.fixture
def filled(record, a_recommendation, a_repeat):
    """Give a record with one judged repeat."""
    a_repeat(a_recommendation(), a_recommendation())
    return record


def test_down_and_up_keeps_every_row_and_brings_the_locks_back(filled):
    before = dumped(filled)
    downgraded(filled.settings, "0009")
    assert dumped(filled) == before
    with filled.reading() as visit:
        assert any("trigger ask_member" in fault for fault in append_only.faults(visit.session, filled.settings))
    migrated(filled.settings)
    assert dumped(filled) == before
    assert filled.faults() == []


def test_an_answer_can_be_taken_back_from_this_revision_on(filled):
    downgraded(filled.settings, "0009")
    with pytest.raises(Exception, match="ck_repeat_answer_verdict"):
        filled.tamper(TAKEN_BACK)
    migrated(filled.settings)
    filled.tamper(TAKEN_BACK)
    with pytest.raises(Exception, match="ck_repeat_answer_verdict"):
        filled.tamper(TAKEN_BACK.replace("'taken back'", "'perhaps'").replace("SELECT 7", "SELECT 8"))
    before = dumped(filled)
    with pytest.raises(RuntimeError, match="Answers were taken back"):
        downgraded(filled.settings, "0009")
    assert dumped(filled) == before


@pytest.mark.parametrize(
    ("table", "column", "added"),
    [("ask", "key", []), ("ask_member", "ask_id", [MEMBER]), ("ask_leaving", "member_id", [MEMBER, LEAVING])],
)
def test_what_persons_did_stays_and_stops_the_way_down(filled, table, column, added):
    for statement in (ASK, *added):
        filled.tamper(statement)
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match="only ever added to"):
            filled.tamper(statement)
    before = dumped(filled)
    with pytest.raises(RuntimeError, match="holds records that the older schema cannot keep"):
        downgraded(filled.settings, "0009")
    assert dumped(filled) == before


def test_the_tables_refuse_what_makes_no_sense(filled):
    filled.tamper(ASK)
    with pytest.raises(Exception, match="no_merger_with_itself"):
        filled.tamper(MERGER)
    with pytest.raises(Exception, match="ask_member_has_reason"):
        filled.tamper(MEMBER.replace("'The same.'", "''"))
    with pytest.raises(Exception, match=r"(?i)unique"):
        filled.tamper(ASK.replace("SELECT 1,", "SELECT 2,"))


@POSTGRESQL_ONLY
def test_the_service_may_throw_away_what_matching_keeps_and_nothing_of_the_asks(filled):
    for table in MATCHING:
        assert filled.read(f"SELECT has_table_privilege('{APP}', '{table}', 'DELETE')") == [(True,)]
    for table in ("ask", "ask_name", "ask_member", "ask_leaving", "ask_merger", "ask_action"):
        assert filled.read(f"SELECT has_table_privilege('{APP}', '{table}', 'DELETE')") == [(False,)]
