"""What happened around the plan is recorded by the coordinator, and everybody reads it."""

from tests.security.site import Site

SAID, WHERE = "Nothing will be late by the spring.", "Council minutes, item 4"
SENT = {
    "kind": "public promise",
    "date": "9 Jun 2026",
    "precision": "month",
    "title": "The leader promises",
    "sentence": SAID,
    "quoted": "yes",
    "source": WHERE,
}


def test_a_promise_is_read_by_everybody_with_its_words_and_source(site: Site) -> None:
    assert site.signed_in("coordinator").send("/context/new", **SENT).status_code == 302
    for who in ("councillor", "inspector", "owner_b", "member"):
        page = site.signed_in(who).drawn("/context")
        assert f"“{SAID}”" in page and WHERE in page and "June 2026" in page
        assert "/context/new" not in page
    assert SAID not in site.signed_in("chair").drawn("/context?as_at=2026-06-08")


def test_the_overview_offers_it_to_the_coordinator_alone(site: Site) -> None:
    assert "/context/new" in site.signed_in("coordinator").drawn("/")
    assert "/context/new" not in site.signed_in("chair").drawn("/")
