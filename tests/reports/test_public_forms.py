"""The public edition on its way, through the pages: previewed, released by two people, taken back."""

import html

import pytest

from tests.dashboards.sent_forms import public_editions
from tests.security.site import TOKEN
from tests.security.world import AS_CHAIR, DRAFT, PUBLISHED, SEES, needle
from tracker.queries import releases as queries
from tracker.store import Store


@pytest.fixture
def keys(site):
    """Give three public editions on their way."""
    return public_editions(site.record, site.world.actions["b"], site.world.recommendations[PUBLISHED])


def cited(site, key):
    return site.record.read(f"SELECT cited FROM snapshot WHERE id = {key}")[0][0]


def preview(site, key, name="index.html"):
    return f"/snapshots/{cited(site, key)}/preview/{name}"


@pytest.mark.usefixtures("clock")
def test_two_people_release_it_by_the_forms_and_one_takes_it_back(site, keys):
    coordinator, chair, at = site.signed_in("coordinator"), site.signed_in("chair"), f"/snapshots/{keys['edition']}"
    assert "Nothing is published" in chair.drawn("/public")
    assert coordinator.send(f"{at}/release", role="coordinator", word="PUBLISH").status_code == 302
    again = chair.send(f"{at}/release", role="chair", word="release")
    assert (again.status_code, "Type the word publish" in again.text) == (400, True)
    assert chair.send(f"{at}/release", role="chair", word="publish").status_code == 302
    assert f"Released for the public is {cited(site, keys['edition'])}" in coordinator.drawn("/public")
    assert coordinator.send(f"{at}/withdraw", reason="A slip.").status_code == 302
    assert "Taken back on 22 November 2026: “A slip.”" in chair.drawn("/public")
    for way in ("release", "withdraw"):
        assert f"{at}/{way}" not in chair.drawn("/public")
    assert site.record.faults() == []


@pytest.mark.usefixtures("clock")
def test_what_was_found_is_shown_and_stops_it_until_the_chair_lets_it_stand(site, keys):
    coordinator, chair, at = site.signed_in("coordinator"), site.signed_in("chair"), f"/snapshots/{keys['marked']}"
    shown = html.unescape(coordinator.get(f"{at}/release").text)
    assert "“B13 9PX” in line 1 looks like a postcode. The chair can let it stand, with a reason." in shown
    stopped = coordinator.send(f"{at}/release", role="coordinator", word="publish")
    assert (stopped.status_code, "B13 9PX" in stopped.text) == (422, True)
    assert coordinator.get(f"{at}/confirm").status_code == 404
    assert chair.send(f"{at}/confirm", place=keys["place"], reason="It is the office.").status_code == 302
    assert chair.get(f"{at}/confirm").status_code == 404
    assert coordinator.send(f"{at}/release", role="coordinator", word="publish").status_code == 302


@pytest.mark.usefixtures("clock")
def test_a_text_waits_on_the_page_until_the_chair_approves_it(site, keys):
    chair, action = site.signed_in("chair"), site.world.actions["b"]
    assert f"/actions/{action}/public-text/approve" in chair.drawn("/public")
    assert f"/actions/{action}/public-text/approve" not in site.signed_in("coordinator").drawn("/public")
    at = f"/actions/{action}/public-text/approve"
    assert "Train the team." in chair.get(at).text
    assert chair.send(at, read="yes", version="1").status_code == 302
    assert f"/actions/{action}/public-text/approve" not in chair.drawn("/public")


@pytest.mark.usefixtures("clock")
def test_a_preview_is_every_page_as_the_public_would_read_it(site, keys):
    chair, at = site.signed_in("chair"), keys["edition"]
    told = chair.get(preview(site, at))
    assert (told.status_code, told.content_type) == (200, "text/html; charset=utf-8")
    assert needle(PUBLISHED, "title") in told.text and needle(DRAFT, "title") not in told.text
    for name, kind in (
        ("style.css", "text/css"),
        ("data/actions.csv", "text/csv"),
        ("feed.xml", "application/atom+xml"),
    ):
        answer = chair.get(preview(site, at, name))
        assert (answer.status_code, answer.content_type) == (200, f"{kind}; charset=utf-8"), name
    wrong = [
        preview(site, at, "../secret"),
        preview(site, at, "nothing.html"),
        "/snapshots/public-1/preview/index.html",
    ]
    assert {chair.get(each).status_code for each in wrong} == {404}


@pytest.mark.parametrize("who", SEES)
@pytest.mark.usefixtures("clock")
def test_only_those_who_release_it_see_the_preview(site, keys, who):
    status = site.signed_in(who).get(preview(site, keys["edition"])).status_code
    assert status == (200 if who in AS_CHAIR[:2] else 404)


@pytest.mark.usefixtures("clock")
def test_a_stranger_is_asked_to_sign_in(site, keys):
    assert site.stranger().get(preview(site, keys["edition"])).status_code in {302, 401}
    assert TOKEN.search(site.stranger().get("/sign-in").text)


@pytest.mark.usefixtures("clock")
def test_a_public_edition_has_no_papers(site, keys):
    chair = site.signed_in("chair")
    assert chair.get(f"/snapshots/{cited(site, keys['edition'])}/full-plan").status_code == 404
    drawn = chair.drawn("/reports")
    assert "None: its pages are written by `tracker publish`" in drawn
    assert f"/snapshots/{cited(site, keys['edition'])}/full-plan" not in drawn
    with site.record.reading() as visit:
        assert len(queries.listing(visit)) == 3


@pytest.mark.usefixtures("clock")
def test_an_edition_that_speaks_of_what_was_closed_since_is_not_said_to_be_published(site, keys):
    coordinator, chair, at = site.signed_in("coordinator"), site.signed_in("chair"), f"/snapshots/{keys['edition']}"
    for who, role in ((coordinator, "coordinator"), (chair, "chair")):
        assert who.send(f"{at}/release", role=role, word="publish").status_code == 302
    assert f"Released for the public is {cited(site, keys['edition'])}" in chair.drawn("/public")
    site.record.tamper(f"UPDATE review SET sensitivity = 'sealed' WHERE id = {site.world.reviews[PUBLISHED]}")
    drawn = chair.drawn("/public")
    assert "Nothing is published" in drawn and "Released for the public is" not in drawn
    assert "Not published: Something in this edition was withdrawn, or marked restricted or sealed" in drawn
    assert f"{at}/withdraw" in drawn


@pytest.mark.usefixtures("clock")
def test_an_edition_whose_bytes_were_changed_is_not_said_to_be_published(site, keys):
    for who in ("coordinator", "chair"):
        at = f"/snapshots/{keys['edition']}/release"
        assert site.signed_in(who).send(at, role=who, word="publish").status_code == 302
    ((sha256,),) = site.record.read(f"SELECT sha256 FROM snapshot WHERE id = {keys['edition']}")
    path = Store(site.record.settings.evidence_folder).path(sha256)
    path.chmod(0o640)
    path.write_bytes(b"{}")
    drawn = site.signed_in("chair").drawn("/public")
    assert "Nothing is published" in drawn and "no longer what was frozen" in drawn
