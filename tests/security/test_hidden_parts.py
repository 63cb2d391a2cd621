"""What is hidden inside a record that is itself visible: restricted evidence, a restricted action, names of themes."""

import re
from typing import Any

import pytest

from tests.security.site import Site
from tests.security.world import CLOSED_ACTION, DRAFT, PUBLISHED, SEALED, needle

pytestmark = pytest.mark.usefixtures("clock")
UNDER_THE_REVIEW = ("councillor", "owner_b", "member")


def _everything(site: Site, name: str) -> str:
    world, caller = site.world, site.signed_in(name)
    addresses = [
        f"/recommendations/{world.recommendations[PUBLISHED]}",
        f"/actions/{world.actions[PUBLISHED]}",
        f"/reviews/{world.reviews[PUBLISHED]}",
        "/plan",
        "/plan?show=recommendation",
        "/",
    ]
    return "".join(caller.drawn(address) for address in addresses)


@pytest.mark.parametrize("name", UNDER_THE_REVIEW)
@pytest.mark.parametrize("what", ["secret", "secretstatement"])
def test_restricted_evidence_is_told_to_nobody_whom_it_does_not_concern(name: str, what: str, shared: Site) -> None:
    assert needle(PUBLISHED, what) not in _everything(shared, name)


@pytest.mark.parametrize("what", ["statement", "link"])
def test_a_councillor_reads_the_title_of_evidence_and_not_what_it_says(what: str, shared: Site) -> None:
    told = _everything(shared, "councillor")
    assert needle(PUBLISHED, "evidence") in told
    assert f"{needle(PUBLISHED, what)}{'.example' if what == 'link' else ''}" not in told


@pytest.mark.parametrize("what", ["statement", "link"])
def test_an_owner_reads_nothing_of_the_evidence_of_another_agency(what: str, shared: Site) -> None:
    told = _everything(shared, "owner_b")
    assert f"{needle(PUBLISHED, what)}{'.example' if what == 'link' else ''}" not in told


@pytest.mark.parametrize("name", ["coordinator", "chair", "inspector"])
def test_whoever_may_read_evidence_reads_it(name: str, shared: Site) -> None:
    told = _everything(shared, name)
    assert needle(PUBLISHED, "evidence") in told and needle(PUBLISHED, "statement") in told


@pytest.mark.parametrize("name", UNDER_THE_REVIEW)
def test_the_gates_count_no_action_that_is_hidden(name: str, shared: Site) -> None:
    caller = shared.signed_in(name)
    told = caller.drawn(f"/recommendations/{shared.world.recommendations[PUBLISHED]}")
    assert needle(CLOSED_ACTION, "a") not in told
    assert re.search(r"of 2 actions", told)


def test_the_gates_count_every_action_for_whoever_sees_them(shared: Site) -> None:
    told = shared.signed_in("chair").drawn(f"/recommendations/{shared.world.recommendations[PUBLISHED]}")
    assert re.search(r"of 3 actions", told)


@pytest.mark.parametrize("show", ["action", "recommendation"])
def test_the_list_counts_no_evidence_that_is_hidden(show: str, shared: Site) -> None:
    told = shared.signed_in("councillor").drawn(f"/plan?show={show}&words={needle(PUBLISHED, 'wording')}")
    assert re.search(r'"2 pieces of evidence"|"children": 2[,}]', told), re.findall(r'"[^"]*evidence[^"]*"', told)


@pytest.mark.parametrize("group", [DRAFT, SEALED])
@pytest.mark.parametrize("name", ["councillor", "scoped"])
def test_the_list_of_themes_names_only_themes_of_what_is_visible(name: str, group: str, shared: Site) -> None:
    told = shared.signed_in(name).drawn("/plan")
    other: Any = {"scoped": {DRAFT}}.get(name, {PUBLISHED})
    assert all(needle(seen, "theme") in told for seen in other)
    assert (needle(group, "theme") in told) is (group in other)
