"""Without a mouse: Tab reaches and Enter works everything."""

import re


def test_the_first_key_leads_past_the_menu(chair):
    page = chair.opens("/plan")
    chair.presses("Tab")
    assert chair.in_front() == ("A", "Skip to main content")
    chair.presses("Enter", "Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_leads_to_every_page(chair):
    page = chair.opens("/")
    for words in ("Plan", "Reviews", "Measures", "Help", "Overview"):
        chair.tabs_to("A", words)
        chair.presses("Enter")
        page.wait_for_selector(f"h1:has-text('{words}')")


def test_a_filter_is_chosen_and_applied_with_keys(chair):
    page = chair.opens("/plan")
    page.locator("main").focus()
    chair.tabs_to("SELECT", "Actions")
    chair.presses("Tab")
    page.keyboard.type("Red")
    chair.tabs_to("BUTTON", "Apply filter")
    chair.presses("Enter")
    page.wait_for_url(re.compile("rating=Red"))
    assert "rated Red" in chair.settles().locator("#plan-sentence").inner_text()


def test_a_heading_orders_the_list_and_turns_it(chair):
    page = chair.opens("/plan")
    for order in ("ascending", "descending"):
        chair.tabs_to("A", "Due")
        chair.presses("Enter")
        page.wait_for_selector(f"th[aria-sort={order}]:has-text('Due')")
        chair.settles()


def test_paging_leads_through_the_whole_list(chair):
    page = chair.opens("/plan?show=recommendation&order=reference")
    seen = page.locator("tbody tr").count()
    while page.get_by_role("link", name="Next rows").count():
        before = page.url
        page.locator("tbody a").last.focus()
        chair.tabs_to("A", "Next rows")
        chair.presses("Enter")
        page.wait_for_url(lambda address, before=before: address != before)
        seen += chair.settles().locator("tbody tr").count()
    assert f"{seen} recommendations" in page.locator("#plan-sentence").inner_text()


def test_what_is_folded_opens_with_a_key(chair):
    page = chair.opens("/")
    page.get_by_role("link", name="red actions").focus()
    chair.tabs_to("SUMMARY", "Show these figures as a table")
    chair.presses("Enter")
    assert page.get_by_role("table", name="Actions not completed by rating").is_visible()


def test_a_stranger_signs_in_with_keys_and_comes_to_the_page_that_was_asked_for(visitor_of):
    stranger = visitor_of("")
    page = stranger.opens("/reviews")
    assert page.locator("h1").inner_text() == "Sign in"
    stranger.tabs_to("INPUT", "")
    page.keyboard.type("gavin.merrow@northmere.example")
    stranger.presses("Tab")
    page.keyboard.type("northmere worked example")
    stranger.presses("Enter")
    page.wait_for_url(re.compile("/reviews$"))
    stranger.tabs_to("BUTTON", "Sign out")
    stranger.presses("Enter")
    page.wait_for_url(re.compile("/sign-in"))


def test_the_day_is_changed_with_keys_and_the_pages_keep_it(chair):
    page = chair.opens("/plan?rating=Red")
    chair.tabs_to("A", "change date")
    chair.presses("Enter")
    page.wait_for_selector("h1:has-text('another day')")
    page.locator("main").focus()
    chair.tabs_to("INPUT", "22 Nov 2026")
    chair.presses("Control+A")
    page.keyboard.type("1 Oct 2014")
    chair.presses("Enter")
    page.wait_for_url(re.compile("as_at=2014-10-01"))
    chair.settles()
    chair.tabs_to("A", "Reviews")
    chair.presses("Enter")
    page.wait_for_url(re.compile(r"/reviews\?as_at=2014-10-01"))
