"""Blind coding by keyboard, and a comparison that is graded: no byte of it tells a year, a child or an agency."""

import re

from tests.browser.test_pages import assert_sound

TELLS = re.compile(r"(?i)birmingham|torbay|sandwell|keanu|khyra|ofsted|(?<![\d])(?:19|20)\d\d(?!\d)")
TOKENS = re.compile(r'name="(csrf_token|form_key)" value="[^"]*"')


def _bytes(page):
    """Give every byte that the browser gets for the page that is open, without what is new in every answer."""
    return TOKENS.sub("", page.request.get(page.url).text())


def _codes(visitor, keys):
    """Choose a theme with the arrow keys, which begin at the themes, and save with Enter; give the item."""
    page = visitor.settles()
    item = page.locator("h1").inner_text()
    assert item.startswith("Item ")
    assert page.evaluate("document.activeElement.type") == "radio"
    visitor.presses(*keys)
    with page.expect_navigation():
        visitor.presses("Enter")
    return item


def test_two_wordings_are_coded_by_keyboard_and_one_is_corrected(visitor_of):
    chair = visitor_of("chair")
    page = chair.opens("/blind")
    assert_sound(chair, "/blind")
    chair.follows(page.get_by_role("link", name="Code Sample two"))
    address = page.url
    assert TELLS.search(_bytes(page)) is None
    assert "Wording 1 of 8" in page.locator(".crumbs").inner_text()
    assert_sound(chair, address)
    chair.opens(address)
    first = _codes(chair, ["ArrowDown", "ArrowDown"])
    second = _codes(chair, ["ArrowUp"])
    assert first != second
    assert "Wording 3 of 8" in chair.settles().locator(".crumbs").inner_text()
    page = chair.opens(f"{address}/mine")
    rows = page.get_by_role("table", name="What you coded, by number").inner_text()
    assert first in rows and second in rows and "None of these" in rows
    assert TELLS.search(page.locator("body").inner_text()) is None
    assert_sound(chair, f"{address}/mine")
    chair.follows(chair.opens(f"{address}/mine").get_by_role("link", name=second, exact=True))
    chair.presses("ArrowDown")
    chair.tabs_to("BUTTON", "Save the correction")
    chair.presses("Enter")
    page.wait_for_url(re.compile("/mine$"))
    assert "None of these" not in chair.settles().get_by_role("table").inner_text()


def test_a_closed_round_shows_kappa_and_where_two_differ(visitor_of):
    coordinator = visitor_of("coordinator")
    page = coordinator.opens("/blind")
    coordinator.follows(page.get_by_role("link", name="Sample one", exact=True))
    said = "The two coders gave the same theme to 9 of 12 (75%)."
    assert page.locator("#blind-sentence").inner_text() == said
    assert "Cohen's kappa" in page.locator(".summary").inner_text()
    apart = page.get_by_role("table", name="Coded differently, by number")
    assert apart.locator("tbody tr").count() == 3
    assert apart.get_by_role("link", name=re.compile("^Give BHM-.* a theme$")).count() == 3
    assert_sound(coordinator, page.url)


def test_a_comparison_is_graded_without_its_outcome(visitor_of):
    chair = visitor_of("chair")
    page = chair.opens("/blind")
    assert (
        "1 comparison revealed, each grade counted by itself. Right in 2 of 2;" in page.locator("#overall").inner_text()
    )
    chair.follows(page.get_by_role("link", name="Grade Two moves"))
    told = _bytes(page)
    assert TELLS.search(told) is None and "badly hurt" not in told
    assert_sound(chair, page.url)
    page = chair.opens(page.url)
    page.get_by_role("radio", name="Case A").check()
    page.get_by_label("Fairly sure").check()
    page.get_by_label("Why do you think so?").fill("The papers stay behind.")
    page.get_by_role("button", name="Give the grade").click()
    page.wait_for_selector("#blind-sentence")
    assert "How these two cases ended is hidden. 2 people graded." in page.locator("#blind-sentence").inner_text()
    assert "badly hurt" not in page.content()
    assert_sound(chair, page.url)
    chair.opens("/blind")
    chair.follows(page.get_by_role("link", name="Two referrals", exact=True))
    assert "Case B ended worse. Right in 2 of 2" in page.locator("#blind-sentence").inner_text()
    assert_sound(chair, page.url)
