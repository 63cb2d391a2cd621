"""Who is given which edition, on screen and as a file; and nothing of what it may not hold is in any byte of it."""

import html
import io
import re
import zipfile

import pypdf
import pytest

from dashboards.reports import slug
from tests import builders
from tests.security.world import AS_CHAIR, DRAFT, OTHER, PUBLISHED, SEES, SHOWN, needle
from tracker.reports import produce

# Written from the board's rules: an edition is read by whoever may see all that it holds.
MAY_READ = {
    "board": {*AS_CHAIR, "member", "inspector"},
    "members": {*AS_CHAIR, "member", "inspector", "councillor", "owner_a", "owner_b"},
    # What staff typed is in no paper for the public: it reads the site that is written from a released edition.
    "public": set(),
    "inspector": {*AS_CHAIR, "inspector"},
}
HOLDS = {"board": "member", "members": "councillor", "inspector": "inspector"}
ALL = {*SHOWN, "statement", "closing", "note", "evidence"}
PAPERS = [slug(kind) for kind in produce.BUILDERS]
# It names who checked what.
NOT_IN = {"members": {"evidence-index"}}


def text_of(answer, ending):
    """Give everything that can be read in an answer, packed or not."""
    if ending == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            return "".join(book.read(name).decode() for name in book.namelist())
    if ending == ".pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    return answer.text


def groups_in(told):
    """Give the groups of the small plan of which any needle stands in a text, broken over lines or not."""
    whole = re.sub(r"\s", "", told)
    return {group for group in SEES["chair"] for what in ALL if needle(group, what) in whole}


@pytest.mark.parametrize("edition", MAY_READ)
@pytest.mark.parametrize("who", SEES)
@pytest.mark.usefixtures("clock")
def test_an_edition_is_given_to_whom_the_table_says(shared, who, edition):
    caller = shared.signed_in(who)
    # Making a PDF takes longest, and no edition has another way to one.
    for ending in ("", ".xlsx", *([".pdf"] if edition == "inspector" else [])):
        answer = caller.get(f"/reports/{edition}/exception-report{ending}")
        assert answer.status_code == (200 if who in MAY_READ[edition] else 404), ending


@pytest.mark.usefixtures("clock")
def test_a_stranger_and_a_wrong_address_are_given_nothing(shared):
    asked = [f"/reports/board/{PAPERS[0]}", f"/snapshots/board-2026-11-22-1-00000000/{PAPERS[0]}"]
    assert {shared.stranger().get(address).status_code for address in asked} <= {302, 401, 404}
    chair = shared.signed_in("chair")
    wrong = [
        f"/reports/nobody/{PAPERS[0]}",
        "/reports/board/secret-report",
        f"/reports/board/{PAPERS[0]}.exe",
        f"/reports/board/{PAPERS[0]}.",
        asked[1],
    ]
    assert {chair.get(address).status_code for address in wrong} == {404}


@pytest.mark.parametrize(
    ("edition", "ending"), [*((edition, "") for edition in HOLDS), ("members", ".pdf"), ("members", ".xlsx")]
)
@pytest.mark.usefixtures("clock")
def test_no_needle_of_what_an_edition_may_not_hold_is_in_it(shared, edition, ending):
    found, chair = set(), shared.signed_in("chair")
    for paper in PAPERS:
        answer = chair.get(f"/reports/{edition}/{paper}{ending}")
        assert answer.status_code == (404 if paper in NOT_IN.get(edition, ()) else 200), paper
        found |= groups_in(text_of(answer, ending)) if answer.status_code == 200 else set()
    assert found - SEES[HOLDS[edition]] == set()
    # Only a paper that tells of what its reader sees proves anything by what it does not tell.
    assert found
    assert (DRAFT in found or OTHER in found) == (edition in {"board", "inspector"})


@pytest.mark.usefixtures("clock")
def test_a_frozen_edition_is_given_to_who_may_read_it_and_stays_the_same(site):
    chair = site.signed_in("chair")
    assert chair.send("/reports/freeze", edition="board").status_code == 302
    ((cited,),) = site.record.read("SELECT cited FROM snapshot")
    asked = f"/snapshots/{cited}/{PAPERS[0]}"
    before = site.signed_in("member").get(asked)
    assert (before.status_code, cited in before.text, "(frozen)" in before.text) == (200, True, True)
    assert site.signed_in("councillor").get(asked).status_code in {403, 404}
    assert site.signed_in("member").get(f"{asked}.xlsx").status_code == 200
    assert f"{PAPERS[0]}-{cited}.pdf" in chair.get(f"{asked}.pdf").headers["Content-Disposition"]


@pytest.mark.usefixtures("clock")
def test_a_paper_of_a_past_day_says_so_and_one_of_a_day_to_come_is_refused(shared):
    chair = shared.signed_in("chair")
    told = chair.get(f"/reports/board/{PAPERS[0]}?as_at=2026-10-10").text
    assert "as at 10 October 2026" in told
    assert "Snapshot board-2026-10-10-" in told
    assert chair.get(f"/reports/board/{PAPERS[0]}?as_at=2027-01-01").status_code == 400
    assert chair.get(f"/reports/board/{PAPERS[0]}?as_at=2001-01-01").status_code == 200


@pytest.mark.parametrize("edition", ["board", "inspector"])
@pytest.mark.usefixtures("clock")
def test_the_evidence_index_tells_of_each_group_what_its_reader_sees_and_no_wording_that_is_withheld(shared, edition):
    answer = shared.signed_in("chair").get(f"/reports/{edition}/evidence-index")
    sees = SEES[HOLDS[edition]]
    assert {group for group in SEES["chair"] if needle(group, "evidence") in answer.text} == sees - {OTHER}
    secret = {group for group in SEES["chair"] if needle(group, "secret") in answer.text}
    assert secret == (set() if edition == "board" else sees - {OTHER})


@pytest.mark.usefixtures("clock")
def test_what_teams_answered_is_told_with_its_reason_to_the_board_and_without_to_members(site):
    with site.record.reading() as visit:
        review = visit.session.get(builders.Review, site.world.reviews[PUBLISHED])
    builders.a_briefing(site.record, review, number=1)
    chair = site.signed_in("chair")
    board, members = (chair.get(f"/reports/{each}/seven-minute-briefings").text for each in ("board", "members"))
    assert needle(PUBLISHED, "because") in board
    assert needle(PUBLISHED, "team") in members and needle(PUBLISHED, "because") not in members
    assert "the reason is kept for the board" in html.unescape(members)


@pytest.mark.usefixtures("clock")
def test_a_paper_that_an_inspector_is_given_is_noted_before_and_nobody_elses(site):
    for who in ("chair", "inspector"):
        assert site.signed_in(who).get("/reports/board/full-plan.xlsx").status_code == 200
    noted = site.record.read("SELECT person_id, what FROM access_log")
    assert [person for person, _ in noted] == [site.world.people["inspector"]]
    assert noted[0][1].startswith("/reports/board/full-plan.xlsx: board-2026-11-22-")


@pytest.mark.usefixtures("clock")
def test_nobody_is_led_to_a_paper_of_the_public_edition_or_to_one_that_is_in_no_such_edition(shared):
    drawn = shared.signed_in("chair").drawn("/reports")
    assert "/reports/public/" not in drawn and "/reports/members/evidence-index" not in drawn
    assert "/reports/board/evidence-index" in drawn and "/reports/inspector/seven-minute-briefings" in drawn
