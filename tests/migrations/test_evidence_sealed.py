"""The revision of sealed evidence: who may see a piece is only ever added to, and never thrown away."""

import pytest

from tests.builders import an_action, checked
from tests.database.record import downgraded, migrated
from tests.migrations.test_up_and_down import dumped
from tracker import append_only
from tracker.commands import sealing
from tracker.words import Sensitivity

TABLE = "evidence_sensitivity"


def test_down_and_up_keeps_every_row_and_brings_the_locks_back(record):
    an_action(record, evidence=[checked("Audit")])
    before = dumped(record)
    downgraded(record.settings, "0026")
    assert dumped(record) == before
    with record.reading() as visit:
        faults = list(append_only.faults(visit.session, record.settings))
        assert any(f"trigger {TABLE}" in fault for fault in faults)
    migrated(record.settings)
    assert dumped(record) == before
    assert record.faults() == []


def test_what_was_added_stays_and_stops_the_way_down(record):
    action = an_action(record, evidence=[checked("Audit")])
    with record.changing() as visit:
        told = {"sensitivity": Sensitivity.SEALED, "reason": "Another child."}
        sealing.set_sensitivity(visit, action.evidence_ids[0], **told, version=1)
    before = dumped(record)
    for statement in (f"UPDATE {TABLE} SET now = 'normal'", f"DELETE FROM {TABLE}"):
        with pytest.raises(Exception, match="only ever added to"):
            record.tamper(statement)
    with pytest.raises(RuntimeError, match=r"evidence_sensitivity holds records"):
        downgraded(record.settings, "0026")
    assert dumped(record) == before
    assert record.faults() == []
