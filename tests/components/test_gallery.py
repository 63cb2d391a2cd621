import re
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.components.conftest import opened
from tests.components.pages import PAGES

pytestmark = [
    pytest.mark.browser,
    # The development server that shows the gallery leaves a file open when a page is closed while it still loads.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

LABELS = ".js-plotly-plot .annotation-text"


def ready(page, name):
    if not name:
        page.wait_for_selector(LABELS)


@pytest.mark.parametrize("name", ["", *PAGES])
def test_a_page_is_accessible_fits_and_breaks_no_policy(browser, gallery_address, name):
    with opened(browser, f"{gallery_address}/{name}", width=1280, scheme="light") as (page, complaints):
        ready(page, name)
        for width, scheme in product([1280, 320], ["light", "dark"]):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            # A chart takes its new width a moment after the window has it.
            page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert complaints == []


def test_hovering_over_a_mark_shows_its_text_as_written(browser, gallery_address):
    with opened(browser, gallery_address, width=1280, scheme="dark") as (page, complaints):
        ready(page, "")
        page.locator(".chart").scroll_into_view_if_needed()
        place = page.locator(".chart .point").nth(1).bounding_box()
        page.mouse.move(place["x"] + 4, place["y"] + 4)
        page.mouse.move(place["x"] + 5, place["y"] + 5)
        page.wait_for_selector(".hoverlayer .hovertext")
        assert "A new director <b>began</b> & an interim left" in page.locator(".hoverlayer").text_content()
        assert complaints == []


def test_a_filter_asks_for_the_page_with_its_values_in_the_address(browser, gallery_address):
    with opened(browser, gallery_address, width=1280, scheme="light") as (page, _):
        form = page.locator("form.filters").first
        assert form.locator("select").input_value() == "police"
        form.locator("select").select_option("health")
        form.get_by_label("Words").fill("visits & checks")
        form.get_by_role("button", name="Apply filter").click()
        page.wait_for_url(re.compile(r"agency=health"))
        assert "words=visits+%26+checks" in page.url
        assert "as_at=2026-11-22" in page.url


def test_details_are_open_on_paper_and_tools_are_not_printed(browser, gallery_address):
    with opened(browser, gallery_address, width=720, scheme="dark") as (page, _):
        ready(page, "")
        page.emulate_media(media="print")
        assert page.get_by_role("table", name="Ratings at month end").is_visible()
        assert page.locator(".site-header .menu").is_hidden()
        assert page.locator("section.band").is_visible()
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(20, 24, 31)"


def test_the_first_key_leads_past_the_menu(browser, gallery_address):
    with opened(browser, f"{gallery_address}/error", width=1280, scheme="light") as (page, _):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Go to the overview"
