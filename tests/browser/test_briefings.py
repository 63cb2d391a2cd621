"""A practitioner without sign-in, on a phone: reads a briefing, and says that the team discussed it (story 24)."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.test_pages import assert_sound

REVIEW, TITLE = "BHM-SCR-2013", "Say it when you doubt, and stay with the child"
TEAM = "Night ward"
HEADINGS = [
    "What happened",
    "What should I do differently on Monday?",
    "Why did it happen?",
    "What was good practice?",
    "What should I ask?",
    "Where does the learning come from?",
    "Talk about it",
]
PHONE = 320


def a_link_for(coordinator, team):
    """Have the coordinator give a team of the health trust its link; give the address as it is sent to the team."""
    page = coordinator.opens("/reviews")
    coordinator.follows(page.get_by_role("link", name=re.compile(f"^{REVIEW}:")))
    coordinator.follows(page.get_by_role("link", name="The seven-minute briefing"))
    coordinator.follows(page.get_by_role("link", name="Give a team its link"))
    page.get_by_label("Of which agency").select_option(label="Northmere Hospitals and Community Health Trust")
    page.get_by_label("Which team?").fill(team)
    page.get_by_role("button", name="Give the link").click()
    row = page.locator("#links tbody tr", has_text=team)
    row.wait_for()
    return urlsplit(row.get_by_role("link").get_attribute("href")).path


def reads(practitioner):
    """Open the list and the briefing in it, at the width of the window."""
    page = practitioner.opens("/briefings")
    assert not practitioner.scrolls_sideways()
    return practitioner.follows(page.get_by_role("link", name=TITLE))


def test_a_practitioner_reads_a_briefing_and_the_agency_lead_confirms_that_the_team_discussed_it(visitor_of):
    practitioner, coordinator, lead = visitor_of("", width=PHONE), visitor_of("coordinator"), visitor_of("health owner")
    page = reads(practitioner)
    assert page.locator("h2").all_inner_texts() == HEADINGS
    assert not practitioner.scrolls_sideways()
    said = f"9 people of {TEAM} discussed “{TITLE}” on 20 Nov 2026: we can (unconfirmed, class 1)"
    assert said not in lead.opens("/my-work").locator("main").inner_text()
    page = practitioner.opens(a_link_for(coordinator, TEAM))
    assert TEAM in page.locator(".lead").inner_text() and not practitioner.scrolls_sideways()
    assert practitioner.violations() == ""
    page.get_by_label("When did you discuss it?").fill("20 Nov 2026")
    page.get_by_label("How many were there?").fill("9")
    page.get_by_label("We can", exact=True).check()
    page.get_by_role("button", name="We discussed this").click()
    page.wait_for_selector("#said")
    assert page.locator("#said").inner_text() == "Recorded: 20 Nov 2026, 9 people: we can."
    assert not practitioner.scrolls_sideways() and practitioner.violations() == ""
    page = lead.opens("/my-work")
    row = page.locator("#to-confirm tbody tr", has_text=TEAM)
    assert row.count() == 1 and said in row.inner_text()
    assert_sound(lead, page.url)
    lead.follows(row.get_by_role("link", name=re.compile("^Confirm")))
    assert_sound(lead, page.url)
    page.get_by_role("checkbox").last.check()
    page.get_by_role("button", name="Confirm that it was so").click()
    page.wait_for_selector(f"h1:has-text('Briefing discussed: {TEAM}')")
    shown = page.locator("main").inner_text()
    assert "Class 1" in shown or "class 1" in shown
    assert f"9 people of {TEAM} discussed the briefing" in shown
    assert TEAM not in lead.opens("/my-work").locator("main").inner_text()
    page = coordinator.opens(coordinator.page.url)
    told = page.locator("main").inner_text()
    assert "20 Nov 2026, 9 present: we can (confirmed)" in told
    assert "not reached" in page.locator("#reached").inner_text()
    assert_sound(coordinator, page.url)


@pytest.mark.parametrize("width", [PHONE, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_everybody_reads_is_accessible_fits_and_runs_no_script(visitor_of, width, scheme):
    practitioner = visitor_of("", width=width, scheme=scheme)
    page = reads(practitioner)
    for address in ("/briefings", page.url):
        page = practitioner.opens(address)
        assert practitioner.violations() == "" and not practitioner.scrolls_sideways()
        assert page.locator("script").count() == 0 and page.locator("form").count() == 0
    asked = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    assert all(one.endswith((".css", ".svg")) for one in asked)
    heavy = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".reduce((sum, one) => sum + one.decodedBodySize, 0)"
    )
    assert 0 < heavy <= 60 * 1024


def test_it_works_on_paper(visitor_of):
    page = reads(visitor_of(""))
    page.emulate_media(media="print")
    assert [each.is_visible() for each in page.locator("h2").all()] == [True] * len(HEADINGS)
    assert page.get_by_text("Source:").is_visible() and page.get_by_text("Worked example").first.is_visible()


def test_a_wrong_answer_is_said_at_its_field_and_a_link_that_leads_nowhere_in_one_sentence(visitor_of):
    practitioner, coordinator = visitor_of("", width=PHONE), visitor_of("coordinator")
    page = practitioner.opens(a_link_for(coordinator, "Day ward"))
    practitioner.expects(400, 404)
    page.get_by_label("When did you discuss it?").fill("1 Nov 2026")
    page.get_by_role("button", name="We discussed this").click()
    page.wait_for_selector(".error-summary")
    assert practitioner.violations() == "" and not practitioner.scrolls_sideways()
    page = practitioner.opens("/discussed/nothing")
    assert "This link leads nowhere" in page.locator("main").inner_text()
    assert practitioner.violations() == "" and not practitioner.scrolls_sideways()
    page = practitioner.opens("/briefings/B-999")
    assert "There is no such briefing." in page.locator("main").inner_text()


def test_a_briefing_is_written_released_by_two_and_withdrawn(visitor_of):
    coordinator, chair, practitioner = visitor_of("coordinator"), visitor_of("chair"), visitor_of("", width=PHONE)
    page = coordinator.opens("/reviews")
    coordinator.follows(page.get_by_role("link", name=re.compile("^TOR-INS-2018:")))
    coordinator.follows(page.get_by_role("link", name="The seven-minute briefing"))
    address = page.url
    assert_sound(coordinator, address)
    coordinator.follows(page.get_by_role("link", name="Write the briefing"))
    assert_sound(coordinator, page.url)
    page.get_by_label("Title").fill("Ask the child first")
    for heading in HEADINGS:
        page.get_by_label(heading).fill(f"{heading.rstrip('?')}: a few words.")
    page.get_by_role("button", name="Save this version").click()
    page.wait_for_selector("#newest")
    for who, role in ((coordinator, "coordinator"), (chair, "chair")):
        assert "Ask the child first" not in practitioner.opens("/briefings").locator("main").inner_text()
        page = who.opens(address)
        who.follows(page.get_by_role("link", name="Release it"))
        assert_sound(who, page.url)
        page.get_by_label(f"As the {role}").check()
        page.get_by_role("button", name="Release it").click()
        page.wait_for_selector("#briefing-sentence")
    page = practitioner.opens("/briefings")
    assert "Ask the child first" in page.locator("main").inner_text()
    page = chair.opens(address)
    chair.follows(page.get_by_role("link", name="Withdraw it"))
    page.get_by_label("Why?").fill("It was not ready.")
    page.get_by_role("button", name="Withdraw it").click()
    page.wait_for_selector("#briefing-sentence:has-text('was withdrawn')")
    assert "Ask the child first" not in practitioner.opens("/briefings").locator("main").inner_text()
