"""The first status word counts; complete is not on track, and talk of something done is no completion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.importers.statuses import is_understood, read_status

DASH = "\N{EN DASH}"
READ = {
    "complete": ["COMPLETED the next phase is under way.", "Completed", "complete", "B", "Blue", "Green (complete)",
                 f"Green {DASH} completed in May", "All actions complete", "100% complete", "Done", "Closed"],
    "on track": ["On track", "on-track", "Ongoing", "Green", "G", "g", "In progress", "On track to be completed",
                 "No delays", "Underway", f"Green {DASH} not complete"],
    "some slippage": ["Amber", "A", f"A {DASH} see note", f"Amber {DASH} some slippage", "Some slippage", "Delayed",
                      "Behind schedule"],
    "off track": ["Red", "R", "Red: two agencies have not signed", "Off track", f"Slipped {DASH} reopened", "Overdue",
                  "Not on track"],
    "not started": ["Not started", "Not yet started", "not begun"],
    "not stated": ["", " ", "-", DASH, "n/a", "TBC"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("norm", "written"), [(norm, words) for norm, all_words in READ.items() for words in all_words]
)
def test_status_is_read_with_its_words_kept(norm, written):
    status = read_status(written)
    assert (status.raw, status.norm.value) == (written, norm)
    assert is_understood(status)


@pytest.mark.parametrize(
    "written",
    ["Not complete", "75% complete", "Partly completed", "To be completed", "Incomplete", "Phase 1 complete",
     "Training delivered to forty staff", "a meeting was held", "Somehow"],
)  # fmt: skip
def test_what_is_not_a_plain_status_is_never_read_as_complete(written):
    status = read_status(written)
    assert status.norm.value == "not stated"
    assert not is_understood(status)


@given(st.text(max_size=300))
def test_no_text_ever_raises(written):
    assert read_status(written).raw == written
