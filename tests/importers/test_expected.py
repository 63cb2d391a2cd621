"""The reading agrees with the published reading of two real column sets."""

import json
from pathlib import Path
from typing import Any

import pytest

from tracker.importers.reading import read_workbook

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "messy"
FILES = ["m1_improvement_tracker.xlsx", "m9_improvement_tracker_later.xlsx"]

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not beside this repository")


def expected(name: str) -> dict[str, Any]:
    return json.loads((SHARED / "expected.json").read_text("utf-8"))["files"][name]


@pytest.mark.parametrize("name", FILES)
def test_each_field_of_each_record_is_read_as_expected(name):
    told = expected(name)
    reading = json.loads(read_workbook(SHARED / name).model_dump_json())
    assert (reading["version"], reading["as_at"]) == (told["version"], told["as_at"])
    assert [record["where"] for record in reading["records"]] == [record["where"] for record in told["records"]]
    for ours, theirs in zip(reading["records"], told["records"], strict=True):
        for field in ("where", "ref", "parent_ref", "text", "action", "owners", "status"):
            assert ours[field] == theirs[field], (theirs["where"], field)
        for field in ("raw", "kind", "iso", "precision", "note"):
            assert ours["due"][field] == theirs["due"].get(field), (theirs["where"], field)
    # Nothing is wrong in these files; only a year of two digits is worth a look.
    assert [problem["message"] for problem in reading["problems"]] == [
        "“9.12.16”: the year has two digits; read as 9 Dec 2016"
    ]


@pytest.mark.parametrize("name", FILES)
def test_banners_and_notes_are_left_out_and_listed(name):
    reading = read_workbook(SHARED / name)
    left_out = [each.text for each in reading.left_out]
    for words in expected(name)["must_not_become_records"]:
        assert any(text.startswith(words.rstrip("…")) for text in left_out)
        assert not any((record.action or "").startswith(words.rstrip("…")) for record in reading.records)
