"""The coordinator judges what the machine suggests, one pair after another; nobody else finds the way there."""

import html
import re
from pathlib import Path

import pytest

from tests import builders
from tests.security.site import Site
from tests.security.world import DRAFT, OTHER, PUBLISHED

QUEUE = "/recurring/suggestions"
PRACTICE = "Not known: the practice period of the later review is not known."


@pytest.fixture
def pair(site: Site) -> str:
    """Give the address of the pair that the world suggests for the published recommendation."""
    keys = site.world.recommendations
    return f"{QUEUE}/{keys[PUBLISHED]}/{keys[OTHER]}"


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(text)).replace('\\"', '"').split())


def read(site: Site, who: str, path: str) -> str:
    return plain(site.signed_in(who).drawn(path))


def opened(site: Site, path: str) -> str:
    return plain(site.signed_in("coordinator").get(path).get_data(as_text=True))


def test_the_queue_says_how_many_wait_and_pretends_no_confirmation(site: Site) -> None:
    shown = read(site, "coordinator", QUEUE)
    assert "5 suggestions wait for a person. None counts before a person has answered." in shown
    assert "Not known: nobody has answered a suggestion of this band yet." in shown
    assert "have not been matched with all others yet" in shown
    for path in ("/recurring", "/my-work", f"/recommendations/{site.world.recommendations[DRAFT]}"):
        assert f"{QUEUE}" in site.signed_in("coordinator").drawn(path), path
    for who in ("chair", "member", "councillor", "inspector"):
        assert QUEUE not in site.signed_in(who).drawn("/recurring")
        assert site.signed_in(who).get(QUEUE).status_code == 404
    assert "What waited for a judgement on a past day is not kept." in read(
        site, "coordinator", f"{QUEUE}?as_at=2026-11-10"
    )


@pytest.mark.parametrize("asked", ["review=x", "only=all", "after=x", "recommendation=99999999999"])
def test_a_filter_that_is_in_no_list_is_refused_in_a_sentence(site: Site, asked: str) -> None:
    assert "notice error" in site.signed_in("coordinator").drawn(f"{QUEUE}?{asked}")


def test_a_pair_shows_both_texts_and_what_is_not_known(site: Site, pair: str) -> None:
    shown = opened(site, pair)
    assert "Later:" in shown and "Earlier:" in shown
    assert PRACTICE in shown
    assert "0.50, in the band 0.4 to 0.6. Answered so far in this band: Not known: nobody" in shown
    assert "It counts only once a person has answered." in shown


def test_an_answer_leads_to_the_next_pair_and_can_be_taken_back(site: Site, pair: str) -> None:
    coordinator = site.signed_in("coordinator")
    typed = {"verdict": "related", "reason": "Another service.", "version": "0"}
    answer = coordinator.send(pair, **typed)
    assert answer.status_code == 302
    following = answer.headers["Location"]
    assert following.startswith(f"{QUEUE}/") and following != pair
    basis = site.record.read("SELECT basis FROM repeat_link ORDER BY id DESC LIMIT 1")
    assert basis == [("suggested",)]
    shown = opened(site, pair)
    assert "Answered: related, because: Another service." in shown
    assert "1 of" not in shown and "0 of 1 were the same." in shown
    link = site.record.read("SELECT max(id) FROM repeat_link")[0][0]
    assert f"/repeats/{link}/take-back" in coordinator.drawn(QUEUE)
    assert "4 suggestions wait for a person." in read(site, "coordinator", QUEUE)
    assert coordinator.send(f"/repeats/{link}/take-back", reason="The wrong one.").status_code == 302
    assert "5 suggestions wait for a person." in read(site, "coordinator", QUEUE)
    assert site.record.faults() == []


def test_a_pair_is_judged_under_either_address(site: Site, pair: str) -> None:
    one, other = pair.rsplit("/", 2)[1:]
    turned = f"{QUEUE}/{other}/{one}"
    assert opened(site, turned) == opened(site, pair)
    typed = {"verdict": "same", "reason": "It asks for this again.", "version": "0"}
    assert site.signed_in("coordinator").send(turned, **typed).status_code == 302
    assert site.record.read("SELECT later_id, earlier_id FROM repeat_link ORDER BY id DESC LIMIT 1") == [
        (int(one), int(other))
    ]


def test_a_pair_that_somebody_else_judged_meanwhile_shows_both_answers(site: Site, pair: str) -> None:
    late, early = site.signed_in("coordinator"), site.signed_in("coordinator")
    key = late.form_key(pair)
    typed = {"verdict": "same", "reason": "It asks for this again.", "version": "0"}
    assert early.send(pair, **typed).status_code == 302
    before = site.head()
    answer = late.post(pair, form_key=key, verdict="different", reason="Not at all.", version="0")
    shown = plain(answer.get_data(as_text=True))
    assert answer.status_code == 409
    for words in ("Your text", "different", "Not at all.", "What stands now", "same", "It asks for this again."):
        assert words in shown
    assert site.head() == before


@pytest.mark.parametrize("who", ["chair", "owner_a", "councillor", "member"])
def test_a_forged_judgement_is_refused_and_in_the_trail(site: Site, pair: str, who: str) -> None:
    before = site.events("request refused")
    answer = site.signed_in(who).post(pair, form_key="forged", verdict="same", reason="So.", version="0")
    assert answer.status_code == 403
    assert site.events("request refused") == before + 1
    assert site.events("repeat answered") == site.events("repeat linked")


def test_what_is_not_matched_is_matched_on_asking_and_that_is_said(site: Site) -> None:
    record, coordinator = site.record, site.signed_in("coordinator")
    earlier = builders.a_recommendation(record, "Give every social worker regular reflective supervision.")
    later = builders.a_recommendation(record, "Ensure that social workers have regular and reflective supervision.")
    assert "now" in opened(site, "/recurring/match")
    before = site.head()
    answer = coordinator.send("/recurring/match")
    assert answer.status_code == 200
    shown = plain(answer.get_data(as_text=True))
    assert re.search(r"Matched \d+ recommendations with all others\. \d+ pairs? may ask for the same", shown)
    assert site.head() == before
    assert coordinator.get(f"{QUEUE}/{later.id}/{earlier.id}").status_code == 200
    assert "not been matched" not in read(site, "coordinator", QUEUE)
    again = coordinator.send("/recurring/match")
    assert "There was nothing left to match." in plain(again.get_data(as_text=True))
    assert coordinator.send("/recurring/match", step="go on").headers["Location"] == QUEUE


@pytest.mark.parametrize("broken", ["missing", "truncated"])
def test_without_the_model_a_sentence_says_so_and_letters_go_on(
    site: Site, pair: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    path = tmp_path / "model.onnx"
    if broken == "truncated":
        path.write_bytes(b"not the whole of it")
    monkeypatch.setenv("TRACKER_MODEL", str(path))
    for shown in (read(site, "coordinator", QUEUE), opened(site, pair), opened(site, "/recurring/match")):
        assert "so texts are compared by letters and words only" in shown
    record = site.record
    earlier = builders.a_recommendation(record, "Give every social worker regular reflective supervision.")
    later = builders.a_recommendation(record, "Ensure that social workers have regular and reflective supervision.")
    answer = site.signed_in("coordinator").send("/recurring/match")
    assert "letters and words only" in plain(answer.get_data(as_text=True))
    assert site.signed_in("coordinator").get(f"{QUEUE}/{later.id}/{earlier.id}").status_code == 200
