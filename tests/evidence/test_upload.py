"""Attaching a file, a link or a statement: taken whole and once, or refused with everything typed still there."""

import hashlib
import html
import os
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest

from dashboards import uploads
from tests.evidence.files import BAD, EICAR, GOOD, a_pdf
from tests.evidence.sending import TYPED, address, attach, attached, body, counted, lying, send, traced, version_of
from tests.security.world import DRAFT, PUBLISHED

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def owner(site):
    return site.signed_in("owner_a")


def said(answer):
    return html.unescape(answer.get_data(as_text=True))


def test_every_good_file_is_taken_and_named_by_its_content(site, owner):
    lay = []
    for content, media_type in GOOD.values():
        key = attached(owner, site, content, name="audit.exe")
        sha256 = hashlib.sha256(content).hexdigest()
        found = site.record.read(
            f"SELECT kind, sha256, size, media_type, original_name FROM evidence_version WHERE evidence_id = {key}"
        )
        assert found == [("file", sha256, len(content), media_type, "audit.exe")]
        lay.append(f"blobs/{sha256[:2]}/{sha256}")
    assert lying(site) == sorted(lay)
    assert site.record.faults() == []


def test_a_link_and_a_statement_are_taken_by_the_same_form(site, owner):
    link = attached(owner, site, None, link="https://a.example/b", dated="31 Mar 2026")
    words = attached(owner, site, None, statement="We looked at 40 files.")
    found = site.record.read("SELECT kind, url, statement, claimed_on FROM evidence_version ORDER BY id DESC LIMIT 2")
    assert found == [
        ("statement", "", "We looked at 40 files.", None),
        ("link", "https://a.example/b", "", "2026-03-31"),
    ]
    assert link < words
    assert lying(site) == []


@pytest.mark.parametrize("what", [name for name in BAD if "much text" not in name])
def test_every_bad_file_is_refused_and_leaves_nothing(what, shared):
    owner = shared.signed_in("owner_a")
    before, lay = counted(shared), lying(shared)
    answer = attach(owner, shared, BAD[what][0])
    assert answer.status_code == 400
    assert re.search(BAD[what][1], said(answer))
    assert 'href="#file"' in said(answer)
    assert (counted(shared), lying(shared)) == (traced(before), lay)


WRONG = {
    "no title": ({"title": " "}, "Enter title."),
    "no type": ({"type": ""}, "Choose the type."),
    "a type that is none": ({"type": "rumour"}, "Choose the type."),
    "no class": ({"class": "4"}, "Choose class 1, 2 or 3."),
    "nobody may see it": ({"sensitivity": "secret"}, "Choose who may see it."),
    "sealed by an owner": ({"sensitivity": "sealed"}, "Choose who may see it."),
    "two things": ({"link": "https://a.example"}, "Give one of the three"),
    "an unknown action": ({"actions": "A0001, zqzq"}, "There is no action"),
    "a day to come": ({"dated": "1 Jan 2099"}, ""),
    "no day": ({"dated": "soon"}, "Enter a date"),
}


# No browser sends these by itself: the form does not offer them.
FORGED = {"a type that is none", "no class", "nobody may see it", "sealed by an owner"}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_form_keeps_what_was_typed_and_saves_nothing(what, shared):
    owner = shared.signed_in("owner_a")
    before = counted(shared)
    typed, sentence = WRONG[what]
    answer = attach(owner, shared, **{"title": "What I typed", **typed})
    assert answer.status_code == 400
    assert sentence in said(answer)
    if "title" not in typed:
        assert 'value="What I typed"' in said(answer)
    assert counted(shared) == (traced(before) if what in FORGED else before)


def test_nothing_at_all_is_asked_for(shared):
    answer = attach(shared.signed_in("owner_a"), shared, None)
    assert (answer.status_code, "Give one of the three" in said(answer)) == (400, True)


def test_a_hidden_action_is_as_unknown_as_none(shared):
    owner = shared.signed_in("owner_b")
    ((reference,),) = shared.record.read(f"SELECT reference FROM action WHERE id = {shared.world.actions[DRAFT]}")
    path = f"/actions/{shared.world.actions['b']}/evidence"
    answers = [send(owner, path, **TYPED, actions=name).get_data(as_text=True) for name in (reference, "zqnonezq")]
    assert all("There is no action" in answer for answer in answers)


def test_a_file_to_two_actions_is_one_file_and_two_links(site):
    coordinator = site.signed_in("coordinator")
    ((other,),) = site.record.read(f"SELECT reference FROM action WHERE id = {site.world.actions['b']}")
    key = attached(coordinator, site, actions=other)
    again = attached(coordinator, site)
    found = site.record.read(f"SELECT action_id FROM evidence_link WHERE evidence_id = {key} ORDER BY action_id")
    assert found == sorted([(site.world.actions[PUBLISHED],), (site.world.actions["b"],)])
    assert again != key
    assert len(lying(site)) == 1


def test_the_same_upload_again_gives_the_first_answer_without_reading_the_file(site, owner):
    kind, written = body(owner, address(site), content=a_pdf(), **TYPED)
    first = owner.client.post(address(site), data=written, content_type=kind)
    after = counted(site)
    other = written.replace(b"%PDF-1.7", b"#!/bin/s")
    second = owner.client.post(address(site), data=other, content_type=kind)
    assert (second.status_code, second.location) == (302, first.location)
    assert counted(site) == after


def test_the_same_upload_twenty_times_at_once_is_one(site, owner):
    kind, written = body(owner, address(site), content=a_pdf(), **TYPED)
    cookie = owner.client.get_cookie("session").value

    def press(_number):
        client = site.server.test_client()
        client.set_cookie("session", cookie)
        answer = client.post(address(site), data=written, content_type=kind)
        return answer.status_code, answer.location

    before = counted(site)["evidence"]
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(press, range(20)))
    assert len(answers) == 1 and answers.pop()[0] == 302
    assert counted(site)["evidence"] == before + 1
    assert [name.split("/")[0] for name in lying(site)] == ["blobs"]


def test_the_token_is_looked_at_before_the_file(site, owner, monkeypatch):
    monkeypatch.setattr(os, "link", lambda *_: pytest.fail("a file was stored"))
    for token in ("", "forged"):
        kind, written = body(owner, address(site), content=a_pdf(), **TYPED)
        spoilt = re.sub(rb'(name="csrf_token"\r\n\r\n)[^\r]*', rb"\g<1>" + token.encode(), written)
        assert owner.client.post(address(site), data=spoilt, content_type=kind).status_code == 400
    # A token behind the file comes too late: the file would have to be taken to read it.
    token_last = re.sub(
        rb'------aBoundary\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n[^\r]*\r\n', b"", written
    )
    token_last = token_last.replace(
        b"------aBoundary--",
        b'------aBoundary\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
        + owner.token().encode()
        + b"\r\n------aBoundary--",
    )
    assert owner.client.post(address(site), data=token_last, content_type=kind).status_code == 400
    assert lying(site) == []


@pytest.mark.parametrize("name", ["owner_b", "councillor", "inspector", "member", "admin", "stranger"])
def test_who_may_not_attach_is_refused_before_the_body_is_read(name, shared, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_THROWN_AWAY", 0)
    caller = shared.stranger() if name == "stranger" else shared.signed_in(name)
    before = counted(shared)
    kind, written = body(caller, address(shared), content=a_pdf(), form_key="k", **TYPED)
    endless = BytesIO(b"x" * 2_000_000)
    answer = caller.client.post(address(shared), input_stream=endless, headers={"Content-Type": kind})
    assert answer.status_code in {400, 401, 403, 404, 413}
    assert endless.tell() <= (600_000 if name in {"owner_b", "stranger"} else 0)
    answer = caller.client.post(address(shared), data=written, content_type=kind)
    assert answer.status_code == {"owner_b": 404, "stranger": 401}.get(name, 403)
    after = counted(shared)
    assert {**after, "event": 0} == {**before, "event": 0}
    assert lying(shared) == []


def test_what_was_typed_is_kept_when_the_session_has_ended(site, owner):
    kind, written = body(owner, address(site), content=a_pdf(size=3_000_000), **{**TYPED, "title": "Typed at length"})
    site.record.tamper("UPDATE sign_in_session SET ended_at = seen_at")
    answer = owner.client.post(address(site), data=written, content_type=kind)
    assert answer.status_code == 401
    assert "Typed at length" in said(answer)
    assert lying(site) == []


def test_a_file_beyond_the_limit_is_not_read_and_the_form_stays(site, owner):
    site.record.settings.evidence_largest_bytes = 1_000_000
    for size in (1_000_001, 5_000_000):
        answer = attach(owner, site, a_pdf(size=size), title="What I typed")
        assert answer.status_code == 413
        assert "larger than 976.6 KB" in said(answer)
        assert 'value="What I typed"' in said(answer)
    assert lying(site) == []
    attached(owner, site, a_pdf(size=1_000_000))


def test_the_limit_of_other_forms_stays(shared):
    caller = shared.signed_in("owner_a")
    assert caller.post(f"/actions/{shared.world.actions[PUBLISHED]}/update", update="a" * 1_200_000).status_code == 413
    path = address(shared)
    kind, written = body(caller, path, content=a_pdf(), **{**TYPED, "title": "a" * 400_000})
    assert caller.client.post(path, data=written, content_type=kind).status_code == 413


def test_an_agency_cannot_fill_the_store(site, owner):
    site.record.settings.evidence_quota_bytes = 5_000
    attached(owner, site, a_pdf(b"1", size=3_000))
    before = counted(site)
    answer = attach(owner, site, a_pdf(b"2", size=3_000))
    assert (answer.status_code, "All files of one agency together" in said(answer)) == (400, True)
    assert counted(site) == before
    other = send(site.signed_in("owner_b"), f"/actions/{site.world.actions['b']}/evidence", a_pdf(size=3_000), **TYPED)
    assert other.status_code == 302


def test_an_owner_gives_nothing_in_the_name_of_another_agency(site, owner):
    key = attached(owner, site, provider=str(site.world.agencies["b"]))
    ((agency,),) = site.record.read(f"SELECT provider_agency_id FROM evidence WHERE id = {key}")
    assert agency == site.world.agencies["a"]


BROKEN = {
    "cut short": lambda whole: whole[:-40],
    "a second file": lambda whole: whole.replace(
        b"------aBoundary--",
        b'------aBoundary\r\nContent-Disposition: form-data; name="f"; filename="b"\r\n\r\nb\r\n------aBoundary--',
    ),
    "a name twice": lambda whole: whole.replace(b'name="class"', b'name="title"'),
    "no form at all": lambda whole: whole[:0] + b"nothing of the kind",
    "no key": lambda whole: whole.replace(b'name="form_key"', b'name="key"'),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_body_is_refused_and_leaves_nothing(what, shared):
    owner = shared.signed_in("owner_a")
    before = counted(shared)
    kind, written = body(owner, address(shared), content=a_pdf(size=200_000), **TYPED)
    answer = owner.client.post(address(shared), data=BROKEN[what](written), content_type=kind)
    assert answer.status_code == 400
    assert (counted(shared), lying(shared)) == (before, [])


def test_a_sender_who_goes_away_leaves_nothing(site, owner):
    kind, written = body(owner, address(site), content=a_pdf(size=400_000), **TYPED)
    answer = owner.client.post(
        address(site), data=written[:-4_000], headers={"Content-Type": kind, "Content-Length": str(len(written))}
    )
    assert answer.status_code == 400
    assert lying(site) == []


def test_a_virus_goes_into_quarantine_and_its_sender_is_told(site, owner, scanned_by):
    clean = attached(owner, site, EICAR, title="Before anybody knew")
    scanned_by()
    before = counted(site)
    answer = attach(owner, site, EICAR)
    sha256 = hashlib.sha256(EICAR).hexdigest()
    assert (answer.status_code, "found a virus in this file (Eicar-Test-Signature)" in said(answer)) == (400, True)
    after = counted(site)
    assert after["evidence_version"] == before["evidence_version"]
    assert site.events("virus found in an upload") == 1
    assert lying(site) == [f"quarantine/{sha256}"]
    # The same bytes had come in before: they are out of reach too, even for who sent them.
    gone = owner.get(f"/evidence/versions/{version_of(site, clean)}")
    assert (gone.status_code, "in quarantine" in said(gone)) == (409, True)
    assert EICAR not in gone.get_data()
    assert site.record.faults() == []


@pytest.mark.parametrize("manner", ["hangs", "garbage"])
def test_without_an_answer_of_the_scanner_a_file_is_held(manner, site, owner, scanner, scanned_by):
    scanned_by()
    scanner.manner = manner
    key = attached(owner, site)
    version = version_of(site, key)
    assert owner.get(f"/evidence/versions/{version}").get_data() == a_pdf(), "its provider has it anyway"
    for name in ("chair", "coordinator", "member", "inspector"):
        caller = site.signed_in(name)
        answer = caller.get(f"/evidence/versions/{version}")
        assert (answer.status_code, "held until it has been scanned" in said(answer)) == (409, True), name
        assert "Received, held for scan" in caller.drawn(f"/evidence/{key}")
        assert caller.get(f"/evidence/versions/{version}/check").status_code == 404
    assert site.signed_in("councillor").get(f"/evidence/versions/{version}").status_code == 404


def test_the_name_is_data_on_every_page(site, owner):
    name = "../../<script>alert(1)</script>\u202efdp.exe"
    key = attached(owner, site, name=name)
    drawn = owner.drawn(f"/evidence/{key}")
    assert "<script>alert" not in drawn and "\u202e" not in drawn
    assert "\\\\u202efdp.exe" in drawn


def test_a_version_is_added_and_has_to_be_checked_anew(site, owner):
    key = attached(owner, site)
    answer = send(owner, f"/evidence/{key}/version", a_pdf(b"better"), dated="1 Nov 2026")
    assert answer.location == f"/evidence/{key}"
    found = site.record.read(
        f"SELECT number, claimed_on FROM evidence_version WHERE evidence_id = {key} ORDER BY number"
    )
    assert found == [(1, None), (2, "2026-11-01")]
    assert send(site.signed_in("owner_b"), f"/evidence/{key}/version", form_key="k").status_code == 404


class Slow(BytesIO):
    """A body that stops coming."""

    def readinto(self, room):
        if self.tell() > 150_000:
            raise TimeoutError
        return super().readinto(room)


def test_a_sender_who_stops_sending_is_told_and_nothing_stays(site, owner):
    kind, written = body(owner, address(site), content=a_pdf(size=400_000), **{**TYPED, "title": "What I typed"})
    answer = owner.client.post(address(site), input_stream=Slow(written), headers={"Content-Type": kind})
    assert (answer.status_code, "came too slowly" in said(answer)) == (408, True)
    assert 'value="What I typed"' in said(answer)
    assert lying(site) == []
