"""What is hidden inside a record that is itself visible: restricted evidence, a restricted action, names of themes."""

import re

import pytest

from tests.database.record import visitor
from tests.security.site import Site
from tests.security.world import CLOSED_ACTION, DRAFT, GRANTS, OTHER, PUBLISHED, SEES, needle
from tracker.access import visible_to
from tracker.models import Evidence, Theme
from tracker.models.statements import select
from tracker.words import Role

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


@pytest.mark.parametrize("kind", ["actions", "recommendations"])
def test_an_owner_is_told_nothing_untrue_of_a_history_that_is_not_theirs(kind: str, shared: Site) -> None:
    address = f"/{kind}/{getattr(shared.world, kind)[PUBLISHED]}"
    told = {name: shared.signed_in(name).drawn(address) for name in ("owner_b", "chair")}
    assert ("The history is kept for the board and for the agency" in told["owner_b"]) is (kind != "recommendations")
    assert not any("Nothing has been recorded yet." in page for page in told.values())
    assert "The history is kept for the board" not in told["chair"]


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
    assert re.search(r">2 pieces of evidence<", told), re.findall(r">[^<]*evidence[^<]*<", told)


@pytest.mark.parametrize(("name", "seen"), [("councillor", PUBLISHED), ("owner_b", PUBLISHED), ("scoped", DRAFT)])
def test_the_list_of_themes_names_only_themes_of_what_is_visible(name: str, seen: str, shared: Site) -> None:
    told = shared.signed_in(name).drawn("/plan")
    assert needle(seen, "theme") in told
    assert set(re.findall("zq[a-z]+themeqz", told)) == {needle(seen, "theme")}


@pytest.mark.parametrize(
    ("role", "found"), [(Role.COUNCILLOR, {PUBLISHED}), (Role.MEMBER, set(SEES["chair"]) - {OTHER, CLOSED_ACTION})]
)
def test_themes_are_narrowed_to_what_is_visible(role: Role, found: set[str], shared: Site) -> None:
    with shared.record.reading(visitor(role)) as visit:
        names = set(visit.session.scalars(visible_to(visit, select(Theme.name))))
    assert names == {needle(group, "theme") for group in found}


@pytest.mark.parametrize(
    ("name", "titles"),
    [("councillor", {"evidence", "link"}), ("member", {"evidence", "link"}), ("owner_b", {"evidence", "link"})]
    + [(name, {"evidence", "link", "secret"}) for name in ("owner_a", "inspector", "chair")],
)
def test_evidence_is_narrowed_by_its_own_sensitivity(name: str, titles: set[str], shared: Site) -> None:
    role, agency = GRANTS[name], shared.world.agencies.get(name[-1]) if name.startswith("owner") else None
    with shared.record.reading(visitor(role, agency=agency)) as visit:
        found = set(visit.session.scalars(visible_to(visit, select(Evidence.title))))
    assert {title for title in found if title.startswith("zqpublished")} == {needle(PUBLISHED, each) for each in titles}
    hidden = {title for title in found if title.startswith(("zqsealed", "zqclosedaction"))}
    assert bool(hidden) is (name in {"chair", "inspector"})
