"""A record with a short history, for the tests of the trail."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.builders import BuiltAction, checked
from tests.database.record import Record
from tests.trail.tampering import tamper


@pytest.fixture
def history(record: Record, an_action: Callable[..., BuiltAction], an_update: Callable[..., Any]) -> BuiltAction:
    """Give an action with checked evidence and two updates."""
    action = an_action(evidence=[checked()])
    an_update(action, "The first wave is trained.", on=date(2026, 10, 20))
    an_update(action, "All teams are trained.", on=date(2026, 11, 10))
    return action


@pytest.fixture
def empty_trail(record: Record) -> None:
    """Empty the record, and leave the anchor of its seventh event."""
    tamper(record, "DELETE FROM rating_key", "DELETE FROM event", "DELETE FROM kept_text")
    anchor = {"seq": 7, "hash": "0" * 64, "at": "2026-11-22T09:00:00+00:00"}
    record.settings.anchor_file.write_text(json.dumps(anchor) + "\n")
