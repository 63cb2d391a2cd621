"""The calendar of a post: at a secret address, for as long as its holder is one, with references and links only."""

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from dashboards.calendars import NOT_THERE
from tests.builders import BuiltAction, an_extension
from tests.security.site import Caller, Site
from tests.security.world import CLOSED_ACTION, EMBARGOED, OTHER, PUBLISHED, RESTRICTED, SEALED
from tracker.calendars import Entry, written
from tracker.commands import accounts, people
from tracker.entry import hash_secret
from tracker.visit import SERVICE

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ADDRESS = re.compile(r'<code id="calendar-address">([^<]+)</code>')


def _post(site: Site, name: str = "owner_a") -> int:
    return int(site.record.read(f"SELECT post_id FROM tenure WHERE person_id = {site.world.people[name]}")[0][0])


def _made(site: Site, caller: Caller, name: str = "owner_a") -> str:
    answer = caller.post("/calendar/make", post=str(_post(site, name)))
    assert answer.status_code == 200
    found = ADDRESS.search(answer.get_data(as_text=True))
    assert found
    address = html.unescape(found[1])
    assert address.startswith("http://127.0.0.1:8050/calendar/")
    return address.removeprefix("http://127.0.0.1:8050")


def _feed(site: Site, path: str) -> Calendar:
    answer = site.stranger().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    return Calendar.from_ical(answer.get_data())


def test_a_post_has_a_calendar_at_an_address_that_is_shown_once(site: Site) -> None:
    owner = site.signed_in("owner_a")
    assert "No address." in owner.get("/calendar").get_data(as_text=True)
    path = _made(site, owner)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 43, "256 bits"
    again = owner.get("/calendar").get_data(as_text=True)
    assert "Address made on 22 Nov 2026." in again
    assert token not in again
    assert site.record.read("SELECT token_hash FROM calendar_address") == [(hash_secret(token),)]
    for table in ("event", "kept_text", "form_receipt"):
        assert token not in str(site.record.read(f"SELECT * FROM {table}"))
    assert hash_secret(token) not in str(site.record.read("SELECT body FROM event"))
    assert site.record.faults() == []


def test_the_calendar_holds_what_the_post_owes_and_the_meetings(site: Site) -> None:
    feed = _feed(site, _made(site, site.signed_in("owner_a")))
    events = {str(each["uid"]): each for each in feed.walk("VEVENT")}
    action = events[f"action-{site.world.actions[PUBLISHED]}@127.0.0.1"]
    assert str(action["summary"]) == "zqpublishedaqz due"
    assert (action["dtstart"].dt, action["dtend"].dt) == (date(2027, 3, 31), date(2027, 4, 1))
    assert str(action["url"]) == f"http://127.0.0.1:8050/actions/{site.world.actions[PUBLISHED]}"
    assert f"action-{site.world.actions['b']}@127.0.0.1" not in events
    meetings = [str(each["summary"]) for key, each in events.items() if key.startswith("meeting-")]
    assert meetings
    assert set(meetings) == {"Board meeting"}


def test_no_wording_stands_in_the_calendar_and_nothing_of_what_its_holder_may_not_see(site: Site) -> None:
    raw = site.stranger().get(_made(site, site.signed_in("owner_a"))).get_data(as_text=True).replace("\r\n ", "")
    told = set(re.findall(r"zq(\w+?)qz", raw))
    assert told == {"publisheda", "drafta", "embargoeda"}
    assert all(group not in raw for group in (f"zq{OTHER}", f"zq{RESTRICTED}", f"zq{SEALED}", f"zq{CLOSED_ACTION}"))
    rows = site.record.read(f"SELECT action_id FROM position WHERE post_id = {_post(site)} AND valid_to > '2026-11-22'")
    assert {key for (key,) in rows} >= {site.world.actions[RESTRICTED], site.world.actions[EMBARGOED]}


def test_what_is_restricted_is_in_no_calendar_whoever_holds_the_post(site: Site) -> None:
    post = _post(site)
    tenure = site.record.read(f"SELECT id FROM tenure WHERE post_id = {post}")[0][0]
    with site.record.changing() as visit:
        people.end_tenure(visit, tenure, ended_on=visit.today)
        people.begin_tenure(visit, post, person_id=site.world.people["chair"], started_on=visit.today)
    raw = site.stranger().get(_made(site, site.signed_in("chair"), "chair")).get_data(as_text=True)
    assert set(re.findall(r"zq(\w+?)qz", raw.replace("\r\n ", ""))) == {"publisheda", "drafta", "embargoeda"}


def test_the_calendar_of_another_post_is_another(site: Site) -> None:
    feed = _feed(site, _made(site, site.signed_in("owner_b"), "owner_b"))
    events = [str(each["uid"]) for each in feed.walk("VEVENT") if str(each["uid"]).startswith("action-")]
    assert events == [f"action-{site.world.actions['b']}@127.0.0.1"]


def test_nobody_makes_the_calendar_of_a_post_that_they_do_not_hold(site: Site) -> None:
    post, before = str(_post(site)), site.record.read("SELECT count(*) FROM calendar_address")
    for name in ("owner_b", "coordinator", "chair", "councillor", "inspector"):
        assert site.signed_in(name).post("/calendar/make", post=post).status_code == 404, name
        assert site.signed_in(name).post("/calendar/revoke", post=post).status_code == 404, name
    for name in ("admin", "scoped"):
        assert site.signed_in(name).post("/calendar/make", post=post).status_code == 403, name
        assert site.signed_in(name).get("/calendar").status_code == 404, name
    assert site.stranger().post("/calendar/make", post=post).status_code == 401
    for wrong in ("", "0", "-1", "x", "٣", "9" * 30, "99"):
        assert site.signed_in("owner_a").post("/calendar/make", post=wrong).status_code == 404, wrong
    assert site.record.read("SELECT count(*) FROM calendar_address") == before


def _gone(site: Site, path: str) -> None:
    """The address answers as one that was never made."""
    never = site.stranger().get(f"/calendar/{'A' * 43}.ics")
    gone = site.stranger().get(path)
    assert (gone.status_code, gone.get_data(as_text=True)) == (404, NOT_THERE)
    assert (never.status_code, never.get_data(as_text=True)) == (404, NOT_THERE)
    assert dict(gone.headers) == dict(never.headers)


def test_a_revoked_address_leads_nowhere(site: Site) -> None:
    owner = site.signed_in("owner_a")
    path = _made(site, owner)
    assert owner.post("/calendar/revoke", post=str(_post(site))).headers["Location"] == "/calendar"
    _gone(site, path)
    assert owner.post("/calendar/revoke", post=str(_post(site))).status_code == 404
    assert "No address." in owner.get("/calendar").get_data(as_text=True)
    assert site.record.faults() == []


def test_a_new_address_ends_the_one_before(site: Site) -> None:
    owner = site.signed_in("owner_a")
    first, second = _made(site, owner), _made(site, owner)
    _gone(site, first)
    _feed(site, second)


def test_a_closed_account_ends_the_address(site: Site) -> None:
    path = _made(site, site.signed_in("owner_a"))
    with site.record.changing(SERVICE) as visit:
        accounts.disable_account(visit, site.world.people["owner_a"])
    _gone(site, path)


def test_the_end_of_the_tenure_ends_the_address_and_the_next_holder_has_none(site: Site) -> None:
    owner = site.signed_in("owner_a")
    path, post = _made(site, owner), _post(site)
    tenure = site.record.read(f"SELECT id FROM tenure WHERE post_id = {post}")[0][0]
    with site.record.changing() as visit:
        people.end_tenure(visit, tenure, ended_on=visit.today)
        people.begin_tenure(visit, post, person_id=site.world.people["member"], started_on=visit.today)
    _gone(site, path)
    assert "You hold no post today" in owner.get("/calendar").get_data(as_text=True)
    assert "No address." in site.signed_in("member").get("/calendar").get_data(as_text=True)


def test_a_role_that_ended_ends_what_the_calendar_shows(site: Site) -> None:
    path = _made(site, site.signed_in("owner_a"))
    with site.record.changing(SERVICE) as visit:
        accounts.revoke_role(visit, site.world.grant("owner_a"))
    _gone(site, path)


@pytest.mark.parametrize("token", ["x", "..", "%00", "a" * 5000, "' OR 1=1 --", "é", "%F0%9F%92%A9", "A.ics"])
def test_a_token_of_no_shape_of_ours_is_not_there(token: str, site: Site) -> None:
    answer = site.stranger().get(f"/calendar/{token}.ics")
    assert answer.status_code in {400, 404, 302}
    assert b"BEGIN:VCALENDAR" not in answer.get_data()


def test_only_the_feed_itself_is_open(site: Site) -> None:
    path = _made(site, site.signed_in("owner_a"))
    near = (path.removesuffix(".ics"), f"{path}/more", "/calendar/a/b.ics")
    for closed in ("/calendar", "/calendar/", "/calendar/make", *near):
        assert site.stranger().get(closed).status_code in {302, 404}, closed
        assert b"BEGIN:VCALENDAR" not in site.stranger().get(closed).get_data()
    assert site.stranger().post(path).status_code in {401, 405}
    assert site.stranger().client.head(path).status_code == 200


def test_an_entry_moves_with_its_date_and_stays_the_same(site: Site) -> None:
    path, key = _made(site, site.signed_in("owner_b"), "owner_b"), site.world.actions["b"]
    (before,) = [each for each in _feed(site, path).walk("VEVENT") if str(each["uid"]).startswith("action-")]
    an_extension(site.record, BuiltAction(key, "", 0, (), None), date(2028, 2, 29), on=date(2026, 11, 22))
    (after,) = [each for each in _feed(site, path).walk("VEVENT") if str(each["uid"]).startswith("action-")]
    assert before["uid"] == after["uid"]
    assert after["dtstart"].dt == date(2028, 2, 29)


def _raw(*entries: Entry) -> bytes:
    return written(entries, "Improvement plan", "tracker.example.org", NOW)


def test_lines_end_with_crlf_and_are_folded_at_75_octets() -> None:
    raw = _raw(Entry("action-1", date(2027, 3, 31), "Ä€𝄞 " * 60, "https://tracker.example.org/actions/1"))
    lines = raw.split(b"\r\n")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines)
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["summary"]) == " ".join(("Ä€𝄞 " * 60).split())


def test_what_a_reference_holds_cannot_begin_a_line_or_a_value() -> None:
    bad = "A;1,2\\n\r\nATTENDEE:mailto:evil@evil.example\r\nEND:VEVENT"
    raw = _raw(Entry("action-1", date(2027, 3, 31), bad, "https://tracker.example.org/actions/1"))
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert "attendee" not in event
    assert str(event["summary"]) == " ".join(bad.split())
    assert b"SUMMARY:A\\;1\\,2\\\\n ATTENDEE" in raw.replace(b"\r\n ", b"")


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29), date(2026, 12, 31)])
def test_a_day_is_a_whole_day_whatever_the_clocks_do(day: date) -> None:
    raw = _raw(Entry("action-1", day, "A due", "https://tracker.example.org/actions/1"))
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\nDTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}".encode() in raw
    assert b"VTIMEZONE" not in raw and b"TZID" not in raw
    assert b"DTSTAMP:20261122T100000Z" in raw
