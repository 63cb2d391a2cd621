"""A question and its answer, a measure, and a lesson: by forms, on pages that are accessible and fit in the window."""

import re

from tests.browser.test_pages import assert_sound

QUESTION = "Who trains the teams that work at night, and from when?"


def test_a_challenge_is_asked_answered_and_refused(visitor_of):
    chair, owner = visitor_of("chair"), visitor_of("council owner")
    page = chair.opens_action("A165")
    address = page.url
    chair.follows(page.get_by_role("link", name="Ask a question"))
    page.get_by_label("What do you ask?").fill(QUESTION)
    page.get_by_role("button", name="Ask").click()
    page.wait_for_selector(f"td:has-text('{QUESTION}')")
    page = owner.opens(address)
    owner.follows(page.get_by_role("link", name="Answer", exact=True))
    page.get_by_label("What do you answer?").fill("The agency does, from January.")
    page.get_by_role("button", name="Answer").click()
    page.wait_for_selector("td:has-text('The agency does')")
    page = chair.opens(address)
    chair.follows(page.get_by_role("link", name="Accept or not"))
    page.get_by_label("The answer is not accepted").check()
    page.get_by_label("Why not?").fill("January is too late.")
    page.get_by_role("button", name="Record the verdict").click()
    page.wait_for_selector("td:has-text('Not accepted, 22 Nov 2026: January is too late.')")
    assert "1 question asked; 1 is open." in page.locator("#challenges").inner_text()
    assert_sound(chair, address)


def test_a_measure_says_what_is_known_and_what_is_not(visitor_of):
    coordinator = visitor_of("coordinator")
    page = coordinator.opens("/measures")
    coordinator.follows(page.get_by_role("link", name="Record a measure of the board"))
    for label, words in {
        "called": "Families per family worker",
        "exactly": "Families on one list.",
        "unit": "families",
        "come from": "The return",
        "target": "250",
    }.items():
        page.get_by_label(re.compile(label)).fill(words)
    page.get_by_label("Lower is better").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector("#measure-sentence")
    for first, last, label, words in (
        ("1 Jan 2026", "31 Mar 2026", "If it is not known", "The return was lost."),
        ("1 Apr 2026", "30 Jun 2026", "What was the value", "412"),
    ):
        coordinator.follows(page.get_by_role("link", name="Record a value"))
        page.get_by_label("From which day?").fill(first)
        page.get_by_label("To which day?").fill(last)
        page.get_by_label(label).fill(words)
        page.get_by_label("Where was it read?").fill("Table 4")
        page.get_by_role("button", name="Record the value").click()
        page.wait_for_selector("#measure-sentence")
    said = "was 412 families in Q2 2026; the target is 250 families; it was unknown in Q1."
    assert said in coordinator.settles().locator("#measure-sentence").inner_text()
    assert_sound(coordinator, page.url)
    coordinator.opens("/measures")
    assert_sound(coordinator, "/measures")


def test_a_review_says_which_teams_heard_of_its_lessons(visitor_of):
    coordinator = visitor_of("coordinator")
    page = coordinator.opens("/reviews")
    coordinator.follows(page.get_by_role("link", name=re.compile(r"^TOR-INS-2018:")))
    address = page.url
    coordinator.follows(page.get_by_role("link", name="Record who heard of a lesson"))
    page.get_by_label("Which lesson?").select_option(index=1)
    page.get_by_label("Of which agency").select_option(index=1)
    page.get_by_label("Which team?").fill("Duty team")
    page.get_by_label("Sent").check()
    page.get_by_label("When?").fill("3 Nov 2026")
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector("td:has-text('Duty team')")
    coordinator.follows(page.get_by_role("link", name="Record its answer"))
    page.get_by_label("When was it discussed?").fill("4 Nov 2026")
    page.get_by_label("How many were present?").fill("9")
    page.get_by_label("We can", exact=True).check()
    page.get_by_role("button", name="Record the answer").click()
    page.wait_for_selector("td:has-text('4 Nov 2026, 9 present: we can')")
    said = "Sent to 1 team, discussed by 1, all have answered."
    assert said in coordinator.settles().locator("#lessons-sentence").inner_text()
    assert_sound(coordinator, address)
