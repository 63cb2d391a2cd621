"""Who sees what: every page as every role, searched for what this person may not see."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
import time_machine

from tests import builders
from tests.database.record import visitor
from tests.security.site import Caller, Site, addresses, is_drawn, plain
from tests.security.world import (
    CLOSED_ACTION,
    DRAFT,
    EMBARGO,
    EMBARGOED,
    GRANTS,
    OTHER,
    PUBLISHED,
    RESTRICTED,
    SEALED,
    SEES,
    SHOWN,
    ToldByTheCoordinator,
    fill,
    needle,
    publication_of,
)
from tracker.commands import reviews
from tracker.words import Publication, Role, Sensitivity

EVERY = {PUBLISHED, DRAFT, OTHER, EMBARGOED, RESTRICTED, SEALED, CLOSED_ACTION}
AS_AT = "2026-11-10"
EARLY = "2026-10-15"


@pytest.fixture(scope="module")
def crawled(shared: Site) -> Any:
    """Give `crawled(name, day)`: every byte of every page as somebody sees them, read once for each person and day."""

    @cache
    def bytes_of(name: str, day: str = "") -> dict[str, bytes]:
        caller = shared.signed_in(name)
        return dict(_crawl(caller, day))

    return bytes_of


def _crawl(caller: Caller, day: str = "") -> Iterator[tuple[str, bytes]]:
    """Read what Dash draws at every page, and what every other route answers; the frame once for each kind of page."""
    for address in addresses(caller.site):
        asked = f"{address}{'&' if '?' in address else '?'}as_at={day}" if day else address
        if is_drawn(address):
            yield asked, caller.content(asked).get_data()
        if not is_drawn(address) or address.endswith(("/", "/1")):
            answer = caller.get(asked)
            assert answer.status_code in {200, 302, 404}, (asked, answer.get_data(as_text=True))
            yield f"{asked} itself", plain(answer.get_data())
    yield f"the trend {day}", caller.trend(f"/?as_at={day}" if day else "/").get_data()


def _where(pages: dict[str, bytes], word: str) -> list[str]:
    return [address for address, found in pages.items() if re.search(word.encode(), found)]


def _leaks(pages: dict[str, bytes], name: str) -> dict[str, list[str]]:
    """Give every place of a word that this person may not see; the list of themes has a test of its own."""
    leaks = {group: _where(pages, f"zq{group}(?!theme)") for group in EVERY - SEES[name]}
    return {group: where for group, where in leaks.items() if where}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("name", sorted(GRANTS))
def test_nobody_finds_a_word_of_what_they_may_not_see(name: str, crawled: Any) -> None:
    pages = crawled(name)
    assert len(pages) > 40
    assert _leaks(pages, name) == {}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("name", sorted(set(GRANTS) - {"admin"}))
def test_everybody_finds_what_they_may_see(name: str, crawled: Any) -> None:
    pages = crawled(name)
    whole = SEES[name] - {OTHER, CLOSED_ACTION}
    missing = [needle(group, what) for group in whole for what in SHOWN if not _where(pages, needle(group, what))]
    missing += [
        needle(group, "wording") for group in SEES[name] & {OTHER} if not _where(pages, needle(group, "wording"))
    ]
    missing += [
        needle(group, "action") for group in SEES[name] & {CLOSED_ACTION} if not _where(pages, needle(group, "action"))
    ]
    assert missing == []


@pytest.mark.usefixtures("clock")
def test_the_administrator_sees_no_content(crawled: Any) -> None:
    assert _where(crawled("admin"), "zq") == []


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("name", "day"), [("councillor", AS_AT), ("councillor", EARLY), ("owner_b", AS_AT), ("scoped", EARLY)]
)
def test_a_past_day_does_not_widen_rights(name: str, day: str, crawled: Any) -> None:
    pages = crawled(name, day)
    assert _leaks(pages, name) == {}
    assert _where(pages, needle(PUBLISHED if name != "scoped" else DRAFT, "wording"))


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("name", ["councillor", "owner_b", "member", "scoped"])
def test_what_is_hidden_answers_like_what_does_not_exist(name: str, shared: Site) -> None:
    caller, tried = shared.signed_in(name), 0
    world = shared.world
    kinds = {"reviews": world.reviews, "recommendations": world.recommendations, "actions": world.actions}
    for kind, keys in kinds.items():
        missing = caller.get(f"/{kind}/99999")
        drawn = caller.content(f"/{kind}/99999").get_data()
        assert missing.status_code == 404
        for key in (key for group, key in keys.items() if group in EVERY - SEES[name]):
            hidden, tried = caller.get(f"/{kind}/{key}"), tried + 1
            assert hidden.status_code == 404
            assert _unnumbered(hidden.get_data(), key) == _unnumbered(missing.get_data(), 99999)
            assert caller.content(f"/{kind}/{key}").get_data() == drawn
    assert tried >= 3


def _unnumbered(answer: bytes, key: int) -> bytes:
    return plain(answer).replace(f"%2F{key}".encode(), b"").replace(f"/{key}".encode(), b"")


@pytest.mark.usefixtures("clock")
def test_filters_and_search_count_nothing_that_is_hidden(shared: Site) -> None:
    councillor, chair, world = shared.signed_in("councillor"), shared.signed_in("chair"), shared.world
    for group in (DRAFT, SEALED):
        for show in ("action", "recommendation"):
            asked = [
                f"/plan?show={show}&review={world.reviews[group]}",
                f"/plan?show={show}&theme={world.themes[group]}",
                f"/plan?show={show}&words={needle(group, 'action' if show == 'action' else 'wording')}",
            ]
            for address in asked:
                assert f"0 {show}s" in councillor.content(address).get_data(as_text=True), address
                assert re.search(rf"[12] {show}", chair.content(address).get_data(as_text=True)), address


def _add_hidden(site: Site) -> None:
    """Add a draft, an embargoed, a restricted and a sealed review with all that belongs to one."""
    record = site.record
    post = builders.a_post(
        record, "Deputy head of A", agency=builders.an_agency(record, "Agency A"), held_by="Somebody new"
    )
    closed = ToldByTheCoordinator(post.id, post.title, post.agency_id, post.person_id)
    for group, more in {
        "latedraft": {"published": False},
        "laterestricted": {"sensitivity": Sensitivity.RESTRICTED},
        "latesealed": {"sensitivity": Sensitivity.SEALED},
    }.items():
        fill(site.world, group, closed, **more)


def test_what_is_hidden_changes_no_byte_of_what_a_councillor_sees(site: Site) -> None:
    councillor, chair = site.signed_in("councillor"), site.signed_in("chair")
    before, before_chair = dict(_crawl(councillor)), chair.page("/plan")
    _add_hidden(site)
    after = dict(_crawl(councillor))
    assert [address for address in before if before[address] != after[address]] == []
    assert len(before) > 40
    assert chair.page("/plan") != before_chair


def test_an_embargo_opens_to_the_second_and_only_with_both_releases(site: Site, clock: time_machine.Traveller) -> None:
    opens = site.record.read(f"SELECT embargo_until FROM review WHERE id = {site.world.reviews[EMBARGOED]}")
    assert opens
    councillor, address = site.signed_in("councillor"), f"/reviews/{site.world.reviews[EMBARGOED]}"
    title, instant = needle(EMBARGOED, "title"), "2026-11-22T10:19:59+00:00"
    clock.move_to(instant, tick=False)
    assert councillor.get(address).status_code == 404
    assert title not in councillor.content("/reviews").get_data(as_text=True)
    clock.move_to("2026-11-22T10:20:00+00:00", tick=False)
    assert title in councillor.content("/reviews").get_data(as_text=True)
    assert councillor.get(address).status_code == 200
    assert publication_of(site.record, site.world.reviews[EMBARGOED]) == Publication.PUBLISHED
    assert site.events("embargo lapsed") == 1
    assert site.record.faults() == []


@pytest.mark.parametrize("releases", [(), (Role.COORDINATOR,)])
def test_the_lapse_of_an_embargo_alone_publishes_nothing(
    releases: tuple[Role, ...], site: Site, clock: time_machine.Traveller
) -> None:
    review = builders.a_review(site.record, "held", title="zqheldqz", published=False, embargo_until=EMBARGO)
    for role in releases:
        who = visitor(role, person=site.world.people[role.value])
        with site.record.changing(who) as visit:
            reviews.release(visit, review.id or 0, as_role=role)
    councillor, chair = site.signed_in("councillor"), site.signed_in("chair")
    clock.move_to("2026-11-22T10:25:00+00:00", tick=False)
    assert "zqheldqz" not in councillor.content("/reviews").get_data(as_text=True)
    assert "zqheldqz" in chair.content("/reviews").get_data(as_text=True)
    assert publication_of(site.record, review.id or 0) == Publication.DRAFT


def test_the_embargo_itself_opens_nothing_to_strangers(site: Site, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-11-22T10:25:00+00:00", tick=False)
    stranger = site.stranger()
    pages = [stranger.get(address).get_data() for address in addresses(site, 3)]
    assert not any(b"zq" in page for page in pages)
    assert date(2026, 11, 22) == site.record.settings.now().date()
