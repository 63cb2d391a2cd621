"""What recurs as people meet it: the asks, one of them, themes by reviews, and what they find on other pages."""

import html
import re

import pytest

from tests import builders
from tests.security.site import Site
from tests.security.world import DRAFT, PUBLISHED, SEALED, needle
from tracker.words import RepeatVerdict


def read(site: Site, who: str, address: str) -> str:
    """Give the markup of a page as somebody sees it."""
    return html.unescape(site.signed_in(who).drawn(address)).replace('\\"', '"')


def test_the_coordinator_reads_the_headline_the_ask_and_what_can_be_done(site: Site) -> None:
    drawn = read(site, "coordinator", "/recurring")
    assert "had been made before" in drawn
    assert "Confirmed by a person: 1 of 6" in re.sub(r"<[^>]+>", "", drawn)
    assert "A-1: Asked again" in drawn and "Show these figures as a table" in drawn
    assert 'role="img"' in drawn and "/recurring/new" in drawn
    shown = read(site, "coordinator", "/recurring/A-1")
    assert needle(SEALED, "wording") in shown and needle(SEALED, "brought") in shown
    for way in ("join", "leave", "merge", "split", "name", "action"):
        assert f"/recurring/A-1/{way}" in shown
    assert "Unknown: the practice period of the later review is not known." in shown


@pytest.mark.parametrize("who", ["councillor", "owner_b", "scoped"])
def test_whoever_sees_one_text_of_an_ask_sees_no_ask(site: Site, who: str) -> None:
    drawn = read(site, who, "/recurring")
    assert "Asked again" not in drawn and "No ask has been founded yet." in drawn
    assert site.signed_in(who).get("/recurring/A-1").status_code == 404


def test_a_member_sees_the_ask_with_what_a_member_sees(site: Site) -> None:
    drawn = read(site, "member", "/recurring/A-1")
    assert needle(PUBLISHED, "wording") in drawn and needle(DRAFT, "wording") in drawn
    assert "zqsealed" not in drawn and "zqrestricted" not in drawn
    assert "3 recommendations in 3 reviews" in drawn
    assert "What you can do</h2>" not in drawn and "/repeats/" not in drawn


def test_a_past_day_shows_no_ask_that_was_founded_later(site: Site) -> None:
    assert "A-1" not in read(site, "coordinator", "/recurring?as_at=2026-09-15")
    assert site.signed_in("coordinator").get("/recurring/A-1?as_at=2026-09-15").status_code == 404


@pytest.mark.parametrize("asked", ["class=never", "state=never", "theme=x", "words=" + "x" * 201])
def test_a_filter_that_is_in_no_list_is_refused(site: Site, asked: str) -> None:
    assert "notice error" in read(site, "chair", f"/recurring?{asked}")


def test_an_alias_leads_to_the_survivor_and_says_so(site: Site) -> None:
    record = site.record
    made = builders.an_ask(record, *(builders.a_recommendation(record, f"Read {each}.") for each in ("one", "two")))
    typed = {"into": "1", "reason": "One and the same."}
    assert site.signed_in("coordinator").send(f"/recurring/{made.key}/merge", **typed).status_code == 302
    assert "A-2 was merged into this ask and leads here." in read(site, "chair", "/recurring/A-2")


def test_what_was_judged_different_is_shown_as_a_contradiction(site: Site) -> None:
    typed = {"verdict": "different", "reason": "Another service altogether."}
    coordinator = site.signed_in("coordinator")
    assert coordinator.send("/repeats/1/answer", **typed).status_code == 302
    assert "Contradictions (1)" in read(site, "chair", "/recurring")
    assert "Contradiction: " in read(site, "chair", "/recurring/A-1")
    assert coordinator.send("/repeats/1/take-back", reason="A slip.").status_code == 302
    assert "Contradictions" not in read(site, "chair", "/recurring")


def test_every_number_of_themes_by_reviews_opens_its_texts(site: Site) -> None:
    drawn = read(site, "councillor", "/themes")
    theme, review = site.world.themes[PUBLISHED], site.world.reviews[PUBLISHED]
    assert f"/plan?show=recommendation&theme={theme}&review={review}" in drawn
    assert "Topics with no plan" in drawn and needle(DRAFT, "theme") not in drawn


def test_a_review_calls_nothing_new_while_suggestions_wait(site: Site) -> None:
    record = site.record
    home = builders.a_review(record, "TOLD")
    fresh = builders.a_recommendation(record, "Something new.", review=home)
    others = [builders.a_recommendation(record, f"Other {each}.") for each in range(3)]
    builders.a_repeat(record, fresh, others[0], verdict=RepeatVerdict.DIFFERENT)
    address, cell = f"/reviews/{home.id}", 'data-label="Made before?"><div>{}</div>'
    assert cell.format("New") in read(site, "chair", address)
    for other, said in zip(others[1:], ("1 suggestion waits", "2 suggestions wait"), strict=True):
        builders.a_suggestion(record, fresh, other)
        assert cell.format(f"Not judged yet ({said})") in read(site, "chair", address)
    assert "Not judged yet, while suggestions wait" in read(site, "chair", address)


def test_a_recommendation_shows_the_class_and_a_review_how_new_it_is(site: Site) -> None:
    asked = read(site, "chair", f"/recommendations/{site.world.recommendations[PUBLISHED]}")
    assert "Unknown: the practice period of the later review is not known." in asked
    shown = read(site, "chair", f"/reviews/{site.world.reviews[PUBLISHED]}")
    assert "1 of 1 that were judged had been made before in another review." in shown
    assert "Recommended 4 times" in shown and "in 4 reviews; none of those was signed off" in shown
    assert 'data-label="Made before?"><div>Known and still open</div>' in shown
    assert "Nobody has judged yet" in read(site, "councillor", f"/reviews/{site.world.reviews[PUBLISHED]}")
