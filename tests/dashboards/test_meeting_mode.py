"""Meeting mode through its pages: who is offered which decision, where a form leads back to, and what it costs."""

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from dashboards import way_back
from tests import builders
from tests.builders import checked, unchecked
from tests.database.record import counting_selects
from tests.security.site import Caller, Site
from tests.security.world import PUBLISHED, RESTRICTED
from tracker.commands import meetings
from tracker.words import ImpactVerdict, MeetingKind

TODAY, AGO, ON = date(2026, 11, 22), date(2026, 8, 1), date(2026, 4, 1)
PARTS = ("", "/movement", "/exceptions", "/recurring", "/closing", "/tests", "/decided")
# Lateness stands still from the day on which an action is submitted.
LATELY = unchecked(received_on=date(2026, 10, 20))
DECISIONS = re.compile(r'<nav class="choices" aria-label="Decisions">.*?</nav>')
# Beside the one that finds out who asks; a screen takes so many, whatever stands in the record.
MOST = {"": 4, "/movement": 10, "/exceptions": 16, "/recurring": 12, "/closing": 20, "/tests": 6, "/decided": 5}
Drawn = Callable[..., str]


@pytest.fixture
def meeting(site: Site) -> int:
    """Give a board meeting of today."""
    return builders.a_meeting(site.record, TODAY, title="Board of today").id or 0


@pytest.fixture
def late(site: Site) -> builders.BuiltAction:
    """Give an action that is red, submitted, and for which a new date is asked."""
    done = builders.an_action(site.record, "Open the clinic.", due=AGO, on=ON, evidence=[LATELY], submitted=True)
    builders.an_extension(site.record, done, date(2027, 3, 31), on=date(2026, 11, 2), approved=None)
    return done


@pytest.fixture
def drawn(site: Site) -> Drawn:
    """Give `drawn(path, who)`: what is drawn at an address as markup."""
    callers: dict[str, Caller] = {}

    def draw(path: str, who: str = "chair") -> str:
        if who not in callers:
            callers[who] = site.signed_in(who)
        return callers[who].drawn(path).replace('\\"', '"')

    return draw


def table(meeting: int, part: str = "") -> str:
    return f"/meetings/{meeting}/table{part}"


def offered(markup: str) -> dict[str, str]:
    """Give the decisions that a screen offers, each with its address."""
    found = DECISIONS.search(markup)
    links = re.findall(r'<a href="([^"]+)" class="button second">([^<]+)</a>', found[0]) if found else []
    return {words: html.unescape(href) for href, words in links}


def test_the_screens_of_a_meeting_that_is_past_say_so_and_lead_to_its_own_day(site: Site, drawn: Drawn) -> None:
    old = builders.a_meeting(site.record, date(2026, 10, 20), title="Board of October").id or 0
    said = "This meeting was held on 20 October 2026, and this screen counts to 22 November 2026."
    for part in PARTS:
        markup = drawn(table(old, part))
        assert said in markup and f'href="{table(old, part)}?as_at=2026-10-20"' in markup, part
        assert said not in drawn(f"{table(old, part)}?as_at=2026-10-20"), part


def test_every_part_has_its_address_its_place_and_the_ways_on(drawn: Drawn, meeting: int) -> None:
    assert "This meeting was held on" not in drawn(table(meeting))
    for number, part in enumerate(PARTS, start=1):
        shown = drawn(table(meeting, part))
        assert f'href="{table(meeting, part)}" aria-current="step"' in shown
        assert ('rel="prev"' in shown) == (number > 1)
        assert ('rel="next"' in shown) == (number < len(PARTS))
        if part != "/exceptions":
            assert f"Part {number} of {len(PARTS)}" in shown


def test_without_an_exception_the_screen_says_so_and_the_others_go_round_it(
    site: Site, drawn: Drawn, meeting: int
) -> None:
    assert "No action is red and none is overdue." in drawn(table(meeting, "/exceptions"))
    assert f'href="{table(meeting, "/exceptions")}" rel="next"' in drawn(table(meeting, "/movement"))
    assert f'href="{table(meeting, "/exceptions")}" rel="prev"' in drawn(table(meeting, "/recurring"))


def test_the_first_screens_say_what_the_overview_and_the_plan_say(drawn: Drawn, meeting: int, late: Any) -> None:
    shown, overview = drawn(table(meeting)), drawn("/")
    sentence = re.compile(r'<p class="lead" id="movement">.*?</p>')
    assert sentence.findall(shown) == sentence.findall(overview) != []
    bars = re.compile(r'<ul class="bar-words">.*?</ul>')
    assert bars.findall(shown) == bars.findall(overview)
    assert len(bars.findall(shown)) == 2


def test_an_exception_shows_the_facts_the_ask_and_the_decisions(drawn: Drawn, meeting: int, late: Any) -> None:
    shown = drawn(table(meeting, f"/exceptions/{late.id}"))
    assert "Exception 1 of 1" in shown and "Open the clinic." in shown
    assert "Answer the new date: 31 Mar 2027 instead of 1 Aug 2026, because of capacity or vacancy." in shown
    assert 'id="why">Red: submitted 20 Oct 2026, 80 days late, due 1 Aug 2026.' in shown
    assert list(offered(shown)) == [
        "Answer the new date",
        "Refuse sign-off",
        "Approve the evidence",
        "Escalate",
        "Override its rating",
        "Pause",
        "Withdraw",
        "Commission an audit",
        "Note something",
    ]


@pytest.mark.parametrize("who", ["coordinator", "member", "councillor", "inspector", "owner_a", "deputy", "scrutineer"])
def test_only_who_decides_is_offered_a_decision(drawn: Drawn, meeting: int, late: Any, who: str) -> None:
    shown = drawn(table(meeting, f"/exceptions/{late.id}"), who)
    assert "Exception 1 of 1" in shown
    assert offered(shown) == {}
    assert ('id="who-decides">The chair decides this' in shown) == (who in {"deputy", "scrutineer"})
    assert ("Give it an owner" in shown) == (who == "coordinator")


def test_the_deputy_decides_where_the_chairs_own_agency_owns_it(site: Site, drawn: Drawn, meeting: int) -> None:
    agency = builders.an_agency(site.record, "The agency of the chair")
    with site.record.reading() as visit:
        chair = visit.session.get(type(builders.a_person(site.record)), site.world.people["chair"])
    builders.a_post(site.record, "Director", agency=agency, held_by=chair)
    done = builders.an_action(site.record, due=AGO, on=ON, owner=builders.a_post(site.record, agency=agency))
    path = table(meeting, f"/exceptions/{done.id}")
    assert offered(drawn(path)) == {}
    assert "The chair's own agency owns this: the deputy chair or the scrutineer decides." in html.unescape(drawn(path))
    assert "Escalate" in offered(drawn(path, "deputy"))


def test_what_a_body_cannot_decide_is_not_offered(site: Site, drawn: Drawn, late: Any) -> None:
    heard = builders.a_meeting(site.record, TODAY, kind=MeetingKind.SCRUTINY).id or 0
    assert list(offered(drawn(table(heard, f"/exceptions/{late.id}")))) == ["Commission an audit", "Note something"]


def test_before_the_meeting_and_on_a_past_day_nothing_is_decided(site: Site, drawn: Drawn, late: Any) -> None:
    coming = builders.a_meeting(site.record, date(2026, 12, 16)).id or 0
    shown = drawn(table(coming, f"/exceptions/{late.id}"))
    assert offered(shown) == {}
    assert "Decisions can be recorded from the day of the meeting on, 16 December 2026." in shown
    with site.record.changing(on=date(2026, 11, 1)) as visit:
        held = meetings.record_meeting(visit, MeetingKind.BOARD, title="Board", held_on=TODAY).id or 0
    assert offered(drawn(table(held, f"/exceptions/{late.id}")))
    past = drawn(table(held, f"/exceptions/{late.id}?as_at=2026-11-21"))
    assert "Exception 1 of 1" in past and "choices" not in past
    assert f'<a href="{table(held, f"/exceptions/{late.id}")}">Go back to today</a>' in past
    assert "as_at=2026-11-21" in re.findall(r'href="([^"]+)" rel="next"', past)[0]


def test_a_meeting_that_was_called_off_decides_nothing(site: Site, drawn: Drawn) -> None:
    coming = builders.a_meeting(site.record, date(2026, 12, 16)).id or 0
    coordinator = site.signed_in("coordinator")
    assert coordinator.send(f"/meetings/{coming}/call-off", reason="Snow.", version="1").status_code == 302
    for part in PARTS:
        shown = drawn(table(coming, part))
        assert "This meeting was called off: it decides nothing." in shown
        assert "at-table" not in shown
    assert "/table" not in drawn(f"/meetings/{coming}")
    assert "next-meeting" not in drawn("/")


@pytest.mark.parametrize("part", [*PARTS, "/exceptions/1"])
def test_a_meeting_that_is_not_there_is_a_page_that_is_not_there(site: Site, part: str) -> None:
    assert site.signed_in("chair").get(f"/meetings/999{'/table'}{part}").status_code == 404


def test_what_is_hidden_has_no_screen(site: Site, meeting: int) -> None:
    hidden = table(meeting, f"/exceptions/{site.world.actions[RESTRICTED]}")
    assert site.signed_in("chair").get(hidden).status_code == 200
    member = site.signed_in("member")
    assert member.get(hidden).status_code == 404
    assert "notice error" in member.drawn(hidden)


def sent(caller: Caller, address: str, **typed: str) -> Any:
    """Open a form at its address and send it with what is chosen in it already."""
    asked = caller.get(address).get_data(as_text=True)
    back = re.findall(r'<input type="hidden" name="back" value="([^"]*)">', asked)
    chosen = re.findall(r'<option value="(\d+)" selected>', asked)
    decision = re.findall(r'name="decision" value="([^"]+)" checked', asked)
    given = {"back": html.unescape(back[0])} if back else {}
    given |= {"meeting": chosen[0]} if chosen else {}
    given |= {"decision": decision[0]} if decision else {}
    return caller.post(urlsplit(address).path, form_key=caller.form_key(address), **{**given, **typed})


def test_a_decision_is_recorded_where_it_is_taken_and_leads_back(
    site: Site, drawn: Drawn, meeting: int, late: Any
) -> None:
    path, chair = table(meeting, f"/exceptions/{late.id}"), site.signed_in("chair")
    address = offered(drawn(path))["Refuse sign-off"]
    answer = sent(chair, address, reason="The clinic is shut.")
    assert answer.status_code == 302
    assert answer.headers["Location"].partition("?")[0] == path
    shown = drawn(answer.headers["Location"])
    assert 'role="status"><p><strong>Refuse sign-off: </strong>The clinic is shut.</p>' in shown
    assert "Decided today: 1" in shown and "Decided today (1)" in shown
    minute = drawn(table(meeting, "/decided"))
    assert "Refuse sign-off" in minute and "The clinic is shut." in minute
    assert "The clinic is shut." in drawn(f"/meetings/{meeting}")


def test_after_the_decision_what_comes_next_is_still_what_came_next(
    site: Site, drawn: Drawn, meeting: int, late: Any
) -> None:
    others = [builders.an_action(site.record, due=due, on=ON) for due in (date(2026, 7, 1), date(2026, 9, 15))]
    path = table(meeting, f"/exceptions/{late.id}")
    address = offered(drawn(path))["Answer the new date"]
    request = site.record.read(f"SELECT max(id) FROM extension WHERE action_id = {late.id}")[0][0]
    answer = sent(site.signed_in("chair"), address, answer="approve", request=str(request))
    shown = drawn(answer.headers["Location"])
    assert "No exception now: 2 exceptions are left" in shown
    assert "baseline 1 Aug 2026" in shown and "now 31 Mar 2027" in shown and "extension 1" in shown
    assert f'href="{table(meeting, f"/exceptions/{others[0].id}")}" rel="prev"' in shown
    assert f'href="{table(meeting, f"/exceptions/{others[1].id}")}" rel="next"' in shown
    assert "New date 31 Mar 2027 approved" in drawn(table(meeting, "/decided"))


def test_a_wrong_answer_keeps_what_was_typed_and_the_way_back(
    site: Site, drawn: Drawn, meeting: int, late: Any
) -> None:
    path, chair = table(meeting, f"/exceptions/{late.id}"), site.signed_in("chair")
    address = offered(drawn(path))["Override its rating"]
    wrong = sent(chair, address, rating="Amber", until="never", reason="It opens next week.")
    asked = html.unescape(wrong.get_data(as_text=True))
    assert wrong.status_code == 400
    assert "It opens next week." in asked and 'value="never"' in asked
    assert f'<option value="{meeting}" selected>' in asked
    assert f'name="back" value="{path}?was=' in asked
    assert re.search(rf'<a href="{path}\?was=[^"]+">Cancel, and save nothing</a>', asked)


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/meetings/1/table",
        "/meetings/1/table/../../..",
        "/meetings/1/table\n",
        "/meetings/1/table?was=0~9~2026-01-01",
        "/meetings/1/table/exceptions/1?was=0~9~2026-01-01&x=1",
        "/meetings/0/table",
        "/plan",
        "",
    ],
)
def test_nobody_is_led_anywhere_but_to_a_screen_of_a_meeting(site: Site, late: Any, meeting: int, back: str) -> None:
    assert way_back.of({"back": back}) == ""
    chair, address = site.signed_in("chair"), f"/actions/{late.id}/note"
    asked = chair.get(f"{address}?{urlencode({'back': back, 'meeting': meeting, 'decision': 'escalate'})}")
    assert f'<option value="{meeting}" selected>' not in asked.get_data(as_text=True)
    assert 'name="decision" value="escalate" checked' not in asked.get_data(as_text=True)
    answer = chair.send(address, back=back, decision="note", meeting=str(meeting), reason="Heard.")
    assert answer.headers["Location"] == f"/actions/{late.id}"


def test_an_address_chooses_only_what_a_form_offers_and_types_nothing(site: Site, late: Any, meeting: int) -> None:
    asked = {"back": table(meeting), "meeting": "999", "decision": "close", "reason": "Typed by an address."}
    shown = site.signed_in("chair").get(f"/actions/{late.id}/note?{urlencode(asked)}").get_data(as_text=True)
    assert "Typed by an address." not in shown
    assert " checked" not in shown and 'value="999"' not in shown
    assert f'name="back" value="{table(meeting)}"' in shown


def test_what_came_back_is_reopened_and_what_is_done_closed_from_their_screens(
    site: Site, drawn: Drawn, meeting: int
) -> None:
    record = site.record
    done = builders.an_action(record, on=ON, evidence=[checked(received_on=date(2026, 4, 5))])
    with record.reading() as visit:
        earlier = visit.session.get(builders.Recommendation, done.recommendation_ids[0])
    practice = {"practice_from": date(2026, 5, 1), "practice_to": date(2026, 6, 1), "practice_basis": "the file"}
    review = builders.a_review(record, on=date(2026, 9, 1), **practice)
    later = builders.a_recommendation(record, "Open the clinic again.", review=review)
    builders.a_repeat(record, later, earlier)
    shown = drawn(table(meeting, "/recurring"))
    (href,) = re.findall(r'<a href="([^"]+)" class="button second">Reopen ', shown)
    closing = html.unescape(drawn(table(meeting, "/closing")))
    assert "Not yet: No impact test has a result" in closing
    assert len(re.findall(r'class="button second">Close R\d+ \d+</a>', closing)) == 1
    answer = sent(site.signed_in("chair"), html.unescape(href), reason="It came back.")
    assert answer.headers["Location"] == table(meeting, "/recurring")
    assert "Nothing came back that stands as done." in drawn(table(meeting, "/recurring"))
    assert "Reopen" not in drawn(table(meeting, "/recurring"), "member")


def done_and_come_back(site: Site, **owned: Any) -> builders.BuiltAction:
    """Give what is delivered, may be closed with a reason, and was recommended again by a later review."""
    done = builders.an_action(site.record, on=ON, evidence=[checked(received_on=date(2026, 4, 5))], **owned)
    with site.record.reading() as visit:
        earlier = visit.session.get(builders.Recommendation, done.recommendation_ids[0])
    practice = {"practice_from": date(2026, 5, 1), "practice_to": date(2026, 6, 1), "practice_basis": "the file"}
    review = builders.a_review(site.record, on=date(2026, 9, 1), **practice)
    builders.a_repeat(site.record, builders.a_recommendation(site.record, "Open it again.", review=review), earlier)
    return done


def watched(site: Site, **owned: Any) -> int:
    """Give a closed recommendation of which a test failed after it was closed."""
    done = builders.an_action(site.record, on=ON, evidence=[checked(received_on=date(2026, 4, 5))], **owned)
    (key,) = done.recommendation_ids
    builders.closed(site.record, key, on=date(2026, 5, 1))
    failed = {"due": date(2026, 11, 1), "verdict": ImpactVerdict.NOT_MET, "found_on": date(2026, 11, 2)}
    builders.an_impact_test(site.record, key, on=date(2026, 5, 2), **failed)
    return key


OFFERS = {"/recurring": "Reopen", "/closing": "Close", "/tests": "Reopen"}


def buttons_of(markup: str, word: str) -> list[str]:
    found = re.findall(rf'<a href="([^"]+)" class="button second">{word} R?[^<]+</a>', markup)
    return [html.unescape(each) for each in found]


def the_chairs_own(site: Site) -> Any:
    agency = builders.an_agency(site.record, "The agency of the chair")
    with site.record.reading() as visit:
        chair = visit.session.get(type(builders.a_person(site.record)), site.world.people["chair"])
    builders.a_post(site.record, "Director", agency=agency, held_by=chair)
    return builders.a_post(site.record, agency=agency)


@pytest.mark.parametrize("part", OFFERS)
def test_what_a_list_offers_the_form_accepts(site: Site, drawn: Drawn, meeting: int, part: str) -> None:
    done_and_come_back(site)
    watched(site)
    shown = drawn(table(meeting, part))
    (href,) = buttons_of(shown, OFFERS[part])
    answer = sent(site.signed_in("chair"), href, reason="It came back.", waiver="Too small to measure.")
    assert answer.status_code == 302
    assert answer.headers["Location"] == table(meeting, part)


@pytest.mark.parametrize("part", OFFERS)
def test_a_list_offers_a_decision_to_whoever_takes_it_and_says_who_else_does(
    site: Site, drawn: Drawn, meeting: int, part: str
) -> None:
    owner = the_chairs_own(site)
    done_and_come_back(site, owner=owner)
    watched(site, owner=owner)
    shown, others = html.unescape(drawn(table(meeting, part))), drawn(table(meeting, part), "deputy")
    assert buttons_of(shown, OFFERS[part]) == []
    assert "The chair's own agency owns this: the deputy chair or the scrutineer decides." in shown
    (href,) = buttons_of(others, OFFERS[part])
    forged = sent(site.signed_in("chair"), href, reason="Mine.", waiver="Mine.", meeting=str(meeting))
    assert forged.status_code in {403, 404, 422}
    assert sent(site.signed_in("deputy"), href, reason="It came back.", waiver="Small.").status_code == 302
    assert buttons_of(drawn(table(meeting, part), "member"), OFFERS[part]) == []


def test_what_is_everybodys_own_is_offered_to_the_chair_alone(site: Site, drawn: Drawn, meeting: int) -> None:
    done_and_come_back(site)
    watched(site)
    for part, word in OFFERS.items():
        assert len(buttons_of(drawn(table(meeting, part)), word)) == 1
        shown = drawn(table(meeting, part), "deputy")
        assert buttons_of(shown, word) == [] and "The chair decides this" in shown


def test_what_no_reason_can_close_is_not_offered_to_close(site: Site, drawn: Drawn, meeting: int) -> None:
    inside = builders.an_action(site.record, on=ON, evidence=[checked(received_on=date(2026, 4, 5))])
    agency = site.record.read(f"SELECT agency_id FROM post WHERE id = {inside.post.id}")[0][0]
    site.record.tamper(f"UPDATE evidence_check SET checker_agency_id = {agency}")
    shown = html.unescape(drawn(table(meeting, "/closing")))
    assert "not checked by anybody outside" in shown
    assert buttons_of(shown, "Close") == []


def test_the_overview_and_the_page_of_the_meeting_lead_to_it(drawn: Drawn, meeting: int) -> None:
    overview = drawn("/")
    assert f'<a href="{table(meeting)}" class="button">Meeting mode: the board meets today</a>' in overview
    assert "next-meeting" not in drawn("/?as_at=2026-11-21")
    assert f'<a href="{table(meeting)}" class="button">Meeting mode</a>' in drawn(f"/meetings/{meeting}")


def test_a_screen_takes_few_selects_and_no_more_for_more(site: Site, meeting: int, late: Any) -> None:
    chair, engine = site.signed_in("chair"), site.server.extensions["tracker"].engine

    def counted() -> dict[str, int]:
        found = {}
        for part in PARTS:
            chair.content(table(meeting, part))
            with counting_selects(engine) as selects:
                answer = chair.content(table(meeting, part))
            assert b"notice error" not in answer.get_data()
            found[part] = sum("sign_in_session" not in each for each in selects.statements)
        return found

    before = counted()
    for _ in range(3):
        builders.an_action(site.record, due=AGO, on=ON)
        closed = builders.an_action(site.record, on=ON, evidence=[checked(received_on=date(2026, 4, 5))])
        builders.closed(site.record, closed.recommendation_ids[0], on=date(2026, 11, 5))
    after = counted()
    assert {part: number for part, number in after.items() if number > MOST[part]} == {}
    # What was closed since is read with its evidence; what a list holds more, no screen asks for one by one.
    grown = {part: number - before[part] for part, number in after.items() if number > before[part]}
    assert grown.keys() <= {"/movement", "/closing"} and max(grown.values(), default=0) <= 4


def test_one_among_ten_thousand_has_its_screen_and_its_neighbours(
    site: Site, drawn: Drawn, meeting: int, late: Any
) -> None:
    keys, engine = builders.multiplied(site.record, late, 10_000), site.server.extensions["tracker"].engine
    with counting_selects(engine) as found:
        shown = drawn(table(meeting, f"/exceptions/{keys[6_000]}"))
    assert "Exception 6,001 of 10,000" in shown
    assert f'href="{table(meeting, f"/exceptions/{keys[5_999]}")}" rel="prev"' in shown
    assert f'href="{table(meeting, f"/exceptions/{keys[6_001]}")}" rel="next"' in shown
    assert len(found) <= MOST["/exceptions"] + 3, "who asks, and what a process reads once, besides"


def test_what_is_no_exception_has_its_screen_too(site: Site, drawn: Drawn, meeting: int) -> None:
    shown = drawn(table(meeting, f"/exceptions/{site.world.actions[PUBLISHED]}"))
    assert "No exception now: 0 exceptions are left" in shown
    assert dict(parse_qsl(urlsplit(offered(shown)["Escalate"]).query))["meeting"] == str(meeting)
