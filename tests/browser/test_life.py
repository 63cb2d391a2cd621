"""The life of a recommendation in the browser: acceptance stories 1, 2, 3, 4, 7, 8, 10, 12 and 14."""

import re

from dashboards.service import read_day
from tests.browser.test_pages import assert_sound

ROWS = "\n".join(f"{n}\tAsk every family {n} times who helps them.\tThe council" for n in range(1, 9))
HEALTH = "Northmere Hospitals and Community Health Trust"
AS_OFFERED = "nav.offers a"


def sends(visitor, button, lands):
    """Press a button and wait for the page on which it leads."""
    visitor.page.get_by_role("button", name=button).click()
    visitor.page.wait_for_selector(f"h1:has-text('{lands}')")
    return visitor.settles()


def records_a_review(coordinator, reference):
    page = coordinator.follows(coordinator.opens("/reviews").get_by_role("link", name="Record a review"))
    page.get_by_label("Short reference").fill(reference)
    page.get_by_label("Title").fill("A review of this test")
    page.get_by_label("Kind").select_option("rapid review")
    return sends(coordinator, "Record the review", reference)


def test_eight_pasted_rows_become_eight_recommendations_without_owner(visitor_of):
    coordinator = visitor_of("coordinator")
    page = records_a_review(coordinator, "PASTED-1")
    page = coordinator.follows(page.get_by_role("link", name="Paste recommendations"))
    page.get_by_label("Recommendations", exact=True).fill(ROWS)
    page.get_by_role("button", name="Preview").click()
    page.wait_for_selector("table:has-text('What we understood')")
    assert "8 valid, 0 errors" in page.locator(".lead").inner_text()
    assert_sound(coordinator, "preview of rows")
    page = sends(coordinator, "Import", "PASTED-1")
    sentence = page.locator("#review-sentence").inner_text()
    assert sentence == "8 recommendations, 0 actions, 8 without owner."
    page = coordinator.follows(page.get_by_role("link", name="Needs owner: 8 recommendations"))
    assert page.locator("#plan-sentence").inner_text().startswith("8 recommendations")


def test_an_action_without_owner_and_date_is_a_draft_that_turns_red_after_fifteen_working_days(visitor_of):
    coordinator = visitor_of("coordinator")
    records_a_review(coordinator, "DRAFTED-1")
    page = coordinator.page
    page = coordinator.follows(page.get_by_role("link", name="Record a recommendation"))
    page.get_by_label("Reference, as the review numbers it").fill("1")
    page.get_by_label("The wording, exactly as published").fill("Ask who helps.")
    page = sends(coordinator, "Record the recommendation", "recommendation 1")
    page = coordinator.follows(page.get_by_role("link", name="Record the answer to it"))
    page.get_by_label("Accepted", exact=True).check()
    page = sends(coordinator, "Record the answer", "recommendation 1")
    page = coordinator.follows(page.get_by_role("link", name="Record an action"))
    page.get_by_label("What will be done?").fill("Write it into the form.")
    page = sends(coordinator, "Record the action", "Action")
    assert page.locator("#why").inner_text().startswith("Amber: no owner")
    assert "turns Red on 12 Dec 2026" in page.locator("main").inner_text()


def test_before_the_meeting_says_when_papers_are_due_and_whom_to_remind(visitor_of):
    coordinator = visitor_of("coordinator")
    page = coordinator.opens("/my-work")
    assert "papers due Tue 8 Dec 2026" in page.locator("#papers-due").inner_text()
    number = int(re.match(r"\d+", page.locator("#silent").inner_text())[0])
    agencies = page.get_by_role("table", name="Agencies without an update this cycle").locator("tbody tr")
    assert agencies.count() == number > 0
    page.get_by_text(re.compile(r"^Reminder text for")).click()
    text = page.get_by_role("table", name="Reminder text").inner_text()
    assert "To Named Nurse for Safeguarding: please give an update by Tuesday 8 December 2026" in text
    assert "Grace Tembe" not in text
    assert_sound(coordinator, "/my-work")


def test_the_coordinator_finds_no_close_anywhere_and_a_forged_one_is_in_the_trail(visitor_of):
    coordinator = visitor_of("coordinator")
    page = coordinator.opens_recommendation("TOR-INS-2018", "8")
    address = page.url.split("?")[0]
    assert page.get_by_role("link", name=re.compile("[Cc]lose")).count() == 0
    page = coordinator.opens("/my-work")
    forged = """async ([where, token]) => (await fetch(where, {method: 'POST', body: new URLSearchParams(
        {csrf_token: token, form_key: 'forged', meeting: '1', waiver: 'x'})})).status"""
    token = page.locator("input[name=csrf_token]").first.get_attribute("value")
    coordinator.expects(403)
    assert page.evaluate(forged, [f"{address}/close", token]) == 403
    page = coordinator.opens(address)
    assert "Delivered" in page.locator("main").inner_text()


def test_a_new_date_is_shown_with_its_baseline_and_counted_as_re_dated(visitor_of, chair):
    owner = visitor_of("health owner")
    page = owner.opens_action("A217")
    page = owner.follows(page.get_by_role("link", name="Ask for a new date"))
    page.get_by_label("By when will it be done?").fill("27 Nov 2027")
    page.get_by_label("Why?").select_option("capacity or vacancy")
    sends(owner, "Ask for the new date", "Action A217")
    coordinator = visitor_of("coordinator")
    page = coordinator.opens("/meetings/new")
    page.get_by_label("Sub-group", exact=True).check()
    page.get_by_label("Title").fill("Sub-group of today")
    page.get_by_label("On which day?").fill("22 Nov 2026")
    sends(coordinator, "Record the meeting", "Meetings")
    page = chair.opens_action("A217")
    page = chair.follows(page.get_by_role("link", name="Answer the new date"))
    assert "28 May 2027" in page.locator(".lead").inner_text()
    page.get_by_label("Approve the new date").check()
    page.get_by_label("Which meeting decided?").select_option(label="Sub-group of today, 22 November 2026")
    page = sends(chair, "Record the decision", "Action A217")
    said = page.locator("main dl").first.inner_text()
    assert "baseline 28 May 2027, now 27 Nov 2027, +183 days, extension 1" in said
    page = chair.opens("/plan?redated=yes&words=A217")
    assert page.locator("#plan-sentence").inner_text().startswith("1 action")


def test_closing_on_attendance_lists_alone_needs_a_waiver_that_stands_in_a_list(chair):
    before = _process_only(chair)
    page = chair.opens_recommendation("TOR-INS-2018", "8")
    page = chair.follows(page.get_by_role("link", name="Close by decision"))
    page.get_by_label("Which meeting decided?").select_option(label="Extraordinary Board meeting, 20 October 2026")
    chair.expects(422)
    page.get_by_role("button", name="Close by decision").click()
    page.wait_for_selector(".error-summary")
    assert "No impact test has a result" in page.locator(".error-summary").inner_text()
    assert chair.violations() == ""
    page.get_by_label("Why is no impact test needed?").fill("The team was dissolved before anything could be measured.")
    page.get_by_label("Which meeting decided?").select_option(label="Extraordinary Board meeting, 20 October 2026")
    page = sends(chair, "Close by decision", "recommendation 8")
    assert "Impact test waived: The team was dissolved" in page.locator("main").inner_text()
    assert _process_only(chair) == before + 1
    page = chair.follows(chair.page.get_by_role("link", name=re.compile("process evidence only")))
    assert page.locator("#plan-sentence").inner_text().startswith(f"{before + 1} recommendation")
    assert "TOR-INS-2018" in page.locator("main").inner_text()


def _process_only(visitor):
    page = visitor.opens("/evidence")
    said = page.get_by_role("link", name=re.compile("process evidence only")).inner_text()
    return int(re.search(r"only (\d+) of", said)[1])


def test_an_override_shows_both_ratings_and_the_day_on_which_it_ends(chair):
    page = chair.opens_action("A135")
    page = chair.follows(page.get_by_role("link", name="Override its rating"))
    page.get_by_label("Amber", exact=True).check()
    page.get_by_label("Which meeting decided?").select_option(label="Extraordinary Board meeting, 20 October 2026")
    page.get_by_label("Until which day?").fill("16 Dec 2026")
    page.get_by_label("Why?").fill("The building opens next week.")
    page = sends(chair, "Override the rating", "Action A135")
    assert page.locator("#why").inner_text().startswith("Amber (override, computed Red, until 16 Dec 2026)")


def test_the_health_owner_sees_the_own_work_first_with_what_would_be_enough(visitor_of):
    owner = visitor_of("health owner")
    page = owner.opens("/my-work")
    assert page.locator("#my-work-sentence").inner_text().startswith(HEALTH)
    assert page.locator("main h2").first.inner_text() == "Your own posts"
    owed = page.get_by_role("table", name="What your posts owe")
    days = [_due(words) for words in owed.locator("tbody tr td:nth-child(3)").all_inner_texts()]
    assert len(days) >= 2
    assert days == sorted(days)
    assert "Enough would be" in page.get_by_role("table", name="What your posts owe").inner_text()
    assert "Evidence that a checker outside your agency finds adequate" in page.locator("main").inner_text()
    assert_sound(owner, "/my-work of an owner")
    for action in owed.locator("tbody td:first-child a").evaluate_all("all => all.map(one => one.href)"):
        assert HEALTH in owner.opens(action).locator("main dl").first.inner_text()


def _due(words):
    """Read the day on which something is due now: the one that stands alone, or the one after a date that was moved."""
    found = re.search(r"now (\d+ \w+ \d{4})", words) or re.search(r"(\d+ \w+ \d{4})", words)
    return read_day(found[1])


def test_ready_for_assessment_without_evidence_is_stopped(visitor_of):
    owner = visitor_of("health owner")
    page = owner.opens("/my-work")
    page = owner.follows(page.get_by_role("link", name="Ready for assessment A133"))
    owner.expects(422)
    page.get_by_role("button").last.click()
    page.wait_for_selector(".error-summary")
    assert "Attach at least one piece of evidence." in page.locator(".error-summary").inner_text()


def test_every_form_that_is_offered_is_accessible_and_fits(visitor_of, chair):
    seen = set()
    for visitor, places in (
        (visitor_of("coordinator"), COORDINATORS),
        (visitor_of("council owner"), OWNERS),
        (chair, CHAIRS),
    ):
        for place in places:
            for address in _offered(visitor, place):
                rule = re.sub(r"\d+", "1", address)
                if rule not in seen:
                    seen.add(rule)
                    visitor.opens(address)
                    assert_sound(visitor, address)
    assert len(seen) > 30


COORDINATORS = ["/reviews", "/reviews/1", "/recommendations/1", "A192", "/meetings", "/partnership", "/measures"]
OWNERS, CHAIRS = ["A165"], ["A165", "/recommendations/1"]


def _offered(visitor, place):
    page = visitor.opens(place) if place.startswith("/") else visitor.opens_action(place)
    found = page.eval_on_selector_all(AS_OFFERED, "all => all.map(one => one.getAttribute('href'))")
    if place == "/partnership":
        found += page.eval_on_selector_all(
            "main td a, main section p a", "all => all.map(one => one.getAttribute('href'))"
        )
    return [address for address in found if not address.startswith("/plan")]
