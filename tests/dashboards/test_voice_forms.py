"""Challenges, measures and lessons as people meet them: on pages and through forms."""

import html
from typing import Any

import pytest

from tests.security.site import Caller, Site
from tests.security.world import CLOSED_ACTION, DRAFT, PUBLISHED, SEALED, needle

ACTION, ASKED = "/actions/1", "/recommendations/1"
VALUE = {"first day of the period": "1 Jul 2026", "last day of the period": "30 Sep 2026", "source note": "Table 5"}
MEASURE = {
    "name": "Re-referrals",
    "definition": "Within a year.",
    "unit": "%",
    "source": "The return",
    "direction": "lower is better",
}
SENT = {"words": "Listen first.", "agency": "1", "team": "Night team", "stage": "sent", "day": "3 Nov 2026"}
FORMS = {
    "/actions/1/challenge": {"question": "Why?"},
    "/recommendations/1/challenge": {"question": "Why?"},
    "/challenges/1/answer": {"answer": "So."},
    "/challenges/2/verdict": {"verdict": "accepted", "version": "1"},
    "/measures/new": MEASURE,
    "/recommendations/1/measure": MEASURE,
    "/recommendations/1/measure-link": {"measure": "2"},
    "/measures/1/value": {**VALUE, "value": "1"},
    "/reviews/1/lessons": SENT,
    "/disseminations/1/discussion": {"day": "3 Nov 2026", "present": "9", "answer": "can"},
}
MAY = {
    "/actions/1/challenge": {"chair", "deputy", "scrutineer", "member", "councillor"},
    "/recommendations/1/challenge": {"chair", "deputy", "scrutineer", "member", "councillor"},
    "/challenges/1/answer": {"coordinator", "owner_a"},
    "/measures/new": {"coordinator"},
    "/recommendations/1/measure": {"coordinator"},
    "/recommendations/1/measure-link": {"coordinator"},
    "/measures/1/value": {"coordinator"},
    "/reviews/1/lessons": {"coordinator", "owner_a", "owner_b"},
    "/disseminations/1/discussion": {"coordinator", "owner_a"},
}
EVERYBODY = {"coordinator", "chair", "deputy", "scrutineer", "member", "owner_a", "owner_b", "councillor", "inspector"}


def _read(answer: Any) -> str:
    return html.unescape(answer.get_data(as_text=True))


def _key(site: Site, table: str, **named: str) -> int:
    where = " AND ".join(f"{column} = '{value}'" for column, value in named.items())
    return int(site.record.read(f"SELECT max(id) FROM {table} WHERE {where}")[0][0])


def test_a_challenge_goes_from_the_question_to_the_verdict(site: Site) -> None:
    councillor, owner, other = (site.signed_in(name) for name in ("councillor", "owner_a", "owner_b"))
    sent = councillor.send(f"{ACTION}/challenge", question="Who trains the night teams?")
    assert (sent.status_code, sent.headers["Location"]) == (302, ACTION)
    key = _key(site, "challenge", question="Who trains the night teams?")
    drawn = owner.drawn(ACTION)
    assert "Who trains the night teams?" in drawn and "Not answered" in drawn
    assert "Waits for: Head of A, Agency A" in drawn
    assert f"/challenges/{key}/answer" in drawn and f"/challenges/{key}/verdict" not in drawn
    assert f"/challenges/{key}/" not in other.drawn(ACTION)
    answered = owner.send(f"/challenges/{key}/answer", answer="The agency does, from January.")
    assert (answered.status_code, answered.headers["Location"]) == (302, ACTION)
    assert f"/challenges/{key}/verdict" in councillor.drawn(ACTION)
    read = str(_key(site, "challenge_answer", challenge_id=str(key)))
    verdict = {"verdict": "not accepted", "version": read}
    refused = councillor.send(f"/challenges/{key}/verdict", **verdict, reason="")
    assert refused.status_code == 400 and "Enter reason." in _read(refused)
    judged = councillor.send(f"/challenges/{key}/verdict", **verdict, reason="January is too late.")
    assert judged.status_code == 302
    assert "Not accepted, 22 Nov 2026: January is too late." in owner.drawn(ACTION)
    assert f"/challenges/{key}/answer" in owner.drawn(ACTION)
    assert "Who trains the night teams?" in site.signed_in("chair").drawn(ACTION)
    assert site.record.faults() == []


@pytest.mark.parametrize("address", [ACTION, ASKED])
def test_only_whoever_may_ask_is_offered_to_and_never_on_a_past_day(address: str, shared: Site, clock: Any) -> None:
    offered = {name for name in EVERYBODY if f"{address}/challenge" in shared.signed_in(name).drawn(address)}
    assert offered == MAY["/actions/1/challenge"]
    assert "/challenge\\" not in shared.signed_in("chair").drawn(f"{address}?as_at=2026-11-10")


@pytest.mark.parametrize("path", MAY)
def test_a_form_opens_for_whoever_may_send_it_and_for_nobody_else(path: str, shared: Site, clock: Any) -> None:
    opened = {name for name in EVERYBODY if shared.signed_in(name).get(path).status_code == 200}
    assert opened == MAY[path]


@pytest.mark.parametrize("name", ["inspector", "admin", "scoped"])
def test_whoever_only_reads_changes_nothing_by_a_forged_form(name: str, site: Site) -> None:
    caller, before = site.signed_in(name), _counted(site)
    for path, typed in FORMS.items():
        assert caller.post(path, form_key="forged", **typed).status_code == 403, path
    assert _counted(site) == before
    assert site.record.read("SELECT count(*) FROM event WHERE kind = 'request refused'") == [(len(FORMS),)]


def test_a_stranger_changes_nothing(site: Site) -> None:
    stranger, before = site.stranger(), site.head()
    assert all(stranger.post(path, form_key="k", **typed).status_code == 401 for path, typed in FORMS.items())
    assert site.head() == before


def _counted(site: Site) -> list[Any]:
    tables = ("challenge", "challenge_answer", "challenge_verdict", "measure", "measure_link", "measure_value")
    return [site.record.read(f"SELECT count(*) FROM {each}") for each in (*tables, "lesson", "dissemination")]


def test_an_owner_answers_and_records_nothing_for_another_agency(site: Site) -> None:
    other, before = site.signed_in("owner_b"), _counted(site)
    assert other.post("/challenges/1/answer", form_key="a", answer="Forged.").status_code == 403
    assert (
        other.post("/disseminations/1/discussion", form_key="b", **FORMS["/disseminations/1/discussion"]).status_code
        == 403
    )
    own = str(site.world.agencies["a"])
    assert other.post("/reviews/1/lessons", form_key="c", **{**SENT, "agency": own}).status_code == 403
    assert _counted(site) == before
    assert "Agency A" not in _read(other.get("/reviews/1/lessons"))


def test_what_is_hidden_is_neither_challenged_nor_answered(site: Site) -> None:
    councillor, owner, before = site.signed_in("councillor"), site.signed_in("owner_b"), _counted(site)
    world = site.world
    for group in (DRAFT, SEALED, CLOSED_ACTION):
        asked = f"/actions/{world.actions[group]}/challenge"
        assert councillor.get(asked).status_code == 404
        assert councillor.post(asked, form_key=f"k{group}", question="Forged.").status_code == 404
        key = _key(site, "challenge", question=needle(group, "challenge"))
        assert owner.post(f"/challenges/{key}/answer", form_key=f"a{group}", answer="Forged.").status_code == 404
    draft = f"/reviews/{world.reviews[DRAFT]}/lessons"
    assert owner.get(draft).status_code == 404
    assert owner.post(draft, form_key="d", **SENT).status_code == 404
    assert _counted(site) == before


def test_a_measure_says_its_last_value_and_that_another_is_unknown(site: Site) -> None:
    coordinator, councillor = site.signed_in("coordinator"), site.signed_in("councillor")
    made = coordinator.send("/measures/new", **MEASURE, target="1,250")
    address = made.headers["Location"]
    assert made.status_code == 302
    lost = {"first day of the period": "1 Apr 2026", "last day of the period": "30 Jun 2026", "reason": "It was lost."}
    assert coordinator.send(f"{address}/value", **lost).status_code == 302
    assert coordinator.send(f"{address}/value", **VALUE, value="17.5").status_code == 302
    said = "Re-referrals was 17.5% in Q3 2026; the target is 1,250%; it was unknown in Q2."
    drawn = councillor.drawn(address)
    assert said in drawn and "Not known: It was lost." in drawn and "Unknown" in drawn
    assert "/value" not in drawn and f"{address}/value" in coordinator.drawn(address)
    assert "Re-referrals" in councillor.drawn("/measures")
    assert said in coordinator.drawn(address)
    assert site.record.faults() == []


def test_the_page_of_a_recommendation_lists_its_measures_with_the_last_value(site: Site) -> None:
    coordinator, address = site.signed_in("coordinator"), f"/recommendations/{site.world.recommendations[PUBLISHED]}"
    made = coordinator.send(f"{address}/measure", **MEASURE)
    assert coordinator.send(f"{made.headers['Location']}/value", **VALUE, value="17.5").status_code == 302
    board = coordinator.send("/measures/new", **{**MEASURE, "name": "Deaths reviewed"})
    key = board.headers["Location"].rpartition("/")[2]
    assert "Deaths reviewed" not in coordinator.drawn(address)
    assert coordinator.send(f"{address}/measure-link", measure=key).status_code == 302
    drawn = site.signed_in("councillor").drawn(address)
    assert "Re-referrals" in drawn and "17.5%" in drawn and "Q3 2026" in drawn
    assert "Deaths reviewed" in drawn and "No value yet" in drawn
    assert f"{address}/measure" not in drawn
    again = coordinator.post(f"{address}/measure-link", form_key="again", measure=key)
    assert again.status_code == 400 and "belongs to the recommendation already" in _read(again)


def test_a_review_says_who_heard_of_its_lessons(site: Site) -> None:
    owner, agency = site.signed_in("owner_b"), str(site.world.agencies["b"])
    before = site.signed_in("councillor").drawn("/reviews/1")
    assert "Sent to 1 team, discussed by 1, 1 has answered in part." in before
    assert needle(PUBLISHED, "because") not in before and "the reason is kept for the board" in before
    assert needle(PUBLISHED, "because") in site.signed_in("member").drawn("/reviews/1")
    assert owner.send("/reviews/1/lessons", **{**SENT, "agency": agency}).status_code == 302
    key = _key(site, "dissemination", team="Night team")
    told = {"day": "4 Nov 2026", "present": "9", "answer": "cannot", "reason": "Two posts are vacant."}
    answered = owner.send(f"/disseminations/{key}/discussion", **told)
    assert (answered.status_code, answered.headers["Location"]) == (302, "/reviews/1")
    drawn = owner.drawn("/reviews/1")
    assert "Sent to 2 teams, discussed by 2, 1 has answered in part." in drawn
    assert "Discussed 4 Nov 2026, 9 present: we cannot, because Two posts are vacant.<" in drawn
    assert "Two posts are vacant." not in site.signed_in("owner_a").drawn("/reviews/1")
    assert site.record.faults() == []


WRONG = [
    ("coordinator", "/measures/1/value", {**VALUE, "value": "n/a"}, "Enter value as a number"),
    ("coordinator", "/measures/1/value", {**VALUE, "value": "1", "reason": "Lost."}, "but not both"),
    ("coordinator", "/measures/1/value", {**VALUE, "value": "", "reason": ""}, "or say why it is not known"),
    ("coordinator", "/measures/1/value", {**VALUE, "value": "1", "last day of the period": "31 Feb"}, "Enter a date"),
    ("coordinator", "/measures/new", {**MEASURE, "direction": "sideways"}, "Choose which way is better"),
    ("coordinator", "/measures/new", {**MEASURE, "target": "as low as can be"}, "Enter target as a number"),
    ("coordinator", "/recommendations/1/measure-link", {"measure": "٣"}, "Choose a measure from the list"),
    ("coordinator", "/reviews/1/lessons", {**SENT, "stage": "shouted"}, "Say how it came to the team"),
    ("coordinator", "/reviews/1/lessons", {**SENT, "lesson": "review 1"}, "Choose the lesson from the list"),
    ("coordinator", "/reviews/1/lessons", {**SENT, "lesson": "lesson 1"}, "or write it in words of its own"),
    ("coordinator", "/reviews/1/lessons", {**SENT, "agency": "1e3"}, "Choose the agency from the list"),
    ("coordinator", "/disseminations/1/discussion", {"day": "3 Nov 2026", "present": "0", "answer": "can"}, "from 1"),
    (
        "coordinator",
        "/disseminations/1/discussion",
        {"day": "3 Nov 2026", "present": "9", "answer": "x"},
        "the team can",
    ),
    ("chair", "/actions/1/challenge", {"question": " "}, "Enter question"),
    ("owner_a", "/challenges/1/answer", {"answer": "a" * 20_001}, "20,000 characters"),
]


@pytest.mark.parametrize("place", range(len(WRONG)))
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(place: int, shared: Site, clock: Any) -> None:
    name, path, typed, said = WRONG[place]
    caller, before = shared.signed_in(name), _counted(shared)
    answer = caller.send(path, **typed)
    assert answer.status_code == 400
    page = _read(answer)
    assert said in page
    assert all(value in page for value in typed.values() if len(value) > 12 and " " in value)
    assert _counted(shared) == before


def test_a_verdict_on_an_answer_that_was_not_read_is_refused(site: Site) -> None:
    chair: Caller = site.signed_in("chair")
    path = "/challenges/1/verdict"
    assert site.signed_in("owner_a").send("/challenges/1/answer", answer="So.").status_code == 302
    key = chair.form_key(path)
    for version, status in (("", 400), ("1e3", 400), ("9" * 30, 400), ("99", 422)):
        answer = chair.post(path, form_key=f"{key}{status}", verdict="accepted", version=version)
        assert answer.status_code == status, version
    assert chair.post(path, form_key="z", verdict="perhaps", version="1").status_code == 400
    assert site.events("answer accepted") == 0
    given = _key(site, "challenge_answer", answer="So.")
    assert chair.post(path, form_key=key, verdict="accepted", version=str(given)).status_code == 302
    assert chair.get(path).status_code == 404


def test_what_was_typed_is_shown_as_text(site: Site) -> None:
    bad = "<script>window.__x=1</script>"
    chair, coordinator = site.signed_in("chair"), site.signed_in("coordinator")
    assert chair.send(f"{ACTION}/challenge", question=bad).status_code == 302
    assert coordinator.send(f"{ASKED}/measure", **{**MEASURE, "name": bad, "unit": bad}).status_code == 302
    assert coordinator.send("/reviews/1/lessons", **{**SENT, "words": bad, "team": bad}).status_code == 302
    for address in (ACTION, ASKED, "/reviews/1", "/measures"):
        drawn = chair.drawn(address)
        assert "<script>" not in drawn and "&lt;script&gt;" in drawn, address


def test_a_stale_edit_of_a_measure_shows_both_texts_and_keeps_what_was_typed(site: Site) -> None:
    coordinator = site.signed_in("coordinator")
    at = coordinator.send("/measures/new", **MEASURE).headers["Location"]
    assert f"{at}/edit" in coordinator.drawn(at)
    assert f"{at}/edit" not in site.signed_in("chair").drawn(at)
    typed = {"definition": "Said otherwise.", "target": "300", "reason": "A slip.", "version": "1"}
    assert coordinator.send(f"{at}/edit", **typed).status_code == 302
    stale = coordinator.send(f"{at}/edit", **{**typed, "definition": "Said by another."})
    page = html.unescape(stale.get_data(as_text=True))
    assert stale.status_code == 409
    assert "Said otherwise." in page and "Said by another." in page and "A slip." in page
