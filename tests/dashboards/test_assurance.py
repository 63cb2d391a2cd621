"""The page of a recommendation says what its evidence allows and what the board set; the chair is offered to set it."""

from tests.dashboards.sent_forms import keys_of
from tests.security.site import Site


def test_both_stand_on_the_page_and_only_what_is_lower_is_offered(site: Site) -> None:
    keys, chair = keys_of(site), site.signed_in("chair")
    at = f"/recommendations/{keys['proven']}"
    assert f"{at}/assurance" in chair.drawn(at)
    assert f"{at}/assurance" not in site.signed_in("coordinator").drawn(at)
    form = chair.get(f"{at}/assurance").get_data(as_text=True)
    assert 'value="none"' in form and 'value="limited"' not in form and "as the evidence allows" not in form
    typed = {"meeting": keys["meeting"], "reason": "The sample is small."}
    assert chair.send(f"{at}/assurance", **typed, assurance="limited").status_code == 422
    assert chair.send(f"{at}/assurance", **typed, assurance="none").status_code == 302
    page = site.signed_in("member").drawn(at)
    assert "allows limited assurance" in page and "set it to none" in page and "The sample is small." in page
    assert 'value="as the evidence allows"' in chair.get(f"{at}/assurance").get_data(as_text=True)
    assert chair.send(f"{at}/assurance", **typed, assurance="as the evidence allows").status_code == 302
    assert "set it to none" not in site.signed_in("member").drawn(at)
