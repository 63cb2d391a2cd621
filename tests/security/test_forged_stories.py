"""The acceptance stories of the life of a recommendation as forged requests: refused, in the trail, and nothing done.

Each story's verb is sent by somebody whose verb it is not, as they would send it without ever having seen the form.
"""

import json
from dataclasses import dataclass, field

import pytest

from tests.security.site import Site
from tests.security.world import PUBLISHED


@dataclass(frozen=True)
class Forged:
    """What somebody sends who may not do it; {names} are keys of the plan."""

    story: int
    who: tuple[str, ...]
    path: str
    typed: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"story {self.story} {self.path}"


NOT_OWNERS = ("owner_b", "member", "councillor", "inspector")
NOT_COORDINATORS = ("chair", "member", "owner_a", "councillor", "inspector")
NOT_CHAIRS = ("coordinator", "member", "owner_a", "councillor", "inspector")
OVERRIDE = {"rating": "Amber", "meeting": "{meeting}", "until": "16 Dec 2026", "reason": "Forged."}
APPROVED = {"answer": "approve", "meeting": "{meeting}", "request": "{request}"}
CLOSED = {"meeting": "{meeting}", "waiver": "Forged."}
CLOCK = {"clock": "executive response to scrutiny", "started on": "22 Nov 2026"}
MEETING = {"kind": "board", "title": "Forged", "day of the meeting": "16 Dec 2026"}
STORIES = [
    Forged(1, NOT_COORDINATORS, "/reviews/{review}/rows", {"rows": "98\tForged.", "step": "import"}),
    Forged(2, NOT_COORDINATORS, "/recommendations/{asked}/action", {"wording": "Forged.", "sensitivity": "normal"}),
    Forged(2, NOT_COORDINATORS, "/actions/{action}/owner", {"owner": "{post}"}),
    Forged(3, NOT_COORDINATORS, "/meetings/new", MEETING),
    Forged(4, NOT_CHAIRS, "/recommendations/{asked}/close", CLOSED),
    Forged(7, ("chair", *NOT_OWNERS), "/actions/{action}/new-date", {"new date": "30 Sep 2027", "reason": "other"}),
    Forged(7, NOT_CHAIRS, "/actions/{action}/answer-date", APPROVED),
    Forged(8, NOT_CHAIRS, "/recommendations/{asked}/close", {"meeting": "{meeting}", "waiver": "Attendance lists."}),
    Forged(10, NOT_CHAIRS, "/actions/{action}/override", OVERRIDE),
    Forged(12, NOT_OWNERS, "/actions/{action}/not-mine", {"reason": "Forged."}),
    Forged(13, NOT_OWNERS, "/actions/{action}/update", {"update": "Forged.", "rating": "Green"}),
    Forged(14, NOT_OWNERS, "/actions/{action}/submit"),
    Forged(15, NOT_OWNERS, "/actions/{action}/update", {"update": "Forged."}),
    Forged(15, NOT_OWNERS, "/actions/{action}/wording", {"wording": "Forged.", "version": "1"}),
    Forged(19, NOT_COORDINATORS, "/reviews/{review}/clocks", CLOCK),
]


def _keys(site: Site) -> dict[str, str]:
    world, action = site.world, site.world.actions[PUBLISHED]
    return {
        "action": str(action),
        "asked": str(world.recommendations[PUBLISHED]),
        "review": str(world.reviews[PUBLISHED]),
        "meeting": str(world.meetings[PUBLISHED]),
        "post": "2",
        "request": str(site.record.read(f"SELECT max(id) FROM extension WHERE action_id = {action}")[0][0]),
    }


def test_every_story_of_the_life_of_a_recommendation_is_forged() -> None:
    assert {each.story for each in STORIES} == {1, 2, 3, 4, 7, 8, 10, 12, 13, 14, 15, 19}


@pytest.mark.parametrize("forged", STORIES, ids=str)
def test_a_forged_story_is_refused_and_in_the_trail_and_nothing_is_done(forged: Forged, site: Site) -> None:
    keys = _keys(site)
    path, typed = forged.path.format(**keys), {name: word.format(**keys) for name, word in forged.typed.items()}
    before = site.head()[0]
    for who in forged.who:
        assert site.signed_in(who).post(path, form_key="forged", **typed).status_code == 403, who
    told = site.record.read(f"SELECT kind, actor_id, body FROM event WHERE seq > {before} ORDER BY seq")
    assert [kind for kind, *_ in told] == ["request refused"] * len(forged.who)
    assert [actor for _, actor, _ in told] == [site.world.people[who] for who in forged.who]
    assert {json.loads(body)["note"]["path"] for *_, body in told} == {path}
    assert not any("Forged" in body or "Attendance" in body for *_, body in told), "what was typed stays out of it"


def test_the_papers_of_a_meeting_are_read_by_the_coordinator_alone(site: Site) -> None:
    """Story 3 has no verb of its own: whoever asks for *Before the meeting* by a request of their own sees none."""
    assert "Before the meeting" in site.signed_in("coordinator").drawn("/my-work")
    for who in ("chair", "member", "owner_a", "councillor", "inspector", "admin"):
        assert "Before the meeting" not in site.signed_in(who).drawn("/my-work"), who


def test_an_owner_who_forges_an_assessment_or_a_better_rating_gets_neither(site: Site) -> None:
    """Stories 13 and 14 by their own owner, past the form: what the form does not offer is refused in words."""
    owner, bare = site.signed_in("owner_b"), site.world.actions["b"]
    answer = owner.post(f"/actions/{bare}/submit", form_key="forged")
    assert answer.status_code == 422
    assert "Attach at least one piece of evidence." in answer.get_data(as_text=True)
    answer = owner.post(f"/actions/{bare}/update", form_key="forged2", update="All done.", rating="Blue")
    assert answer.status_code == 400
    for table in ("submission", "progress_update"):
        assert site.record.read(f"SELECT count(*) FROM {table} WHERE action_id = {bare}") == [(0,)]
