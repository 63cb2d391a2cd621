"""Correcting the days of a review, and superseding a recommendation, as people meet them on forms and pages."""

import html
from typing import Any

import pytest

from tests.dashboards.test_forms import _Fields
from tests.security.site import Site
from tests.security.world import DRAFT, EMBARGOED, PUBLISHED, SEALED


def _days(site: Site, group: str = PUBLISHED) -> str:
    return f"/reviews/{site.world.reviews[group]}/days"


def _filled(site: Site, group: str = PUBLISHED) -> dict[str, str]:
    """Give the form as the coordinator finds it, with everything that stands there."""
    page = site.signed_in("coordinator").get(_days(site, group)).get_data(as_text=True)
    return {name: value for name, value in _Fields(page).values.items() if name and name != "csrf_token"}


def _said(answer: Any) -> str:
    return html.unescape(answer.get_data(as_text=True))


@pytest.mark.parametrize("group", [PUBLISHED, DRAFT, EMBARGOED])
def test_the_form_holds_what_stands_and_sent_as_it_is_corrects_nothing(group: str, site: Site) -> None:
    caller, typed, before = site.signed_in("coordinator"), _filled(site, group), site.head()
    assert typed["embargo"] == ("22 Nov 2026 10:20 GMT" if group == EMBARGOED else "")
    answer = caller.post(_days(site, group), **{**typed, "reason": "A slip."})
    assert answer.status_code == 400
    assert "Nothing differs from what stands." in _said(answer)
    assert site.head() == before


def test_a_corrected_day_stands_on_the_page_and_its_history_tells_both(site: Site) -> None:
    caller, at = site.signed_in("coordinator"), f"/reviews/{site.world.reviews[PUBLISHED]}"
    assert f"{at}/days" in caller.drawn(at)
    changed = {"day of the incident": "3 Mar 2024", "reason": "The report says so."}
    answer = caller.post(_days(site), **{**_filled(site), **changed})
    assert (answer.status_code, answer.headers["Location"]) == (302, at)
    drawn = caller.drawn(at)
    assert "3 Mar 2024" in drawn
    assert "Day of the incident: not known → 3 Mar 2024. Reason: “The report says so.”" in drawn
    assert site.record.faults() == []
    for name in ("chair", "member", "owner_a", "councillor", "inspector"):
        assert f"{at}/days" not in site.signed_in(name).drawn(at), name


def test_a_stale_form_shows_both_and_keeps_what_was_typed(site: Site) -> None:
    caller, first, second = site.signed_in("coordinator"), _filled(site), _filled(site)
    told = {"reason": "A slip."}
    assert caller.post(_days(site), **{**first, **told, "day of the incident": "3 Mar 2024"}).status_code == 302
    before = site.head()
    answer = caller.post(_days(site), **{**second, **told, "day of the incident": "4 Mar 2024"})
    assert answer.status_code == 409
    assert "3 Mar 2024" in _said(answer) and "4 Mar 2024" in _said(answer)
    assert site.head() == before


def test_an_embargo_that_was_released_is_not_shortened_by_the_form(site: Site) -> None:
    caller, typed = site.signed_in("coordinator"), _filled(site, EMBARGOED)
    for wanted in ("", "22 Nov 2026 10:19"):
        answer = caller.post(_days(site, EMBARGOED), **{**typed, "embargo": wanted, "reason": "Sooner."})
        assert answer.status_code == 422
        assert "it can end later, not sooner" in _said(answer)
    councillor = site.signed_in("councillor")
    assert "zqembargoed" not in councillor.drawn("/reviews")


def test_the_page_and_the_release_say_until_when_a_review_is_embargoed_by_clocks_in_london(site: Site) -> None:
    caller, typed = site.signed_in("coordinator"), _filled(site, DRAFT)
    told = {"embargo": "1 Jul 2027 10:00", "reason": "The family is told first."}
    assert caller.post(_days(site, DRAFT), **{**typed, **told}).status_code == 302
    at = f"/reviews/{site.world.reviews[DRAFT]}"
    assert "1 Jul 2027 10:00 BST, and until two people have released it" in caller.drawn(at)
    assert "It is embargoed until 1 Jul 2027 10:00 BST." in _said(caller.get(f"{at}/release"))
    assert "Embargoed until" not in caller.drawn(f"/reviews/{site.world.reviews[PUBLISHED]}")


def _replaced(site: Site, group: str, by: str) -> tuple[str, str]:
    """Have the chair supersede a recommendation by another one, named as people cite it; give both addresses."""
    keys = site.world.recommendations
    ((review, reference),) = site.record.read(
        "SELECT review.reference, recommendation.reference FROM recommendation JOIN review ON review.id = review_id "
        f"WHERE recommendation.id = {keys[by]}"
    )
    path = f"/recommendations/{keys[group]}"
    typed = {"decision": "supersede", "meeting": str(site.world.meetings[group]), "reason": "It says it better."}
    answer = site.signed_in("chair").send(f"{path}/replace", other=f"{review} {reference}", **typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, path), _said(answer)
    return path, f"/recommendations/{keys[by]}"


def test_what_was_superseded_and_what_takes_its_place_lead_to_each_other(site: Site) -> None:
    here, there = _replaced(site, PUBLISHED, DRAFT)
    chair = site.signed_in("chair")
    drawn, other = chair.drawn(here).replace('\\"', '"'), chair.drawn(there).replace('\\"', '"')
    assert "In its place" in drawn and f'href="{there}"' in drawn
    assert "decided to supersede. In its place: zqdraftrefqz zqdraftrqz. “It says it better.”" in drawn
    assert "Takes the place of" in other and f'href="{here}"' in other


def test_a_hidden_one_in_its_place_is_not_there_for_others(site: Site) -> None:
    here, _ = _replaced(site, PUBLISHED, SEALED)
    assert "In its place: zqsealedrefqz" in site.signed_in("chair").drawn(here)
    for name in ("member", "owner_a", "councillor", "inspector"):
        drawn = site.signed_in(name).drawn(here)
        assert "uperseded" in drawn, name
        assert "In its place" not in drawn and "zqsealed" not in drawn, name


@pytest.mark.parametrize(
    ("other", "said"), [("", "Write it as it is cited"), ("zqnonezq 1", "There is no recommendation")]
)
def test_without_a_recommendation_that_is_there_nothing_is_superseded(other: str, said: str, site: Site) -> None:
    chair, before = site.signed_in("chair"), site.head()
    path = f"/recommendations/{site.world.recommendations[PUBLISHED]}/replace"
    typed = {"decision": "merge", "meeting": str(site.world.meetings[PUBLISHED]), "reason": "The same."}
    answer = chair.send(path, other=other, **typed)
    assert answer.status_code == 400
    assert said in _said(answer)
    assert site.head() == before


def test_a_draft_with_a_day_of_publication_to_come_is_not_released_by_the_form(site: Site) -> None:
    caller = site.signed_in("coordinator")
    told = {"title": "A new review", "kind": "rapid review", "sensitivity": "normal"}
    recorded = caller.send("/reviews/new", reference="NEW-2026", **told, **{"day of publication": "1 Jul 2027"})
    at = recorded.headers["Location"]
    before = site.head()
    answer = caller.send(f"{at}/release", role="coordinator", version="1")
    assert answer.status_code == 422
    assert "This review is to be published on 1 Jul 2027, and nothing holds it back until then." in _said(answer)
    assert site.head() == before


def test_nobody_releases_a_review_under_another_embargo_than_the_one_that_they_read(site: Site) -> None:
    coordinator, chair, at = (
        site.signed_in("coordinator"),
        site.signed_in("chair"),
        f"/reviews/{site.world.reviews[DRAFT]}",
    )
    told = {"embargo": "1 Jul 2027 10:00", "reason": "The family is told first."}
    assert coordinator.post(_days(site, DRAFT), **{**_filled(site, DRAFT), **told}).status_code == 302
    assert coordinator.send(f"{at}/release", role="coordinator", version="2").status_code == 302
    page = chair.get(f"{at}/release")
    assert "It is embargoed until 1 Jul 2027 10:00 BST." in _said(page)
    read = {name: value for name, value in _Fields(page.get_data(as_text=True)).values.items() if name}
    sooner = {**_filled(site, DRAFT), "embargo": "", "reason": "Nobody needs it."}
    assert coordinator.post(_days(site, DRAFT), **sooner).status_code == 302
    answer = chair.post(f"{at}/release", **{**read, "role": "chair"})
    assert answer.status_code == 422
    assert "Open it again and read what stands now first." in _said(answer)
    assert site.record.read(f"SELECT publication FROM review WHERE id = {site.world.reviews[DRAFT]}") == [("draft",)]
    assert chair.send(f"{at}/release", role="chair", version="3").status_code == 302
