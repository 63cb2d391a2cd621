"""Bytes are given to whom may read them, as they were received, and never so that they could run."""

import html

import pytest

from tests.database.record import visitor
from tests.evidence.files import a_pdf
from tests.evidence.sending import attached, counted, send, version_of
from tests.security.site import plain
from tests.security.world import CLOSED_ACTION, PUBLISHED, RESTRICTED, SEALED
from tracker.roles import reads_for_the_board
from tracker.store import Store
from tracker.visit import Grant, Visitor
from tracker.words import Role

pytestmark = pytest.mark.usefixtures("clock")
NAME = "Prüfung „40 Fälle“.pdf"
CONTENT = a_pdf(b"what only some may read")


@pytest.fixture
def owner(site):
    return site.signed_in("owner_a")


def given(site, name, version, **headers):
    answer = site.signed_in(name).get(f"/evidence/versions/{version}", headers=headers)
    answer.get_data()
    return answer


def said(answer):
    return html.unescape(plain(answer.get_data()).decode())


def test_a_file_goes_out_as_it_came_and_cannot_run(site, owner):
    version = version_of(site, attached(owner, site, CONTENT, name=NAME))
    answer = given(site, "chair", version)
    assert (answer.status_code, answer.get_data()) == (200, CONTENT)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="Pr_fung _40 F_lle_.pdf"; '
        "filename*=UTF-8''Pr%C3%BCfung%20%E2%80%9E40%20F%C3%A4lle%E2%80%9C.pdf"
    )
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Length"] == str(len(CONTENT))
    part = given(site, "chair", version, Range="bytes=0-3")
    assert (part.status_code, part.get_data()) == (200, CONTENT)


READS = {
    "normal": {"coordinator", "chair", "deputy", "scrutineer", "member", "inspector", "owner_a"},
    "restricted": {"coordinator", "chair", "deputy", "scrutineer", "inspector", "owner_a"},
    "sealed": {"coordinator", "chair", "deputy", "scrutineer"},
}
EVERYBODY = READS["normal"] | {"owner_b", "councillor", "admin", "scoped"}
ASKED = ({}, {"Range": "bytes=0-9"}, {"If-None-Match": "*"}, {"If-None-Match": '"x"', "If-Range": '"x"'})


@pytest.mark.parametrize("sensitivity", READS)
def test_who_may_not_read_finds_nothing_whatever_is_asked(sensitivity, site):
    sender = site.signed_in("coordinator")
    key = attached(sender, site, CONTENT, sensitivity=sensitivity, title="zqtitlezq", name="zqnamezq.pdf")
    version = version_of(site, key)
    missing = {name: said(given(site, name, 9_999)) for name in EVERYBODY}
    for name in sorted(EVERYBODY):
        caller = site.signed_in(name)
        for asked in ASKED:
            answer = caller.get(f"/evidence/versions/{version}", headers=asked)
            if name in READS[sensitivity]:
                assert (answer.status_code, answer.get_data()) == (200, CONTENT), name
                continue
            assert answer.status_code == 404, name
            assert said(answer) == missing[name].replace("9999", str(version)), name
            assert not {"ETag", "Content-Range", "Content-Disposition"} & set(answer.headers), name
        seen = caller.drawn(f"/evidence/{key}") + said(caller.get(f"/evidence/{key}"))
        assert ("zqnamezq" in seen) is (name in READS[sensitivity]), name
        assert ("zqtitlezq" in seen) is (
            name in READS[sensitivity] or (sensitivity == "normal" and name in {"councillor", "owner_b"})
        ), name
    stranger = site.stranger().get(f"/evidence/versions/{version}")
    assert stranger.status_code == 302 and CONTENT not in stranger.get_data()


@pytest.mark.parametrize("group", [RESTRICTED, SEALED, CLOSED_ACTION])
def test_evidence_takes_on_what_closes_its_action(group, site):
    key = attached_to(site, group)
    version = version_of(site, key)
    seen = {"coordinator", "chair", "deputy", "scrutineer"} | ({"inspector"} if group != SEALED else set())
    assert {name for name in EVERYBODY if given(site, name, version).status_code == 200} == seen
    assert site.record.read("SELECT count(*) FROM evidence_read") == [(len(seen),)]


def attached_to(site, group):
    path = f"/actions/{site.world.actions[group]}/evidence"
    typed = {"title": "Audit", "type": "audit", "class": "2", "sensitivity": "normal"}
    return int(send(site.signed_in("coordinator"), path, CONTENT, **typed).location.rpartition("/")[2])


def test_reads_of_restricted_bytes_are_noted_before_they_are_given_and_shown_to_the_board(site):
    key = attached(site.signed_in("coordinator"), site, CONTENT, sensitivity="restricted")
    version, events = version_of(site, key), counted(site)["event"]
    for name in ("inspector", "owner_a", "inspector", "member"):
        given(site, name, version).get_data()
    noted = site.record.read("SELECT person_id, version_id FROM evidence_read ORDER BY id")
    people = site.world.people
    assert noted == [(people[name], version) for name in ("inspector", "owner_a", "inspector")]
    assert counted(site)["event"] == events, "the trail is not written by who only reads"
    shown = site.signed_in("chair").drawn(f"/evidence/{key}")
    assert "Who was given it" in shown and "inspector" in shown
    for name in ("inspector", "owner_a"):
        assert "Who was given it" not in site.signed_in(name).drawn(f"/evidence/{key}")
    normal = version_of(site, attached(site.signed_in("coordinator"), site, CONTENT))
    given(site, "inspector", normal).get_data()
    assert site.record.read("SELECT count(*) FROM evidence_read") == [(3,)]


def test_what_cannot_be_noted_is_not_given(site):
    key = attached(site.signed_in("coordinator"), site, CONTENT, sensitivity="restricted")
    site.record.tamper("CREATE TRIGGER t BEFORE INSERT ON evidence_read BEGIN SELECT RAISE(ABORT, 'full'); END")
    answer = given(site, "chair", version_of(site, key))
    assert answer.status_code == 500
    assert CONTENT not in answer.get_data()


@pytest.mark.parametrize("statement", ["DELETE FROM evidence_read", "UPDATE evidence_read SET person_id = 1"])
def test_what_was_noted_stays(site, statement):
    version = version_of(site, attached(site.signed_in("coordinator"), site, sensitivity="restricted"))
    given(site, "chair", version).get_data()
    with pytest.raises(Exception, match="only ever added to"):
        site.record.tamper(statement)


def _flip(path):
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _turn_into_a_link(path):
    (path.parent / "other").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(path.parent / "other")


def _turn_into_a_folder(path):
    path.unlink()
    path.mkdir()


DAMAGE = {
    "flipped": _flip,
    "missing": lambda path: path.unlink(),
    "a link": _turn_into_a_link,
    "a folder": _turn_into_a_folder,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_bytes_are_never_given_and_it_is_noted_once_a_day(damage, site, owner):
    key = attached(owner, site, CONTENT)
    version = version_of(site, key)
    ((sha256,),) = site.record.read(f"SELECT sha256 FROM evidence_version WHERE id = {version}")
    DAMAGE[damage](Store(site.record.settings.evidence_folder).path(sha256))
    for name in ("chair", "inspector"):
        answer = given(site, name, version)
        assert (answer.status_code, "no longer what was received" in said(answer)) == (410, True)
        assert CONTENT[10:] not in answer.get_data()
    assert site.events("evidence found damaged") == 1
    assert site.record.faults() == []
    assert "bytes are gone or damaged" in site.signed_in("chair").drawn(f"/actions/{site.world.actions[PUBLISHED]}")


def test_a_link_and_a_statement_have_no_bytes(site, owner):
    version = version_of(site, attached(owner, site, None, statement="Words."))
    assert given(site, "chair", version).status_code == 404


def test_a_councillor_reads_the_title_and_no_more(site, owner):
    key = attached(owner, site, CONTENT, title="zqtitlezq", name="zqname.pdf")
    drawn = site.signed_in("councillor").drawn(f"/evidence/{key}")
    assert "zqtitlezq" in drawn and "zqname" not in drawn and "Download" not in drawn
    assert "Kept for the board" in drawn


def test_an_administrator_who_is_a_councillor_too_reads_no_evidence():
    both = Visitor(1, "both", (Grant(Role.ADMIN), Grant(Role.COUNCILLOR)))
    assert not reads_for_the_board(both)
    assert reads_for_the_board(visitor(Role.MEMBER)) and not reads_for_the_board(visitor(Role.COUNCILLOR))
