"""The page of evidence and the lists behind it: each number is as long as its list, and holes are drawn as holes."""

import html
import re
from datetime import date

import pytest

from tests.builders import an_action, an_extension, checked, closed, unchecked
from tests.security.site import Site
from tracker.words import Verdict

ON, CLOSED = date(2026, 10, 5), date(2026, 10, 20)


def drawn(site: Site, path: str, who: str = "inspector") -> str:
    return html.unescape(site.signed_in(who).drawn(path).replace('\\"', '"'))


def words(shown: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


@pytest.fixture
def two_closed(site: Site) -> None:
    for pieces in (
        [checked("Proven", received_on=ON)],
        [checked("Half", received_on=ON), unchecked("Looked at by none")],
    ):
        action = an_action(site.record, on=ON, evidence=pieces, due=date(2027, 3, 31))
        closed(site.record, action.recommendation_ids[0], on=CLOSED)


@pytest.mark.usefixtures("two_closed")
def test_the_first_line_says_on_what_the_closed_rest_and_each_number_opens_its_list(site: Site) -> None:
    shown = drawn(site, "/evidence")
    line = shown.partition('id="closed-on"')[2].partition("</p>")[0]
    assert "Closed" in line and "checked outside the owner's agency" in line
    found = re.findall(r'<a href="([^"]+)">[^<]*?(\d+)', line)
    assert len(found) == 4 and found[0][1] == "2"
    for address, number in found:
        assert f"{number} recommendation" in words(drawn(site, html.unescape(address)))


@pytest.mark.usefixtures("two_closed")
def test_what_to_look_at_first_opens_lists_of_that_length(site: Site) -> None:
    an_extension(site.record, an_action(site.record, on=ON, due=date(2027, 3, 31)), date(2027, 6, 30), on=CLOSED)
    part = drawn(site, "/evidence").partition('id="look-first"')[2].partition("</ul>")[0]
    found = re.findall(r'<a href="([^"]+)">(\d+) ([^<]+)</a>', part)
    assert [each[2] for each in found][:3] == [
        "closed without adequate evidence",
        "closed with evidence that came later",
        "one file used 10 times or more",
    ]
    assert any(number != "0" for _, number, _ in found)
    for address, number, _ in found:
        shown = drawn(site, address)
        assert shown.count("<tr>") - shown.count("<thead>") == int(number)


@pytest.mark.usefixtures("two_closed")
def test_a_sample_is_the_same_twice_with_its_holes_in_words_and_each_link_in_place(site: Site) -> None:
    address = "/evidence/sample?size=5&seed=7"
    shown = drawn(site, address)
    assert shown == drawn(site, address)
    assert "2 of 2 closed, drawn by the seed “7”" in shown
    assert 'class="hole"' in shown and "Nobody checked it" in words(shown)
    assert "No impact test was set; waived: Too small to measure." in words(shown)
    for link in ("/recommendations/", "/actions/", "/evidence/", "#decisions"):
        assert re.search(rf'href="[^"]*{link}', shown), link


@pytest.mark.parametrize(
    "asked", ["size=0", "size=21", "size=x", "size=-1", f"seed={'a' * 41}&size=5", "size=٣&seed=7"]
)
def test_what_cannot_be_sampled_is_told_so(site: Site, asked: str) -> None:
    assert "notice error" in drawn(site, f"/evidence/sample?{asked}")


@pytest.mark.parametrize(
    "address",
    ["/evidence/list?show=nothing", "/evidence/list?after=x", "/evidence/claims?agency=x", "/evidence/claims?upheld=x"],
)
def test_a_list_that_there_is_not_is_told_so(site: Site, address: str) -> None:
    assert "notice error" in drawn(site, address)


@pytest.mark.usefixtures("two_closed")
def test_each_number_of_the_optimism_gap_opens_its_list(site: Site) -> None:
    doubted = an_action(site.record, on=ON, evidence=[checked(received_on=ON, verdict=Verdict.INADEQUATE)])
    shown = drawn(site, "/evidence/optimism")
    found = re.findall(r'<a href="(/evidence/claims[^"]+)">(\d+)</a>', shown)
    assert found and any(number == "1" and "upheld=no" in address for address, number in found), doubted
    for address, number in found:
        listed = drawn(site, html.unescape(address))
        assert listed.count("<tr>") - listed.count("<thead>") == int(number)
    assert drawn(site, "/evidence/claims?agency=999999").count("<tr>") == 0


@pytest.mark.usefixtures("two_closed")
def test_the_assurance_of_all_that_is_closed_is_listed_the_least_sure_first(site: Site) -> None:
    shown = words(drawn(site, "/evidence/assurance"))
    assert "Closed 2: assurance is none for 0, limited for 2, reasonable for 0, substantial for 0." in shown
