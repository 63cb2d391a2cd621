"""The eleventh revision: that a meeting was moved or called off is only ever added to, and never thrown away."""

from datetime import date

import pytest

from tests.builders import a_meeting
from tests.database.record import downgraded, migrated
from tests.migrations.test_up_and_down import dumped
from tracker.commands import meetings


def test_what_was_moved_stays_and_stops_the_way_down(record):
    meeting = a_meeting(record, date(2026, 12, 16))
    with record.changing() as visit:
        meetings.move(visit, meeting.id, held_on=date(2027, 1, 6), reason="Snow.", version=1)
    for statement in ("UPDATE meeting_change SET was_on = '2026-12-01'", "DELETE FROM meeting_change"):
        with pytest.raises(Exception, match="only ever added to"):
            record.tamper(statement)
    before = dumped(record)
    with pytest.raises(RuntimeError, match="meeting_change holds records"):
        downgraded(record.settings, "0009")
    assert dumped(record) == before


def test_down_and_up_keeps_every_row_and_brings_the_locks_back(record):
    a_meeting(record, date(2026, 12, 16))
    before = dumped(record)
    downgraded(record.settings, "0009")
    assert dumped(record) == before
    assert any("trigger meeting_change" in fault for fault in record.faults(deep=False))
    migrated(record.settings)
    assert dumped(record) == before
    assert record.faults() == []
