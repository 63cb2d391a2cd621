"""A meeting is moved and called off on its page, by the coordinator; everybody sees what became of its day."""

import html

from tests.dashboards.sent_forms import keys_of
from tests.security.site import Site

MOVED = {"day of the meeting": "6 Jan 2027", "reason": "Snow.", "version": "1"}


def test_the_page_offers_it_as_long_as_it_can_be_done(site: Site) -> None:
    keys, coordinator = keys_of(site), site.signed_in("coordinator")
    at, held = f"/meetings/{keys['coming']}", f"/meetings/{keys['meeting']}"
    assert f"{at}/move" in coordinator.drawn(at) and f"{at}/call-off" in coordinator.drawn(at)
    assert f"{held}/move" not in coordinator.drawn(held)
    assert f"{at}/move" not in site.signed_in("chair").drawn(at)
    assert coordinator.send(f"{at}/call-off", reason="Snow.", version="1").status_code == 302
    assert f"{at}/move" not in coordinator.drawn(at)
    assert "Called off" in coordinator.drawn("/meetings")
    assert "No meeting to come is recorded." in coordinator.drawn("/meetings")


def test_both_days_are_read_by_all_and_the_reason_by_those_who_see_everything(site: Site) -> None:
    at = f"/meetings/{keys_of(site)['coming']}"
    site.signed_in("coordinator").send(f"{at}/move", **MOVED)
    for who, told in (("chair", True), ("councillor", False)):
        page = site.signed_in(who).drawn(at)
        assert "from 16 Dec 2026 to 6 Jan 2027" in page
        assert ("Snow." in page) == told


def test_a_stale_form_shows_both_days_and_keeps_what_was_typed(site: Site) -> None:
    at, coordinator = f"/meetings/{keys_of(site)['coming']}", site.signed_in("coordinator")
    assert coordinator.send(f"{at}/move", **MOVED).status_code == 302
    stale = coordinator.send(f"{at}/move", **{**MOVED, "day of the meeting": "9 Dec 2026"})
    page = html.unescape(stale.get_data(as_text=True))
    assert stale.status_code == 409
    assert "6 Jan 2027" in page and "9 Dec 2026" in page and "Snow." in page


def test_what_was_held_cannot_be_called_off_by_a_form_either(site: Site) -> None:
    held = f"/meetings/{keys_of(site)['meeting']}"
    before = site.head()
    answer = site.signed_in("coordinator").send(f"{held}/call-off", reason="Snow.", version="1")
    assert answer.status_code == 422
    assert site.head() == before
