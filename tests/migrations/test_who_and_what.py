"""The fourth revision: what the tables refuse from then on, with rows that were there before."""

import sqlite3
from datetime import date

import psycopg
import pytest

from tests.builders import checked
from tests.database.record import downgraded, migrated
from tests.migrations.test_up_and_down import dumped

SENSELESS = {
    "a decision about nothing": "UPDATE decision SET recommendation_id = NULL",
    "a closing of an action": "UPDATE decision SET recommendation_id = NULL, action_id = (SELECT min(id) FROM action)",
    "a decision by nobody": "UPDATE decision SET decided_by_id = NULL",
    "a check by nobody": "UPDATE evidence_check SET checker_id = NULL",
    "an answer by nobody": "UPDATE extension_answer SET answered_by_id = NULL",
    "a release by nobody": "UPDATE release SET person_id = NULL",
    "a publication before the completion": "UPDATE review SET completed_on = '2030-01-01'",
    "a completion before its order": "UPDATE review SET commissioned_on = '2026-08-02', completed_on = '2026-08-01'",
}


@pytest.fixture
def filled(record, an_action, an_extension, closed):
    """Give a record in which somebody decided, checked, released and answered."""
    an_extension(an_action(), date(2027, 6, 30), on=date(2026, 11, 10))
    closed(an_action(evidence=[checked()]).recommendation_ids[0], on=date(2026, 11, 10))
    return record


def refused(record):
    """Name what the tables refuse; what they let pass stands in the record afterwards."""
    found = []
    for name, statement in SENSELESS.items():
        try:
            record.tamper(statement)
        except (sqlite3.IntegrityError, psycopg.IntegrityError):
            found.append(name)
    return found


def test_what_makes_no_sense_is_refused_by_the_tables(filled):
    assert refused(filled) == list(SENSELESS)
    assert filled.faults() == []


def test_before_it_was_not_and_the_way_up_and_down_keeps_every_row(filled):
    before = dumped(filled)
    downgraded(filled.settings, "0003")
    assert dumped(filled) == before
    migrated(filled.settings)
    assert dumped(filled) == before
    assert filled.faults() == []
    downgraded(filled.settings, "0003")
    assert refused(filled) == []


def test_a_note_may_be_about_nothing(filled):
    filled.tamper("UPDATE decision SET kind = 'note', recommendation_id = NULL")
