"""The coordinator judges suggestions with the keyboard alone; the pages are accessible and fit."""

import re

from tests.browser.test_pages import assert_sound
from tests.importers.workbooks import HEADINGS, book_with, bytes_of

QUEUE = "/recurring/suggestions"
AGAIN = "Put the Early Help Strategy into practice without delay, with partners taking a full part."


def waits(page):
    return int(re.match(r"([\d,]+)", page.locator("#suggestions-sentence").inner_text())[1].replace(",", ""))


def test_a_pair_is_judged_with_keys_alone_and_the_next_one_comes(visitor_of):
    coordinator = visitor_of("coordinator")
    page = coordinator.opens(QUEUE)
    before, first = waits(page), page.locator("table[class~=rows] tbody th a").first
    assert before > 1
    name = first.inner_text()
    page.locator("main").focus()
    coordinator.tabs_to("A", name)
    coordinator.presses("Enter")
    page.wait_for_selector("h1:has-text('repeat')")
    asked = page.locator("h1").inner_text()
    coordinator.tabs_to("INPUT", "same")
    coordinator.presses("ArrowDown", "Tab")
    page.keyboard.type("The same subject, and something else is asked for.")
    coordinator.presses("Tab")
    assert coordinator.in_front() == ("BUTTON", "Record the answer and go on")
    coordinator.presses("Enter")
    page.wait_for_selector(f"h1:has-text('repeat'):not(:has-text({asked!r}))")
    page = coordinator.opens(QUEUE)
    assert waits(page) == before - 1
    assert "Related: The same subject" in page.get_by_role("table", name="Pairs answered last").inner_text()


def test_the_queue_and_a_pair_are_accessible_and_fit(visitor_of):
    coordinator = visitor_of("coordinator")
    page = coordinator.opens(QUEUE)
    assert_sound(coordinator, QUEUE)
    page = coordinator.follows(page.locator("table[class~=rows] tbody th a"))
    assert_sound(coordinator, page.url)
    coordinator.opens("/recurring/match")
    assert_sound(coordinator, "/recurring/match")


def test_a_typed_wording_shows_what_was_seen_before_and_keeps_what_was_typed(visitor_of):
    coordinator = visitor_of("coordinator")
    page = coordinator.opens("/reviews")
    page = coordinator.follows(page.locator("tbody th a"))
    page = coordinator.opens(page.url + "/recommendation")
    page.get_by_label("The wording").fill(AGAIN)
    page.get_by_role("button", name="Look for earlier ones").click()
    page.wait_for_selector("#likely table")
    assert page.get_by_label("The wording").input_value() == AGAIN
    assert_sound(coordinator, "what was seen before")


def test_pasted_rows_and_a_workbook_show_what_was_seen_before_of_each(visitor_of, tmp_path):
    coordinator = visitor_of("coordinator")
    page = coordinator.opens("/reviews")
    page = coordinator.follows(page.locator("tbody th a"))
    reference = page.locator("h1").inner_text().split(":")[0]
    page = coordinator.opens(page.url + "/rows")
    page.locator("textarea").fill(f"P-1\t{AGAIN}\nP-2\tPublish the minutes of the parish council.")
    page.get_by_role("button", name="Preview").click()
    told = page.get_by_role("table", name="Seen before, row by row")
    told.wait_for()
    assert re.search(r"Row 1[\s\S]*BHM-INS-2014 29 \(2014\)[\s\S]*Stands now", told.inner_text())
    assert_sound(coordinator, "the preview of pasted rows")
    book = tmp_path / "plan.xlsx"
    book.write_bytes(bytes_of(book_with([HEADINGS, ["1", AGAIN]])))
    page = coordinator.opens("/import")
    page.locator("select[name=review], input[name=review]").first.evaluate("(e, v) => { e.value = v }", reference)
    page.locator("input[type=file]").set_input_files(str(book))
    page.get_by_role("button", name=re.compile("Preview|Look")).first.click()
    told = page.get_by_role("table", name="Seen before, row by row")
    told.wait_for()
    assert "BHM-INS-2014 29 (2014)" in told.inner_text()
    assert_sound(coordinator, "the preview of a workbook")
