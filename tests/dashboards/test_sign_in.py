"""Signing in and out: what ends a session, what slows guessing, and where nobody is led."""

import re

import pytest
import time_machine
from alembic.script import ScriptDirectory

from dashboards.app import StartError, create_app
from tests.builders import a_person
from tests.database.record import Record
from tests.security.site import Site, plain
from tests.security.world import PASSWORD, email
from tracker import schema
from tracker.commands import accounts
from tracker.settings import Settings
from tracker.visit import SERVICE

MINUTE = 60


def test_signing_out_ends_the_session_for_good(site: Site) -> None:
    chair, thief = site.came_in("chair"), site.stranger()
    cookie, token = chair.client.get_cookie("session"), chair.token()
    assert cookie
    answer = chair.post("/sign-out")
    assert answer.headers["Location"] == "/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief.client.set_cookie("session", cookie.value)
    assert thief.get("/").status_code == 302
    replayed = thief.client.post("/recommendations/1/close", data={"csrf_token": token, "form_key": "k"})
    assert replayed.status_code == 401


def test_a_disabled_account_is_out_at_its_next_request(site: Site) -> None:
    chair = site.signed_in("councillor")
    assert chair.content("/").status_code == 200
    with site.record.changing(SERVICE) as visit:
        accounts.disable_account(visit, site.world.people["councillor"])
    assert chair.get("/").status_code == 302
    assert chair.content("/").status_code == 401
    assert site.stranger().sign_in(email("councillor"), PASSWORD).status_code == 400


def test_a_session_idles_out_after_thirty_minutes(site: Site, clock: time_machine.Traveller) -> None:
    chair = site.signed_in("chair")
    for _ in range(3):
        clock.shift(29 * MINUTE)
        assert chair.get("/").status_code == 200
    clock.shift(31 * MINUTE)
    assert chair.get("/").status_code == 302
    assert chair.content("/").status_code == 401


def test_a_session_ends_after_twelve_hours_however_busy(site: Site, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-11-22T10:00:00+00:00", tick=False)
    chair = site.signed_in("chair")
    for _ in range(29):
        clock.shift(24 * MINUTE + 49)
        assert chair.get("/").status_code == 200
    clock.move_to("2026-11-22T21:59:59+00:00", tick=False)
    assert chair.get("/").status_code == 200
    clock.move_to("2026-11-22T22:00:00+00:00", tick=False)
    assert chair.get("/").status_code == 302


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_an_inspector_is_out_to_the_second(seconds: int, site: Site, clock: time_machine.Traveller) -> None:
    ends = site.record.read(f"SELECT valid_until FROM role_grant WHERE id = {site.world.grant('inspector')}")[0][0]
    clock.move_to(f"{ends.replace(' ', 'T')}+00:00", tick=False)
    clock.shift(-10)
    inspector = site.signed_in("inspector")
    assert b"zq" in inspector.content("/reviews").get_data()
    clock.shift(10 + seconds)
    drawn, page = inspector.content("/reviews"), inspector.get("/reviews")
    assert (b"zq" in drawn.get_data()) is (seconds < 0)
    assert page.status_code == (200 if seconds < 0 else 404)


def test_a_revoked_role_is_gone_at_the_next_request(site: Site, clock: time_machine.Traveller) -> None:
    owner = site.signed_in("owner_a")
    assert b"zqdraft" in owner.content("/reviews").get_data()
    with site.record.changing(SERVICE) as visit:
        accounts.revoke_role(visit, site.world.grant("owner_a"))
    clock.shift(MINUTE)
    assert b"zq" not in owner.content("/reviews").get_data()


def test_guessing_is_slowed_and_answered_alike(site: Site, clock: time_machine.Traveller) -> None:
    caller, said = site.stranger(), set()
    for number in range(10):
        answer = caller.sign_in(email("chair"), f"guess number {number}")
        said.add((answer.status_code, plain(answer.get_data())))
    right = caller.sign_in(email("chair"), PASSWORD)
    said.add((right.status_code, plain(right.get_data())))
    assert len(said) == 1
    assert site.signed_in("councillor").get("/").status_code == 200
    clock.shift(16 * MINUTE)
    assert caller.sign_in(email("chair"), PASSWORD).status_code == 302


def test_an_unknown_address_gets_the_answer_of_a_known_one(site: Site) -> None:
    caller = site.stranger()
    tries = [email("chair"), "nobody@board.example", email("CHAIR"), f"  {email('chair')} "]
    answers = [caller.sign_in(each, "not the password") for each in tries]
    bodies = {plain(answer.get_data()).replace(each.encode(), b"") for answer, each in zip(answers, tries, strict=True)}
    assert {answer.status_code for answer in answers} == {400}
    assert len(bodies) == 1
    with site.record.changing(SERVICE) as visit:
        accounts.disable_account(visit, site.world.people["member"])
    closed = caller.sign_in(email("member"), PASSWORD)
    assert plain(closed.get_data()).replace(email("member").encode(), b"") in bodies


@pytest.mark.parametrize(
    "address", ["", "\x00", "a\x00@board.example", "a" * 5000, "'; DROP TABLE person; --", "%", "{{7*7}}"]
)
def test_a_strange_address_is_only_wrong(address: str, record: Record) -> None:
    app = create_app(record.settings)
    caller = Site(record, None, app).stranger()  # type: ignore[arg-type]
    answer = caller.sign_in(address, "whatever it is")
    assert answer.status_code == 400
    assert b"49" not in answer.get_data() or "{{" not in address
    app.server.extensions["tracker"].engine.dispose()


def test_passwords_are_kept_as_argon2_hashes(site: Site) -> None:
    kept = [row[0] for row in site.record.read("SELECT password_hash FROM account")]
    assert len(kept) >= 10
    assert all(each.startswith("$argon2id$") for each in kept)
    assert len(set(kept)) == len(kept)
    bodies = site.record.read("SELECT body FROM event WHERE kind = 'account opened'")
    assert not any("argon2" in body or PASSWORD in body for (body,) in bodies)


@pytest.mark.usefixtures("slow_hashing")
def test_a_password_is_hashed_at_argon2s_own_settings_and_opens(site: Site) -> None:
    person = a_person(site.record, "Newly come", email=email("newly.come")).id or 0
    with site.record.changing(SERVICE) as visit:
        accounts.open_account(visit, person, password=PASSWORD)
    kept = site.record.read(f"SELECT password_hash FROM account WHERE person_id = {person}")[0][0]
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert site.stranger().sign_in(email("newly.come"), f"{PASSWORD}!").status_code == 400
    assert site.stranger().sign_in(email("newly.come"), PASSWORD).status_code == 302


def test_a_cookie_opens_nothing_but_its_own_session(site: Site) -> None:
    stranger = site.stranger()
    stranger.get("/sign-in")
    assert stranger.get("/").status_code == 302
    held = site.record.read("SELECT token_hash FROM sign_in_session")
    chair = site.came_in("chair")
    hashes = {row[0] for row in site.record.read("SELECT token_hash FROM sign_in_session")} - {row[0] for row in held}
    signer = site.server.session_interface.get_signing_serializer(site.server)
    for secret in (*hashes, "", "1", 1, None, ["x"], {"secret": "x"}):
        stranger.client.set_cookie("session", signer.dumps({"secret": secret}))
        assert stranger.get("/").status_code == 302, secret
    assert chair.get("/").status_code == 200


def test_a_cookie_signed_with_an_old_key_is_worthless(site: Site) -> None:
    chair, thief = site.came_in("chair"), site.stranger()
    cookie = chair.client.get_cookie("session")
    assert cookie
    site.server.secret_key = "another key of the tests that is long enough, and not one letter"
    thief.client.set_cookie("session", cookie.value)
    assert thief.get("/").status_code == 302
    assert thief.content("/").status_code == 401
    for mixed in (cookie.value[:-3], cookie.value + "x", "x", "." * 50, cookie.value.replace(".", "")):
        thief.client.set_cookie("session", mixed)
        assert thief.get("/").status_code == 302


def test_signing_in_begins_a_new_session(site: Site) -> None:
    chair = site.came_in("chair")
    first = chair.client.get_cookie("session")
    chair.sign_in(email("member"), PASSWORD)
    second = chair.client.get_cookie("session")
    assert first and second and first.value != second.value
    assert "member" in chair.get("/").get_data(as_text=True)


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "evil.example",
        "//[",
        "http://[",
        "//evil.example\\@127.0.0.1",
        "/\r\nSet-Cookie: a=b",
    ],
)
def test_nobody_is_led_to_another_site(onward: str, site: Site) -> None:
    caller = site.stranger()
    asked = caller.get("/sign-in", query_string={"next": onward})
    assert asked.status_code == 200
    assert "evil.example" not in asked.get_data(as_text=True)
    answer = caller.sign_in(email("councillor"), PASSWORD, next=onward)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    assert "a" not in [name for name, _ in (each.split("=", 1) for each in answer.headers.getlist("Set-Cookie"))]
    back = caller.post("/as-at", back=onward, day="1 Oct 2026")
    assert "evil.example" not in back.headers.get("Location", "")


def test_a_person_goes_on_to_where_they_wanted_to_go(site: Site) -> None:
    caller = site.stranger()
    led = caller.get("/plan?rating=Red")
    assert led.headers["Location"] == "/sign-in?next=%2Fplan%3Frating%3DRed"
    answer = caller.sign_in(email("councillor"), PASSWORD, next="/plan?rating=Red")
    assert answer.headers["Location"] == "/plan?rating=Red"


@pytest.mark.parametrize(
    "draft", ["[" * 100_000, "{" * 10, "[1]", "7", "null", '{"update": {"a": [1]}}', '{"csrf_token": "x"}']
)
def test_a_forged_draft_does_no_harm(draft: str, site: Site) -> None:
    answer = site.stranger().sign_in(email("owner_a"), PASSWORD, next="/actions/1/update", draft=draft)
    assert answer.status_code in {200, 302}


WRONG = {
    "no secret": ({"secret_key": ""}, "TRACKER_SECRET_KEY"),
    "a short secret": ({"secret_key": "abc123"}, "TRACKER_SECRET_KEY"),
    "one letter": ({"secret_key": "a" * 64}, "TRACKER_SECRET_KEY"),
    "debug": ({"debug": True}, "TRACKER_DEBUG"),
    "http": ({"base_url": "http://plan.board.example"}, "TRACKER_BASE_URL"),
    "http that looks local": ({"base_url": "http://localhost.board.example"}, "TRACKER_BASE_URL"),
    "no address": ({"base_url": ""}, "TRACKER_BASE_URL"),
    "a pinned day": ({"today": "2026-01-01"}, "TRACKER_TODAY"),
}


@pytest.mark.parametrize("what", sorted(WRONG))
def test_the_service_refuses_to_start_unsafely(what: str, site: Site) -> None:
    changed, named = WRONG[what]
    settings = Settings(**{**site.record.settings.model_dump(), **changed})
    with pytest.raises(StartError, match=named):
        create_app(settings)


def test_all_faults_are_told_at_once(site: Site) -> None:
    settings = Settings(**{**site.record.settings.model_dump(), "secret_key": "", "debug": True, "today": "2026-01-01"})
    with pytest.raises(StartError) as told:
        create_app(settings)
    assert all(re.search(name, told.value.sentence) for name in ("SECRET_KEY", "DEBUG", "TODAY"))


@pytest.mark.parametrize(("revision", "said"), [(None, "no schema yet"), ("9999", "does not know"), ("", "needs")])
def test_the_service_refuses_another_schema(revision: str | None, said: str, site: Site) -> None:
    if revision is None:
        site.record.tamper("DELETE FROM alembic_version")
    elif revision:
        site.record.tamper(f"UPDATE alembic_version SET version_num = '{revision}'")
    else:
        _make_older(site)
    with pytest.raises(StartError, match=said):
        create_app(site.record.settings)


def _make_older(site: Site) -> None:
    known = [each.revision for each in ScriptDirectory.from_config(schema.configuration()).walk_revisions()]
    site.record.tamper(f"UPDATE alembic_version SET version_num = '{known[-1]}'")


def test_debugging_and_other_doors_of_dash_are_shut(site: Site) -> None:
    assert site.server.debug is False
    paths = {rule.rule for rule in site.server.url_map.iter_rules()}
    assert not any("mcp" in path or "debug" in path or "ws" in path.split("/") for path in paths)
