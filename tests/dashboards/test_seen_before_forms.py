"""Whoever types, pastes or imports a wording sees what was recommended before that is like it."""

import html
import re
import sqlite3
from pathlib import Path

import pytest

from tests import builders
from tests.builders.actions import checked
from tests.importers.workbooks import HEADINGS, book_with, bytes_of
from tests.security.site import Site

EARLIER = "Give every social worker regular reflective supervision."
AGAIN = "Ensure that social workers have regular and reflective supervision."
NOTHING = "Nothing like it was found."


@pytest.fixture
def earlier(site: Site) -> str:
    """Record an earlier recommendation that was said to be done; give how it is cited."""
    made = builders.a_recommendation(site.record, EARLIER)
    builders.an_action(site.record, recommendations=[made], evidence=[checked("Audit")])
    reference = site.record.read(f"SELECT reference FROM review WHERE id = {made.review_id}")[0][0]
    return f"{reference} {made.reference}"


@pytest.fixture
def review(site: Site) -> str:
    """Give the address of a review that nothing was recorded for yet."""
    return f"/reviews/{builders.a_review(site.record, published=False).id}"


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(text)).split())


def typed(**more: str) -> dict[str, str]:
    return {"reference": "1", "wording": AGAIN, "sensitivity": "normal", **more}


def test_a_wording_is_looked_up_before_it_is_recorded(site: Site, earlier: str, review: str) -> None:
    coordinator, before = site.signed_in("coordinator"), site.head()
    answer = coordinator.send(f"{review}/recommendation", **typed(step="look"))
    shown = plain(answer.get_data(as_text=True))
    assert answer.status_code == 200
    for words in ("Seen before", earlier, EARLIER, "Delivered", AGAIN):
        assert words in shown
    assert site.head() == before
    empty = coordinator.send(f"{review}/recommendation", **typed(wording=" ", step="look"))
    assert empty.status_code == 400
    assert "Write the wording first" in empty.get_data(as_text=True)


def test_what_was_recorded_is_matched_afterwards(site: Site, earlier: str, review: str) -> None:
    coordinator = site.signed_in("coordinator")
    answer = coordinator.send(f"{review}/recommendation", **typed(step="record"))
    assert answer.status_code == 302
    assert "1 suggestion waits for a person" in plain(coordinator.drawn(answer.headers["Location"]))
    assert "not been matched" not in coordinator.drawn(review)
    assert "waits for a person" not in site.signed_in("chair").drawn(answer.headers["Location"])
    assert site.record.faults() == []


def test_a_failure_of_matching_fails_no_record_and_is_said(
    site: Site, earlier: str, review: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(Path(site.record.settings.data_dir) / "tracker.db") as outside:
        outside.execute("CREATE TRIGGER broken BEFORE INSERT ON matched BEGIN SELECT RAISE(ABORT, 'disk'); END")
    coordinator, before = site.signed_in("coordinator"), site.events("recommendation recorded")
    answer = coordinator.send(f"{review}/recommendation", **typed(step="record"))
    assert answer.status_code == 302
    assert site.events("recommendation recorded") == before + 1
    assert "1 recommendation has not been matched with earlier ones yet." in plain(coordinator.drawn(review))


def test_pasted_rows_show_the_nearest_earlier_one_of_each(site: Site, earlier: str, review: str) -> None:
    rows = f"1\t{AGAIN}\n2\tPublish the minutes of the parish council.\n3\t{'word ' * 4_000}\n4\tÜberall Aufsicht\n5\t"
    shown = site.signed_in("coordinator").send(f"{review}/rows", rows=rows, step="preview")
    seen = plain(shown.get_data(as_text=True)).partition("Seen before, row by row")[2]
    assert shown.status_code == 200
    assert earlier in seen and "Stands now: Delivered" in seen
    assert "Row 2 Publish the minutes of the parish council. Nothing like it was found" in seen
    assert "Row 5" not in seen


def test_rows_without_anything_to_look_up_show_no_such_table(site: Site, review: str) -> None:
    shown = site.signed_in("coordinator").send(f"{review}/rows", rows="no tab", step="preview")
    assert "Seen before" not in shown.get_data(as_text=True)


def test_the_preview_of_an_import_shows_what_was_seen_before_and_the_import_is_matched(
    site: Site, earlier: str, review: str, tmp_path: Path
) -> None:
    coordinator = site.signed_in("coordinator")
    reference = site.record.read(f"SELECT reference FROM review WHERE id = {review.rpartition('/')[2]}")[0][0]
    book = tmp_path / "plan.xlsx"
    book.write_bytes(bytes_of(book_with([HEADINGS, ["1", AGAIN], ["1.1", "Do it", "Police"]])))
    with book.open("rb") as file:
        asked = {"csrf_token": coordinator.token(), "review": reference, "file": (file, "plan.xlsx")}
        answer = coordinator.client.post("/import/preview", data=asked)
    page = answer.get_data(as_text=True)
    assert "Seen before, row by row" in page and earlier in plain(page)
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    assert coordinator.post("/import/apply", token=token[1]).status_code == 302
    assert site.record.read("SELECT count(*) FROM suggestion WHERE later_id > 5") != [(0,)]


def test_a_wording_without_a_model_says_so(
    site: Site, earlier: str, review: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_MODEL", "/nowhere/model.onnx")
    answer = site.signed_in("coordinator").send(f"{review}/recommendation", **typed(step="look"))
    shown = plain(answer.get_data(as_text=True))
    assert "so texts are compared by letters and words only" in shown and earlier in shown
    assert NOTHING not in shown
