"""Changing the plan: an update by keyboard, a conflict that shows both texts, closing by the chair and nobody else."""

import re

UPDATE = "Two of the four clinics are open; the third opens in January."


def test_an_owner_gives_an_update_by_keyboard_and_an_empty_one_leads_back_to_its_field(visitor_of):
    owner = visitor_of("council owner")
    page = owner.opens_action("A165")
    owner.tabs_to("A", "Give an update")
    owner.presses("Enter")
    page.wait_for_selector("h1:has-text('Update on action A165')")
    page.get_by_label("What blocks it?").fill("Waiting for the leases")
    owner.expects(400)
    owner.tabs_to("BUTTON", "Give the update")
    owner.presses("Enter")
    page.wait_for_selector(".error-summary")
    assert page.get_by_label("What blocks it?").input_value() == "Waiting for the leases"
    assert owner.violations() == ""
    owner.tabs_to("A", page.locator(".error-summary a").inner_text())
    owner.presses("Enter")
    page.keyboard.type(UPDATE)
    assert page.locator("#update").input_value() == UPDATE
    owner.tabs_to("BUTTON", "Give the update")
    owner.presses("Enter")
    page.wait_for_selector("h1:has-text('Action A165')")
    newest = page.locator(".history li").first.inner_text()
    assert newest.startswith("22 Nov 2026 · Bethan Truscombe")
    assert f"Gave an update: “{UPDATE}” Blocked by Waiting for the leases." in newest
    assert UPDATE in page.get_by_role("table", name="Updates").inner_text()


def test_a_wrong_date_keeps_everything_that_was_typed(visitor_of):
    owner = visitor_of("council owner")
    owner.opens(owner.opens_action("A165").url + "/update")
    page = owner.page
    page.get_by_label("What happened").fill("Something")
    page.get_by_label("Amber: at risk").check()
    page.get_by_label("When do you expect").fill("31 Febuary")
    owner.expects(400)
    page.get_by_role("button", name="Give the update").click()
    page.wait_for_selector("#forecast-error")
    assert page.get_by_label("What happened").input_value() == "Something"
    assert page.get_by_label("Amber: at risk").is_checked()
    assert page.get_by_label("When do you expect").input_value() == "31 Febuary"


def test_two_people_who_edit_one_wording_see_both_texts(visitor_of):
    owner, coordinator = visitor_of("council owner"), visitor_of("coordinator")
    for visitor in (owner, coordinator):
        visitor.opens(visitor.opens_action("A170").url + "/wording")
    owner.page.get_by_label("What will be done?").fill("The wording of the owner.")
    owner.page.get_by_role("button", name="Save the wording").click()
    owner.page.wait_for_selector(".history")
    coordinator.page.get_by_label("What will be done?").fill("The wording of the coordinator.")
    coordinator.expects(409)
    coordinator.page.get_by_role("button", name="Save the wording").click()
    coordinator.page.wait_for_selector(".texts")
    assert "The wording of the coordinator." in coordinator.page.locator(".texts section").first.inner_text()
    assert "The wording of the owner." in coordinator.page.locator(".texts section").last.inner_text()
    assert coordinator.page.get_by_label("What will be done?").input_value() == "The wording of the coordinator."
    assert coordinator.violations() == ""


def test_the_chair_closes_what_has_earned_it(chair):
    page = chair.opens_recommendation("BHM-INS-2019", "bullet 3")
    page.get_by_role("link", name="Close by decision").click()
    page.get_by_label("Which meeting decided?").select_option(label="Board meeting, 15 September 2026")
    page.get_by_role("button", name="Close by decision").click()
    page.wait_for_selector(".history")
    assert page.locator("main .tag").first.inner_text() == "Closed"
    newest = page.locator(".history li").first.inner_text()
    assert "Veronica Haldane" in newest
    assert "decided to close." in newest
    assert page.get_by_role("link", name="Close by decision").count() == 0


def test_what_has_not_earned_it_shows_the_unmet_gates_in_words(chair):
    page = chair.opens_recommendation("BHM-INS-2023", "bullet 2")
    assert "Not yet: Every action completed or withdrawn" in page.locator(".gates").inner_text()
    page.get_by_role("link", name="Close by decision").click()
    page.get_by_label("Which meeting decided?").select_option(index=1)
    chair.expects(422)
    page.get_by_role("button", name="Close by decision").click()
    page.wait_for_selector(".error-summary")
    assert re.search(
        r"\d of \d actions (is|are) not completed or withdrawn", page.locator(".error-summary").inner_text()
    )


def test_the_coordinator_finds_no_close_anywhere(visitor_of):
    coordinator = visitor_of("coordinator")
    page = coordinator.opens_recommendation("BHM-INS-2019", "bullet 4")
    assert page.get_by_role("link", name="Close").count() == 0
    assert page.get_by_role("button", name="Close").count() == 0
    coordinator.expects(404)
    page = coordinator.opens(f"{page.url}/close")
    assert page.locator("h1").inner_text() == "Page not found"
