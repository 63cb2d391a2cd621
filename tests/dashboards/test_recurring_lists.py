"""Every number of what recurs opens a list of that length, for everybody and as at a past day."""

import html
import re

import pytest

from tests import builders
from tests.security.site import Site
from tests.security.world import OTHER, PUBLISHED
from tracker.commands import repeats
from tracker.words import RepeatBasis, RepeatVerdict

LINK = re.compile(r'<a href="(/recurring/(?:list|pairs)[^"]*)">([^0-9]*)([0-9,]+)(?:</b>)?</a>')


def drawn(site: Site, who: str, address: str) -> str:
    return html.unescape(site.signed_in(who).drawn(address)).replace('\\"', '"')


def numbers(site: Site, who: str, address: str) -> set[tuple[str, int]]:
    return {(href, int(number.replace(",", ""))) for href, _, number in LINK.findall(drawn(site, who, address))}


def rows(site: Site, who: str, address: str) -> int:
    body = re.search(r"<tbody>(.*?)</tbody>", drawn(site, who, address), re.DOTALL)
    return body.group(1).count("<tr") if body else 0


@pytest.mark.parametrize("who", ["coordinator", "chair", "member", "councillor", "owner_b", "scoped"])
@pytest.mark.parametrize("day", ["", "?as_at=2026-11-10"])
def test_every_number_opens_a_list_of_that_length(site: Site, who: str, day: str) -> None:
    record, keys = site.record, site.world.recommendations
    outside = builders.a_recommendation(record, "Not in an ask.")
    builders.a_repeat(record, outside, builders.a_recommendation(record, "Made before."))
    builders.a_repeat(record, outside, builders.a_recommendation(record, "Another."), verdict=RepeatVerdict.DIFFERENT)
    assert keys[PUBLISHED] != keys[OTHER]
    found = numbers(site, who, f"/recurring{day}")
    assert {href.partition("?")[0] for href, _ in found} == {"/recurring/list", "/recurring/pairs"}
    assert len(found) >= 7
    assert all(("as_at=" in href) == bool(day) for href, _ in found)
    assert [(href, number, rows(site, who, href)) for href, number in found if rows(site, who, href) != number] == []


@pytest.mark.parametrize("who", ["coordinator", "councillor", "scoped"])
@pytest.mark.parametrize("day", ["", "?as_at=2026-11-10"])
def test_what_has_no_theme_opens_a_list_of_that_length(site: Site, who: str, day: str) -> None:
    bare = builders.a_recommendation(site.record, "zqbare")
    ((href, number),) = numbers(site, who, f"/themes{day}")
    assert "of=without+a+theme" in href and ("as_at=" in href) == bool(day)
    assert rows(site, who, href) == number > 0
    sees = "zqbare" in drawn(site, who, href)
    assert sees is (who != "scoped")
    builders.a_theme(site.record, "Something", given_to=[bare])
    left = numbers(site, who, f"/themes{day}")
    assert left == ({(href, number - sees)} if number > sees else set())
    assert "zqbare" not in drawn(site, who, href)


def test_the_classes_count_every_pair_that_was_judged_the_same(site: Site) -> None:
    record = site.record
    before = sum(number for href, number in numbers(site, "chair", "/recurring") if "/pairs" in href)
    builders.a_repeat(record, *(builders.a_recommendation(record, f"In no ask {each}.") for each in range(2)))
    assert sum(number for href, number in numbers(site, "chair", "/recurring") if "/pairs" in href) == before + 1
    assert "All pairs judged the same, in an ask or not" in drawn(site, "chair", "/recurring")


@pytest.mark.parametrize("asked", ["list?of=all", "list?of=judged", "list?of=judged&review=x", "pairs?class=x"])
def test_a_list_that_is_none_is_refused_or_not_found(site: Site, asked: str) -> None:
    shown = site.signed_in("chair").drawn(f"/recurring/{asked}")
    assert "notice error" in shown or "not found" in shown.lower()


@pytest.mark.parametrize("who", ["coordinator", "chair", "member", "councillor", "scoped"])
def test_what_waits_opens_a_list_of_that_length_for_whoever_reads(site: Site, who: str) -> None:
    record = site.record
    older, newer = (builders.a_recommendation(record, f"Supervise social workers well, {each}.") for each in "ab")
    drafted = builders.a_recommendation(record, "zqhidden", review=builders.a_review(record, published=False))
    for later, earlier in ((newer, older), (drafted, older)):
        with record.changing() as visit:
            repeats.link(visit, later.id, earlier.id, basis=RepeatBasis.STATED)
    page = drawn(site, who, "/recurring")
    (href, number), *others = re.findall(r'<a href="([^"]*)">([0-9,]+) pairs? waits?</a>', page)
    assert others == []
    assert href == ("/recurring/suggestions" if who == "coordinator" else "/recurring/waiting")
    shown = drawn(site, who, "/recurring/waiting")
    assert rows(site, who, "/recurring/waiting") == int(number)
    assert re.search(rf"{number} pairs? waits? for the coordinator, who judges them", shown)
    sees_drafts = "zqhidden" in drawn(site, who, f"/reviews/{drafted.review_id}")
    assert ("zqhidden" in shown) is sees_drafts
    assert "/recurring/suggestions/" not in shown


def test_what_waits_on_a_past_day_is_not_listed(site: Site) -> None:
    shown = drawn(site, "chair", "/recurring/waiting?as_at=2026-11-10")
    assert "is not kept. Go back to today." in shown


def test_what_waited_on_a_past_day_is_not_kept(site: Site) -> None:
    address = "/recurring/list?of=confirmed%2C+or+waiting+for+a+judgement&as_at=2026-11-10"
    assert "is not kept. Go back to today." in site.signed_in("chair").drawn(address)
