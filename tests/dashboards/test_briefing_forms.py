"""Briefings as people meet them: the page of those who write, the page of everybody, and the link of a team."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine

from dashboards.briefings import LEADS_NOWHERE, NOT_THERE, POLICY
from tests import builders
from tests.dashboards.sent_forms import BRIEFING
from tests.database.record import visitor
from tests.security.site import Caller, Site, addresses
from tests.security.world import DRAFT, EMBARGOED, PUBLISHED, RESTRICTED, SEALED, needle
from tracker import briefings
from tracker.commands import briefings as commands
from tracker.commands import team_links
from tracker.rules.briefing import BLOCKS
from tracker.words import Role

EVERYBODY = ("coordinator", "chair", "deputy", "scrutineer", "member", "owner_a", "owner_b", "councillor", "inspector")
TYPED = {"day": "20 Nov 2026", "present": "9", "answer": "can"}
LARGEST = 60 * 1024
STYLE = Path(__file__).parents[2] / "dashboards" / "assets" / "tracker.css"


def _read(answer: Any) -> str:
    return html.unescape(answer.get_data(as_text=True))


def _released(site: Site, group: str = PUBLISHED) -> int:
    """Have two people release the briefing of a review; give its key."""
    review = site.world.reviews[group]
    for name, role in (("coordinator", Role.COORDINATOR), ("chair", Role.CHAIR)):
        who = visitor(role, person=site.world.people[name], loading=True)
        with site.record.changing(who, on=date(2026, 11, 1)) as visit:
            commands.release(visit, review, as_role=role, number=1)
    return int(site.record.read(f"SELECT id FROM briefing WHERE review_id = {review}")[0][0])


def _link(site: Site, team: str = "Duty team", agency: str = "a") -> str:
    """Give a team its link; give the path of its address."""
    draft = team_links.LinkDraft(site.world.agencies[agency], team, date(2026, 12, 31))
    with site.record.changing() as visit:
        row = team_links.give_link(visit, site.world.reviews[PUBLISHED], draft)
    return f"/discussed/{briefings.token_of(site.record.settings.secret_key, row.id or 0)}"


def _send(caller: Caller, path: str, headers: dict[str, str] | None = None, **typed: str) -> Any:
    """Send the form of a link, as a phone does that knows nothing of us: no token, no cookie."""
    return caller.client.post(path, data=typed, headers=headers or {})


def test_everybody_reads_a_released_briefing_and_nothing_else(site: Site) -> None:
    stranger = site.stranger()
    before = _read(stranger.get("/briefings"))
    assert "No briefing is released yet." in before and "zq" not in before
    key = _released(site)
    page, every = stranger.get(f"/briefings/B-{key}"), stranger.get("/briefings")
    assert page.status_code == every.status_code == 200
    assert f'href="/briefings/B-{key}"' in _read(every)
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", _read(page)))
    places = [
        said.index(needle(PUBLISHED, f"briefing{place}"), said.index("</title>") if "</title>" in said else 0)
        for place in range(1, 8)
    ]
    assert places == sorted(places)
    assert [said.index(heading) for heading in BLOCKS.values()] == sorted(said.index(each) for each in BLOCKS.values())
    every_address = [address for address in addresses(site) if not address.startswith("/sign-out")]
    told = {word for address in every_address for word in re.findall(r"zq(\w+?)qz", _read(stranger.get(address)))}
    shown = {f"{PUBLISHED}briefing{place}" for place in range(8)}
    assert told == shown | {f"{PUBLISHED}title", f"{PUBLISHED}source"}


@pytest.mark.parametrize("group", [DRAFT, EMBARGOED, RESTRICTED, SEALED])
def test_a_briefing_that_is_not_open_does_not_exist_for_strangers(site: Site, group: str) -> None:
    stranger = site.stranger()
    (key,) = site.record.read(f"SELECT id FROM briefing WHERE review_id = {site.world.reviews[group]}")[0]
    there, never = stranger.get(f"/briefings/B-{key}"), stranger.get("/briefings/B-999999")
    assert there.status_code == never.status_code == 404
    assert there.get_data() == never.get_data() and dict(there.headers) == dict(never.headers)
    assert NOT_THERE in _read(there)


def test_a_briefing_is_light_without_script_cookie_or_token_and_kept_on_the_way(site: Site) -> None:
    key = _released(site)
    for who in (site.stranger(), site.signed_in("chair"), site.signed_in("admin")):
        for address in ("/briefings", f"/briefings/B-{key}"):
            page = who.get(address)
            assert page.headers["Cache-Control"] == "public, no-cache"
            assert page.headers["Content-Security-Policy"] == POLICY
            assert "script-src" not in POLICY and "unsafe" not in POLICY
            assert "Set-Cookie" not in page.headers and "Cookie" not in page.headers["Vary"]
            assert len(page.get_data()) + STYLE.stat().st_size <= LARGEST
            assert not re.search(r"<script|csrf|<form|sign-out|\son\w+=", _read(page))
            assert page.get_data() == site.stranger().get(address).get_data()
            again = who.get(address, headers={"If-None-Match": page.headers["ETag"]})
            assert (again.status_code, again.get_data()) == (304, b"")
            assert again.headers["Cache-Control"] == "public, no-cache"
    with site.record.changing(visitor(Role.CHAIR, person=site.world.people["chair"])) as visit:
        commands.withdraw(visit, site.world.reviews[PUBLISHED], reason="It named a street.")
    gone = site.stranger().get(f"/briefings/B-{key}", headers={"If-None-Match": page.headers["ETag"]})
    assert (gone.status_code, gone.headers["Cache-Control"]) == (404, "no-store")


def test_the_largest_briefing_keeps_within_its_size(site: Site) -> None:
    review = builders.a_review(site.record)
    builders.a_briefing(site.record, review, **dict.fromkeys(BLOCKS, "&" * 1500))
    key = site.record.read("SELECT max(id) FROM briefing")[0][0]
    page = site.stranger().get(f"/briefings/B-{key}")
    assert page.status_code == 200
    assert len(page.get_data()) <= LARGEST
    assert "&&" not in page.get_data(as_text=True)


def test_what_people_typed_is_shown_as_text(site: Site) -> None:
    review = builders.a_review(site.record, source_url="javascript:alert(1)", source_document="<i>x</i>")
    builders.a_briefing(site.record, review, title="<b>T</b>", why="<script>alert(1)</script>\n{{ 7 * 7 }}")
    key = site.record.read("SELECT max(id) FROM briefing")[0][0]
    raw = site.stranger().get(f"/briefings/B-{key}").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in raw and "{{ 7 * 7 }}" in raw
    assert "<script" not in raw and "<b>T" not in raw and "<i>x" not in raw and "javascript:" not in raw


def test_a_team_says_by_its_link_that_it_discussed_the_briefing(site: Site) -> None:
    _released(site)
    path, stranger = _link(site), site.stranger()
    asked = stranger.get(path)
    assert asked.status_code == 200
    assert "Duty team, Agency A" in _read(asked) and "We discussed this" in _read(asked)
    assert (asked.headers["Cache-Control"], asked.headers["Content-Security-Policy"]) == ("no-store", POLICY)
    assert "Set-Cookie" not in asked.headers and "csrf" not in _read(asked)
    head = site.head()
    assert stranger.client.head(path).status_code == 200
    assert site.head() == head
    sent = _send(stranger, path, **TYPED)
    assert sent.status_code == 200
    assert "Recorded: 20 Nov 2026, 9 people: we can." in _read(sent) and "unconfirmed" in _read(sent)
    assert "Set-Cookie" not in sent.headers
    again = _send(stranger, path, **{**TYPED, "present": "400", "answer": "cannot", "reason": "So."})
    assert "Recorded: 20 Nov 2026, 9 people: we can." in _read(again)
    assert site.events("discussion reported") == 1
    assert site.record.read("SELECT count(*) FROM evidence WHERE title LIKE 'Briefing%'") == [(0,)]
    ((actor, method),) = site.record.read("SELECT actor, method FROM event WHERE kind = 'discussion reported'")
    assert (actor, method) == ("a team's link", "link")
    assert site.record.faults() == []


def test_the_lead_of_the_agency_confirms_it_and_nobody_else_sees_it_to_confirm(site: Site) -> None:
    _released(site)
    _send(site.stranger(), _link(site), **{**TYPED, "answer": "cannot", "reason": "nobody is on duty."})
    (key,) = site.record.read("SELECT id FROM discussion_claim")[0]
    said = (
        "9 people of Duty team discussed “zqpublishedbriefing0qz” on 20 Nov 2026: we cannot, because nobody is on duty."
    )
    owner = site.signed_in("owner_a")
    work = owner.drawn("/my-work")
    assert f"{said} (unconfirmed, class 1)" in work and f"/discussions/{key}/confirm" in work
    for name in EVERYBODY:
        if name != "owner_a":
            caller = site.signed_in(name)
            assert "discussed “zqpub" not in caller.drawn("/my-work")
            for way in ("confirm", "refuse"):
                path = f"/discussions/{key}/{way}"
                assert caller.get(path).status_code == 404, (name, way)
                refused = caller.post(path, form_key="forged", reason="So.", **{"action 1": "yes"}).status_code
                assert refused in {403, 404}, (name, way)
    action = site.world.actions[PUBLISHED]
    other = owner.send(f"/discussions/{key}/confirm", **{f"action {site.world.actions['b']}": "yes"})
    assert other.status_code in {403, 404}
    done = owner.send(f"/discussions/{key}/confirm", **{f"action {action}": "yes"})
    assert done.status_code == 302, _read(done)
    assert "Briefing discussed: Duty team" in owner.drawn(done.headers["Location"])
    assert "To confirm" not in owner.drawn("/my-work")
    assert owner.get(f"/discussions/{key}/confirm").status_code == 404
    assert site.record.faults() == []


def test_a_reason_is_read_by_those_who_may_and_by_no_councillor(site: Site) -> None:
    _released(site)
    _send(site.stranger(), _link(site), **{**TYPED, "answer": "cannot", "reason": "nobody is on duty."})
    review = f"/reviews/{site.world.reviews[PUBLISHED]}"
    seen = site.signed_in("member").drawn(review)
    assert "we cannot, because nobody is on duty. (unconfirmed)" in seen
    assert "1 discussion is reported, unconfirmed, and not counted." in seen
    kept = site.signed_in("councillor").drawn(review)
    assert "nobody is on duty" not in kept and "(unconfirmed)" in kept


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": ""}, "Enter a date like 22 Nov 2026."),
        ({"day": "23 Nov 2026"}, "That day has not come yet."),
        ({"day": "31 Oct 2026"}, "The briefing was released on 1 Nov 2026."),
        ({"present": "0"}, "Enter how many were present"),
        ({"present": "501"}, "Enter how many were present"),
        ({"present": "٣"}, "Enter how many were present"),
        ({"present": "9.5"}, "Enter how many were present"),
        ({"answer": "perhaps"}, "Say whether the team can."),
        ({"answer": "cannot"}, "Enter reason."),
        ({"answer": "cannot", "reason": "x" * 20_001}, "characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(site: Site, wrong: dict[str, str], said: str) -> None:
    _released(site)
    path, head = _link(site), site.head()
    answer = _send(site.stranger(), path, **{**TYPED, **wrong})
    assert answer.status_code == 400
    assert said in _read(answer) and "There is a problem" in _read(answer)
    for name, value in {**TYPED, **wrong}.items():
        assert name == "answer" or not value or value in _read(answer)
    assert site.head()[0] >= head[0] and site.events("discussion reported") == 0


def test_every_link_that_leads_nowhere_answers_with_the_same_bytes(site: Site, clock: time_machine.Traveller) -> None:
    _released(site)
    path, stranger = _link(site), site.stranger()
    revoked = _link(site, "Night team")
    (key,) = site.record.read("SELECT max(id) FROM team_link")[0]
    coordinator = site.signed_in("coordinator")
    at = f"/reviews/{site.world.reviews[PUBLISHED]}/briefing"
    assert coordinator.send(f"{at}/revoke", link=str(key)).status_code == 302
    forged = f"/discussed/{briefings.token_of('another key of the tests that is long enough', 1)}"
    wrong = [
        revoked,
        forged,
        f"{path}x",
        path[:-1],
        "/discussed/x",
        f"/discussed/{'x' * 2000}",
        "/discussed/%F0%9F%A6%84",
    ]
    answers = [each for address in wrong for each in (stranger.get(address), _send(stranger, address, **TYPED))]
    assert {each.status_code for each in answers} == {404}
    assert len({each.get_data() for each in answers}) == 1 and LEADS_NOWHERE in _read(answers[0])
    assert len({tuple(each.headers) for each in answers}) == 1
    assert "Set-Cookie" not in answers[0].headers
    assert stranger.get(path).status_code == 200
    clock.move_to("2027-01-01T00:00:00+00:00")
    assert stranger.get(path).get_data() == answers[0].get_data()
    assert site.events("discussion reported") == 0


def test_another_site_cannot_send_the_form_of_a_link(site: Site) -> None:
    _released(site)
    path, stranger = _link(site), site.stranger()
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert _send(stranger, path, headers, **TYPED).status_code == 403
    assert site.events("discussion reported") == 0
    ours = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert _send(stranger, path, ours, **TYPED).status_code == 200


def test_a_link_is_used_five_times_a_day_and_no_field_twice(site: Site) -> None:
    _released(site)
    path, stranger = _link(site), site.stranger()
    twice = stranger.client.post(path, data={**TYPED, "present": ["9", "10"]})
    assert twice.status_code == 400
    for day in range(10, 15):
        assert _send(stranger, path, **{**TYPED, "day": f"{day} Nov 2026"}).status_code == 200
    refused = _send(stranger, path, **{**TYPED, "day": "15 Nov 2026"})
    assert (refused.status_code, "too often today" in _read(refused)) == (429, True)
    assert _send(stranger, path, **{**TYPED, "day": "14 Nov 2026"}).status_code == 200
    assert site.events("discussion reported") == 5


def test_a_report_that_is_sent_eight_times_at_once_is_kept_once(site: Site) -> None:
    _released(site)
    path, callers = _link(site), [site.stranger() for _ in range(8)]
    with ThreadPoolExecutor(len(callers)) as pool:
        answers = list(pool.map(lambda caller: _send(caller, path, **TYPED), callers))
    assert {(each.status_code, "Recorded: 20 Nov 2026, 9 people: we can." in _read(each)) for each in answers} == {
        (200, True)
    }
    assert site.events("discussion reported") == 1
    assert site.record.faults() == []


def test_the_link_opens_nothing_but_its_form(site: Site) -> None:
    _released(site)
    path, stranger = _link(site), site.stranger()
    _send(stranger, path, **TYPED)
    for address in (
        "/",
        "/my-work",
        f"/reviews/{site.world.reviews[PUBLISHED]}",
        "/discussions/1/confirm",
        f"{path}/x",
    ):
        answer = stranger.get(address)
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in"), address


def test_the_page_of_a_briefing_shows_drafts_and_links_to_those_who_need_them(site: Site) -> None:
    at = f"/reviews/{site.world.reviews[PUBLISHED]}/briefing"
    for name in EVERYBODY:
        drawn = site.signed_in(name).drawn(at)
        assert ("zqpublishedbriefing3qz" in drawn) == (name in {"coordinator", "chair"}), name
        assert "No briefing of this review is released." in drawn
    coordinator, chair = site.signed_in("coordinator"), site.signed_in("chair")
    assert "Version 1 waits for the release by the coordinator." in coordinator.drawn(at)
    assert coordinator.send(f"{at}/release", role="coordinator", version="1").status_code == 302
    assert f"{at}/release" in chair.drawn(at) and f"{at}/release" not in coordinator.drawn(at)
    assert chair.send(f"{at}/release", role="chair", version="1").status_code == 302
    given = coordinator.send(f"{at}/link", agency="1", team="Duty team", **{"last day": "31 Dec 2026"})
    assert given.status_code == 302
    address = re.search(r"http://127.0.0.1:8050(/discussed/[\w.-]+)", coordinator.drawn(at))
    assert address and site.stranger().get(address[1]).status_code == 200
    for name in EVERYBODY:
        drawn = site.signed_in(name).drawn(at)
        assert ("/discussed/" in drawn) == (name == "coordinator"), name
        assert "Anybody can read" in drawn, name
    seen = site.signed_in("councillor").drawn(at)
    assert "Of 2 teams, none discussed the briefing; 1 not reached." in seen
    assert set(re.findall(r"zq(\w+)teamqz", seen)) == {PUBLISHED}
    token = address[1].removeprefix("/discussed/")
    for table in ("event", "kept_text", "form_receipt", "team_link"):
        assert token not in str(site.record.read(f"SELECT * FROM {table}"))


def test_a_name_or_number_stops_the_release_in_words(site: Site) -> None:
    review = builders.a_review(site.record)
    coordinator, at = site.signed_in("coordinator"), f"/reviews/{review.id}/briefing"
    wrong = {**BRIEFING, "why": "She lives at B13 9PX.", "version": "0"}
    assert coordinator.send(f"{at}/write", **wrong).status_code == 302
    answer = coordinator.send(f"{at}/release", role="coordinator", version="1")
    assert answer.status_code == 422
    assert "Why did it happen: “B13 9PX” in line 1 looks like a postcode." in _read(answer)
    stale = coordinator.send(f"{at}/write", **{**BRIEFING, "title": "Mine", "version": "0"})
    assert stale.status_code == 409
    assert "Mine" in _read(stale) and "She lives at B13 9PX." in _read(stale)
