"""The nineteenth revision: briefings and what teams reported are only ever added to, and never thrown away."""

import pytest

from tests.builders import a_briefing, a_team_link, reported
from tests.database.postgres import APP
from tests.database.record import POSTGRESQL_ONLY, downgraded, migrated
from tests.migrations.test_up_and_down import dumped
from tracker import append_only
from tracker.commands import briefings as writing
from tracker.commands import team_links
from tracker.models import Agency, Review

FROZEN = {
    "briefing": "review_id",
    "briefing_version": "number",
    "briefing_release": "person_id",
    "briefing_withdrawn": "version_id",
    "team_link": "last_day",
    "team_link_revoked": "link_id",
    "discussion_claim": "held_on",
    "claim_answer": "confirmed",
}


def test_down_and_up_keeps_every_row_and_brings_the_locks_back(record, a_recommendation):
    a_recommendation()
    before = dumped(record)
    downgraded(record.settings, "0016")
    assert dumped(record) == before
    with record.reading() as visit:
        assert any("trigger team_link" in fault for fault in append_only.faults(visit.session, record.settings))
    migrated(record.settings)
    assert dumped(record) == before
    assert record.faults() == []


@pytest.fixture
def filled(record, an_action):
    """A row in every table of this revision."""
    action = an_action()
    with record.reading() as visit:
        review = visit.session.get(Review, action.review_id)
        agency = visit.session.get(Agency, action.post.agency_id)
    a_briefing(record, review)
    reported(record, a_team_link(record, review, agency))
    a_team_link(record, review, agency)
    with record.changing(action.post.owner) as visit:
        team_links.confirm(visit, 1, [action.id])
    with record.changing() as visit:
        writing.withdraw(visit, review.id, reason="It named a street.")
    return record


def test_what_is_there_stays_and_stops_the_way_down(filled):
    for table, column in FROZEN.items():
        assert filled.read(f"SELECT count(*) FROM {table}") != [(0,)], table
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match="only ever added to"):
                filled.tamper(statement)
    before = dumped(filled)
    with pytest.raises(RuntimeError, match="The table briefing holds records"):
        downgraded(filled.settings, "0016")
    # What came after it and was empty is gone by then, and is there again after the way up.
    migrated(filled.settings)
    assert dumped(filled) == before
    assert filled.faults() == []


def test_the_words_of_a_briefing_can_be_erased(filled):
    filled.tamper("UPDATE briefing_version SET why = ''", "UPDATE claim_answer SET reason = ''")
    assert filled.read("SELECT DISTINCT why FROM briefing_version") == [("",)]


@POSTGRESQL_ONLY
def test_the_service_may_not_change_what_has_no_wording(record):
    for table in ("briefing", "briefing_release", "team_link", "team_link_revoked", "discussion_claim"):
        assert record.read(f"SELECT has_table_privilege('{APP}', '{table}', 'UPDATE')") == [(False,)], table
