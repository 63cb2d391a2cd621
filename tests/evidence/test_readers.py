"""Persons are named to read a piece of restricted evidence; they then read it, and nobody else does for that."""

import html

import pytest

from tests.database.record import visitor
from tests.evidence.files import a_pdf
from tests.evidence.sending import attached, version_of
from tests.security.world import email
from tracker import readable
from tracker.commands import readers
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.models import Evidence
from tracker.queries import pieces
from tracker.words import Role

pytestmark = pytest.mark.usefixtures("clock")
CONTENT = a_pdf(b"kept close")
NEEDLE = "zqkeptclosezq"


@pytest.fixture
def piece(site):
    return attached(site.signed_in("coordinator"), site, CONTENT, sensitivity="restricted", title=NEEDLE)


def named(site, piece, who, *, by="coordinator", way="readers"):
    typed = {"reason": "They led the audit."}
    typed |= {"e-mail address": email(who)} if way == "readers" else {"person": str(site.world.people[who])}
    return site.signed_in(by).send(f"/evidence/{piece}/{way}", **typed)


def given(site, who, piece):
    answer = site.signed_in(who).get(f"/evidence/versions/{version_of(site, piece)}")
    return answer.status_code, answer.get_data() == CONTENT


@pytest.mark.parametrize("who", ["member", "owner_b", "councillor"])
def test_who_is_named_reads_it_where_they_see_its_action_and_every_download_is_noted(site, piece, who):
    assert given(site, who, piece)[0] == 404
    assert NEEDLE not in site.signed_in(who).drawn(f"/evidence/{piece}")
    assert named(site, piece, who).status_code == 302
    assert given(site, who, piece) == (200, True)
    assert NEEDLE in site.signed_in(who).drawn(f"/evidence/{piece}")
    person = site.world.people[who]
    assert site.record.read(f"SELECT count(*) FROM evidence_read WHERE person_id = {person}") == [(1,)]
    assert named(site, piece, who, way="readers-ended").status_code == 302
    assert given(site, who, piece)[0] == 404
    assert NEEDLE not in site.signed_in(who).drawn(f"/evidence/{piece}")
    assert site.record.faults() == []


def test_nobody_else_reads_it_because_somebody_is_named(site, piece):
    named(site, piece, "member")
    for who in ("owner_b", "councillor", "admin", "scoped"):
        assert given(site, who, piece)[0] == 404
        assert NEEDLE not in site.signed_in(who).drawn(f"/evidence/{piece}")
    assert named(site, piece, "admin").status_code == 302
    assert given(site, "admin", piece)[0] == 404


def test_a_question_built_for_one_member_is_not_answered_to_another(site, piece):
    named(site, piece, "member")
    action = site.record.read(f"SELECT action_id FROM evidence_link WHERE evidence_id = {piece}")[0][0]
    member = visitor(Role.MEMBER, person=site.world.people["member"])
    for who, sees in ((member, True), (visitor(Role.MEMBER, person=9999), False), (member, True)):
        with site.record.reading(who) as visit:
            found = [each.title for each in pieces.for_actions(visit, [action])]
            assert (NEEDLE in found) is sees
            assert bool(visit.session.get(Evidence, piece) and _finds(visit, piece)) is sees


def _finds(visit, piece):
    try:
        return readable.find_piece(visit, piece)
    except NotFoundError:
        return None


def test_who_provided_it_names_and_sees_who_is_named_and_others_do_not(site):
    own = attached(site.signed_in("owner_a"), site, CONTENT, sensitivity="restricted", title=NEEDLE)
    assert named(site, own, "member", by="owner_a").status_code == 302
    for who, sees, may in (("owner_a", True, True), ("chair", True, False), ("inspector", False, False)):
        page = site.signed_in(who).drawn(f"/evidence/{own}")
        assert ("They led the audit." in page) is sees, who
        assert (f"/evidence/{own}/readers" in page) is may, who
    assert site.signed_in("owner_b").get(f"/evidence/{own}/readers").status_code == 404
    assert "They led the audit." not in site.signed_in("member").drawn(f"/evidence/{own}")


def test_an_owner_of_the_same_agency_who_did_not_provide_it_names_nobody(site, piece):
    assert site.signed_in("owner_a").get(f"/evidence/{piece}/readers").status_code == 404
    answer = site.signed_in("owner_a").post(f"/evidence/{piece}/readers", form_key="forged", reason="So.")
    assert answer.status_code in {403, 404}
    assert site.record.read("SELECT count(*) FROM evidence_reader") == [(0,)]


@pytest.mark.parametrize(("sensitivity", "said"), [("normal", "is not restricted"), ("sealed", "is sealed")])
def test_only_what_is_restricted_has_named_readers(site, sensitivity, said):
    key = attached(site.signed_in("coordinator"), site, CONTENT, sensitivity=sensitivity)
    with site.record.changing() as visit, pytest.raises(RuleBrokenError, match=said):
        readers.name_reader(visit, key, person_id=site.world.people["member"], reason="So.")
    assert site.signed_in("coordinator").get(f"/evidence/{key}/readers").status_code == 404


def test_what_is_wrong_is_said_at_its_field(site, piece):
    unknown = site.signed_in("coordinator").send(
        f"/evidence/{piece}/readers", **{"e-mail address": "nobody@board.example", "reason": "So."}
    )
    assert "Nobody with this address is recorded." in html.unescape(unknown.get_data(as_text=True))
    assert named(site, piece, "member").status_code == 302
    assert named(site, piece, "member").status_code == 400
    assert named(site, piece, "councillor", way="readers-ended").status_code == 400
    with site.record.changing() as visit:
        for reason, person in ((" ", site.world.people["councillor"]), ("So.", 9999)):
            with pytest.raises(InputError):
                readers.name_reader(visit, piece, person_id=person, reason=reason)
