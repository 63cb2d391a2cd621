"""What turns by itself when days pass: acceptance stories 2, 10 and 19, on a plan served on three days one by one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser

from tests import builders
from tests.browser.serving import served
from tests.browser.test_life import records_a_review, sends
from tests.browser.visitor import PASSWORD, PEOPLE, Desk, Visitor
from tests.database.record import MORNING, Template, copied, settings_in
from tracker.commands import accounts
from tracker.words import Role

# From Wednesday 25 November, fifteen working days end on 16 December, and so does the override.
SET, LAST, AFTER = "2026-11-25", "2026-12-16", "2026-12-17"
OVERRIDDEN = "Amber (override, computed Red, until 16 Dec 2026)"


@pytest.fixture(scope="module")
def plan(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """Build a plan with a coordinator, a chair, two meetings and an action that is red; say where both lie."""
    folder = tmp_path_factory.mktemp("days")
    with time_machine.travel(MORNING, tick=True):
        record = copied(sqlite_template, settings_in(folder))
        for who, role in (("coordinator", Role.COORDINATOR), ("chair", Role.CHAIR)):
            person = builders.a_person(record, f"A {who}", email=f"{PEOPLE[who]}@northmere.example")
            with record.changing() as visit:
                accounts.open_account(visit, person.id or 0, password=PASSWORD)
                accounts.grant_role(visit, person.id or 0, accounts.RoleDraft(role))
        for day in (date(2026, 10, 20), date(2026, 12, 16)):
            builders.a_meeting(record, day, title=f"Board of {day:%B}")
        red = builders.an_action(record, "Open the building.", due=date(2026, 10, 5))
        record.close()
    return folder, f"/actions/{red.id}", f"/reviews/{red.review_id}"


@contextmanager
def standing_on(day: str, browser: Browser, folder: Path) -> Iterator[tuple[Visitor, Visitor]]:
    """Serve the plan as on that day, and let the coordinator and the chair in; the browser has nothing to complain."""
    with served(folder, today=day) as site:
        desk = Desk(browser, site)
        both = desk.window(PEOPLE["coordinator"]), desk.window(PEOPLE["chair"])
        yield both
        for each in both:
            each.page.context.close()
            assert each.complaints() == []


def test_a_draft_and_an_override_turn_red_by_themselves_after_their_day_and_not_before(
    browser: Browser, plan: tuple[Path, str, str]
) -> None:
    folder, red, review = plan
    with standing_on(SET, browser, folder) as (coordinator, chair):
        draft = _drafted(coordinator)
        assert _why(chair, red).startswith("Red: overdue")
        assert _overridden(chair, red) == OVERRIDDEN
        assert "response due 23 Jan 2027 (2 months)" in _timed(coordinator, review)
    with standing_on(LAST, browser, folder) as (coordinator, chair):
        assert _why(coordinator, draft).startswith("Amber: no owner")
        assert _why(chair, red).startswith(OVERRIDDEN)
    with standing_on(AFTER, browser, folder) as (coordinator, chair):
        assert _why(coordinator, draft).startswith("Red: no owner")
        assert coordinator.page.locator("main .rating").first.inner_text().endswith("Red")
        assert _why(chair, red).startswith("Red: overdue 73 days")
        assert "override" not in _why(chair, red)
        page = coordinator.opens("/plan?rating=Red")
        assert page.locator("main tbody tr").count() == 2


def _why(visitor: Visitor, action: str) -> str:
    return visitor.opens(action).locator("#why").inner_text()


def _drafted(coordinator: Visitor) -> str:
    """Save an action without owner and date, of a recommendation accepted on this day; give its address."""
    records_a_review(coordinator, "DRAFTED-2")
    page = coordinator.follows(coordinator.page.get_by_role("link", name="Record a recommendation"))
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
    assert "turns Red on 17 Dec 2026" in page.locator("main").inner_text()
    return page.url.removeprefix(coordinator.site)


def _overridden(chair: Visitor, red: str) -> str:
    """Have the chair override the rating until the next meeting; give what is shown of it."""
    page = chair.follows(chair.page.get_by_role("link", name="Override its rating"))
    page.get_by_label("Amber", exact=True).check()
    page.get_by_label("Which meeting decided?").select_option(label="Board of October, 20 October 2026")
    page.get_by_label("Until which day?").fill("16 Dec 2026")
    page.get_by_label("Why?").fill("The building opens next week.")
    sends(chair, "Override the rating", "Action")
    return _why(chair, red)[: len(OVERRIDDEN)]


def _timed(coordinator: Visitor, review: str) -> str:
    """Start the clock of a report that was received on 23 November 2026; give what the review says of its clocks."""
    page = coordinator.follows(coordinator.opens(review).get_by_role("link", name="Start a clock"))
    page.get_by_label("Which clock?").select_option("executive response to scrutiny")
    page.get_by_label("From which day does it run?").fill("23 Nov 2026")
    page.get_by_role("button", name="Start the clock").click()
    page.wait_for_selector("#clocks table")
    return coordinator.settles().locator("#clocks").inner_text()
