"""The coordinator keeps clocks by forms; nobody else can, and who may not see a review sees none of its clocks."""

import html
import json

import pytest
import time_machine

from tests.security.site import Caller, Site
from tests.security.world import DRAFT, EMBARGOED, PUBLISHED, RESTRICTED, SEALED, SEES

REASON = "zqpausereasonqz"


def _start(site: Site, group: str, kind: str = "rapid review", **typed: str) -> str:
    address = f"/reviews/{site.world.reviews[group]}"
    answer = site.signed_in("coordinator").send(
        f"{address}/clocks", clock=kind, **{"started on": "16 Nov 2026", **typed}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    return address


def _key(site: Site) -> int:
    return int(site.record.read("SELECT max(id) FROM clock")[0][0])


def test_a_clock_is_started_paused_resumed_and_done_by_forms(site: Site) -> None:
    address, caller = _start(site, PUBLISHED), site.signed_in("coordinator")
    clock = f"/clocks/{_key(site)}"
    assert "11 working days left" in caller.drawn(address)
    assert f"{clock}/pause" in caller.drawn(address)
    asked = html.unescape(caller.get(f"{clock}/pause").get_data(as_text=True))
    assert "Rapid review due 7 Dec 2026 (15 working days); 11 working days left." in asked
    assert caller.send(f"{clock}/pause", since="18 Nov 2026", reason=REASON).headers["Location"] == address
    assert f"Paused ({REASON}), 14 working days left" in caller.drawn(address)
    assert f"{clock}/resume" in caller.drawn(address)
    assert caller.send(f"{clock}/resume", since="20 Nov 2026").status_code == 302
    assert "rapid review due 9 Dec 2026 (15 working days)" in caller.drawn("/clocks")
    assert caller.send(f"{clock}/done", **{"done on": "20 Nov 2026"}).status_code == 302
    assert "Done, 13 working days left" in caller.drawn(address)
    assert "rapid review due" not in caller.drawn("/clocks")
    told = caller.drawn(address)
    assert "Started the clock rapid review: 15 working days from 16 Nov 2026." in told
    assert f"Paused the clock from 18 Nov 2026. “{REASON}”" in told
    assert caller.get(f"{clock}/done").status_code == 404
    assert site.record.faults() == []


def test_story_19_the_response_is_due_two_months_after_the_report(site: Site, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-11-23 09:00+00:00")
    address = _start(site, PUBLISHED, "executive response to scrutiny", **{"started on": "23 Nov 2026"})
    assert "response due 23 Jan 2027 (2 months)" in site.signed_in("coordinator").drawn(address)
    assert "response due 23 Jan 2027 (2 months)" in site.signed_in("councillor").drawn("/clocks")


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"clock": "", "started on": "16 Nov 2026"}, 400, "Choose a clock from the list."),
        ({"clock": "papers before a meeting", "started on": "16 Nov 2026"}, 400, "Choose a clock from the list."),
        ({"clock": "coroner's report response", "started on": "soon"}, 400, "Enter a date like 22 Nov 2026."),
        ({"clock": "coroner's report response", "started on": "23 Nov 2026"}, 400, "has not come yet"),
    ],
)
def test_what_is_wrong_is_said(typed: dict[str, str], status: int, said: str, site: Site) -> None:
    path, before = f"/reviews/{site.world.reviews[PUBLISHED]}/clocks", site.head()
    answer = site.signed_in("coordinator").send(path, **typed)
    assert answer.status_code == status
    assert said in html.unescape(answer.get_data(as_text=True))
    # The papers of a meeting are no clock that the form of a review offers.
    assert site.since(before) == (["input rejected"] if typed["clock"].startswith("papers") else [])


def test_a_clock_that_runs_is_not_started_twice(site: Site) -> None:
    _start(site, PUBLISHED)
    path = f"/reviews/{site.world.reviews[PUBLISHED]}/clocks"
    answer = site.signed_in("coordinator").send(path, clock="rapid review", **{"started on": "17 Nov 2026"})
    assert answer.status_code == 422
    assert "This clock is running already." in answer.get_data(as_text=True)


def test_papers_of_a_meeting_to_come_are_timed(site: Site) -> None:
    site.record.tamper("UPDATE meeting SET held_on = '2026-12-16' WHERE id = 1")
    caller = site.signed_in("coordinator")
    assert caller.send("/clocks/start", about="meeting 99").status_code == 400
    assert caller.send("/clocks/start", about="meeting 1").headers["Location"] == "/clocks"
    assert "papers due Tue 8 Dec 2026 (5 clear working days before the meeting)" in caller.drawn("/clocks")
    assert caller.send(f"/clocks/{_key(site)}/done", **{"done on": "22 Nov 2026"}).headers["Location"] == "/clocks"


def test_nobody_else_keeps_clocks_by_any_form(site: Site) -> None:
    address = _start(site, PUBLISHED)
    clock, before = f"/clocks/{_key(site)}", site.events("request refused")
    paths = (f"{address}/clocks", "/clocks/start", f"{clock}/pause", f"{clock}/resume", f"{clock}/done")
    others = ("chair", "member", "owner_a", "councillor", "inspector", "admin", "scoped")
    for name in others:
        caller = site.signed_in(name)
        for path in paths:
            assert caller.get(path).status_code == 404, (name, path)
            answer = caller.post(path, form_key="forged", since="18 Nov 2026", reason="x")
            assert answer.status_code == 403, (name, path)
        assert clock not in caller.drawn(address), name
    assert site.record.read("SELECT count(*) FROM clock_pause") == [(0,)]
    assert site.events("request refused") == before + len(others) * len(paths)


def test_who_does_not_see_a_review_sees_none_of_its_clocks(site: Site) -> None:
    groups = (PUBLISHED, DRAFT, EMBARGOED, RESTRICTED, SEALED)
    for group in groups:
        _start(site, group)
        site.signed_in("coordinator").send(f"/clocks/{_key(site)}/pause", since="18 Nov 2026", reason=f"zq{group}whyqz")
    for name in SEES:
        listed = site.signed_in(name).drawn("/clocks")
        assert {group for group in groups if f"zq{group}refqz" in listed} == SEES[name] & set(groups), name
        told = set() if name in {"owner_a", "owner_b", "councillor", "scoped"} else SEES[name] & set(groups)
        assert {group for group in groups if f"zq{group}whyqz" in listed} == told, name


def test_a_clock_of_a_hidden_review_changes_not_a_byte_for_others(site: Site) -> None:
    _start(site, PUBLISHED)
    callers: list[Caller] = [site.signed_in(name) for name in ("councillor", "owner_b")]
    addresses = ["/clocks", f"/reviews/{site.world.reviews[PUBLISHED]}", "/reviews", "/"]
    before = [caller.page(address) for caller in callers for address in addresses]
    _start(site, SEALED)
    _start(site, DRAFT, "coroner's report response")
    assert [caller.page(address) for caller in callers for address in addresses] == before


def test_a_clock_as_at_a_past_day_offers_no_change(site: Site) -> None:
    address = _start(site, PUBLISHED)
    caller = site.signed_in("coordinator")
    assert "No clock has been started." in caller.drawn(f"{address}?as_at=2026-11-21")
    assert "Start a clock" not in caller.drawn(f"{address}?as_at=2026-11-21")
    assert "/clocks/start" not in caller.drawn("/clocks?as_at=2026-11-21")


def test_a_day_in_the_future_is_refused_in_words(site: Site) -> None:
    caller = site.signed_in("chair")
    answer = caller.get("/clocks?as_at=2026-11-23")
    assert answer.status_code == 400
    assert "That day has not come yet." in answer.get_data(as_text=True)
    assert "That day has not come yet." in json.dumps(caller.content("/clocks?as_at=2026-11-23").get_json())
    assert caller.get("/clocks?as_at=1999-12-31").status_code == 400


def test_the_clock_of_the_browser_has_no_effect(site: Site) -> None:
    """The server says what day it is, whatever a request says (trust.md, row 90)."""
    caller, path = site.signed_in("coordinator"), f"/reviews/{site.world.reviews[PUBLISHED]}/clocks"
    typed = {"clock": "rapid review", "started on": "16 Nov 2026", "effective_on": "2026-11-16", "today": "2026-11-16"}
    answer = caller.post(
        path,
        form_key=caller.form_key(path),
        headers={"Date": "Mon, 16 Nov 2026 10:00:00 GMT", "X-Today": "2026-11-16"},
        recorded_at="2026-11-16",
        **typed,
    )
    assert answer.status_code == 302
    assert str(site.record.read("SELECT effective_on FROM clock")[0][0]) == "2026-11-22"
    assert str(site.record.read("SELECT recorded_at FROM clock")[0][0]).startswith("2026-11-22")
    assert "entered 22 Nov 2026" in caller.drawn("/clocks")
