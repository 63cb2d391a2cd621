"""What no page of ours sends: bad keys, bodies, headers and methods. The answer is 4xx, never 5xx, never a change."""

from typing import Any

import pytest

from tests.security.site import CALLBACK, Caller, Site, addresses, content_of
from tests.security.world import PUBLISHED, needle
from tracker.words import Role

KEYS = [
    "0",
    "-1",
    "00",
    "1e3",
    "NaN",
    "1.0",
    "٣",
    "0x1",
    "1 ",
    "2147483648",
    str(2**63),
    "9" * 400,
    "null",
    "1;2",
    "%00",
]
NUMBERS = ["-1", "1e3", "NaN", "٣", "9" * 30, "a", "1 OR 1=1"]


@pytest.fixture
def chair(shared: Site, clock: Any) -> Caller:
    return shared.signed_in("chair")


@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_no_record_has_is_not_found(key: str, chair: Caller) -> None:
    for kind in ("reviews", "recommendations", "actions"):
        assert chair.get(f"/{kind}/{key}").status_code in {400, 404}, kind
        drawn = chair.content(f"/{kind}/{key}")
        assert drawn.status_code in {200, 400}
        assert b"zq" not in drawn.get_data()
        assert b"Something went wrong" not in drawn.get_data()
    for path in (f"/actions/{key}/update", f"/actions/{key}/wording", f"/recommendations/{key}/close"):
        assert chair.get(path).status_code in {400, 404}, path
        assert chair.post(path, form_key="k").status_code in {400, 403, 404, 405}, path


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("name", ["agency", "review", "theme", "post"])
def test_a_filter_that_is_no_number_is_refused(number: str, name: str, chair: Caller) -> None:
    drawn = chair.content(f"/plan?{name}={number}")
    assert b"There is no such" in drawn.get_data()


@pytest.mark.parametrize(
    "asked", ["show=x", "rating=Purple", "state=gone", "order=1", "moved=x", "since=x", "turning=31/02/2026"]
)
def test_a_choice_that_is_in_no_list_is_refused(asked: str, chair: Caller) -> None:
    drawn = chair.content(f"/plan?{asked}")
    assert b"notice error" in drawn.get_data()
    assert b"Something went wrong" not in drawn.get_data()


@pytest.mark.parametrize(
    "token", ["x", "~", "2026-01-01~", "2026-01-01~x", "x~1", "2026-13-01~1", "~~~", "2026-01-01~٣", "9" * 300]
)
def test_a_page_of_the_list_that_does_not_exist_is_refused(token: str, chair: Caller) -> None:
    drawn = chair.content(f"/plan?after={token}")
    assert b"Something went wrong" not in drawn.get_data()


def test_a_page_token_beyond_every_key_is_refused(chair: Caller) -> None:
    assert b"Something went wrong" not in chair.content(f"/plan?after=2026-01-01~{2**64}").get_data()


@pytest.mark.parametrize("address", ["/plan?a=1&a=2", "/?as_at=2026-10-01&as_at=2026-10-02", "/reviews/1?x=&x="])
def test_a_name_asked_twice_is_refused(address: str, chair: Caller) -> None:
    assert chair.get(address).status_code == 400
    if "x=" not in address:
        assert b"asks the same thing twice" in chair.content(address).get_data()


@pytest.mark.parametrize("address", ["/plan?words=%00", "/%00", "/plan?%00=1"])
def test_the_null_character_is_refused(address: str, chair: Caller) -> None:
    assert chair.get(address).status_code == 400
    assert b"Something went wrong" not in chair.content(address).get_data()


@pytest.mark.parametrize(
    "day", ["x", "2026-02-30", "2027-01-01", "1999-12-31", "0001-01-01", "9999-12-31", "2026-11-22T10:00"]
)
def test_a_day_that_is_none_is_refused(day: str, chair: Caller) -> None:
    assert chair.get(f"/?as_at={day}").status_code == 400
    assert chair.get(f"/as-at?as_at={day}").status_code == 400
    assert b"notice error" in chair.content(f"/?as_at={day}").get_data()


def test_claims_of_the_browser_about_its_role_are_ignored(shared: Site, clock: Any) -> None:
    councillor = shared.signed_in("councillor")
    body = {**content_of("/reviews"), "role": "admin", "who": 1, "user": {"role": Role.CHAIR}, "as_role": "chair"}
    headers = {
        "X-Role": "chair",
        "X-Remote-User": "chair@board.example",
        "X-Forwarded-User": "chair",
        "Authorization": "Bearer x",
    }
    drawn = councillor.ask(body, headers=headers).get_data()
    assert needle(PUBLISHED, "title").encode() in drawn
    assert b"zqdraft" not in drawn
    councillor.client.set_cookie("role", "chair")
    councillor.client.set_cookie("visitor", "1")
    assert councillor.content("/reviews").get_data() == drawn


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "PROPFIND"])
def test_other_methods_are_refused(method: str, chair: Caller) -> None:
    for path in ("/", "/plan", "/actions/1/update", "/sign-in", CALLBACK, "/assets/tracker.css", "/healthy"):
        assert chair.client.open(path, method=method).status_code == 405, path


def test_a_method_in_disguise_is_refused(chair: Caller) -> None:
    assert chair.get("/", headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 405
    assert chair.post("/sign-out", headers={"X-HTTP-Method-Override": "GET"}).status_code == 405
    assert chair.get("/sign-out").status_code in {404, 405}
    assert chair.get("/plan").status_code == 200


def test_reading_everything_changes_nothing(site: Site) -> None:
    callers = [site.signed_in(name) for name in ("chair", "owner_a", "admin")]
    before, count = site.head(), 0
    for caller in callers:
        for address in addresses(site, 2):
            got = caller.get(address), caller.client.head(address)
            for answer in got:
                count += 1
                assert answer.status_code < 500
            for answer in got:
                # As a browser does: what is streamed keeps its turn until it is read or given up.
                answer.close()
    assert count > 60
    assert site.head() == before


HOSTS = [
    "evil.example",
    "evil.example:8050",
    "127.0.0.1@evil.example",
    "",
    "a" * 300,
    "[::1",
    "evil.example/x",
    "x y",
    '"><script>',
]


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_name_is_never_repeated(host: str, shared: Site, clock: Any) -> None:
    told = {
        "Host": host,
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "9.9.9.9",
    }
    for path in ("/", "/sign-in", "/plan", "/nothing"):
        answer = shared.stranger().get(path, headers=told)
        assert answer.status_code < 500
        assert b"evil.example" not in answer.get_data()
        assert "evil.example" not in answer.headers.get("Location", "")


def test_a_forwarded_address_is_not_believed_without_a_trusted_proxy(site: Site) -> None:
    coordinator = site.signed_in("coordinator")
    key = coordinator.form_key("/actions/1/update")
    coordinator.post("/actions/1/update", form_key=key, update="We met.", headers={"X-Forwarded-For": "9.9.9.9"})
    told = "SELECT wording FROM event JOIN kept_text ON digest = address ORDER BY event.seq DESC LIMIT 1"
    assert site.record.read(told) == [("127.0.0.1",)]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "nothing.css", "%2e%2e/app.py", "/etc/passwd"]
)
def test_open_folders_give_nothing_but_their_files(name: str, shared: Site, clock: Any) -> None:
    stranger = shared.stranger()
    for folder in (
        "/assets/",
        "/_dash-component-suites/",
        "/_dash-component-suites/dash/",
        "/_dash-component-suites/os/",
    ):
        answer = stranger.get(folder + name)
        assert answer.status_code in {302, 400, 401, 404}, folder + name
        assert b"root:" not in answer.get_data()
