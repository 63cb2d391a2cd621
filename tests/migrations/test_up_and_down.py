"""Each revision goes up, down and up again, with a record in the database."""

import pytest

from tests.builders import checked
from tests.database.record import downgraded, migrated, owners_engine
from tests.migrations.inspected import inspected, revisions
from tracker import schema


def dumped(record):
    """Give every row of every table."""
    tables = sorted(inspected(owners_engine(record.settings)))
    return {table: sorted(record.read(f"SELECT * FROM {table}"), key=repr) for table in tables}


@pytest.fixture
def filled(record, an_action, a_review):
    an_action(evidence=[checked()])
    a_review(published=False)
    return record


def test_down_and_up_keeps_every_row_and_brings_the_locks_back(filled):
    before, tables = dumped(filled), inspected(owners_engine(filled.settings))
    downgraded(filled.settings, "0001")
    assert dumped(filled) == before
    assert any("trigger event_" in fault for fault in filled.faults())
    migrated(filled.settings)
    assert dumped(filled) == before
    assert inspected(owners_engine(filled.settings)) == tables
    assert filled.faults() == []


def test_down_to_nothing_and_up_gives_an_empty_record_that_works(filled, an_agency):
    tables = inspected(owners_engine(filled.settings))
    downgraded(filled.settings, "base")
    assert inspected(owners_engine(filled.settings)) == {}
    assert schema.faults(filled.engine) == [schema.MISSING]
    migrated(filled.settings)
    assert inspected(owners_engine(filled.settings)) == tables
    filled.settings.anchor_file.unlink()
    an_agency("The new council")
    assert filled.faults() == []


def test_one_revision_at_a_time_gives_the_same_schema(empty):
    for revision in revisions():
        migrated(empty.settings, revision)
    stepwise = inspected(owners_engine(empty.settings))
    downgraded(empty.settings, "base")
    migrated(empty.settings)
    assert inspected(owners_engine(empty.settings)) == stepwise
    assert schema.faults(empty.engine) == []


def test_migrating_twice_changes_nothing(filled):
    before = dumped(filled)
    migrated(filled.settings)
    assert dumped(filled) == before
