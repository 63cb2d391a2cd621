"""Every form does what it says for the person whose verb it is, and leads nowhere for anybody else."""

import html
import re
from typing import Any

import pytest

from dashboards import forms
from tests.dashboards.sent_forms import BY_RULE, ELSEWHERE, SENT, Sent
from tests.security.site import Site
from tests.security.world import CLOSED_ACTION, DRAFT, PUBLISHED, World
from tracker.commands import ownership
from tracker.errors import RefusedError
from tracker.visit import SERVICE


@pytest.fixture
def site(filled_site: Site) -> Site:
    """Give the service over a plan in which all stands that the forms name."""
    return filled_site


@pytest.fixture
def keys(filled: tuple[World, dict[str, str]]) -> dict[str, str]:
    """Give the keys and words of that plan by the names that the forms use."""
    return filled[1]


def test_every_form_is_tried_here(site: Site) -> None:
    assert {rule for rule, page in forms.FORMS.items() if page.act.__module__.startswith("dashboards.changes.")} == {
        *BY_RULE,
        *ELSEWHERE,
    }


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.rule)
def test_a_form_leaves_its_event_and_a_record_that_holds(sent: Sent, site: Site, keys: dict[str, str]) -> None:
    path, typed = sent.filled(keys)
    caller, before = site.signed_in(sent.who), site.events(sent.event)
    answer = caller.send(path, **typed)
    assert answer.status_code == 302, html.unescape(answer.get_data(as_text=True))[:3000]
    assert site.events(sent.event) == before + 1
    assert caller.get(answer.headers["Location"]).status_code == 200
    assert site.record.faults() == []


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.rule)
@pytest.mark.parametrize("who", ["councillor", "inspector", "member", "owner_b"])
def test_a_form_leads_nowhere_for_whom_it_is_not(who: str, sent: Sent, site: Site, keys: dict[str, str]) -> None:
    path, typed = sent.filled(keys)
    caller, before = site.signed_in(who), site.events(sent.event)
    assert caller.get(path).status_code == 404
    forged = caller.post(path, form_key="forged-1", **typed)
    assert forged.status_code in {403, 404}
    assert site.events(sent.event) == before
    assert site.events("request refused") == (1 if forged.status_code == 403 else 0)


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.rule)
def test_an_empty_form_says_what_is_missing_and_changes_nothing(sent: Sent, site: Site, keys: dict[str, str]) -> None:
    path, _ = sent.filled(keys)
    caller, before = site.signed_in(sent.who), site.head()
    answer = caller.send(path)
    assert answer.status_code == 400
    assert "There is a problem" in answer.get_data(as_text=True)
    assert site.head() == before


def _offered(site: Site, who: str, address: str) -> set[str]:
    return set(re.findall(r'href=\\"([^\\"]+)\\"', site.signed_in(who).drawn(address).partition("What you can do")[2]))


def test_a_page_offers_what_its_reader_may_do_and_nothing_else(site: Site, keys: dict[str, str]) -> None:
    at = f"/actions/{keys['action']}"
    assert {f"{at}/update", f"{at}/new-date", f"{at}/not-mine"} <= _offered(site, "owner_a", at)
    assert not {f"{at}/owner", f"{at}/decide", f"{at}/answer-date"} & _offered(site, "owner_a", at)
    assert f"{at}/owner" in _offered(site, "coordinator", at)
    assert {f"{at}/decide", f"{at}/answer-date", f"{at}/override"} <= _offered(site, "chair", at)
    for who in ("owner_b", "councillor", "inspector", "member"):
        assert "What you can do" not in site.signed_in(who).drawn(at)
    assert "What you can do" not in site.signed_in("chair").drawn(f"{at}?as_at=2026-11-10")


def test_what_was_refused_reaches_the_owner_and_the_coordinator(site: Site, keys: dict[str, str]) -> None:
    at = f"/actions/{keys['action']}"
    typed = {"answer": "refuse", "meeting": keys["meeting"], "request": keys["request"], "reason": "It was promised."}
    assert site.signed_in("chair").send(f"{at}/answer-date", **typed).status_code == 302
    assert "New date 30 Jun 2027 refused" in site.signed_in("owner_a").drawn("/my-work")
    site.signed_in("owner_a").send(f"{at}/not-mine", reason="Housing runs this service.")
    assert "Housing runs this service." in site.signed_in("coordinator").drawn("/my-work")


def test_rows_are_looked_at_first_and_any_error_stops_all(site: Site, keys: dict[str, str]) -> None:
    path, coordinator = f"/reviews/{keys['review']}/rows", site.signed_in("coordinator")
    eight = "\n".join(f"{n}\tAsk {n} times." for n in range(101, 109))
    before = site.head()
    shown = coordinator.send(path, rows=eight, step="preview")
    page = html.unescape(shown.get_data(as_text=True))
    assert shown.status_code == 200
    assert "8 valid, 0 errors" in page and "Ask 105 times." in page and eight in page
    wrong = coordinator.send(path, rows=f"{eight}\nno tab", step="import")
    assert wrong.status_code == 400
    assert "Row 9" in wrong.get_data(as_text=True)
    assert site.head() == before
    assert coordinator.send(path, rows=eight, step="import").status_code == 302
    drawn = coordinator.drawn(f"/reviews/{keys['review']}")
    assert "8 without owner" in re.sub(r"<[^>]+>", "", drawn)


def test_the_same_preview_may_be_sent_again_and_imported_once(site: Site, keys: dict[str, str]) -> None:
    path, coordinator = f"/reviews/{keys['review']}/rows", site.signed_in("coordinator")
    key, rows = coordinator.form_key(path), "77\tAsk twice."
    before = site.events("recommendation recorded")
    for step in ("preview", "preview", "import", "import"):
        assert coordinator.post(path, form_key=key, rows=rows, step=step).status_code in {200, 302}
    assert site.events("recommendation recorded") == before + 1


def test_a_meeting_to_come_hides_its_title_from_whoever_does_not_see_all(site: Site) -> None:
    typed = {"kind": "board", "title": "About the sealed case", "day of the meeting": "16 Dec 2026"}
    site.signed_in("coordinator").send("/meetings/new", **typed)
    assert "About the sealed case" in site.signed_in("chair").drawn("/meetings")
    seen = site.signed_in("councillor").drawn("/meetings")
    assert "About the sealed case" not in seen and "Board meeting" in seen and "papers due Tue 8 Dec 2026" in seen


def test_only_decisions_about_what_is_seen_are_listed(site: Site) -> None:
    world = site.world
    for who, group, sees in (("chair", DRAFT, True), ("councillor", DRAFT, False), ("councillor", PUBLISHED, True)):
        answer = site.signed_in(who).get(f"/meetings/{world.meetings[group]}")
        assert answer.status_code == (200 if sees else 404)


def test_the_history_of_the_plan_is_read_page_by_page(site: Site) -> None:
    chair, seen = site.signed_in("chair"), ""
    address: Any = "/history"
    while address:
        page = chair.drawn(address)
        seen += page
        following = re.search(r'href=\\"(/history\?before=\d+)', page)
        address = following[1] if following else None
    recorded = site.record.read("SELECT count(*) FROM event WHERE kind = 'action recorded'")[0][0]
    assert seen.count("Recorded action ") == recorded
    for bad in ("x", "-1", "9999999999", "1e3"):
        assert "does not exist" in chair.drawn(f"/history?before={bad}")


def test_the_service_itself_refuses_no_ownership(site: Site) -> None:
    with pytest.raises(RefusedError), site.record.changing(SERVICE) as visit:
        ownership.refuse(visit, site.world.actions[CLOSED_ACTION], reason="Not ours.")
