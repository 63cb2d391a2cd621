"""On PostgreSQL the role that runs the service can add to the record, and take nothing away."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.database.postgres import APP, OWNER
from tests.database.record import POSTGRESQL_ONLY
from tracker.fold import tables

pytestmark = POSTGRESQL_ONLY
KEPT = [*(table.name for table in tables()), "event", "kept_text"]


@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "DROP TABLE {} CASCADE"])
def test_the_service_cannot_take_away(record, statement):
    for table in KEPT:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), record.changing() as visit:
            visit.session.execute(text(statement.format(table)))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE event SET kind = 'x'", "UPDATE alembic_version SET version_num = 'x'", "UPDATE measure_link SET seq = 1"],
)
def test_the_service_cannot_change_the_trail_or_the_revision(record, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), record.changing() as visit:
        visit.session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (f"GRANT DELETE ON decision TO {APP}", "may delete decision: the grants are wider"),
        (f"GRANT UPDATE ON event TO {APP}", "may update event: the grants are wider"),
        (f"GRANT TRUNCATE ON kept_text TO {APP}", "may truncate kept_text: the grants are wider"),
        ("GRANT DELETE ON event TO PUBLIC", "may delete event: the grants are wider"),
    ],
)
def test_wider_grants_are_named(record, statement, fault):
    record.tamper(statement)
    (found,) = record.faults()
    assert fault in found


@pytest.mark.parametrize(
    ("widen", "narrow", "fault"),
    [
        (f"ALTER ROLE {APP} SUPERUSER", f"ALTER ROLE {APP} NOSUPERUSER", "a superuser of PostgreSQL"),
        (f"GRANT {OWNER} TO {APP}", f"REVOKE {OWNER} FROM {APP}", f"can act as {OWNER}"),
    ],
)
def test_a_role_that_can_do_more_is_named(record, widen, narrow, fault):
    record.tamper(widen)
    try:
        assert fault in record.faults()[0]
    finally:
        record.tamper(narrow)
