"""Pages as somebody may find them: asked for a list, wrong, or on paper. Each page once: `test_every_page.py`."""

import re

import pytest

ASKED = [
    "/?as_at=2016-10-01",
    "/plan?show=recommendation",
    "/plan?rating=Red&agency=1",
    "/plan?words=nothing+is+like+this",
    "/as-at?back=/plan",
]
FORMS = {
    "/actions/{}/update": "council owner",
    "/actions/{}/wording": "council owner",
    "/import": "coordinator",
}


def assert_sound(visitor, path, schemes=("light",)):
    page = visitor.page
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert not visitor.scrolls_sideways(), f"{path} at {width} px"
            assert visitor.violations() == "", f"{path} at {width} px, {scheme}"


@pytest.mark.parametrize("path", ASKED)
def test_a_page_that_is_asked_for_something_is_accessible_and_fits_in_the_window(chair, path):
    chair.opens(path)
    assert_sound(chair, path)


def test_a_review_a_recommendation_and_an_action_are_accessible_and_fit(chair):
    page = chair.opens("/reviews")
    for name in (re.compile(r"^TOR-INS-2018:"), re.compile(r"^4$"), re.compile(r"^A\d+$")):
        page = chair.follows(page.get_by_role("link", name=name))
        assert_sound(chair, page.url)


@pytest.mark.parametrize("path", FORMS)
def test_a_form_is_accessible_and_fits(visitor_of, path):
    visitor = visitor_of(FORMS[path])
    number = visitor.opens_action("A165").url.rsplit("/", 1)[1]
    visitor.opens(path.format(number))
    assert_sound(visitor, path)


def test_clocks_their_forms_and_calendars_are_accessible_and_fit(visitor_of):
    visitor = visitor_of("coordinator")
    page = visitor.opens("/reviews/1/clocks")
    page.get_by_label("Which clock?").select_option("executive response to scrutiny")
    page.get_by_label("From which day does it run?").fill("20 Nov 2026")
    page.get_by_role("button", name="Start the clock").click()
    assert "response due 20 Jan 2027 (2 months)" in page.locator("#clocks").inner_text()
    for path in ("/reviews/1", "/clocks", "/clocks/1/pause", "/clocks/start", "/duties", "/calendar"):
        visitor.opens(path)
        assert_sound(visitor, path)


def test_the_form_to_close_is_accessible_and_fits(chair):
    page = chair.opens_recommendation("BHM-INS-2023", "bullet 2")
    chair.follows(page.get_by_role("link", name="Close by decision"))
    assert_sound(chair, "close")


def test_the_sign_in_page_is_accessible_and_fits_with_and_without_an_error(visitor_of):
    stranger = visitor_of("")
    page = stranger.opens("/sign-in")
    assert_sound(stranger, "/sign-in")
    stranger.expects(400)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector(".error-summary")
    assert_sound(stranger, "/sign-in with an error")


def test_a_page_that_is_not_there_says_so(chair):
    chair.expects(404)
    page = chair.opens("/actions/99999")
    assert page.locator("h1").inner_text() == "Page not found"
    assert_sound(chair, "not found")


@pytest.mark.parametrize("path", ["/plan?rating=purple", "/plan?review=x", "/plan?after=here"])
def test_an_address_that_asks_for_what_is_in_no_list_is_told_so(chair, path):
    page = chair.opens("/plan")
    page.goto(chair.site + path)
    page.wait_for_selector("main .notice.error")
    assert page.locator("main table").count() == 0


@pytest.mark.parametrize("path", ["/", "/plan", "/reviews"])
def test_on_paper_the_tables_stand_and_the_tools_do_not(chair, path):
    page = chair.opens(path)
    page.emulate_media(media="print")
    tables = page.locator("main table")
    assert tables.count() > 0
    assert all(tables.nth(place).is_visible() for place in range(tables.count()))
    assert page.locator(".menu, form.filters, .paging, .skip, .change-date").filter(visible=True).count() == 0
    assert page.locator(".band").get_by_text("as at").is_visible()


def test_the_boards_first_page_holds_movement_delivery_rating_and_the_next_turns_on_one_screen(chair):
    page = chair.opens("/")
    last = page.get_by_role("table", name="What turns next").locator("tbody tr").last.bounding_box()
    assert last["y"] + last["height"] <= 800


def test_no_date_is_broken_over_lines_in_the_plan(chair):
    page = chair.opens("/plan")
    lines = page.eval_on_selector_all("td time", "all => all.map(one => one.getClientRects().length)")
    assert lines
    assert set(lines) == {1}
