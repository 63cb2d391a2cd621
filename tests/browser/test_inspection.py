"""What an inspector must be able to do: acceptance stories 20 and 22, notes of their own, and the pack taken along."""

import re
import zipfile

import bagit
import pytest

from tests.browser.test_pages import assert_sound
from tests.markup import first_number

PAGES = [
    "/evidence?as_at=2016-10-01",
    *(f"/evidence/list?show={gap}" for gap in ("reopened", "ratings+overridden", "dates+extended")),
    "/evidence/sample?size=5&seed=7",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_list_of_the_inspectors_is_accessible_and_fits(visitor_of, path):
    inspector = visitor_of("inspector")
    inspector.opens(path)
    assert_sound(inspector, path)


def test_each_number_of_the_first_line_opens_a_list_of_that_length(visitor_of):
    inspector = visitor_of("inspector")
    page = inspector.opens("/evidence")
    line = page.locator("#closed-on")
    told = re.fullmatch(
        r"Closed (\d+); with evidence of impact (\d+) of (\d+).*; checked outside the owner's agency (\d+) of (\d+).*; "
        r"on process evidence only (\d+) of (\d+).*\.",
        line.inner_text(),
    )
    assert told, line.inner_text()
    closed, impact, *_ = map(int, told.groups())
    assert closed > 0 and {int(told[place]) for place in (3, 5, 7)} == {closed} and impact <= closed
    ways = [(each.get_attribute("href"), first_number(each.inner_text())) for each in line.get_by_role("link").all()]
    assert len(ways) == 4
    for href, number in ways:
        page = inspector.opens(href)
        assert first_number(page.locator("#plan-sentence").inner_text()) == number
        assert page.locator("table tbody tr").count() == number


def test_each_number_to_look_at_first_opens_a_list_of_that_length(visitor_of):
    inspector = visitor_of("inspector")
    page = inspector.opens("/evidence")
    ways = [
        (each.get_attribute("href"), first_number(each.inner_text()))
        for each in page.locator("#look-first").get_by_role("link").all()
    ]
    assert len(ways) == 6 and any(number for _, number in ways)
    for href, number in ways:
        page = inspector.opens(href)
        assert first_number(page.locator("#listed").inner_text()) == number
        assert page.locator("table tbody tr").count() == number


def sampled(inspector):
    """Sample five by the seed 7 through the form, and give the rows."""
    page = inspector.opens("/evidence")
    page.get_by_label("How many closed recommendations").fill("5")
    page.get_by_label("Seed").fill("7")
    page.get_by_role("button", name="Sample at random").click()
    page.wait_for_selector("#sampled")
    return page.locator("main table tbody tr").all_inner_texts()


def test_five_at_random_by_seed_seven_are_the_same_twice_and_gaps_stand_first(visitor_of):
    inspector, another = visitor_of("inspector"), visitor_of("chair")
    first = sampled(inspector)
    assert first and sampled(inspector) == first and sampled(another) == first
    page = inspector.page
    drawn, out_of = map(int, re.findall(r"\d+", page.locator("#sampled").inner_text())[:2])
    assert drawn == min(5, out_of)
    holes = [row.locator(".hole").count() > 0 for row in page.locator("main table tbody tr").all()]
    names = [row.locator("th a").inner_text() for row in page.locator("main table tbody tr").all()]
    with_holes = {name for name, hole in zip(names, holes, strict=True) if hole}
    assert [name in with_holes for name in dict.fromkeys(names)] == sorted(
        [name in with_holes for name in dict.fromkeys(names)], reverse=True
    )


def test_each_of_the_sample_leads_to_action_evidence_checker_and_impact_in_two_clicks(visitor_of):
    inspector = visitor_of("inspector")
    sampled(inspector)
    ways = {each.get_attribute("href") for each in inspector.page.locator("main table tbody th a").all()}
    assert ways
    for way in ways:
        page = inspector.opens(way)
        assert page.get_by_role("heading", name="Impact", exact=True).count() == 1
        assert page.locator("#decisions").count() == 1
        action = page.locator("section", has=page.get_by_role("heading", name="Actions")).locator("th a").first
        assert re.match(r"A\d+", action.inner_text())
        evidence = page.locator("section", has=page.get_by_role("heading", name="Evidence", exact=True))
        checks = evidence.locator("tbody tr").first.inner_text()
        assert re.search(r"Adequate|Partly|Inadequate|Not checked", checks)
        page = inspector.follows(evidence.locator("th a"))
        assert "Checks" in page.locator("main").inner_text()


def test_an_inspector_keeps_a_note_that_the_chair_does_not_see(visitor_of):
    inspector, chair = visitor_of("inspector", width=320), visitor_of("chair")
    page = inspector.opens_action("A170")
    where = page.url
    page.get_by_role("link", name="Write a note of your own").click()
    page.wait_for_selector("h1:has-text('Your own note')")
    assert inspector.violations() == "" and not inspector.scrolls_sideways()
    page.get_by_label("Your note").fill("Ask who read the forty files.")
    page.get_by_role("button", name="Keep the note").click()
    page.wait_for_selector("#my-notes")
    assert "Ask who read the forty files." in page.locator("#my-notes").inner_text()
    assert_sound(inspector, where)
    assert "Ask who read the forty files." in inspector.opens("/inspection").locator("main").inner_text()
    page = chair.opens(where)
    assert page.locator("#my-notes").count() == 0
    assert "forty files." not in page.locator("main").inner_text()


def test_a_pack_taken_along_validates_and_its_cover_is_accessible(visitor_of, tmp_path):
    inspector = visitor_of("inspector")
    page = inspector.opens("/reviews")
    inspector.follows(page.get_by_role("link", name=re.compile("^TOR-INS-2018:")))
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download the evidence pack").click()
    assert re.fullmatch(r"evidence-pack-TOR-INS-2018-2026-11-22\.zip", saved.value.suggested_filename)
    with zipfile.ZipFile(saved.value.path()) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert bagit.Bag(str(folder)).validate(fast=False)
    page.goto((folder / "data/README.html").as_uri())
    assert "Worked example" in page.locator("main").inner_text()
    assert_sound(inspector, "the cover")
