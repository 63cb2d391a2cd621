"""Evidence that was attached by mistake is sealed: it is gone at once for all but the chair's side, and not lost."""

import hashlib
import html
from datetime import timedelta

import pytest

from tests.evidence.files import a_pdf
from tests.evidence.sending import attached, version_of
from tests.security.world import PUBLISHED
from tracker import snapshots
from tracker.queries import packed
from tracker.visit import Grant, Visitor
from tracker.words import Edition, Role

pytestmark = pytest.mark.usefixtures("clock")
CONTENT = a_pdf(b"about another child")
NEEDLE, WHY = "zqmistakenzq", "zqanotherchildzq"
OTHERS = ("member", "owner_a", "owner_b", "councillor", "inspector", "scoped", "admin")
ITS_SIDE = ("coordinator", "chair", "deputy", "scrutineer")
INSPECTOR = Visitor(None, "inspector", (Grant(Role.INSPECTOR),), method="test")


@pytest.fixture
def piece(site):
    return attached(site.signed_in("owner_a"), site, CONTENT, title=NEEDLE)


def say(site, piece, sensitivity="sealed", *, by="coordinator", version="1", reason=WHY):
    at = f"/evidence/{piece}/sensitivity"
    return site.signed_in(by).send(at, sensitivity=sensitivity, reason=reason, version=version)


def given(site, who, piece):
    return site.signed_in(who).get(f"/evidence/versions/{version_of(site, piece)}").status_code


def told(site, who, piece):
    """Draw what would tell of a piece: its own page, its action, and the history."""
    action, caller = site.world.actions[PUBLISHED], site.signed_in(who)
    pages = (f"/evidence/{piece}", f"/actions/{action}", "/history", "/plan", "/evidence", "/my-work")
    return "".join(caller.drawn(page) for page in pages)


def in_pack(site, piece):
    with site.record.reading(INSPECTOR) as visit:
        found = packed.contents(visit, site.world.reviews[PUBLISHED])
    return [each for each in found.files if each.evidence_id == piece], found


@pytest.mark.parametrize("by", ["coordinator", "chair"])
def test_what_is_sealed_is_gone_for_all_but_the_chairs_side_until_it_is_opened(site, piece, by):
    for who in ("member", "owner_a", "inspector"):
        assert given(site, who, piece) == 200 and NEEDLE in told(site, who, piece), who
    assert say(site, piece, by=by).status_code == 302
    for who in OTHERS:
        page = told(site, who, piece)
        assert NEEDLE not in page and WHY not in page, who
        assert given(site, who, piece) == 404, who
    for who in ITS_SIDE:
        page = told(site, who, piece)
        assert NEEDLE in page and f"Who may see it: normal → sealed. Reason: “{WHY}”" in page, who
        assert given(site, who, piece) == 200, who
    assert say(site, piece, "normal", by=by, version="2").status_code == 302
    assert given(site, "member", piece) == 200
    assert site.record.faults() == []


def test_a_day_that_is_past_shows_no_more_of_it(site, piece, clock):
    clock.shift(timedelta(days=2))
    assert NEEDLE in site.signed_in("member").drawn(f"/evidence/{piece}?as_at=2026-11-22")
    assert say(site, piece).status_code == 302
    assert NEEDLE not in site.signed_in("member").drawn(f"/evidence/{piece}?as_at=2026-11-22")
    assert NEEDLE in site.signed_in("chair").drawn(f"/evidence/{piece}?as_at=2026-11-22")


def test_a_pack_names_what_was_sealed_by_its_hash_and_by_nothing_else(site, piece):
    (before,), _ = in_pack(site, piece)
    assert (before.name, before.why_not) == ("audit.pdf", "")
    say(site, piece)
    (after,), found = in_pack(site, piece)
    assert after.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (after.name, after.action, after.size) == ("", "", 0)
    assert after.why_not == "Sealed on 22 Nov 2026, and kept for the chair and the coordinator."
    assert any(each.why.startswith("sealed") and each.what == "pieces of evidence" for each in found.withheld)
    assert NEEDLE not in repr(found) and WHY not in repr(found)


def test_what_was_attached_as_sealed_leaves_no_hash_in_a_pack(site):
    piece = attached(site.signed_in("coordinator"), site, CONTENT, sensitivity="sealed", title=NEEDLE)
    assert in_pack(site, piece)[0] == []


def test_a_frozen_edition_that_told_of_it_is_closed_and_still_checks(site, piece):
    settings = site.record.settings
    with site.record.changing(Visitor(site.world.people["coordinator"], "c", (Grant(Role.COORDINATOR),))) as visit:
        cited = snapshots.freeze(visit, settings, Edition.BOARD).cited
    at = f"/snapshots/{cited}/evidence-index"
    assert NEEDLE in html.unescape(site.signed_in("member").get(at).get_data(as_text=True))
    say(site, piece)
    answer = site.signed_in("member").get(at)
    assert answer.status_code == 409 and NEEDLE not in answer.get_data(as_text=True)
    assert NEEDLE in html.unescape(site.signed_in("chair").get(at).get_data(as_text=True))
    with site.record.reading() as visit:
        assert snapshots.check(visit, settings, cited).differences == []


def test_nobody_else_seals_and_nothing_is_said_twice_or_without_reading(site, piece):
    for who in set(OTHERS) | {"deputy", "scrutineer"}:
        assert f"/evidence/{piece}/sensitivity" not in site.signed_in(who).drawn(f"/evidence/{piece}"), who
        assert site.signed_in(who).get(f"/evidence/{piece}/sensitivity").status_code in {403, 404}, who
    assert f"/evidence/{piece}/sensitivity" in site.signed_in("chair").drawn(f"/evidence/{piece}")
    assert say(site, piece, "normal").status_code == 400
    assert say(site, piece, "secret").status_code == 400
    assert say(site, piece, reason=" ").status_code == 400
    assert site.events("evidence closed or opened") == 0
    assert say(site, piece).status_code == 302
    stale = say(site, piece, "restricted", by="chair")
    assert stale.status_code == 409 and "sealed" in stale.get_data(as_text=True)
    assert site.record.read(f"SELECT sensitivity, version FROM evidence WHERE id = {piece}") == [("sealed", 2)]


def test_each_action_that_it_speaks_for_keeps_that_this_was_said(site):
    other = site.record.read(
        f"SELECT reference FROM action WHERE id <> {site.world.actions[PUBLISHED]} ORDER BY id DESC LIMIT 1"
    )[0][0]
    piece = attached(site.signed_in("coordinator"), site, CONTENT, title=NEEDLE, actions=other)
    assert say(site, piece).status_code == 302
    kind = "evidence for several actions closed or opened"
    found = site.record.read(f"SELECT action_id FROM event WHERE kind = '{kind}' ORDER BY seq")
    linked = site.record.read(f"SELECT action_id FROM evidence_link WHERE evidence_id = {piece} ORDER BY action_id")
    assert found == linked and len(found) == 2
