"""A record with a short history, built once and copied for each test of the trail."""

import json
from datetime import date
from pathlib import Path

import pytest
import time_machine

from tests.builders import BuiltAction, an_action, an_update, checked
from tests.database.postgres import Cluster
from tests.database.record import MORNING, Record, Template, copied, settings_in
from tests.trail.tampering import tamper


@pytest.fixture(scope="session")
def sqlite_template(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    return _with_history(sqlite_template, tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="session")
def postgresql_template(
    postgresql_template: Template, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Template:
    return _with_history(postgresql_template, tmp_path_factory.mktemp("history"), cluster)


def _with_history(template: Template, folder: Path, cluster: Cluster | None = None) -> Template:
    """Add an action with checked evidence and two updates."""
    database = "with_history" if cluster else ""
    with time_machine.travel(MORNING, tick=True):
        record = copied(template, settings_in(folder, cluster, database), cluster, database)
        action = an_action(record, evidence=[checked()])
        an_update(record, action, "The first wave is trained.", on=date(2026, 10, 20))
        an_update(record, action, "All teams are trained.", on=date(2026, 11, 10))
    record.engine.dispose()
    return Template(folder, database, {**record.made, "history": action})


@pytest.fixture
def history(record: Record) -> BuiltAction:
    """Give the action with checked evidence and two updates that the record holds."""
    action = record.made["history"]
    assert isinstance(action, BuiltAction)
    return action


@pytest.fixture
def empty_trail(record: Record) -> None:
    """Empty the record, and leave the anchor of its seventh event."""
    everything = [name for (name,) in _tables(record)]
    if record.is_sqlite:
        tamper(record, "PRAGMA foreign_keys = OFF", *(f"DELETE FROM {name}" for name in everything))
    else:
        tamper(record, f"TRUNCATE {', '.join(everything)} CASCADE")
    anchor = {"seq": 7, "hash": "0" * 64, "at": "2026-11-22T09:00:00+00:00"}
    record.settings.anchor_file.write_text(json.dumps(anchor) + "\n")


def _tables(record: Record) -> list[tuple[str]]:
    if record.is_sqlite:
        return record.read("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    return record.read("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
