"""Bringing an older record up computes its positions anew where this version computes them otherwise."""

from typer.testing import CliRunner

from tests.builders import an_action
from tests.database.record import downgraded, environment
from tracker.cli import app

OTHERWISE = "UPDATE position SET red_from = '2031-01-01' WHERE action_id IS NOT NULL"
DONE = "The database is at the newest schema."


def migrate(record, monkeypatch):
    for name, value in environment(record.settings).items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(app, ["migrate"])
    assert done.exit_code == 0, done.output
    return done.output.strip()


def test_positions_that_an_older_version_wrote_otherwise_are_computed_anew(record, monkeypatch):
    an_action(record, "Ask every child.")
    record.tamper(OTHERWISE)
    downgraded(record.settings, "0015")
    assert migrate(record, monkeypatch) == f"{DONE} Its positions were computed anew."
    assert record.faults() == []


def test_a_record_that_is_up_to_date_is_left_as_it_is_and_verifying_names_what_is_wrong(record, monkeypatch):
    an_action(record, "Ask every child.")
    record.tamper(OTHERWISE)
    assert migrate(record, monkeypatch) == DONE
    assert any("position" in fault for fault in record.faults())


def test_an_older_record_that_is_right_is_left_as_it_is(record, monkeypatch):
    an_action(record, "Ask every child.")
    downgraded(record.settings, "0015")
    assert migrate(record, monkeypatch) == DONE
    assert record.faults() == []
