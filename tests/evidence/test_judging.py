"""Checking evidence and saying that an action is ready, as people do it on the pages."""

import html

import pytest

from tests.database.record import counting_selects, visitor
from tests.evidence.files import a_pdf
from tests.evidence.sending import attached, send, version_of
from tests.security.world import PUBLISHED
from tracker.queries import evidence
from tracker.words import Role

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def version(site):
    return version_of(site, attached(site.signed_in("owner_a"), site, a_pdf()))


def said(answer):
    return html.unescape(answer.get_data(as_text=True))


def judge(site, name, version, **typed):
    values = {"action": str(site.world.actions[PUBLISHED]), "verdict": "adequate", "reason": "", **typed}
    return site.signed_in(name).send(f"/evidence/versions/{version}/check", **values)


def test_a_verdict_is_bound_to_the_bytes(site, version):
    answer = judge(site, "member", version, verdict="partly", reason="Only 12 files.")
    assert answer.status_code == 302
    ((sha256, verdict, reason),) = site.record.read(
        f"SELECT c.sha256, c.verdict, c.reason FROM evidence_check c WHERE version_id = {version}"
    )
    assert site.record.read(f"SELECT sha256 FROM evidence_version WHERE id = {version}") == [(sha256,)]
    assert (verdict, reason) == ("partly", "Only 12 files.")
    assert "Only 12 files." in site.signed_in("chair").drawn(answer.location)
    assert "Only 12 files." not in site.signed_in("councillor").drawn(answer.location)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"verdict": "inadequate"}, "Enter reason."),
        ({"verdict": "excellent"}, "Choose what you find."),
        ({"action": ""}, "Choose the action"),
        ({"action": "99999"}, "not there any more"),
    ],
)
def test_a_wrong_verdict_is_refused_in_a_sentence(site, version, typed, sentence):
    answer = judge(site, "member", version, **typed)
    assert answer.status_code in {400, 404}
    assert sentence in said(answer)


def test_who_is_too_near_is_told_why_and_offered_no_form(site, version):
    piece = site.record.read(f"SELECT evidence_id FROM evidence_version WHERE id = {version}")[0][0]
    near = site.signed_in("coordinator")
    assert "Check version" in near.drawn(f"/evidence/{piece}")
    own = attached(near, site, a_pdf(b"own"))
    drawn = near.drawn(f"/evidence/{own}")
    assert "Why you may not check it" in drawn and "Whoever provided the evidence cannot check it." in drawn
    assert "Check version" not in drawn
    mine = version_of(site, own)
    assert near.get(f"/evidence/versions/{mine}/check").status_code == 404
    key = near.form_key(f"/evidence/{piece}/version")
    typed = {"form_key": key, "action": str(site.world.actions[PUBLISHED]), "verdict": "adequate"}
    assert near.post(f"/evidence/versions/{mine}/check", **typed).status_code == 404
    assert site.record.read(f"SELECT count(*) FROM evidence_check WHERE version_id = {mine}") == [(0,)]
    for name in ("owner_a", "owner_b", "councillor", "inspector", "admin"):
        assert site.signed_in(name).get(f"/evidence/versions/{version}/check").status_code == 404
        assert "Check version" not in site.signed_in(name).drawn(f"/evidence/{piece}")


def test_an_action_is_said_to_be_ready(site, version):
    owner, action = site.signed_in("owner_a"), site.world.actions[PUBLISHED]
    assert "Ready for assessment" in owner.drawn(f"/actions/{action}")
    assert owner.send(f"/actions/{action}/submit").location == f"/actions/{action}"
    assert site.record.read(f"SELECT count(*) FROM submission WHERE action_id = {action}") == [(1,)]
    for name in ("owner_b", "chair"):
        assert site.signed_in(name).get(f"/actions/{action}/submit").status_code == 404


def test_ready_without_evidence_is_stopped(site):
    owner, action = site.signed_in("owner_b"), site.world.actions["b"]
    answer = owner.send(f"/actions/{action}/submit")
    assert (answer.status_code, "Attach at least one piece of evidence." in said(answer)) == (422, True)


def test_the_pages_lead_from_the_action_to_its_evidence(site, version):
    piece = site.record.read(f"SELECT evidence_id FROM evidence_version WHERE id = {version}")[0][0]
    drawn = site.signed_in("member").drawn(f"/actions/{site.world.actions[PUBLISHED]}")
    assert f'href=\\"/evidence/{piece}\\"' in drawn
    page = site.signed_in("member").drawn(f"/evidence/{piece}")
    for words in (
        "Class 2: how well did we do it",
        "Received at",
        "None claimed",
        "Head of A, Agency A",
        "Not scanned",
    ):
        assert words in page, words


def test_a_page_asks_as_often_for_five_versions_as_for_one(site, version):
    owner, record = site.signed_in("owner_a"), site.record
    ((piece,),) = record.read(f"SELECT evidence_id FROM evidence_version WHERE id = {version}")
    member = visitor(Role.MEMBER, person=site.world.people["member"])

    def asked():
        with record.reading(member) as visit, counting_selects(record.engine) as selects:
            shown = evidence.whole(visit, piece)
        return len(shown.versions), len(selects)

    asked()
    one, first = asked()
    for number in range(4):
        send(owner, f"/evidence/{piece}/version", a_pdf(str(number).encode()))
    five, second = asked()
    assert (one, five) == (1, 5)
    assert first == second <= 20
