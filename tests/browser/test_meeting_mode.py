"""A meeting, gone through at the table: acceptance stories 5, 6, 7, 9, 10 and 11, without a mouse."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import time_machine
from playwright.sync_api import Browser, Page

from tests import builders
from tests.browser.serving import served
from tests.browser.test_pages import assert_sound
from tests.browser.test_stories import numbers
from tests.browser.visitor import PASSWORD, PEOPLE, Desk, Visitor
from tests.builders import checked, unchecked
from tests.database.record import MORNING, Record, Template, copied, settings_in
from tests.markup import first_number
from tracker.commands import accounts
from tracker.words import Role, Scope

LAST, TODAY, NEXT, AFTER = date(2026, 9, 15), date(2026, 11, 23), date(2026, 12, 16), "2026-12-17"
LONG_AGO, SPRING = date(2014, 1, 6), date(2026, 4, 1)
LONG = "Agree with every agency that sends children to the clinic one form, and look each quarter at twenty of them. "
PARTS = ("", "/movement", "/exceptions", "/recurring", "/closing", "/tests", "/decided")
TALL = "() => document.documentElement.scrollHeight"


@dataclass
class Table:
    """A served plan with a meeting of today, and the windows of those who sit at its table."""

    site: str
    folder: Path
    meeting: int
    actions: dict[str, str]
    closed: str
    desk: Desk

    def at(self, part: str = "") -> str:
        """Give the address of a screen."""
        return f"/meetings/{self.meeting}/table{part}"


def _account(record: Record, who: str, role: Role, person: int, agency: int | None = None) -> None:
    scope = accounts.RoleDraft(role) if agency is None else accounts.RoleDraft(role, Scope.AGENCY, agency_id=agency)
    with record.changing() as visit:
        accounts.open_account(visit, person, password=PASSWORD)
        accounts.grant_role(visit, person, scope)


def _people(record: Record) -> builders.HeldPost:
    """Let the chair, the coordinator and an owner sign in; give the post of the owner."""
    for who, role in (("chair", Role.CHAIR), ("coordinator", Role.COORDINATOR), ("member", Role.MEMBER)):
        person = builders.a_person(record, f"A {role.value}", email=f"{PEOPLE[who]}@northmere.example")
        _account(record, who, role, person.id or 0)
    holder = builders.a_person(record, "An owner", email=f"{PEOPLE['health owner']}@northmere.example")
    post = builders.a_post(record, "Head of the clinics", agency=builders.an_agency(record, "Health"), held_by=holder)
    _account(record, "health owner", Role.OWNER, holder.id or 0, post.agency_id)
    return post


def _exceptions(record: Record, post: builders.HeldPost) -> dict[str, str]:
    """Make four reds and an amber that is overdue, each for a story of its own."""
    oldest = builders.an_action(record, "Open the second clinic.", owner=post, due=date(2014, 3, 31), on=LONG_AGO)
    builders.an_extension(record, oldest, date(2014, 9, 30), on=date(2014, 3, 20), approved=None)
    made = {"extended": oldest}
    made["refused"] = builders.an_action(
        record,
        "Train the night team.",
        owner=post,
        due=date(2026, 6, 1),
        on=SPRING,
        evidence=[unchecked(received_on=date(2026, 10, 20))],
        submitted=True,
    )
    made["overridden"] = builders.an_action(record, "Find a building.", owner=post, due=date(2026, 7, 1), on=SPRING)
    made["long"] = builders.an_action(record, LONG * 4, owner=post, due=date(2026, 8, 1), on=SPRING)
    builders.an_update(record, made["long"], LONG * 3, on=date(2026, 11, 2), forecast=date(2027, 5, 1))
    builders.an_extension(record, made["long"], date(2027, 5, 1), on=date(2026, 11, 3), approved=None)
    made["amber"] = builders.an_action(record, "Print the form.", owner=post, due=date(2026, 11, 13), on=SPRING)
    return {name: each.reference for name, each in made.items()}


def _came_back(record: Record) -> str:
    """Close a recommendation at the last meeting, and let a later review recommend the same; give its name."""
    done = builders.an_action(record, "Write it down.", on=SPRING, evidence=[checked(received_on=date(2026, 4, 5))])
    builders.closed(record, done.recommendation_ids[0], on=LAST)
    with record.reading() as visit:
        earlier = visit.session.get(builders.Recommendation, done.recommendation_ids[0])
        home = visit.session.get(builders.Review, done.review_id)
    practice = {"practice_from": date(2026, 9, 20), "practice_to": date(2026, 10, 1), "practice_basis": "the file"}
    review = builders.a_review(record, on=date(2026, 10, 20), **practice)
    later = builders.a_recommendation(record, "Write down who was asked.", review=review, on=date(2026, 10, 20))
    builders.an_ask(record, earlier, later, on=date(2026, 10, 21))
    delivered = builders.an_action(
        record, "Send the letter.", on=SPRING, evidence=[checked("Attendance", evidence_class=1)]
    )
    builders.an_impact_test(record, delivered.recommendation_ids[0], due=date(2026, 11, 1))
    return f"{home.reference} {earlier.reference}"


@pytest.fixture(scope="module")
def table(browser: Browser, sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    folder = tmp_path_factory.mktemp("table")
    with time_machine.travel(MORNING, tick=True):
        record = copied(sqlite_template, settings_in(folder))
        post = _people(record)
        for on in (LAST, NEXT):
            builders.a_meeting(record, on)
        meeting = builders.a_meeting(record, TODAY, title="Board of today").id or 0
        actions, closed = _exceptions(record, post), _came_back(record)
        record.close()
    with served(folder) as address:
        yield Table(address, folder, meeting, actions, closed, Desk(browser, address))


@pytest.fixture
def come(table: Table) -> Iterator[Callable[..., Visitor]]:
    """Give `come("chair")`: somebody's window at the table."""
    opened: list[Visitor] = []

    def window(who: str, **look: object) -> Visitor:
        opened.append(table.desk.window(PEOPLE[who], **look))  # type: ignore[arg-type]
        return opened[-1]

    yield window
    for visitor in opened:
        visitor.page.close()
    assert [complaint for visitor in opened for complaint in visitor.complaints()] == []


def arrow(visitor: Visitor, key: str) -> str:
    """Press an arrow key and wait for the screen to which it leads; give its heading."""
    page = visitor.page
    before = page.locator("h1").inner_text()
    visitor.presses(key)
    page.wait_for_function("(was) => document.querySelector('h1').innerText !== was", arg=before)
    return page.locator("h1").inner_text()


def to_exception(visitor: Visitor, table: Table, name: str) -> Page:
    """Go through the exceptions by arrow key to the one that a story is about."""
    page = visitor.opens(table.at("/exceptions"))
    while table.actions[name] not in page.locator("h1").inner_text():
        arrow(visitor, "ArrowRight")
    return page


def decides(visitor: Visitor, words: str) -> Page:
    """Open the form of a decision by keyboard."""
    visitor.tabs_to("A", words)
    visitor.presses("Enter")
    visitor.page.wait_for_selector("form textarea, form input[type=radio]")
    return visitor.page


def records(visitor: Visitor, table: Table, button: str) -> Page:
    """Send a form by keyboard; it leads back to a screen of the meeting."""
    visitor.tabs_to("BUTTON", button)
    visitor.presses("Enter")
    visitor.page.wait_for_selector(".at-table")
    assert table.at() in visitor.page.url
    return visitor.page


def on_paper(visitor: Visitor) -> dict[str, int]:
    """Give the numbers of the board's highlight report as it is downloaded."""
    answer = visitor.page.request.get(f"{visitor.site}/reports/board/highlight-report.xlsx")
    rows = openpyxl.load_workbook(io.BytesIO(answer.body()))["Summary"].iter_rows(values_only=True)
    return {str(row[0]): row[1] for row in rows if len(row) > 1 and isinstance(row[1], int)}


def test_the_first_screen_says_what_the_plan_and_the_downloaded_paper_say(
    table: Table, come: Callable[..., Visitor]
) -> None:
    """Story 5: the sentence; delivery and rating apart; their sums equal the plan page and the downloaded paper."""
    chair = come("chair")
    page = chair.opens("/")
    page = chair.follows(page.get_by_role("link", name="Meeting mode: the board meets today"))
    sentence = page.locator("#movement").inner_text()
    assert re.fullmatch(
        r"Since 15 September 2026: \d+ closed, \d+ reopened, \d+ newly overdue, \d+ dates? moved\.", sentence
    )
    delivery, rating = numbers(page, "Delivery"), numbers(page, "Rating")
    told = on_paper(chair)
    assert sum(delivery) == told["Actions in the plan"] > 0
    assert sum(rating) == told["Actions not completed"] > 0
    assert rating == [told[name] for name in ("Red", "Amber", "Green", "Grey")]
    for asked, number in (("in_plan=yes", sum(delivery)), ("unfinished=yes", sum(rating))):
        assert first_number(chair.opens(f"/plan?{asked}").locator("#plan-sentence").inner_text()) == number
    assert chair.opens("/reports/board/highlight-report").locator("#lead").inner_text() == sentence


def test_arrow_keys_step_through_the_reds_by_days_overdue(table: Table, come: Callable[..., Visitor]) -> None:
    """Story 6: baseline, current, forecast, reason and ask; arrow keys work; no mouse needed; nothing scrolls."""
    chair = come("chair")
    page = chair.opens(table.at("/movement"))
    seen, late = [], []
    heading = arrow(chair, "ArrowRight")
    while "Exception" in heading:
        place = re.search(r"Action (\S+) Exception (\d+) of (\d+)", heading)
        assert place and int(place[2]) == len(seen) + 1
        seen.append(place[1])
        assert chair.in_front() == ("H1", heading), "where one is, is heard"
        assert page.title().startswith(f"Action {place[1]}")
        assert page.evaluate(TALL) <= 800, place[1]
        facts = page.locator(".facts").inner_text()
        late.append(int(re.search(r"Overdue\s+([\d,]+) days", facts)[1].replace(",", "")))  # type: ignore[index]
        assert "Forecast" in facts and "Due" in facts
        assert page.locator("#why").inner_text() and page.locator("#ask").inner_text()
        heading = arrow(chair, "ArrowRight")
    assert heading.startswith("What recurs")
    assert seen == [table.actions[name] for name in ("extended", "overridden", "refused", "long", "amber")]
    assert late == sorted(late, reverse=True)
    assert table.actions["amber"] in arrow(chair, "ArrowLeft")
    page.go_back()
    page.wait_for_selector("h1:has-text('What recurs')")


def test_the_keys_leave_whoever_types_alone_and_links_do_without_them(
    table: Table, come: Callable[..., Visitor]
) -> None:
    chair = come("chair")
    page = chair.opens(table.at("/movement"))
    page.evaluate("() => document.querySelector('main').append(document.createElement('input'))")
    page.locator("main > input, main input").last.focus()
    page.keyboard.type("ab")
    chair.presses("ArrowLeft")
    page.keyboard.type("-")
    assert page.locator("main input").last.input_value() == "a-b"
    assert page.url.endswith("/movement")
    page.locator("h1").focus()
    chair.presses("Alt+ArrowUp", "Shift+ArrowRight")
    assert page.url.endswith("/movement")
    found = page.request.get(f"{table.site}/assets/meeting.js")
    assert found.headers["content-type"].startswith("text/javascript")
    page.route("**/assets/meeting.js*", lambda route: route.fulfill(status=200, body=""))
    page = chair.opens(table.at("/movement"))
    page.get_by_role("link", name="Next: Exceptions").click()
    page.wait_for_selector("h1:has-text('Exception 1 of')")


def test_a_new_date_is_approved_at_the_table_and_counted_as_re_dated(
    table: Table, come: Callable[..., Visitor]
) -> None:
    """Story 7: "baseline 31 Mar 2014, now 30 Sep 2014, +183 days, extension 1", and never as on time."""
    chair = come("chair")
    moved = on_paper(chair)["Re-dated"]
    page = to_exception(chair, table, "extended")
    assert "Answer the new date: 30 Sep 2014 instead of 31 Mar 2014" in page.locator("#ask").inner_text()
    page = decides(chair, "Answer the new date")
    assert page.locator("#meeting option:checked").inner_text() == "Board of today, 23 November 2026"
    page.get_by_label("Approve the new date").check()
    page = records(chair, table, "Record the decision")
    dates = "baseline 31 Mar 2014, now 30 Sep 2014, +183 days, extension 1"
    assert dates in page.locator(".facts").inner_text()
    assert "New date 30 Sep 2014 approved" in page.locator("#decided-here").inner_text()
    assert on_paper(chair)["Re-dated"] == moved + 1
    page = chair.opens(f"/plan?redated=yes&words={table.actions['extended']}")
    assert page.locator("#plan-sentence").inner_text().startswith("1 action")


def test_a_refused_sign_off_is_in_the_minute_with_the_owner_and_in_the_paper(
    table: Table, come: Callable[..., Visitor]
) -> None:
    """Story 9: back to in progress, the owner sees the note, the paper says "1 sign-off refused"."""
    chair = come("chair")
    page = to_exception(chair, table, "refused")
    assert "Submitted" in page.locator(".facts").inner_text()
    page = decides(chair, "Refuse sign-off")
    assert page.get_by_label("Refuse sign-off").is_checked()
    chair.expects(400)
    chair.tabs_to("BUTTON", "Record the decision")
    chair.presses("Enter")
    page.wait_for_selector(".error-summary")
    assert page.get_by_label("Refuse sign-off").is_checked(), "what was chosen is kept"
    assert page.locator("#meeting option:checked").inner_text() == "Board of today, 23 November 2026"
    page.get_by_label("Why?").fill("Nobody of the night team was there.")
    page = records(chair, table, "Record the decision")
    assert "In progress" in page.locator(".facts").inner_text()
    assert "Nobody of the night team was there." in page.locator("#decided-here").inner_text()
    page = chair.opens(table.at("/decided"))
    minute = page.locator("tbody tr", has_text=table.actions["refused"]).inner_text()
    assert "Refuse sign-off" in minute and "Nobody of the night team was there." in minute
    assert "1 sign-off refused" in chair.opens(table.at("/movement")).locator("main").inner_text()
    page = chair.opens("/reports/board/highlight-report")
    assert "1 sign-off refused" in page.locator(".report").inner_text()
    owner = come("health owner").opens("/my-work").locator("main").inner_text()
    assert "decided to refuse sign-off" in owner and "Nobody of the night team was there." in owner


def test_an_override_ends_by_itself(table: Table, come: Callable[..., Visitor]) -> None:
    """Story 10: "Amber (override, computed Red, until 16 Dec 2026)"; after that day Red again."""
    chair = come("chair")
    decides_about = to_exception(chair, table, "overridden").url
    page = decides(chair, "Override its rating")
    page.get_by_label("Amber", exact=True).check()
    page.get_by_label("Until which day?").fill("16 Dec 2026")
    page.get_by_label("Why?").fill("The building opens next week.")
    page = records(chair, table, "Override the rating")
    why = page.locator("#why").inner_text()
    assert why.startswith("Amber (override, computed Red, until 16 Dec 2026)")
    assert page.url.partition("?")[0] == decides_about.partition("?")[0]
    with served(table.folder, today=AFTER) as later:
        window = Desk(table.desk.browser, later).window(PEOPLE["chair"])
        page = window.opens_action(table.actions["overridden"])
        assert page.locator("#why").inner_text().startswith("Red: overdue")
        page.close()


def test_what_came_back_is_reopened_from_the_recurrence_panel(table: Table, come: Callable[..., Visitor]) -> None:
    """Story 11: history shows closing, decision, meeting; Reopened rises by 1; earlier snapshots still say closed."""
    chair = come("chair")
    page = chair.opens(f"/meetings/{table.meeting}/freeze")
    page.locator("input[value=board]").check()
    page.get_by_role("button", name="Freeze it").click()
    page.wait_for_url(lambda address: not address.endswith("/freeze"))
    kept = chair.opens(f"/meetings/{table.meeting}").get_by_role("link", name="Highlight report")
    frozen = str(kept.first.get_attribute("href"))
    before = on_paper(chair)
    page = chair.opens(table.at("/recurring"))
    page = decides(chair, f"Reopen {table.closed}")
    assert page.locator("#meeting option:checked").inner_text() == "Board of today, 23 November 2026"
    page.get_by_label("Why?").fill("The same was found again.")
    page = records(chair, table, "Reopen by decision")
    assert page.locator("h1").inner_text().startswith("What recurs")
    assert "Nothing came back that stands as done." in page.locator("#returns").inner_text()
    review, _, reference = table.closed.rpartition(" ")
    page = chair.opens_recommendation(review, reference)
    history = page.locator(".history").inner_text()
    assert "Board of today decided to reopen." in history and "The same was found again." in history
    assert "Meeting of 2026-09-15 decided to close." in history
    after = on_paper(chair)
    assert after["Reopened"] == before["Reopened"] + 1
    assert (before["Closed in all"], after["Closed in all"]) == (1, 0)
    page = chair.opens(frozen)
    closed = page.locator("dl.numbers > div", has=page.get_by_text("Closed in all", exact=True))
    assert first_number(closed.locator("dd").inner_text()) == 1


@pytest.mark.parametrize("part", PARTS)
def test_every_screen_is_accessible_and_fits_light_and_dark(
    table: Table, come: Callable[..., Visitor], part: str
) -> None:
    chair = come("chair")
    page = chair.opens(table.at(part))
    assert page.locator(".at-table").count() == 1
    assert_sound(chair, part, ("light", "dark"))


def test_the_longest_exception_stays_on_one_screen_and_is_whole_on_paper(
    table: Table, come: Callable[..., Visitor]
) -> None:
    chair = come("chair")
    page = to_exception(chair, table, "long")
    for width, height in ((1280, 800), (1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(TALL) <= height, (width, height)
        assert page.locator(".table-steps a[rel=next]").is_visible()
    size = page.locator("#why").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 24, "read from the far end of a table"
    page.set_viewport_size({"width": 320, "height": 800})
    assert chair.violations() == ""
    page.emulate_media(media="print")
    assert page.locator(".choices, .table-steps").filter(visible=True).count() == 0
    wording = page.locator(".wording")
    assert wording.evaluate(
        "one => one.scrollHeight <= one.clientHeight || getComputedStyle(one).overflow === 'visible'"
    )
    assert LONG.strip() in wording.inner_text()
