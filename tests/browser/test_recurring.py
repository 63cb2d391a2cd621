"""Story 23: a theme shows its reviews on a time line by practice period, and the four classes are labelled."""

import re

import pytest

from tests.browser.test_pages import assert_sound

CLASSES = ("Before it was made", "While open", "After it was said to be done", "Straddles")


def test_what_recurs_is_one_sentence_and_a_time_line_for_each_ask(chair):
    page = chair.opens("/recurring")
    assert re.match(
        r"\d+ of \d+ recommendations of the last three reviews", page.locator("#recurring-sentence").inner_text()
    )
    asks = page.locator(".timelines > li")
    assert asks.count() >= 20
    lines = page.get_by_role("img", name=re.compile("recommended on"))
    assert lines.count() == asks.count()
    page.get_by_text("Show these figures as a table").click()
    shown = page.get_by_role("table", name="Asks with their recommendations")
    assert shown.is_visible()
    assert shown.locator("tbody tr").count() >= 2 * asks.count()
    assert_sound(chair, "/recurring", ["light", "dark"])


def test_a_theme_shows_its_reviews_on_a_time_line_by_practice_period(chair):
    page = chair.opens("/recurring")
    every = page.locator(".timelines > li").count()
    page.get_by_label("Theme", exact=True).select_option(label="Early help and the front door")
    page.get_by_role("button", name="Apply filter").click()
    page.wait_for_url(re.compile("theme="))
    chair.settles()
    asks = page.locator(".timelines > li")
    assert 0 < asks.count() < every
    line = page.get_by_role("img", name=re.compile("practice from 12 Sep 2016 to 6 Oct 2016")).first
    assert line.locator(".practice").count() >= 1


def test_the_four_classes_are_labelled_and_open_their_asks(chair):
    page = chair.opens("/recurring")
    said = page.locator("#classes").inner_text()
    assert all(label in said for label in CLASSES)
    way = page.locator("#classes").get_by_role("link", name=re.compile("^After it was said"))
    number = int(re.search(r"\d+", way.inner_text())[0])
    page = chair.follows(way)
    pairs = page.get_by_role("table", name="Pairs judged the same: after it was said to be done")
    assert pairs.locator("tbody tr").count() == number >= 1
    assert_sound(chair, page.url, ["light", "dark"])
    page = chair.opens("/recurring?class=after+it+was+said+to+be+done")
    assert page.locator(".timelines > li").count() >= 1
    page = chair.follows(page.locator(".timelines").get_by_role("link"))
    told = page.get_by_role("table", name="Pairs that were judged").inner_text()
    assert re.search(r"After it was said to be done: practice .* said to be done on \d+ \w{3} \d{4} \(\w+", told)
    assert_sound(chair, page.url, ["light", "dark"])


def test_themes_by_reviews_open_the_texts_that_they_count(chair):
    page = chair.opens("/themes")
    assert_sound(chair, "/themes", ["light", "dark"])
    page.set_viewport_size({"width": 1280, "height": 800})
    cell = page.locator(".heat-3 a").first
    number = cell.inner_text()
    page = chair.follows(cell)
    assert page.locator("#plan-sentence").inner_text().startswith(f"{number} recommendation")


@pytest.mark.parametrize("way", ["new", "A-1/join", "A-1/leave", "A-1/merge", "A-1/split", "A-1/name", "A-1/action"])
def test_the_forms_of_asks_are_accessible_and_fit(visitor_of, way):
    coordinator = visitor_of("coordinator")
    coordinator.opens(f"/recurring/{way}")
    assert_sound(coordinator, way)


def test_proposing_to_reopen_leads_the_chair_to_the_decision_and_nobody_else(visitor_of):
    for who, number in (("chair", 1), ("coordinator", 0)):
        visitor = visitor_of(who)
        page = visitor.opens("/recurring?class=after+it+was+said+to+be+done")
        page = visitor.follows(page.locator(".timelines").get_by_role("link"))
        assert min(page.get_by_role("link", name="Propose reopening").count(), 1) == number


def test_how_long_it_stayed_away_is_a_line_with_its_table_and_other_areas_are_listed(chair):
    page = chair.opens("/recurring")
    line = page.locator("svg.survival")
    assert re.search(r"after \d\.\d years \d+% had not come back", line.get_attribute("aria-label"))
    page.get_by_text("Show this line as a table").click()
    told = page.get_by_role("table", name=re.compile("^What had not come back"))
    steps = told.locator("tbody tr").count()
    assert steps == line.get_attribute("aria-label").count("had not come back") >= 1
    risk = int(page.locator("#after-done a").nth(1).inner_text())
    assert int(told.locator("tbody tr").first.locator("td").first.inner_text()) <= risk
    between = page.get_by_role("table", name="What other areas had been told too").inner_text()
    assert "TOR-INS-2018 1" in between and "SAN-INS-2018 1" in between and "Sandwell" in between


def test_whoever_only_reads_opens_the_list_of_what_waits(visitor_of):
    for width in (1280, 320):
        reader = visitor_of("councillor", width=width)
        page = reader.opens("/recurring")
        way = page.locator("#recurring-bounds").get_by_role("link", name=re.compile("pairs? waits?$"))
        number = int(re.match(r"[\d,]+", way.inner_text())[0].replace(",", ""))
        page = reader.follows(way)
        assert page.locator("#list-sentence").inner_text().startswith(f"{number:,} pair")
        rows = page.get_by_role("table", name="Pairs that wait for a judgement").locator("tbody tr").count()
        assert rows == min(number, 100)
        assert_sound(reader, page.url)
