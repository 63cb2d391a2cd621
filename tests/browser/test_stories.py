"""What the board, an owner and a councillor must be able to see: acceptance stories 5, 13, 15, 16, 17 and 21."""

import re

import pytest

from tests.markup import first_number

EMBARGOED = "NMP-LPR-2026"
OF_THE_EMBARGOED = "Ask at every first contact who the father is"


def numbers(page, name):
    """Give the numbers that stand beside each other under a bar."""
    said = page.locator("section", has=page.get_by_role("heading", name=name, exact=True)).locator(".bar-words li")
    return [first_number(words) for words in said.all_inner_texts()]


def test_delivery_and_rating_stand_apart_and_their_sums_are_those_of_the_plan(chair):
    page = chair.opens("/")
    delivery, rating = numbers(page, "Delivery"), numbers(page, "Rating")
    every = page.get_by_role("link", name=re.compile(r"^\d+ actions$"))
    left = page.get_by_role("link", name=re.compile("actions not completed$"))
    assert first_number(every.inner_text()) == sum(delivery)
    assert first_number(left.inner_text()) == sum(rating)
    to_left = left.get_attribute("href")
    page = chair.follows(every)
    assert page.locator("#plan-sentence").inner_text() == f"{sum(delivery)} actions not withdrawn."
    page = chair.opens(to_left)
    assert page.locator("#plan-sentence").inner_text() == f"{sum(rating)} actions not completed."


def test_declared_green_while_overdue_shows_amber_with_both(chair):
    page = chair.opens_action("A161")
    assert page.locator("main .rating").first.inner_text().endswith("Amber")
    assert page.locator("#why").inner_text().startswith("Amber: overdue 9 days, due 13 Nov 2026")
    assert page.locator("#beside").inner_text() == "Owner says Green, computed Amber: 9 days overdue."


def test_the_owner_of_another_agency_reads_and_changes_nothing(visitor_of):
    owner = visitor_of("health owner")
    page = owner.opens_action("A161")
    assert "Northmere Council Housing Service" in page.locator("main").inner_text()
    assert page.locator("main .button").count() == 0
    owner.expects(404)
    for form in ("update", "wording"):
        owner.opens(f"{page.url.split('?')[0]}/{form}")
        assert page.locator("h1").inner_text() == "Page not found"
        page = owner.opens_action("A161")


def test_the_chair_sees_the_embargoed_review_and_a_councillor_nowhere(chair, visitor_of):
    page = chair.opens("/reviews")
    review = page.get_by_role("link", name=EMBARGOED)
    address = review.get_attribute("href")
    page = chair.follows(review)
    inside = page.get_by_role("table").get_by_role("link").first.get_attribute("href")
    found = chair.searches(OF_THE_EMBARGOED).locator("main tbody a").first.get_attribute("href")
    councillor = visitor_of("councillor")
    page = councillor.opens("/reviews")
    assert EMBARGOED not in page.content()
    page = councillor.searches(OF_THE_EMBARGOED)
    assert "0 actions" in page.locator("#plan-sentence").inner_text()
    assert EMBARGOED not in page.locator("form.filters").inner_html()
    councillor.expects(404)
    for hidden in (address, inside, found):
        page = councillor.opens(hidden)
        assert page.locator("h1").inner_text() == "Page not found"


def test_a_filter_by_a_hidden_review_finds_nothing(chair, visitor_of):
    number = chair.opens("/reviews").get_by_role("link", name=EMBARGOED).get_attribute("href").rsplit("/", 1)[1]
    for thing in ("action", "recommendation"):
        page = visitor_of("councillor").opens(f"/plan?review={number}&show={thing}")
        assert page.locator("#plan-sentence").inner_text().startswith(f"0 {thing}s")


@pytest.mark.parametrize("rating", ["Red", "Amber", "Green", "Grey", "Blue"])
def test_any_colour_opens_its_rule_in_one_sentence_with_the_numbers(chair, rating):
    page = chair.opens(f"/plan?rating={rating}")
    row = page.locator("main tbody tr").first
    why = row.locator(".why").last.inner_text()
    assert why.startswith(rating)
    page = chair.follows(row.get_by_role("link").first)
    assert page.locator("#why").inner_text() == why
    assert re.search(r"\d", why)
    page = chair.follows(page.get_by_role("link", name="the printed key"))
    assert page.locator("#key tbody tr").filter(has_text=rating).count() >= 1


def test_as_at_a_past_day_everything_is_of_that_day_under_a_banner(chair):
    page = chair.opens("/?as_at=2014-10-01")
    assert "You see the plan as it stood on 1 Oct 2014." in page.locator("main .notice").inner_text()
    assert "as at 1 Oct 2014" in page.locator(".band").inner_text()
    page = chair.opens("/plan?as_at=2014-10-01")
    days = page.eval_on_selector_all("td:last-child time", "all => all.map(one => one.dateTime)")
    assert days
    assert max(days) <= "2014-10-01"
    page = chair.follows(page.locator("main tbody a").first)
    assert page.url.endswith("as_at=2014-10-01")
    entries = page.eval_on_selector_all(".history time", "all => all.map(one => one.dateTime)")
    assert entries
    assert max(entries) <= "2014-10-01"
    page.get_by_role("link", name="Go back to today").click()
    page.wait_for_url(lambda address: "as_at" not in address)


def test_an_owner_of_that_day_is_shown_and_not_todays(chair):
    page = chair.opens_action("A211")
    today = page.locator("main dl").inner_text()
    page = chair.opens(f"{page.url}?as_at=2026-10-01")
    assert "nobody has held this post since" in today
    assert "nobody has held this post since" not in page.locator("main dl").inner_text()


def test_the_trend_marks_what_happened_around_the_plan(chair):
    page = chair.opens("/?as_at=2016-10-01")
    marks = page.locator("#overview-trend .scatterlayer .trace:last-child .point").count()
    page.get_by_text("Show these figures as a table").click()
    told = page.get_by_role("table", name="What happened around the plan").locator("tbody tr").count()
    assert marks == told > 0


def test_a_recommendation_says_when_the_same_was_recommended_before(chair):
    page = chair.opens_recommendation("BHM-INS-2016", "2")
    said = page.locator("#seen-before > p").inner_text()
    assert said == "Seen before: recommended in 2014; BHM-INS-2014 29 was said to be done on 7 Aug 2015."
    page.get_by_text("Compare the wordings").click()
    page = chair.follows(page.get_by_role("table", name="Earlier recommendations").get_by_role("link"))
    assert page.locator("h1").inner_text() == "BHM-INS-2014 · recommendation 29"


def test_history_is_told_in_sentences(chair):
    page = chair.opens_action("A161")
    told = page.locator(".history").inner_text()
    assert "Recorded action A161: “" in told
    assert "Gave an update: “" in told
    assert not re.search(r"\b(kind|verdict|wording|place|sensitivity): ", told)
    assert not re.search(r"\d{4}-\d{2}-\d{2}", told)
