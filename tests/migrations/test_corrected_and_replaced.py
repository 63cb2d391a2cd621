"""The revision of corrected days and replacements: both are only ever added to, and never thrown away."""

import sqlite3
from datetime import date

import psycopg
import pytest

from tests.builders import a_meeting, a_recommendation, a_review, the_chair
from tests.database.record import downgraded, migrated
from tests.migrations.test_up_and_down import dumped
from tracker import append_only
from tracker.commands import decisions
from tracker.commands.review_days import correct_days
from tracker.rules.review_days import ReviewDays
from tracker.words import DecisionKind

ON = date(2026, 11, 10)
FROZEN = {"review_correction": "was_published_on", "replacement": "other_id"}


@pytest.fixture
def filled(record):
    """Give a record with a corrected review and a recommendation that was merged into another."""
    review, (one, other) = a_review(record, published=False), (a_recommendation(record) for _ in range(2))
    meeting = a_meeting(record, ON)
    with record.changing() as visit:
        correct_days(visit, review.id, ReviewDays(incident_on=ON), reason="A slip.", version=1)
    with record.changing(the_chair(record), on=ON) as visit:
        told = {"meeting_id": meeting.id, "reason": "The same."}
        decisions.replace(visit, one.id, kind=DecisionKind.MERGE, other_id=other.id, **told)
        decisions.note(visit, decisions.About(recommendation_id=one.id), kind=DecisionKind.NOTE, **told)
    return record


def test_down_and_up_keeps_every_row_and_brings_the_locks_back(record):
    a_recommendation(record)
    before = dumped(record)
    downgraded(record.settings, "0023")
    assert dumped(record) == before
    with record.reading() as visit:
        faults = list(append_only.faults(visit.session, record.settings))
        assert all(any(f"trigger {table}" in fault for fault in faults) for table in FROZEN)
    migrated(record.settings)
    assert dumped(record) == before
    assert record.faults() == []


@pytest.mark.parametrize("table", FROZEN)
def test_what_was_added_stays_and_stops_the_way_down(filled, table):
    before = dumped(filled)
    for statement in (f"UPDATE {table} SET {FROZEN[table]} = {FROZEN[table]}", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match="only ever added to"):
            filled.tamper(statement)
    with pytest.raises(RuntimeError, match=r"review_correction holds records"):
        downgraded(filled.settings, "0023")
    # The revisions after it were taken back, each whole; what they lock comes back with them.
    migrated(filled.settings)
    assert dumped(filled) == before
    assert filled.faults() == []


REPLACES = (
    "INSERT INTO replacement (effective_on, recorded_at, seq, id, decision_id, recommendation_id, other_id) "
    "SELECT effective_on, recorded_at, seq, 99, {} FROM replacement"
)
WITHOUT_REASON = (
    "INSERT INTO review_correction (effective_on, recorded_at, seq, id, review_id, was_practice_basis, reason) "
    "SELECT effective_on, recorded_at, seq, 99, review_id, '', '' FROM review_correction"
)
SENSELESS = {
    "a recommendation in its own place": REPLACES.format("(SELECT max(id) FROM decision), other_id, other_id"),
    "two of one decision": REPLACES.format("decision_id, other_id, recommendation_id"),
    "a correction without a reason": WITHOUT_REASON,
}


@pytest.mark.parametrize("what", SENSELESS)
def test_what_makes_no_sense_is_refused_by_the_tables(filled, what):
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        filled.tamper(SENSELESS[what])
