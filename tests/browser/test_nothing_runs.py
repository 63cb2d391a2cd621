"""What people typed is shown as they typed it and never runs: markup stands in every text of a plan of its own."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from playwright.sync_api import Browser

from tests import builders
from tests.browser.serving import served
from tests.browser.visitor import PASSWORD, PEOPLE, Desk, Visitor
from tests.database.record import KEY_FROM, MORNING, Template, copied, settings_in
from tests.evidence.sending import attached
from tests.security.site import Site, addresses, is_drawn, opened
from tests.security.world import World, fill
from tracker.commands import accounts, context, people
from tracker.words import AgencyKind, ContextKind, Role

MARKUP = ("<script>window.__x=1</script>", "<img/src=x/onerror=window.__x=1>")
HAS_RUN = "() => window.__x !== undefined"
# What is looked at of each kind of page: those that show the markup first.
OF_EACH = 2


def _filled(template: Template, folder: Path) -> Site:
    """Build a plan with markup in every text that a person may type, in names of people, bodies and files too."""
    record = copied(template, settings_in(folder))
    world = World(record)
    for number, markup in enumerate(MARKUP):
        with record.changing(on=KEY_FROM) as visit:
            agency = people.record_agency(visit, f"k{number}", name=f"{markup}agency", kind=AgencyKind.POLICE)
        holder = builders.a_person(record, f"{markup}holder", email=f"holder{number}@northmere.example")
        fill(world, markup, builders.a_post(record, f"{markup}post", agency=agency, held_by=holder))
        with record.changing(on=date(2026, 10, 1)) as visit:
            context.record_context(visit, _promise(markup))
    for who, role in (("coordinator", Role.COORDINATOR), ("chair", Role.CHAIR)):
        person = builders.a_person(record, f"{MARKUP[0]}{who}", email=f"{PEOPLE[who]}@northmere.example")
        world.people[who] = person.id or 0
        with record.changing() as visit:
            accounts.open_account(visit, person.id or 0, password=PASSWORD)
            accounts.grant_role(visit, person.id or 0, accounts.RoleDraft(role))
    world.actions["published"] = world.actions[MARKUP[0]]
    return opened(record, world)


def _promise(markup: str) -> context.ContextDraft:
    said = f"{markup}promise", f"{markup}sentence", f"{markup}source"
    return context.ContextDraft(date(2026, 6, 9), ContextKind.PROMISE, *said, quoted=True)


def _worth_opening(site: Site) -> list[str]:
    """Choose of each kind of page and form those that show the markup, and one at least."""
    caller, chosen = site.signed_in("coordinator"), []
    kinds: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    for address in addresses(site, 8):
        found = caller.get(address)
        drawn = caller.page(address) if is_drawn(address) else found.get_data()
        if found.status_code == 200 and b"h1>" in drawn:
            kinds[re.sub(r"\d+", "#", address)].append((b"window.__x" not in drawn, address))
    for several in kinds.values():
        chosen += [address for _, address in sorted(several)[:OF_EACH]]
    return chosen


@pytest.fixture(scope="module")
def hostile(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """Give the address of the plan with markup in it, and what to open there."""
    folder = tmp_path_factory.mktemp("hostile")
    with time_machine.travel(MORNING, tick=True):
        site = _filled(sqlite_template, folder)
        for markup in MARKUP:
            attached(site.signed_in("coordinator"), site, title=markup, name=f"{markup.replace('/', '')}.pdf")
        worth = _worth_opening(site)
        site.close()
    with served(folder) as address:
        yield address, worth


@pytest.fixture
def coordinator(browser: Browser, hostile: tuple[str, list[str]]) -> Iterator[Visitor]:
    window = Desk(browser, hostile[0]).window(PEOPLE["coordinator"])
    yield window
    window.page.close()
    assert window.complaints() == []


def test_no_page_runs_what_somebody_typed(coordinator: Visitor, hostile: tuple[str, list[str]]) -> None:
    shown = set()
    for address in hostile[1]:
        page = coordinator.opens(address)
        assert page.evaluate(HAS_RUN) is False, address
        words = page.locator("body").inner_text()
        shown |= {(markup, re.sub(r"\d+", "#", address)) for markup in MARKUP if markup in words}
    assert len(hostile[1]) > 60
    for markup in MARKUP:
        assert len([kind for found, kind in shown if found == markup]) > 20, "the markup stands on the pages as text"


def test_what_is_typed_into_a_search_runs_nowhere(coordinator: Visitor) -> None:
    for address in ("/plan?words=", "/recurring?words=", "/plan?review=", "/history?before=", "/as-at?back="):
        coordinator.expects(400, 404)
        coordinator.page.goto(coordinator.site + address + quote(MARKUP[1]))
        coordinator.page.wait_for_selector("h1, main .notice.error")
        assert coordinator.page.evaluate(HAS_RUN) is False, address


def test_this_browser_would_run_it(coordinator: Visitor) -> None:
    page = coordinator.page
    page.set_content(MARKUP[0])
    assert page.evaluate(HAS_RUN) is True
