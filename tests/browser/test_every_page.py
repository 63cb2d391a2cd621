"""Every registered page and paper: accessible, within the window, and light enough for a slow line."""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from dashboards import reports, wiring
from dashboards.app import load_pages
from tests.browser.reader import Reader
from tests.browser.test_pages import assert_sound
from tests.browser.visitor import PEOPLE, Desk, Visitor
from tests.database.record import visitor as somebody
from tests.markup import parts_of
from tracker.access import allows
from tracker.reports.editions import papers_in
from tracker.words import Edition, ReportKind, Role

load_pages()
RULES = sorted(wiring.PAGES)
WHO = {"chair": Role.CHAIR, "coordinator": Role.COORDINATOR, "inspector": Role.INSPECTOR}
DARK = {"/", "/plan", "/recurring"}
MOST_READ = 300
# What one coded is led to by the form of the round alone.
ROUND = re.compile(r"/blind/rounds/\d+")
# What is looked at stands in every row of a paper, and to look at a thousand of them takes half a minute.
LONG = {ReportKind.PLAN, ReportKind.INDEX, ReportKind.SCRUTINY}
FEW_ROWS = "2011-10-01"
COLD, WARM = 900 * 1024, 60 * 1024
# What came over the line for the page that is open: its own bytes and those of all that it asked for, as served.
SENT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .reduce((sum, one) => sum + one.transferSize, 0)"""
Places = dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def places(desk: Desk) -> Places:
    """Say of every page who opens it at which address: the first that is met by following links from page to page."""
    found: Places = {}
    for who, role in WHO.items():
        window = desk.window(PEOPLE[who])
        for rule, address in _met(Reader(window), role, set(RULES) - set(found)):
            found.setdefault(rule, (who, address))
        window.page.close()
    return found


def _met(reader: Reader, role: Role, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """Follow the links that somebody sees, what is still wanted first."""
    able = {rule for rule, page in wiring.PAGES.items() if allows(somebody(role), page.needs)}
    waiting = deque(rule for rule in RULES if "<" not in rule and rule in able)
    seen, left = set(waiting), wanted & able
    for _ in range(MOST_READ):
        if not waiting or not left:
            return
        address = waiting.popleft()
        drawn = list(parts_of(reader.read(address)))
        if any("notice error" in str(part["props"].get("class")) for part in drawn):
            continue
        rule = _rule(address)
        if rule in left:
            left.discard(rule)
            yield rule, address
        for href in (part["props"].get("href") or "" for part in drawn):
            path = urlsplit(href).path
            path = f"{path}/mine" if ROUND.fullmatch(path) else path
            if path not in seen and (found := _rule(path)) in able:
                seen.add(path)
                (waiting.appendleft if found in left else waiting.append)(path)


def _rule(path: str) -> str:
    found = wiring.match(path) if path.startswith("/") else None
    return found[0].path if found else ""


@pytest.fixture
def window(desk: Desk) -> Iterator[list[Visitor]]:
    opened: list[Visitor] = []
    yield opened
    for each in opened:
        each.page.close()
    assert [said for each in opened for said in each.complaints()] == []


def opened(desk: Desk, window: list[Visitor], who: str, address: str) -> Visitor:
    window.append(desk.window(PEOPLE[who]))
    window[-1].opens(address)
    return window[-1]


def test_every_page_is_met_by_somebody(places: Places) -> None:
    assert sorted(places) == RULES and len(RULES) >= 35


@pytest.mark.parametrize("rule", RULES)
def test_a_page_is_accessible_fits_and_is_light(rule: str, places: Places, desk: Desk, window: list[Visitor]) -> None:
    who, address = places[rule]
    visitor = opened(desk, window, who, address)
    if rule == "/":  # Here alone a chart is drawn, whose library the browser keeps from then on.
        visitor.page.reload()
        visitor.settles()
    assert 0 < (sent := visitor.page.evaluate(SENT)) <= WARM, f"{address}: {sent:,} bytes"
    assert_sound(visitor, address, ["light", "dark"] if rule in DARK else ["light"])


@pytest.mark.parametrize("kind", list(ReportKind))
def test_a_paper_is_accessible_fits_and_runs_no_script(kind: ReportKind, desk: Desk, window: list[Visitor]) -> None:
    assert kind in papers_in(Edition.BOARD)
    address = reports.address(Edition.BOARD, kind, as_at=FEW_ROWS if kind in LONG else None)
    visitor = opened(desk, window, "chair", address)
    assert visitor.page.locator("script").count() == 0
    assert "Snapshot board-" in visitor.page.locator(".stamp").inner_text()
    assert visitor.page.locator(".printed-key").inner_text().startswith("How ratings are decided")
    assert visitor.page.locator(".report tbody tr").count() > 0
    assert_sound(visitor, address)


@pytest.mark.parametrize("address", ["/plan", "/reviews", "/evidence"])
def test_a_page_without_a_chart_is_light_for_a_browser_that_knows_nothing(address: str, desk: Desk) -> None:
    known = desk.window(PEOPLE["chair"])
    context = desk.browser.new_context(storage_state=known.page.context.storage_state())
    known.page.close()
    visitor = Visitor(context.new_page(), desk.site)
    visitor.opens(address)
    # What is inside a frame or a script is told as it was sent, compressed.
    assert WARM < (sent := visitor.page.evaluate(SENT)) <= COLD, f"{address}: {sent:,} bytes"
    assert visitor.complaints() == []
    context.close()
