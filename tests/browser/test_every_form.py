"""Every form of the plan by keyboard alone: all of it is reached, and what is wrong leads to its field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, Page

from dashboards import forms
from tests import builders
from tests.browser.serving import served
from tests.browser.visitor import LONGEST
from tests.dashboards.sent_forms import BY_RULE, ELSEWHERE, keys_of
from tests.database.record import MORNING, Template, copied, settings_in, visitor
from tests.security.site import Site, opened
from tests.security.world import PASSWORD, built, email
from tracker.words import Role

RULES = sorted({*BY_RULE, *ELSEWHERE})
ASKED_OF = ("coordinator", "chair", "owner_a", "member", "admin", "inspector")
LAST_KEY = 60
MOST_TABS = 400
# It opens with the answer that it corrects, so that there is nothing wrong in sending it as it is.
ANSWERED = {"/blind/rounds/<int:key>/items/<int:number>"}
PAUSED = date(2026, 11, 18)
# A control that Tab reaches by itself: of radio buttons with one name it reaches one.
NAMED = "one.type === 'radio' ? 'radio ' + one.name : one.tagName + ' ' + (one.id || one.value || one.innerText)"
CONTROLS = f"""() => [...document.querySelectorAll('main form :is(input, select, textarea, button)')]
  .filter(one => one.type !== 'hidden' && !one.disabled).map(one => {NAMED})"""
IN_FRONT = f"() => {{ const one = document.activeElement; return {NAMED} }}"
TYPES = "() => document.activeElement.matches('textarea, input:not([type]), input[type=text], input[type=date]')"
FOCUSED = "(selector) => document.activeElement.matches(selector)"


def _filled(template: Template, folder: Path) -> Site:
    """Build a plan in which every form has something that it is about."""
    record = copied(template, settings_in(folder))
    site = opened(record, built(record))
    with record.reading() as visit:
        asked = [visit.session.get(builders.Recommendation, key) for key in (1, 2)]
    builders.a_clock(record)
    builders.a_clock(record, pauses=[(PAUSED, None)])
    builders.a_round(record, asked, codings={"chair": [None]})
    builders.a_comparison(record)
    proven = builders.an_action(record, "It is proven.", evidence=[builders.checked()])
    builders.closed(record, proven.recommendation_ids[0], on=builders.RECORDED_ON)
    by = visitor(Role.CHAIR, person=site.world.people["chair"], loading=True)
    builders.a_challenge(record, "And now?", recommendation=1, by=by, answer="It is done.")
    return site


def _where(site: Site) -> dict[str, tuple[str, str]]:
    """Say of every form who opens it at which address."""
    keys, callers = keys_of(site), {who: site.signed_in(who) for who in ASKED_OF}
    found = {rule: (sent.who, sent.filled(keys)[0]) for rule, sent in BY_RULE.items()}
    # The wordings of a round have numbers that nobody could guess.
    number = site.record.read("SELECT number FROM coding_item JOIN coding ON item_id = coding_item.id")[0][0]
    found["/blind/rounds/<int:key>/items/<int:number>"] = "chair", f"/blind/rounds/1/items/{number}"
    for rule in ELSEWHERE - set(found):
        names = re.findall(r"<int:\w+>", rule)
        for who, numbers in product(ASKED_OF, product(range(1, LAST_KEY), repeat=len(names))):
            address = re.sub(r"<int:\w+>", "{}", rule).format(*numbers)
            if callers[who].get(address).status_code == 200:
                found[rule] = who, address
                break
    return found


@dataclass
class Place:
    """A served plan, where its forms are, and the windows of those who open them."""

    site: str
    where: dict[str, tuple[str, str]]
    browser: Browser
    windows: dict[str, Page] = field(default_factory=dict)

    def window(self, who: str) -> Page:
        """Give somebody's window; each signs in once."""
        if who not in self.windows:
            page = self.browser.new_context().new_page()
            page.set_default_timeout(LONGEST)
            page.goto(f"{self.site}/sign-in?next=/help")
            page.fill("#email", email(who))
            page.fill("#password", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda address: "/sign-in" not in address)
            self.windows[who] = page
        return self.windows[who]


@pytest.fixture(scope="module")
def place(browser: Browser, sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("forms")
    with time_machine.travel(MORNING, tick=True):
        site = _filled(sqlite_template, folder)
        where = _where(site)
        site.close()
    with served(folder) as address:
        made = Place(address, where, browser)
        yield made
        for page in made.windows.values():
            page.context.close()


def test_every_form_of_the_registry_is_tried_here(place: Place) -> None:
    assert set(forms.FORMS) == set(RULES) == set(place.where)


@pytest.mark.parametrize("rule", RULES)
def test_a_form_is_reached_by_tab_and_what_is_wrong_leads_to_its_field(place: Place, rule: str) -> None:
    who, address = place.where[rule]
    page = place.window(who)
    page.goto(place.site + address)
    wanted = list(dict.fromkeys(page.evaluate(CONTROLS)))
    assert _reached(page, wanted) == wanted, "all of it, in the order in which it stands"
    if all(each.startswith("BUTTON") for each in wanted):
        assert _sends(page)
        return
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.keyboard.press("Enter")
    if rule in ANSWERED:
        assert sent.value.status == 302
        return
    assert 400 <= sent.value.status < 500
    page.wait_for_selector(".error-summary")
    page.wait_for_function(FOCUSED, arg=".error-summary")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED, ".error-summary a")
    target = str(page.evaluate("() => document.activeElement.hash"))
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED, f'[id="{target[1:]}"], [id="{target[1:]}"] *'), target


def _reached(page: Page, wanted: list[str]) -> list[str]:
    """Go through a form by Tab alone up to its last button, and leave every text empty on the way."""
    found: list[str] = []
    page.locator("main").focus()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        name = str(page.evaluate(IN_FRONT))
        if name in wanted:
            found.append(name)
            if page.evaluate(TYPES):
                page.keyboard.press("Control+A")
                page.keyboard.press("Delete")
        if name == wanted[-1]:
            return found
    return found


def _sends(page: Page) -> bool:
    """Press the button by key and see that the form is sent; it is kept from the service, whose record it changes."""
    page.route("**/*", lambda route: route.fulfill(status=200, body="Kept."))
    with page.expect_request(lambda asked: asked.method == "POST") as sent:
        page.keyboard.press("Enter")
    page.wait_for_selector("text=Kept.")
    page.unroute("**/*")
    return sent.value.method == "POST"
