"""Each revision goes up, down and up again, with a record in the database."""

import pytest

from tests.builders import checked
from tests.database.record import downgraded, migrated, owners_engine
from tests.migrations.inspected import inspected, revisions
from tracker import append_only, schema

TALLY = ("tally", "tally_group", "checkpoint")


def dumped(record):
    """Give every row of every table but the tally, which every revision may count anew; an empty table is none."""
    tables = sorted(set(inspected(owners_engine(record.settings))) - set(TALLY))
    rows = ((table, sorted(record.read(f"SELECT * FROM {table}"), key=repr)) for table in tables)
    return {table: found for table, found in rows if found}


def counted(record):
    """Give the sums that the tally tells, by group and day, without the sums of all agencies."""
    return sorted(
        record.read(
            "SELECT t.day, g.visibility, g.thing, g.agency, g.state, g.rating, g.overdue, g.moved, t.change "
            "FROM tally AS t JOIN tally_group AS g ON g.id = t.group_id WHERE g.agency >= 0 AND t.change <> 0"
        ),
        key=repr,
    )


@pytest.fixture
def filled(record, an_action, a_review):
    an_action(evidence=[checked()])
    a_review(published=False)
    return record


def test_down_and_up_keeps_every_row_and_brings_the_locks_back(filled):
    before, tables = dumped(filled), inspected(owners_engine(filled.settings))
    downgraded(filled.settings, "0001")
    assert dumped(filled) == before
    with filled.reading() as visit:
        assert any("trigger event_" in fault for fault in append_only.faults(visit.session, filled.settings))
    migrated(filled.settings)
    assert dumped(filled) == before
    assert inspected(owners_engine(filled.settings)) == tables
    assert filled.faults() == []


def test_all_agencies_are_counted_together_on_the_way_up_and_no_longer_on_the_way_down(filled):
    before, whole = counted(filled), filled.read("SELECT count(*) FROM tally_group WHERE id < 0")
    assert before
    assert whole[0][0] > 0
    downgraded(filled.settings, "0002")
    assert counted(filled) == before
    assert filled.read("SELECT count(*) FROM tally_group WHERE agency < 0") == [(0,)]
    months = filled.read("SELECT DISTINCT month FROM checkpoint")
    assert all(str(month).endswith("-01") for (month,) in months)
    migrated(filled.settings)
    assert counted(filled) == before
    assert filled.read("SELECT count(*) FROM tally_group WHERE id < 0") == whole
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
