"""Every form of the plan filled in once, by the person whose verb it is, with the event that it leaves in the trail."""

import re
from dataclasses import dataclass, field
from datetime import date

from tests import builders
from tests.database.record import Record
from tests.security.site import Site
from tests.security.world import DRAFT, PUBLISHED, World
from tracker import releases
from tracker.commands import readers
from tracker.words import MeetingKind, Role, Sensitivity, Thing

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
        return rule_of(self.path)

    def filled(self, keys: dict[str, str]) -> tuple[str, dict[str, str]]:
        """Give its address and what is typed, with the keys of a plan."""
        return self.path.format(**keys), {
            name.format(**keys): value.format(**keys) for name, value in self.typed.items()
        }


def rule_of(path: str) -> str:
    """Give the address under which a form is registered: a second key has a name of its own."""
    return re.sub(r"\{(\w+)\}", lambda found: f"<int:{found[1] if found[1] in OWN_NAMES else 'key'}>", path)


OWN_NAMES = {"test", "earlier", "exception"}
ASKED = "/recommendations/{asked}"
ASK = "/recurring/A-{ask}"
BRIEFING = {name.replace("_", " "): words for name, words in builders.texts().items()}
BRIEFED = "/reviews/{briefed}/briefing"
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
    Sent(COORDINATOR, "/actions/{action}/contributing", "agency contributes", {"contributing": "{other_agency}"}),
    Sent(
        COORDINATOR,
        "/actions/{helped}/contributing-ended",
        "agency no longer contributes",
        {"contributing": "{other_agency}", "reason": "It closed."},
    ),
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
        "/recommendations/{proven}/assurance",
        "assurance set lower",
        {"assurance": "none", "meeting": "{meeting}", "reason": "The sample is small."},
    ),
    Sent(
        CHAIR,
        f"{ASKED}/replace",
        "decided to supersede",
        {
            "decision": "supersede",
            "other": "{unlinked}",
            "meeting": "{meeting}",
            "reason": "A newer one says it better.",
        },
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
    Sent(COORDINATOR, "/reviews/{mistaken}/briefing/write", "briefing written", {**BRIEFING, "version": "0"}),
    Sent(
        COORDINATOR,
        "/reviews/{waiting}/briefing/release",
        "briefing released by the coordinator",
        {"role": "coordinator", "version": "1"},
    ),
    Sent(CHAIR, f"{BRIEFED}/withdraw", "briefing withdrawn", {"reason": "It named a street."}),
    Sent(
        COORDINATOR,
        f"{BRIEFED}/link",
        "team given a link",
        {"agency": "{agency}", "team": "Night team", "last day": "31 Dec 2026"},
    ),
    Sent(COORDINATOR, f"{BRIEFED}/revoke", "team link revoked", {"link": "{team_link}"}),
    Sent(OWNER, "/discussions/{claim}/confirm", "discussion confirmed", {"action {action}": "yes"}),
    Sent(
        OWNER,
        "/discussions/{claim}/refuse",
        "discussion not confirmed",
        {"reason": "That was another meeting."},
    ),
    Sent(
        COORDINATOR,
        "/reviews/{mistaken}/days",
        "review days corrected",
        {"day of the incident": "3 Mar 2026", "reason": "A slip of the keyboard.", "version": "1"},
    ),
    Sent(COORDINATOR, "/reviews/{mistaken}/withdraw", "review withdrawn", {"reason": "Twice.", "version": "1"}),
    Sent(
        COORDINATOR,
        "/reviews/{draft}/release",
        "review released by the coordinator",
        {"role": "coordinator", "version": "1"},
    ),
    Sent(
        COORDINATOR,
        f"{ASKED}/scrutiny",
        "scrutiny verdict recorded",
        {"meeting": "{heard}", "verdict": "in progress", "reason": "Come back in March."},
    ),
    Sent(COORDINATOR, "/reports/freeze", "edition frozen", {"edition": "board"}),
    Sent(CHAIR, "/meetings/{coming}/freeze", "edition frozen", {"edition": "members"}),
    *(
        Sent(COORDINATOR, f"{at}/public-text", "public text written", {"text for the public": "Train.", "version": "0"})
        for at in ("/actions/{action}", ASKED)
    ),
    *(
        Sent(CHAIR, f"{at}/public-text/approve", "public text approved", {"read": "yes", "version": "1"})
        for at in ("/actions/{fresh}", "/recommendations/{proven}")
    ),
    Sent(
        COORDINATOR,
        "/snapshots/{edition}/release",
        "edition released by the coordinator",
        {"role": "coordinator", "word": "publish"},
    ),
    Sent(
        CHAIR, "/snapshots/{marked}/confirm", "found place confirmed", {"place": "{place}", "reason": "It is printed."}
    ),
    Sent(CHAIR, "/snapshots/{half}/withdraw", "edition taken back", {"reason": "A name was in it."}),
    Sent(
        COORDINATOR,
        "/meetings/new",
        "meeting recorded",
        {"kind": "board", "title": "Board of December", "day of the meeting": "16 Dec 2026"},
    ),
    Sent(
        COORDINATOR,
        "/meetings/{coming}/move",
        "meeting moved",
        {"day of the meeting": "6 Jan 2027", "reason": "Snow.", "version": "1"},
    ),
    Sent(COORDINATOR, "/meetings/{coming}/call-off", "meeting called off", {"reason": "Snow.", "version": "1"}),
    Sent(
        COORDINATOR,
        "/themes/new",
        "theme recorded",
        {"key": "SHARE", "name": "Sharing", "definition": "Who tells whom."},
    ),
    Sent(
        COORDINATOR,
        "/context/new",
        "context recorded",
        {
            "kind": "public promise",
            "date": "9 Jun 2026",
            "precision": "day",
            "title": "The leader promises",
            "sentence": "Nothing will be late by the spring.",
            "quoted": "yes",
            "source": "Council minutes, item 4",
        },
    ),
    Sent(
        COORDINATOR,
        "/measures/{measure}/edit",
        "measure edited",
        {"definition": "Said otherwise.", "target": "300", "reason": "A slip.", "version": "1"},
    ),
    Sent(
        COORDINATOR,
        "/evidence/{restricted}/readers",
        "reader named",
        {"e-mail address": "member@board.example", "reason": "The member led the audit."},
    ),
    Sent(
        COORDINATOR,
        "/evidence/{told}/readers-ended",
        "reader no longer named",
        {"person": "{person}", "reason": "The audit is over."},
    ),
    Sent(
        CHAIR,
        "/evidence/{restricted}/sensitivity",
        "evidence closed or opened",
        {"sensitivity": "sealed", "reason": "It is about another child.", "version": "1"},
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
    Sent(
        COORDINATOR,
        f"{ASKED}/repeats",
        "repeat answered",
        {"earlier": "{unlinked}", "verdict": "related", "reason": "The same subject."},
    ),
    Sent(
        COORDINATOR,
        "/repeats/{link}/answer",
        "repeat answered",
        {"verdict": "related", "reason": "Read again."},
    ),
    Sent(
        COORDINATOR,
        "/recurring/suggestions/{later}/{earlier}",
        "repeat answered",
        {"verdict": "related", "reason": "The same subject.", "version": "0"},
    ),
    Sent(COORDINATOR, "/repeats/{link}/take-back", "repeat taken back", {"reason": "The wrong pair."}),
    Sent(
        COORDINATOR,
        "/recurring/new",
        "ask founded",
        {"recommendations": "{pair}", "name": "Supervise", "reason": "Both ask for it."},
    ),
    Sent(COORDINATOR, f"{ASK}/join", "ask joined", {"recommendation": "{unlinked}", "reason": "The same."}),
    Sent(COORDINATOR, f"{ASK}/leave", "ask left", {"recommendation": "{asked}", "reason": "Something else."}),
    Sent(COORDINATOR, f"{ASK}/merge", "asks merged", {"into": "{other_ask}", "reason": "One and the same."}),
    Sent(
        COORDINATOR,
        f"{ASK}/split",
        "ask split",
        {"recommendations": "{part}", "name": "A part", "reason": "These speak of nights."},
    ),
    Sent(COORDINATOR, f"{ASK}/name", "ask renamed", {"name": "Said better", "reason": "Clearer.", "version": "1"}),
    Sent(COORDINATOR, f"{ASK}/action", "ask answered", {"action": "{reference}", "reason": "One plan for all."}),
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
    # tests/dashboards/test_suggestion_pages.py
    "/recurring/match",
    # tests/dashboards/test_inspection.py: a note leaves no event
    *(f"/{things}/<int:key>/my-note" for things in ("recommendations", "actions", "evidence")),
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
        "measure": str(read("SELECT min(id) FROM measure")[0][0]),
        "tenure": str(read("SELECT min(id) FROM tenure")[0][0]),
        "person": str(world.people["member"]),
        "agency": str(world.agencies["a"]),
        "other_agency": str(world.agencies["b"]),
        **(made := _made(site, world)),
        **_briefed(site, world),
        **_repeated(site, world),
        **public_editions(site.record, int(made["fresh"]), int(made["proven"])),
    }


def public_editions(record: Record, action: int, asked: int) -> dict[str, str]:
    """Give three public editions (one waits, one is half released, in one something was found) and texts that wait."""
    builders.a_public_text(record, Thing.ACTION, action, "Train the team.", approved=False)
    builders.a_public_text(record, Thing.RECOMMENDATION, asked, "Ask for help.", approved=False)
    keys = {"half": _edition(record), "edition": ""}
    with record.changing(builders.the_coordinator(record)) as visit:
        releases.release(visit, record.settings, int(keys["half"]), as_role=Role.COORDINATOR, word=releases.WORD)
    keys["edition"] = _edition(record)
    told = builders.an_action(record, "Somewhere.")
    builders.a_public_text(record, Thing.ACTION, told.id, "In the flat, B13 9PX.")
    keys["marked"] = _edition(record)
    with record.reading() as visit:
        (found,) = releases.found(visit, record.settings, int(keys["marked"]))[1]
    return {**keys, "place": found.id}


def _edition(record: Record) -> str:
    cited = builders.a_public_edition(record)
    return str(record.read(f"SELECT id FROM snapshot WHERE cited = '{cited}'")[0][0])


def _made(site: Site, world: World) -> dict[str, str]:
    """Add a post that nobody holds, an action without a due date, one with nothing asked, and a meeting to come."""
    vacant = builders.a_post(site.record, "Head of nothing", held_by=None)
    with site.record.reading() as visit:
        asked = visit.session.get(builders.Recommendation, world.recommendations[PUBLISHED])
    undated = builders.an_action(site.record, "Some day.", recommendations=[asked], due=None)
    fresh = builders.an_action(site.record, "Nothing is asked.", recommendations=[asked])
    helping = [world.agencies["b"]]
    helped = builders.an_action(site.record, "Somebody helps.", recommendations=[asked], contributing=helping)
    coming = builders.a_meeting(site.record, date(2026, 12, 16))
    heard = builders.a_meeting(site.record, date(2026, 11, 10), kind=MeetingKind.SCRUTINY)
    mistaken = builders.a_review(site.record, published=False)
    made = {"mistaken": mistaken, "coming": coming, "helped": helped, "heard": heard}
    made |= {"vacant": vacant, "undated": undated, "fresh": fresh}
    named = _restricted(site, world)
    proven = builders.an_action(site.record, "It is proven.", evidence=[builders.checked()])
    return {name: str(row.id) for name, row in made.items()} | named | {"proven": str(proven.recommendation_ids[0])}


def _briefed(site: Site, world: World) -> dict[str, str]:
    """Add a briefing that waits, one that is released, a team's link to it, and what the team reported by it."""
    record = site.record
    waiting, briefed = builders.a_review(record), builders.a_review(record)
    builders.a_briefing(record, waiting, released=False)
    builders.a_briefing(record, briefed)
    link = builders.a_team_link(record, briefed, builders.an_agency(record, "Agency A"))
    builders.reported(record, link)
    claim = record.read("SELECT max(id) FROM discussion_claim")[0][0]
    return {"waiting": str(waiting.id), "briefed": str(briefed.id), "team_link": str(link.id), "claim": str(claim)}


def _restricted(site: Site, world: World) -> dict[str, str]:
    """Give two restricted pieces of evidence; a member is named to read the second."""
    record = site.record
    secret = builders.unchecked("Kept close", sensitivity=Sensitivity.RESTRICTED)
    owned = builders.an_action(record, "Somebody is named.", evidence=[secret, secret])
    with record.changing() as visit:
        readers.name_reader(visit, owned.evidence_ids[1], person_id=world.people["member"], reason="It is theirs.")
    return {"restricted": str(owned.evidence_ids[0]), "told": str(owned.evidence_ids[1])}


def _repeated(site: Site, world: World) -> dict[str, str]:
    """Add a pair that was judged the same, and another ask; name what the forms of repeats and asks speak of."""
    record = site.record
    pair = [builders.a_recommendation(record, f"Supervise the {each} team.") for each in ("day", "night")]
    builders.a_repeat(record, *pair)
    other = builders.an_ask(
        record, *(builders.a_recommendation(record, f"Read the {each} file.") for each in ("new", "old"))
    )
    unlinked = builders.a_recommendation(record, "Ask the child.")
    builders.a_suggestion(record, unlinked, pair[0])
    cited = dict(
        record.read(
            "SELECT recommendation.id, review.reference || ' ' || recommendation.reference FROM recommendation "
            "JOIN review ON review.id = review_id"
        )
    )
    return {
        "ask": "1",
        "other_ask": str(other.id),
        "link": str(record.read("SELECT min(id) FROM repeat_link")[0][0]),
        "pair": "\n".join(cited[each.id] for each in pair),
        "part": "\n".join(cited[world.recommendations[group]] for group in (PUBLISHED, DRAFT)),
        "unlinked": cited[unlinked.id],
        "later": str(unlinked.id),
        "earlier": str(pair[0].id),
        "reference": record.read(f"SELECT reference FROM action WHERE id = {world.actions[PUBLISHED]}")[0][0],
    }
