"""A review recorded by mistake is withdrawn on its page, and no page of anybody tells of it afterwards."""

from tests import builders
from tests.dashboards.sent_forms import keys_of
from tests.security.site import Site, addresses, is_drawn

NEEDLE = "zqmistaken"


def _pages(site: Site, who: str) -> str:
    caller = site.signed_in(who)
    return "".join(caller.drawn(each) for each in addresses(site, 30) if is_drawn(each))


def test_no_page_tells_of_it_any_more(site: Site) -> None:
    review = builders.a_review(site.record, f"{NEEDLE}-1", published=False, title=f"{NEEDLE} title")
    builders.a_recommendation(site.record, f"{NEEDLE} wording", review=review, response=None)
    at, coordinator = f"/reviews/{review.id}", site.signed_in("coordinator")
    assert f"{at}/withdraw" in coordinator.drawn(at)
    assert NEEDLE in _pages(site, "chair")
    assert coordinator.send(f"{at}/withdraw", reason=f"{NEEDLE} reason", version="1").status_code == 302
    for who in ("coordinator", "chair", "member", "inspector"):
        assert NEEDLE not in _pages(site, who), who
    assert coordinator.get(f"{at}/withdraw").status_code == 404


def test_it_is_offered_only_where_nothing_was_done(site: Site) -> None:
    at = f"/reviews/{keys_of(site)['review']}"
    assert "/withdraw" not in site.signed_in("coordinator").drawn(at)
    answer = site.signed_in("coordinator").send(f"{at}/withdraw", reason="Twice.", version="3")
    assert answer.status_code == 422
    assert "was answered: the review stays in the plan" in answer.get_data(as_text=True)
