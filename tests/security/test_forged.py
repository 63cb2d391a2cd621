"""Forged requests for the rules: who cannot close, change or see is refused, and the attempt is in the trail."""

import json
from typing import Any

import pytest

from tests.security.site import Site
from tests.security.world import DRAFT, PUBLISHED, SEALED, World
from tracker.trail import Head


def _close(world: World, group: str = PUBLISHED) -> str:
    return f"/recommendations/{world.recommendations[group]}/close"


def _refusals(site: Site) -> list[tuple[Any, ...]]:
    return site.record.read("SELECT actor_id, body FROM event WHERE kind = 'request refused' ORDER BY seq")


@pytest.mark.parametrize(
    "name", ["coordinator", "owner_a", "owner_b", "member", "councillor", "inspector", "admin", "scoped"]
)
@pytest.mark.parametrize("typed", [{"meeting": "1", "waiver": "Because."}, {"meeting": ""}, {}])
def test_whoever_may_not_close_is_refused_and_it_is_in_the_trail(name: str, typed: dict[str, str], site: Site) -> None:
    caller, path = site.signed_in(name), _close(site.world)
    decisions = site.record.read("SELECT count(*) FROM decision")
    answer = caller.post(path, form_key="forged", **typed)
    assert answer.status_code == 403
    assert "Your role does not allow you to decide." in answer.get_data(as_text=True)
    ((actor, body),) = _refusals(site)
    assert actor == site.world.people[name]
    assert json.loads(body)["note"] == {"path": path, "what": "Your role does not allow you to decide."}
    assert site.record.read("SELECT count(*) FROM decision") == decisions
    assert site.record.faults() == []


@pytest.mark.parametrize("name", ["coordinator", "owner_a", "member", "councillor", "inspector", "admin"])
def test_whoever_may_not_close_finds_no_close_anywhere(name: str, site: Site) -> None:
    caller = site.signed_in(name)
    drawn = caller.drawn(f"/recommendations/{site.world.recommendations[PUBLISHED]}")
    assert "/close" not in drawn
    assert caller.get(_close(site.world)).status_code == 404


def test_the_chair_is_offered_to_close_and_is_stopped_by_the_gates(site: Site) -> None:
    chair, path = site.signed_in("chair"), _close(site.world)
    drawn = chair.drawn(f"/recommendations/{site.world.recommendations[PUBLISHED]}")
    assert path in drawn
    answer = chair.send(path, meeting=str(site.world.meetings[PUBLISHED]))
    assert answer.status_code == 422
    assert "not completed or withdrawn" in answer.get_data(as_text=True)
    assert site.events("decided to close") == 0


@pytest.mark.parametrize("path", ["/actions/{}/update", "/actions/{}/wording"])
def test_an_owner_cannot_change_what_another_agency_owns(path: str, site: Site) -> None:
    other, address = site.signed_in("owner_b"), path.format(site.world.actions[PUBLISHED])
    drawn = other.drawn(f"/actions/{site.world.actions[PUBLISHED]}")
    assert "zqpublishedactionqz" in drawn
    assert "/update" not in drawn and "/wording" not in drawn
    assert other.get(address).status_code == 404
    before = site.record.read("SELECT count(*) FROM progress_update, action_wording")
    answer = other.post(address, form_key="forged", update="Forged.", wording="Forged.", version="1")
    assert answer.status_code == 403
    assert site.record.read("SELECT count(*) FROM progress_update, action_wording") == before
    assert [actor for actor, _ in _refusals(site)] == [site.world.people["owner_b"]]
    own = site.signed_in("owner_b").drawn(f"/actions/{site.world.actions['b']}")
    assert "/actions/6/update" in own and "/actions/6/wording" in own
    assert site.world.actions["b"] == 6


@pytest.mark.parametrize(
    "field", ["agency_id", "review_id", "owner_id", "post_id", "person_id", "by_id", "effective_on", "recorded_at"]
)
def test_fields_that_no_form_asks_for_move_nothing(field: str, site: Site) -> None:
    owner = site.signed_in("owner_a")
    assert owner.send("/actions/1/update", update="Mine.", **{field: "2"}).status_code == 302
    row = site.record.read(
        "SELECT u.action_id, u.by_id, u.effective_on FROM progress_update u ORDER BY u.id DESC LIMIT 1"
    )[0]
    assert row == (1, site.world.people["owner_a"], "2026-11-22")


@pytest.mark.parametrize("group", [DRAFT, SEALED])
def test_a_hidden_record_cannot_be_changed_and_does_not_exist(group: str, site: Site) -> None:
    other, key = site.signed_in("owner_b"), site.world.actions[group]
    hidden = other.post(f"/actions/{key}/update", form_key="forged", update="Forged.")
    missing = other.post("/actions/99999/update", form_key="forged", update="Forged.")
    assert hidden.status_code == missing.status_code == 404
    assert _refusals(site) == []


def test_a_refusal_of_a_stranger_leaves_no_event(site: Site) -> None:
    before = site.head()
    assert site.stranger().post(_close(site.world), form_key="k", meeting="1").status_code == 401
    assert site.head() == before
    assert Head(*site.record.read("SELECT seq, hash, at FROM event ORDER BY seq DESC LIMIT 1")[0]).seq == before[0]


def test_the_administrator_sees_no_content_and_is_offered_none(site: Site) -> None:
    admin = site.signed_in("admin")
    for address in ("/", "/plan", "/reviews", "/reviews/1", "/recommendations/1", "/actions/1", "/actions/1/update"):
        answer = admin.get(address)
        # The first page tells an administrator that there is nothing to see; no other address leads anywhere.
        assert answer.status_code == (200 if address == "/" else 404), address
        assert ("It shows nothing of the plan" in answer.get_data(as_text=True)) == (address == "/")
        assert "zq" not in answer.get_data(as_text=True) + admin.drawn(address)
        assert b'href="/plan"' not in answer.get_data()
