"""What no form offers and files that are not taken leave one event that names the field, and never what was sent."""

import json
from io import BytesIO
from typing import Any

import pytest

from tests.evidence.files import a_pdf
from tests.evidence.sending import TYPED, address, attach, body, send
from tests.security.site import Site
from tests.security.world import PUBLISHED

UPDATE = "/actions/1/update"
SENT = "zqsentqz"


def _left(site: Site, before: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Give kind, actor and note of the events since then; nothing of what was sent stands in any of them."""
    rows = site.record.read(f"SELECT kind, actor_id, body FROM event WHERE seq > {before[0]} ORDER BY seq")
    assert not any(SENT in body for *_, body in rows)
    assert not any(json.loads(body)["rows"] for *_, body in rows)
    return [(kind, actor, json.loads(body)["note"]) for kind, actor, body in rows]


@pytest.mark.parametrize("value", ["Blue", SENT, "admin", "1", "green"])
def test_a_choice_that_no_form_offers_is_refused_and_traced(value: str, site: Site) -> None:
    owner, before = site.signed_in("owner_a"), site.head()
    answer = owner.send(UPDATE, update=SENT, rating=value)
    assert answer.status_code == 400
    assert SENT in answer.get_data(as_text=True)
    told = {"fields": ["rating"], "path": UPDATE}
    assert _left(site, before) == [("input rejected", site.world.people["owner_a"], told)]
    assert site.record.faults() == []


@pytest.mark.parametrize(
    "typed", [{}, {"update": " "}, {"update": SENT, "forecast": "31 Feb 2027"}, {"update": SENT, "rating": ""}]
)
def test_what_anybody_may_type_by_mistake_leaves_no_trace(typed: dict[str, str], site: Site) -> None:
    owner, before = site.signed_in("owner_a"), site.head()
    status = owner.send(UPDATE, **typed).status_code
    assert status == (302 if typed.get("rating") == "" else 400)
    assert [kind for kind, *_ in _kinds(site, before)] == (["update given"] if status == 302 else [])


def _kinds(site: Site, before: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return site.record.read(f"SELECT kind FROM event WHERE seq > {before[0]}")


def test_a_choice_that_is_offered_but_makes_no_sense_there_is_no_forgery(site: Site) -> None:
    chair, before = site.signed_in("chair"), site.head()
    path = f"/recommendations/{site.world.recommendations[PUBLISHED]}/close"
    assert chair.send(path, meeting=str(site.world.meetings[PUBLISHED])).status_code == 422
    assert _kinds(site, before) == []
    assert chair.send(path, meeting="99999").status_code == 400
    assert _kinds(site, before) == [("input rejected",)]


@pytest.mark.parametrize("content", [b"", b"MZ" + SENT.encode() + bytes(300), a_pdf()[:-20]])
def test_a_file_that_is_not_taken_is_traced_once(content: bytes, site: Site) -> None:
    owner, before = site.signed_in("owner_a"), site.head()
    assert attach(owner, site, content).status_code == 400
    told = {"fields": ["file"], "path": address(site)}
    assert _left(site, before) == [("input rejected", site.world.people["owner_a"], told)]


def test_a_file_too_large_and_a_workbook_that_is_none_are_traced(site: Site) -> None:
    site.record.settings.evidence_largest_bytes = 1000
    owner, coordinator, before = site.signed_in("owner_a"), site.signed_in("coordinator"), site.head()
    assert attach(owner, site, a_pdf(b"x" * 2000)).status_code == 413
    reference = site.record.read(f"SELECT reference FROM review WHERE id = {site.world.reviews[PUBLISHED]}")[0][0]
    for review, content in ((reference, b"no workbook"), (SENT, b"")):
        typed = {"csrf_token": coordinator.token(), "review": review, "file": (BytesIO(content), f"{SENT}.xlsx")}
        assert coordinator.client.post("/import/preview", data=typed).status_code == 400
    assert _left(site, before) == [
        ("input rejected", site.world.people["owner_a"], {"fields": ["file"], "path": address(site)}),
        ("input rejected", site.world.people["coordinator"], {"fields": ["file"], "path": "/import/preview"}),
        ("input rejected", site.world.people["coordinator"], {"fields": ["review"], "path": "/import/preview"}),
    ]


def test_a_file_that_broke_off_on_the_way_is_nobodys_forgery(site: Site) -> None:
    owner, before = site.signed_in("owner_a"), site.head()
    kind, written = body(owner, address(site), content=a_pdf(b"x" * 5000), **TYPED)
    answer = owner.client.post(address(site), data=written[:-3000], content_type=kind)
    assert answer.status_code == 400
    assert _kinds(site, before) == []


def test_a_stranger_and_whoever_may_not_send_it_leave_no_such_trace(site: Site) -> None:
    before = site.head()
    assert site.stranger().post(UPDATE, form_key="k", update=SENT, rating="Blue").status_code == 401
    assert _kinds(site, before) == []
    other = site.signed_in("owner_b")
    assert other.post(UPDATE, form_key="k", update=SENT, rating="Green").status_code == 403
    assert [kind for (kind,) in _kinds(site, before)] == ["request refused"]


def test_the_trace_is_in_no_history_that_a_page_shows(site: Site) -> None:
    owner = site.signed_in("owner_a")
    assert send(owner, address(site), b"").status_code == 400
    for name in ("chair", "coordinator", "inspector", "member"):
        assert "nput rejected" not in site.signed_in(name).drawn("/history"), name
