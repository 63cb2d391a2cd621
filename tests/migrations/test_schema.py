"""What the migrations make is what the models say, and a database of another revision is refused in words."""

import pytest
from sqlmodel import SQLModel

from tests.database.record import Record, downgraded, migrated, owners_engine
from tests.migrations.inspected import inspected, revisions
from tracker import schema


def made_from_models(empty: Record) -> dict:
    """Make the tables from the models in another database and look at them."""
    settings = empty.settings.model_copy()
    if empty.is_sqlite:
        settings.database_url = f"sqlite:///{empty.database}_kept"
    else:
        empty.cluster.create(f"{empty.database}_kept")
        settings.owner_database_url = settings.owner_database_url.replace(empty.database, f"{empty.database}_kept")
    engine = owners_engine(settings)
    SQLModel.metadata.create_all(engine)
    return inspected(engine)


def test_migrated_schema_is_that_of_the_models(empty):
    migrated(empty.settings)
    found, expected = inspected(owners_engine(empty.settings)), made_from_models(empty)
    assert found.keys() == expected.keys()
    assert len(found) == len(SQLModel.metadata.tables)
    for table in expected:
        assert found[table] == expected[table], table


def test_every_foreign_key_restricts(empty):
    migrated(empty.settings)
    found = inspected(owners_engine(empty.settings))
    every = [key for table in found.values() for key in table["foreign keys"]]
    assert len(every) > 50
    assert [key for key in every if "ondelete: RESTRICT" not in key] == []


def test_partial_indexes_and_checks_are_seen(empty):
    """Else the comparison above would be vacuous."""
    migrated(empty.settings)
    found = inspected(owners_engine(empty.settings))
    assert any("ended_on IS NULL" in index for index in found["tenure"]["indexes"])
    assert any("inspector" in check for check in found["role_grant"]["checks"])
    assert any("public inquiry" in check for check in found["review"]["checks"])
    assert ("seq", "INTEGER", False, "None") in found["review"]["columns"]


def test_a_migrated_record_may_run(record):
    assert schema.faults(record.engine) == []


def test_a_database_without_schema_is_refused(empty):
    assert schema.faults(empty.engine) == ["The database has no schema yet. Run `tracker migrate`."]


def test_an_older_schema_is_refused(record):
    downgraded(record.settings, "0001")
    newest = revisions()[-1]
    assert schema.faults(record.engine) == [
        f"The database is at schema revision 0001, this version needs {newest}. Run `tracker migrate`."
    ]


def test_a_schema_of_a_newer_version_is_refused(record):
    record.tamper("UPDATE alembic_version SET version_num = '9999'")
    (sentence,) = schema.faults(record.engine)
    assert sentence.startswith("The database is at schema revision 9999, which this version does not know")
    assert sentence.endswith("install that one.")


@pytest.mark.parametrize("revision", ["head", "0001"])
def test_a_schema_of_a_newer_version_is_not_migrated(record, revision):
    record.tamper("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Exception, match="9999"):
        migrated(record.settings, revision)
