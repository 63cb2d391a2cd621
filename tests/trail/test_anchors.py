"""The heads of the trail are kept outside the database, one line a commit."""

import json
from datetime import date

import pytest

from tests.trail.tampering import head
from tracker.commands import people
from tracker.errors import UnanchoredError
from tracker.verify import verify
from tracker.words import AgencyKind


def lines(record):
    return [json.loads(line) for line in record.settings.anchor_file.read_text().splitlines()]


def test_each_commit_adds_one_line_that_names_the_head(record, history, an_update):
    before = len(lines(record))
    an_update(history, on=date(2026, 11, 21))
    found = lines(record)
    assert len(found) == before + 1
    assert [(found[-1]["seq"], found[-1]["hash"])] == record.read(
        "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"
    )


def test_a_visit_that_changes_nothing_adds_no_line(record, history):
    before = lines(record)
    with record.changing():
        pass
    with record.reading() as visit:
        verify(visit.session, record.settings)
    assert lines(record) == before


def test_missing_anchor_file_is_a_fault(record, history):
    record.settings.anchor_file.unlink()
    assert record.faults() == [f"The anchor file is missing, although the trail has {head(record)} events."]


def test_empty_anchor_file_is_a_fault(record, history):
    record.settings.anchor_file.write_text("")
    assert record.faults() == [f"The anchor file names no event, although the trail has {head(record)}."]


def test_a_line_that_cannot_be_read_is_named(record, history):
    kept = record.settings.anchor_file.read_bytes().splitlines(keepends=True)
    kept[1] = b'{"seq": 2, "hash"\n'
    kept[2] = b"\xff\xfe\n"
    record.settings.anchor_file.write_bytes(b"".join(kept))
    assert record.faults() == [f"Line {number} of the anchor file cannot be read." for number in (2, 3)]


def test_anchors_of_another_record_are_named(record, history):
    other = [{**line, "hash": "0" * 64} for line in lines(record)]
    record.settings.anchor_file.write_text("".join(json.dumps(line) + "\n" for line in other))
    (fault,) = record.faults()
    assert fault.startswith("The trail was rebuilt or changed: event 1 is not the one that was anchored")
    assert fault.endswith("since before the first anchor.")


def test_anchors_ahead_of_an_empty_trail_are_named(record, empty_trail):
    (fault,) = record.faults()
    assert fault.startswith("The trail ends at event 0, but event 7 was anchored")
    assert fault.endswith("7 events were cut off, or an older backup was restored, since before the first anchor.")


def test_anchors_written_out_of_order_by_two_workers_are_no_fault(record, history):
    kept = record.settings.anchor_file.read_text().splitlines(keepends=True)
    record.settings.anchor_file.write_text("".join([*kept[:-2], kept[-1], kept[-2]]))
    assert record.faults() == []


def test_a_commit_without_anchor_is_no_fault(record, history):
    """A kill between the commit and its anchor leaves the trail one event ahead."""
    kept = record.settings.anchor_file.read_text().splitlines(keepends=True)
    record.settings.anchor_file.write_text("".join(kept[:-1]))
    assert record.faults() == []


def test_whoever_saves_is_told_that_it_was_saved_though_its_anchor_was_not_written(record, history):
    record.settings.anchor_file.unlink()
    record.settings.anchor_file.mkdir()
    with pytest.raises(UnanchoredError, match="This was saved, so do not send it again"), record.changing() as visit:
        people.record_agency(visit, "late", name="Late", kind=AgencyKind.COUNCIL)
    assert record.read("SELECT count(*) FROM agency WHERE key = 'late'") == [(1,)]
