"""Every form of the plan filled in once, by the person whose verb it is, with the event that it leaves in the trail."""

import re
from dataclasses import dataclass, field
from datetime import date

from tests import builders
from tests.security.site import Site
from tests.security.world import DRAFT, PUBLISHED, World

OWNER, COORDINATOR, CHAIR, ADMIN = "owner_a", "coordinator", "chair", "admin"


@dataclass(frozen=True)
class Sent:
    """A form that somebody sends: `typed` may name a key of the world as {word}; `event` is what it leaves."""

    who: str
    path: str
    event: str
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def rule(self) -> str:
        """The address as the form is registered under it."""
        return re.sub(r"\{test\}", "<int:test>", re.sub(r"\{(?!test)\w+\}", "<int:key>", self.path))

    def filled(self, keys: dict[str, str]) -> tuple[str, dict[str, str]]:
        """Give its address and what is typed, with the keys of a plan."""
        return self.path.format(**keys), {name: value.format(**keys) for name, value in self.typed.items()}


ASKED = "/recommendations/{asked}"
SENT = [
    Sent(OWNER, "/actions/{action}/update", "update given", {"update": "Half of it is done.", "claim": "yes"}),
    Sent(OWNER, "/actions/{action}/wording", "action wording edited", {"wording": "Said otherwise.", "version": "1"}),
    Sent(
        COORDINATOR,
        "/actions/{fresh}/new-date",
        "extension asked",
        {"new date": "30 Sep 2027", "reason": "capacity or vacancy", "note": "A post is vacant."},
    ),
    Sent(OWNER, "/actions/{action}/not-mine", "ownership refused", {"reason": "Housing runs this service."}),
    Sent(COORDINATOR, "/actions/{action}/owner", "owner given", {"owner": "{post}"}),
    Sent(COORDINATOR, "/actions/{action}/answers", "action answers more", {"also answers": "{other}"}),
    Sent(COORDINATOR, "/actions/{undated}/due", "baseline set", {"due date": "31 Mar 2027"}),
    Sent(COORDINATOR, f"{ASKED}/action", "action recorded", {"wording": "Train the teams.", "sensitivity": "normal"}),
    Sent(COORDINATOR, f"{ASKED}/answer", "response recorded", {"answer": "accepted"}),
    Sent(
        COORDINATOR,
        f"{ASKED}/wording",
        "wording corrected",
        {"wording": "As it was printed.", "reason": "A slip.", "version": "1"},
    ),
    Sent(COORDINATOR, f"{ASKED}/theme", "themes given", {"theme": "{free_theme}"}),
    Sent(COORDINATOR, f"{ASKED}/test", "impact test set", {"question": "Sooner?", "due date": "30 Sep 2027"}),
    Sent(
        COORDINATOR,
        f"{ASKED}/tests/{{test}}",
        "impact tested",
        {"verdict": "partly met", "found": "4 days, before 11.", "next check": "1 Dec 2027"},
    ),
    Sent(CHAIR, f"{ASKED}/note", "decided to note", {"decision": "note", "meeting": "{meeting}", "reason": "Heard."}),
    Sent(
        CHAIR,
        f"{ASKED}/decide",
        "decided to not accept",
        {"decision": "not accept", "meeting": "{meeting}", "reason": "The law forbids it."},
    ),
    Sent(
        CHAIR,
        f"{ASKED}/replace",
        "decided to supersede",
        {"decision": "supersede", "meeting": "{meeting}", "reason": "A newer one says it better."},
    ),
    Sent(
        CHAIR,
        "/actions/{action}/decide",
        "decided to withdraw",
        {"decision": "withdraw", "meeting": "{meeting}", "reason": "It is done elsewhere."},
    ),
    Sent(
        CHAIR,
        "/actions/{action}/override",
        "decided to override rating",
        {"rating": "Red", "meeting": "{meeting}", "until": "22 Nov 2026", "reason": "It is worse than it looks."},
    ),
    Sent(
        CHAIR,
        "/actions/{action}/note",
        "decided to escalate",
        {"decision": "escalate", "meeting": "{meeting}", "reason": "To the chief officer."},
    ),
    Sent(
        CHAIR,
        "/actions/{action}/answer-date",
        "extension approved",
        {"answer": "approve", "meeting": "{meeting}", "request": "{request}"},
    ),
    Sent(
        COORDINATOR,
        "/reviews/new",
        "review recorded",
        {
            "reference": "NEW-2026",
            "title": "A new review",
            "kind": "rapid review",
            "sensitivity": "normal",
            "embargo": "16 Dec 2026 10:00",
        },
    ),
    Sent(
        COORDINATOR,
        "/reviews/{review}/finding",
        "finding recorded",
        {"reference": "F9", "kind": "good practice", "what happened": "A nurse asked twice."},
    ),
    Sent(
        COORDINATOR,
        "/reviews/{review}/recommendation",
        "recommendation recorded",
        {"reference": "99", "wording": "Ask twice.", "sensitivity": "normal"},
    ),
    Sent(
        COORDINATOR,
        "/reviews/{review}/rows",
        "recommendation recorded",
        {"rows": "98\tAsk twice.", "step": "import"},
    ),
    Sent(COORDINATOR, "/reviews/{draft}/release", "review released by the coordinator", {"role": "coordinator"}),
    Sent(
        COORDINATOR,
        "/meetings/new",
        "meeting recorded",
        {"kind": "board", "title": "Board of December", "day of the meeting": "16 Dec 2026"},
    ),
    Sent(
        COORDINATOR,
        "/themes/new",
        "theme recorded",
        {"key": "SHARE", "name": "Sharing", "definition": "Who tells whom."},
    ),
    Sent(COORDINATOR, "/blind/rounds/new", "coding round made", {"title": "Some wordings"}),
    Sent(
        COORDINATOR,
        "/blind/comparisons/new",
        "comparison recorded",
        {
            "title": "Two letters",
            "case A": "Day 1: she writes. Day 3: they answer.",
            "case B": "Day 1: she writes. Nobody answers.",
            "outcome A": "Well.",
            "outcome B": "Badly.",
            "worse": "B",
        },
    ),
    Sent(ADMIN, "/agencies/new", "agency recorded", {"key": "fire", "name": "Fire service", "kind": "other"}),
    Sent(ADMIN, "/posts/new", "post recorded", {"agency": "{agency}", "title": "Head of fire safety"}),
    Sent(ADMIN, "/persons/new", "person recorded", {"name": "A Person", "e-mail address": "new@board.example"}),
    Sent(
        COORDINATOR,
        "/posts/{vacant}/holder",
        "tenure begun",
        {"person": "{person}", "first day": "22 Nov 2026"},
    ),
    Sent(
        COORDINATOR,
        "/tenures/{tenure}/hand-over",
        "tenure ended",
        {"last day": "22 Nov 2026", "person": "{person}", "version": "1"},
    ),
    Sent(COORDINATOR, "/agencies/{agency}/end", "agency ended", {"successor": "{other_agency}", "version": "1"}),
]
BY_RULE = {each.rule: each for each in SENT}
# Tested where their gates are: tests/browser and tests/security (a closing has to be earned first).
ELSEWHERE = {
    *(f"/recommendations/<int:key>/{way}" for way in ("close", "reopen", "override")),
    # tests/dashboards/test_voice_forms.py
    *(f"/{thing}/<int:key>/challenge" for thing in ("actions", "recommendations")),
    *(f"/challenges/<int:key>/{way}" for way in ("answer", "verdict")),
    "/measures/new",
    *(f"/recommendations/<int:key>/{way}" for way in ("measure", "measure-link")),
    "/measures/<int:key>/value",
    "/reviews/<int:key>/lessons",
    "/disseminations/<int:key>/discussion",
    # tests/dashboards/test_blind_forms.py
    "/blind/rounds/<int:key>",
    "/blind/rounds/<int:key>/items/<int:number>",
    "/blind/rounds/<int:key>/close",
    *(f"/blind/comparisons/<int:key>/{way}" for way in ("grade", "reveal")),
    # tests/dashboards/test_clock_forms.py
    "/reviews/<int:key>/clocks",
    "/clocks/start",
    *(f"/clocks/<int:key>/{way}" for way in ("pause", "resume", "done")),
    "/actions/<int:key>/escalate",
    "/duties",
    # tests/evidence
    *(f"/actions/<int:key>/{way}" for way in ("evidence", "submit")),
    "/evidence/<int:key>/version",
    "/evidence/versions/<int:key>/check",
}


def keys_of(site: Site) -> dict[str, str]:
    """Give the keys and words of the small plan by the names that the forms above use."""
    world, read = site.world, site.record.read
    action = world.actions[PUBLISHED]
    other = read(
        "SELECT review.reference, recommendation.reference FROM recommendation JOIN review ON review.id = review_id "
        f"WHERE recommendation.id = {world.recommendations[DRAFT]}"
    )[0]
    return {
        "action": str(action),
        "asked": str(world.recommendations[PUBLISHED]),
        "review": str(world.reviews[PUBLISHED]),
        "draft": str(world.reviews[DRAFT]),
        "meeting": str(world.meetings[PUBLISHED]),
        "other": f"{other[0]} {other[1]}",
        "post": str(read("SELECT max(id) FROM post")[0][0]),
        "free_theme": str(world.themes[DRAFT]),
        "test": str(read("SELECT min(id) FROM impact_test")[0][0]),
        "request": str(read(f"SELECT max(id) FROM extension WHERE action_id = {action}")[0][0]),
        "tenure": str(read("SELECT min(id) FROM tenure")[0][0]),
        "person": str(world.people["member"]),
        "agency": str(world.agencies["a"]),
        "other_agency": str(world.agencies["b"]),
        **_made(site, world),
    }


def _made(site: Site, world: World) -> dict[str, str]:
    """Add a post that nobody holds, an action without a due date, one with nothing asked, and a meeting to come."""
    vacant = builders.a_post(site.record, "Head of nothing", held_by=None)
    with site.record.reading() as visit:
        asked = visit.session.get(builders.Recommendation, world.recommendations[PUBLISHED])
    undated = builders.an_action(site.record, "Some day.", recommendations=[asked], due=None)
    fresh = builders.an_action(site.record, "Nothing is asked.", recommendations=[asked])
    builders.a_meeting(site.record, date(2026, 12, 16))
    return {"vacant": str(vacant.id), "undated": str(undated.id), "fresh": str(fresh.id)}
