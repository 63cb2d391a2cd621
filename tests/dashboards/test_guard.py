"""What stands before every page: headers on every answer, requests of other sites, faults that tell nothing."""

import re
from dataclasses import replace
from typing import Any

import pytest
import time_machine

from dashboards import wiring
from dashboards.app import create_app
from tests.security.site import Site, content_of
from tracker.visit import Visit
from tracker.words import Permission

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
TELLING = {"x-powered-by", "server", "x-aspnet-version", "x-runtime", "via"}


def _answers(site: Site) -> dict[str, Any]:
    """Give one answer of every kind."""
    stranger, chair = site.stranger(), site.signed_in("chair")
    return {
        "page": chair.get("/"),
        "callback": chair.content("/"),
        "form": chair.get("/recommendations/1/close"),
        "sign-in": stranger.get("/sign-in"),
        "redirect": stranger.get("/plan"),
        "401 page": stranger.post("/actions/1/update", update="x"),
        "401 callback": stranger.content("/"),
        "400": chair.get("/plan?a=1&a=2"),
        "400 callback": chair.ask("x"),
        "403": chair.post("/sign-out", headers={"Origin": "https://evil.example"}),
        "404": chair.get("/nothing"),
        "405": chair.client.put("/"),
        "411": chair.client.post("/sign-out"),
        "413": chair.ask("a" * 300_000),
        "415": chair.client.post("/sign-out", data="x", headers={"Content-Encoding": "gzip"}),
        "asset": stranger.get("/assets/tracker.css", buffered=True),
        "healthy": stranger.get("/healthy"),
        "HEAD": chair.client.head("/"),
    }


@pytest.mark.usefixtures("clock")
def test_every_kind_of_answer_has_the_headers(shared: Site) -> None:
    for kind, answer in _answers(shared).items():
        for name, value in EVERYWHERE.items():
            assert answer.headers.get(name) == value, (kind, name)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy, kind
        assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy and "form-action 'self'" in policy
        assert not TELLING & {name.lower() for name, _ in answer.headers}, kind
        expected = None if kind == "asset" else "no-store"
        assert (answer.headers.get("Cache-Control") == "no-store") is (expected is not None), kind


@pytest.mark.usefixtures("clock")
def test_each_answer_has_the_status_of_its_kind(shared: Site) -> None:
    for kind, answer in _answers(shared).items():
        if kind[:3].isdigit():
            assert answer.status_code == int(kind[:3]), kind
        assert answer.status_code < 500


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://["},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "nonsense"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_request_of_another_site_is_refused(headers: dict[str, str], shared: Site) -> None:
    coordinator = shared.signed_in("coordinator")
    before = shared.head()
    assert coordinator.post("/actions/1/update", form_key="k", update="Forged.", headers=headers).status_code == 403
    assert coordinator.ask(content_of("/"), headers=headers).status_code == 403
    assert shared.stranger().post("/sign-in", email="a", password="b", headers=headers).status_code == 403
    assert shared.head() == before


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("token", [None, "", "forged", "IjAwMDAi.aaaa.bbbb", "x" * 5000])
def test_a_forged_token_is_refused(token: str | None, shared: Site) -> None:
    coordinator = shared.signed_in("coordinator")
    typed = {"form_key": "k", "update": "Forged."} | ({"csrf_token": token} if token is not None else {})
    before = shared.head()
    for path in ("/actions/1/update", "/sign-out", "/as-at", "/sign-in"):
        assert coordinator.client.post(path, data=typed).status_code == 400, path
    assert coordinator.ask(content_of("/"), headers={"X-CSRFToken": token or ""}).status_code == 400
    assert shared.head() == before
    assert coordinator.get("/").status_code == 200


@pytest.mark.usefixtures("clock")
def test_the_token_of_somebody_else_is_refused(shared: Site) -> None:
    coordinator, chair = shared.signed_in("coordinator"), shared.signed_in("chair")
    typed = {"csrf_token": chair.token(), "form_key": "k", "update": "Forged."}
    assert coordinator.client.post("/actions/1/update", data=typed).status_code == 400


@pytest.mark.usefixtures("clock")
def test_cookies_cannot_be_read_by_scripts_or_sent_by_other_sites(shared: Site) -> None:
    stranger = shared.stranger()
    cookies = stranger.get("/sign-in").headers.getlist("Set-Cookie")
    held = next(each for each in cookies if each.startswith("session="))
    assert "HttpOnly" in held and "SameSite=Lax" in held and "Path=/" in held and "Domain" not in held
    assert "SameSite=Strict" in next(each for each in cookies if each.startswith("_csrf_token="))


def test_cookies_and_addresses_are_for_https_alone_where_people_use_https(site: Site) -> None:
    settings = site.record.settings.model_copy(update={"base_url": "https://plan.board.example"})
    app = create_app(settings)
    over_https = replace(site, app=app)
    answer = over_https.stranger().get("/sign-in", base_url="https://plan.board.example")
    assert all("Secure" in each for each in answer.headers.getlist("Set-Cookie"))
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    app.server.extensions["tracker"].engine.dispose()


def test_a_fault_tells_neither_the_person_nor_the_log_what_it_held(
    site: Site, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(visit: Visit, *_: Any) -> Any:
        held = "zqlocalqz"
        raise ValueError(f"zqmessageqz {held} {visit.who.name}")

    monkeypatch.setitem(wiring.PAGES, "/broken", wiring.Page("/broken", "Broken", Permission.SEE_PLAN, broken, broken))
    chair = site.signed_in("chair")
    page, drawn = chair.get("/broken"), chair.content("/broken")
    assert page.status_code == 500
    said = page.get_data(as_text=True) + drawn.get_data(as_text=True)
    assert "Nothing was changed." in said
    assert "Reference" in said
    assert not re.search("zq(local|message)qz|Traceback|ValueError|/dashboards/", said)
    told = "".join(capfd.readouterr())
    assert not re.search("zq(local|message)qz", told)
    reference = re.search(r'class="reference">([0-9a-f]{8})<', said)
    assert reference and reference[1] in told
    assert '"kinds": ["ValueError"]' in told
    assert all(line.startswith("{") for line in told.splitlines() if reference[1] in line)


@pytest.mark.usefixtures("clock")
def test_a_page_that_is_not_there_is_not_there_by_head_either(shared: Site) -> None:
    chair = shared.signed_in("chair")
    for address in ("/nothing", "/reviews/99999", "/_nothing"):
        assert chair.get(address).status_code == 404
        assert chair.client.head(address).status_code == 404
    assert not any(path.startswith("/_") for path in wiring.PAGES)


def test_a_reader_goes_on_reading_while_somebody_holds_the_record(site: Site, clock: time_machine.Traveller) -> None:
    impatient = replace(site, app=create_app(site.record.settings.model_copy(update={"busy_seconds": 0.1})))
    chair = impatient.signed_in("chair")
    clock.shift(120)
    with site.record.owning_the_machine() as other:
        other.execute("BEGIN IMMEDIATE")
        assert chair.get("/reviews").status_code == 200
        other.execute("ROLLBACK")
    impatient.server.extensions["tracker"].engine.dispose()


@pytest.mark.usefixtures("clock")
def test_a_browser_keeps_the_files_of_a_page_though_each_page_brings_another_cookie(shared: Site) -> None:
    chair = shared.signed_in("chair")
    pages = [chair.get("/plan") for _ in range(2)]
    tokens = [each.headers["Set-Cookie"].partition(";")[0] for each in pages]
    assert all(each.startswith("_csrf_token=") for each in tokens)
    files = set(re.findall(r'(?:src|href)="(/(?:assets|_dash-component-suites)/[^"]+)"', pages[0].text))
    assert len(files) >= 8
    # A page that Dash does not draw has no file that the others do not have.
    form = chair.get("/recommendations/1/close").text
    assert files >= set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', form))
    for each in files:
        answer = chair.get(each, buffered=True)
        assert answer.status_code == 200 and "Cookie" not in answer.headers.get("Vary", ""), each
        assert answer.headers["Cache-Control"] == ("no-cache" if each.endswith("mark.svg") else "max-age=31536000")
