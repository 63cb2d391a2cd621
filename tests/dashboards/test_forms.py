"""Forms: acted on once, nothing typed is lost, and what stands now is shown beside what was typed."""

import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest
import time_machine

from tests.security.site import Caller, Site
from tests.security.world import PASSWORD, PUBLISHED, email
from tracker.commands import accounts
from tracker.visit import SERVICE

UPDATE, WORDING = "/actions/1/update", "/actions/1/wording"
NOT_OFFERED = "Choose one of the ratings."


class _Fields(HTMLParser):
    """Reads the forms of a page: where each is sent, and what its fields hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.actions: list[str | None] = []
        self.values: dict[str, str] = {}
        self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.actions.append(told.get("action"))
        if tag == "input" and told.get("type") not in {"radio", "checkbox"}:
            self.values[told.get("name") or ""] = told.get("value") or ""
        if tag == "textarea":
            self._area = told.get("name") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, text: str) -> None:
        if self._area:
            self.values[self._area] = self.values.get(self._area, "") + text.strip()


def _updates(site: Site) -> int:
    return site.events("update given")


def test_a_form_sent_is_one_event_and_leads_back(site: Site) -> None:
    owner, before = site.signed_in("owner_a"), _updates(site)
    answer = owner.send(UPDATE, update="Half of the teams are trained.", rating="Amber")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/actions/1")
    assert _updates(site) == before + 1
    assert "Half of the teams are trained." in owner.content("/actions/1").get_data(as_text=True)
    assert site.record.faults() == []


def test_a_form_sent_twenty_times_at_once_is_one_event(site: Site) -> None:
    owner, before = site.signed_in("owner_a"), _updates(site)
    typed = {"csrf_token": owner.token(), "form_key": owner.form_key(UPDATE), "update": "Once and only once."}
    cookie = owner.client.get_cookie("session")
    assert cookie

    def send(_: int) -> tuple[int, str]:
        browser = site.server.test_client()
        browser.set_cookie("session", cookie.value)
        answer = browser.post(UPDATE, data=typed)
        return answer.status_code, answer.headers.get("Location", answer.get_data(as_text=True))

    with ThreadPoolExecutor(20) as together:
        answers = set(together.map(send, range(20)))
    assert answers == {(302, "/actions/1")}
    assert _updates(site) == before + 1
    assert site.record.faults() == []


@pytest.mark.parametrize("key", ["", "x" * 65, "a b", "a\x00b", "é", "'", "../x"])
def test_a_form_without_a_key_of_ours_is_not_accepted(key: str, site: Site) -> None:
    owner, before = site.signed_in("owner_a"), site.head()
    answer = owner.post(UPDATE, form_key=key, update="Kept text.")
    assert answer.status_code == 400
    assert "Kept text." in answer.get_data(as_text=True)
    assert site.head() == before


def test_a_key_is_good_for_one_form_of_one_person(site: Site) -> None:
    owner, coordinator = site.signed_in("owner_a"), site.signed_in("coordinator")
    key = owner.form_key(UPDATE)
    assert owner.post(UPDATE, form_key=key, update="First.").status_code == 302
    before = site.head()
    assert owner.post(WORDING, form_key=key, wording="Other.", version="1").status_code == 400
    assert coordinator.post(UPDATE, form_key=key, update="Second.").status_code == 400
    assert site.head() == before


def test_a_field_sent_twice_is_refused(site: Site) -> None:
    owner, before = site.signed_in("owner_a"), site.head()
    typed = {"csrf_token": owner.token(), "form_key": owner.form_key(UPDATE), "update": ["One.", "Two."]}
    assert owner.client.post(UPDATE, data=typed).status_code == 400
    assert site.head() == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"update": ""}, "Enter update."),
        ({"update": "   \n "}, "Enter update."),
        ({"update": "x", "rating": "Blue"}, NOT_OFFERED),
        ({"update": "x", "rating": "admin"}, NOT_OFFERED),
        ({"update": "x", "forecast": "31 Feb 2027"}, "Enter a date"),
        ({"update": "x", "forecast": "03/04"}, "Enter a date"),
        ({"update": "a" * 20_001}, "20,000 characters or fewer"),
        ({"update": "a\x00b"}, "U+0000"),
        ({"update": "a\u0301" + "\u0301" * 1000}, "combining marks"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(typed: dict[str, str], said: str, site: Site) -> None:
    owner, before = site.signed_in("owner_a"), site.head()
    answer = owner.send(UPDATE, **{"blocked by": "Kept beside it.", **typed})
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 400
    assert said in page
    assert "Kept beside it." in page
    assert site.record.read(f"SELECT kind FROM event WHERE seq > {before[0]}") == (
        [("input rejected",)] if said == NOT_OFFERED else []
    )


def test_what_was_typed_is_shown_as_text(site: Site) -> None:
    owner = site.signed_in("owner_a")
    bad = '"><script>window.__x=1</script>{{7*7}}</textarea><img src=x onerror=alert(1)>'
    page = owner.send(UPDATE, **{"update": bad, "blocked by": bad, "forecast": bad}).get_data(as_text=True)
    assert "<script>window" not in page and "<img src=x" not in page
    assert "{{7*7}}" in page
    assert _Fields(page).values["blocked by"] == bad


def test_a_stale_version_shows_both_texts(site: Site) -> None:
    owner, coordinator = site.signed_in("owner_a"), site.signed_in("coordinator")
    mine, theirs = owner.form_key(WORDING), coordinator.form_key(WORDING)
    assert coordinator.post(WORDING, form_key=theirs, wording="Their wording.", version="1").status_code == 302
    before = site.head()
    answer = owner.post(WORDING, form_key=mine, wording="My wording.", version="1")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Their wording." in page and "My wording." in page
    assert "Nothing was saved" in page
    assert site.head() == before


@pytest.mark.parametrize("version", ["", "0", "-1", "1e3", "٣", "9" * 30, "x", "NaN"])
def test_a_forged_version_is_refused(version: str, site: Site) -> None:
    owner, before = site.signed_in("owner_a"), site.head()
    answer = owner.send(WORDING, wording="Forged.", version=version)
    assert answer.status_code in {400, 409}
    assert site.head() == before


def _end(site: Site, clock: time_machine.Traveller) -> None:
    clock.shift(31 * 60)


def test_a_session_that_ends_while_typing_loses_nothing(site: Site, clock: time_machine.Traveller) -> None:
    owner, before = site.signed_in("owner_a"), _updates(site)
    key, text = owner.form_key(UPDATE), 'Typed for an hour: "all" <of> it & more.'
    _end(site, clock)
    answer = owner.post(UPDATE, form_key=key, update=text, rating="Amber", forecast="1 Jan 2027")
    assert answer.status_code == 401
    asked = _Fields(answer.get_data(as_text=True)).values
    assert json.loads(asked["draft"]) == {"update": text, "rating": "Amber", "forecast": "1 Jan 2027"}
    assert asked["next"] == UPDATE
    opened = owner.sign_in(email("owner_a"), PASSWORD, next=asked["next"], draft=asked["draft"])
    page = opened.get_data(as_text=True)
    again = _Fields(page)
    assert opened.status_code == 200
    assert again.values["update"] == text
    assert again.values["forecast"] == "1 Jan 2027"
    assert re.search(r'value="Amber" checked', page)
    assert UPDATE in again.actions
    sent = owner.post(UPDATE, form_key=again.values["form_key"], update=again.values["update"])
    assert sent.status_code == 302
    assert _updates(site) == before + 1


def test_the_sign_in_form_leads_to_sign_in_wherever_it_stands(site: Site) -> None:
    answer = site.stranger().post(UPDATE, update="Typed.")
    assert _Fields(answer.get_data(as_text=True)).actions == ["/sign-in"]


def test_a_wrong_password_keeps_the_draft(site: Site) -> None:
    draft = json.dumps({"update": "Typed."})
    answer = site.stranger().sign_in(email("owner_a"), "wrong password", next=UPDATE, draft=draft)
    kept = _Fields(answer.get_data(as_text=True)).values
    assert (kept["draft"], kept["next"]) == (draft, UPDATE)


def test_a_draft_opens_no_form_that_its_sender_may_not_open(site: Site) -> None:
    draft = json.dumps({"update": "Typed."})
    answer = site.stranger().sign_in(email("owner_b"), PASSWORD, next=UPDATE, draft=draft)
    assert answer.status_code == 404
    elsewhere = site.stranger().sign_in(email("owner_b"), PASSWORD, next="/nowhere", draft=draft)
    assert (elsewhere.status_code, elsewhere.headers["Location"]) == (302, "/")


def test_a_session_that_ends_between_asking_and_sending_changes_nothing(site: Site) -> None:
    owner = site.signed_in("owner_a")
    key = owner.form_key(UPDATE)
    with site.record.changing(SERVICE) as visit:
        accounts.disable_account(visit, site.world.people["owner_a"])
    before = site.head()
    assert owner.post(UPDATE, form_key=key, update="Too late.").status_code == 401
    assert site.head() == before


def test_every_form_is_asked_for_by_whoever_may_send_it(site: Site) -> None:
    caller: Caller = site.signed_in("owner_a")
    assert caller.get(UPDATE).status_code == caller.get(WORDING).status_code == 200
    assert caller.get(f"/recommendations/{site.world.recommendations[PUBLISHED]}/close").status_code == 404
