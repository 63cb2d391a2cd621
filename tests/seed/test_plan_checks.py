"""Every contradiction in the illustrative plan is found and told by file and entry."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from seed.plan_checks import problems
from seed.plan_entries import IllustrativePlan
from tests.seed.small_plan import RECOMMENDATION, sound, spoilt

ACTION = "action_files.0.action.0"
OTHER = {**sound()["action_files"][0]["action"][0], "key": "A002", "evidence": [], "checks": []}
PAUSE = {"on": date(2024, 6, 3), "kind": "pause", "meeting": "second", "reason": "Wait.", "until": date(2024, 7, 1)}
REOPEN = {
    "on": date(2024, 6, 3),
    "recommendation": RECOMMENDATION,
    "kind": "reopen",
    "meeting": "second",
    "reason": "X",
}
AGAIN = {"on": date(2025, 9, 1), "recommendation": RECOMMENDATION, "kind": "close", "meeting": "fourth", "reason": "X"}
STATEMENT = {"kind": "statement", "received_on": date(2024, 11, 1), "claimed_on": date(2024, 10, 30), "text": "Shown."}

PEOPLE = [
    ("people.agency.1.key", "council", "partnership.toml, agency council: the key stands 2 times"),
    ("people.post.0.agency", "nowhere", "post head: there is no agency nowhere"),
    ("people.tenure.0.person", "nobody", "tenure head of nobody: the post or the person is not known"),
    ("people.tenure.0.to", date(2023, 1, 1), "tenure head of ann: it ends before it starts"),
    (
        "people.tenure.4",
        {"post": "head", "person": "bob", "from": date(2025, 1, 1)},
        "tenure head of bob: somebody else holds the post on 2025-01-01",
    ),
    ("people.account.0.person", "nobody", "account of nobody: there is no such person"),
    ("people.account.0.agency", None, "account of ann: an account has a known agency exactly when"),
    ("people.account.1.valid_until", date(2026, 12, 1), "account of dan: an inspector's account needs"),
    ("people.review.0.recommendation.0.addressed", ["x"], "review X-LPR-2024/1: unknown agencies ['x']"),
]
RESPONSES = [
    ("response.1.recommendation", RECOMMENDATION, "responses.toml, X-LPR-2024/1: 2 responses on 2024-03-01"),
    ("response.1.recommendation", "Y-INS-2010/1", "X-LPR-2024/2: it has no response"),
    ("response.1.on", date(2026, 1, 5), "X-LPR-2024/2: 2026-01-05 is still to come"),
    ("response.1.meeting", "second", "X-LPR-2024/2: no meeting second was held on 2024-03-01"),
    ("response.1.kind", "not accepted", "“not accepted” needs a note"),
    ("response.1.kind", "accepted in principle", "a later review date is given exactly for"),
    ("response.1.review_on", date(2024, 9, 2), "a later review date is given exactly for"),
    ("response.1.kind", "superseded", "another known recommendation is named exactly for"),
    ("response.1.by", "X-LPR-2024/1", "another known recommendation is named exactly for"),
]
RECOMMENDATIONS = [
    ("impact_test.1", sound()["impact_test"][0], "impact test T01: the key stands 2 times"),
    ("impact_test.0.recommendation", "X/9", "impact test T01: there is no recommendation X/9"),
    ("impact_test.0.due", date(2024, 6, 3), "impact test T01: it is due before it was set"),
    ("impact_test.0.set_on", date(2025, 2, 4), "impact test T01: set, results and the example's today are out"),
    ("decision.0.recommendation", "X/9", "decision of 2025-03-03 on X/9: there is no such recommendation"),
    ("decision.0.kind", "pause", "“pause” is not decided here"),
    ("decision.0.meeting", "second", "no meeting second was held on 2025-03-03"),
    ("decision.0.meeting", "group", "only a meeting of the Board decides this"),
    ("decision.0.decided_by", "empty", "nobody held the post empty"),
]
CLOSINGS = [
    ("decision.0.decided_by", "peer", "Only the chair closes"),
    (f"{ACTION}.checks", [], "not completed or withdrawn"),
    (f"{ACTION}.recommendations", ["X-LPR-2024/2"], "No action has been recorded"),
    ("impact_test.0.results", [], "no reason to waive it has been given"),
    ("decision.1", AGAIN, "decision of 2025-09-01 on X-LPR-2024/1: it was closed already"),
    ("decision.1", REOPEN, "decision of 2024-06-03 on X-LPR-2024/1: it was not closed"),
]
DATES = [
    ("action_files.0.action.1", sound()["action_files"][0]["action"][0], "A001: the key stands more than once"),
    ("action_files.0.action.1", sound()["action_files"][0]["action"][0], "A001: E001 stands more than once"),
    (f"{ACTION}.owner", "nobody", "actions/one.toml, A001: there is no post nobody"),
    (f"{ACTION}.contributing", ["nowhere"], "A001: there is no agency nowhere"),
    (f"{ACTION}.recorded_on", date(2024, 2, 1), "X-LPR-2024/1 had not been accepted when the action was recorded"),
    (f"{ACTION}.updates.1.on", date(2024, 5, 6), "the updates are out of order"),
    (f"{ACTION}.updates.0.on", date(2024, 4, 1), "updates: 2024-04-01 lies before the recording or after today"),
    (f"{ACTION}.submissions", [date(2026, 1, 5)], "submissions: 2026-01-05 lies before the recording or after today"),
    (f"{ACTION}.due_set_on", date(2024, 4, 1), "the day on which the due date was set does not fit"),
    (f"{ACTION}.baseline_due", None, "it was extended without a baseline due date"),
]
EXTENSIONS = [
    ("due", date(2024, 9, 30), "the new date is not later than the one in force"),
    ("meeting", None, "it is approved or refused at a meeting, or waits without one"),
    ("refused_on", date(2024, 6, 3), "it is approved or refused at a meeting, or waits without one"),
    ("asked_on", date(2024, 6, 4), "it was decided before it was asked for"),
    ("meeting", "first", "no meeting first was held on 2024-06-03"),
    ("decided_by", "head", "it was decided by nobody or by the one who asked"),
    ("decided_by", "empty", "it was decided by nobody or by the one who asked"),
]
EVIDENCE = [
    ("also_proves", ["A009"], "E001: it also proves what is not another action"),
    ("versions.1", {**STATEMENT, "received_on": date(2024, 10, 31)}, "E001: the versions are out of order"),
    ("versions.0.claimed_on", date(2024, 11, 2), "E001: it claims a day after it was received"),
    ("versions.0.kind", "file", "E001: the example holds statements and links only"),
    ("versions.0.kind", "link", "E001: each version says what it shows, and a link has an address"),
    ("versions.0.text", None, "E001: each version says what it shows, and a link has an address"),
    ("provider", "empty", "E001: nobody held the post empty on 2024-11-01"),
]
CHECKS = [
    ("version", 2, "check of 2024-12-02: there is no version 2 of E001"),
    ("evidence", "E009", "there is no version 1 of E009"),
    ("on", date(2024, 10, 31), "E001 was received on 2024-11-01 only"),
    ("on", date(2024, 11, 1), "nothing had been submitted"),
    ("checker", "ann", "ann provided the evidence"),
    ("checker", "ann", "ann is of council, an agency of the owner or a contributor"),
    ("checker", "bob", "bob is of police, an agency of the owner or a contributor"),
    ("checker", "eve", "eve held no post"),
]
DECISIONS = [
    ({"kind": "note"}, "decision of 2024-06-03: “note” is not decided about an action"),
    ({"meeting": "third"}, "no meeting third was held on 2024-06-03"),
    ({"until": date(2024, 6, 3)}, "a pause and an override have a later day on which they end"),
    ({"kind": "withdraw"}, "a pause and an override have a later day on which they end"),
    ({"rating": "Amber"}, "an override names a rating, other decisions none"),
    ({"decided_by": "head"}, "the decider is not known or is of the owner's agency"),
]
EXAMPLES = [
    *PEOPLE,
    *RESPONSES,
    *RECOMMENDATIONS,
    *CLOSINGS,
    *DATES,
    *((f"{ACTION}.extensions.0.{field}", value, told) for field, value, told in EXTENSIONS),
    *((f"{ACTION}.evidence.0.{field}", value, told) for field, value, told in EVIDENCE),
    *((f"{ACTION}.checks.0.{field}", value, told) for field, value, told in CHECKS),
    *((f"{ACTION}.decisions", [{**PAUSE, **change}], told) for change, told in DECISIONS),
]


def test_a_sound_plan_has_no_problems():
    assert problems(IllustrativePlan.model_validate(sound())) == []


@pytest.mark.parametrize(("path", "value", "told"), EXAMPLES, ids=[f"{path}: {told}" for path, _, told in EXAMPLES])
def test_a_contradiction_is_told_with_its_place(path: str, value: Any, told: str):
    found = problems(spoilt(path, value))
    assert [problem for problem in found if told in problem], found
    assert all(problem.partition(", ")[0].endswith(".toml") for problem in found)


def test_the_checker_is_judged_by_the_tenure_of_that_day():
    moved = [
        {"post": "peer", "person": "dan", "from": date(2024, 1, 1), "to": date(2024, 11, 29)},
        {"post": "officer", "person": "dan", "from": date(2024, 11, 30)},
    ]
    plan = sound()
    plan["people"]["tenure"] = [plan["people"]["tenure"][0], plan["people"]["tenure"][2], *moved]
    found = problems(IllustrativePlan.model_validate(plan))
    assert [each for each in found if "dan is of police, an agency of the owner or a contributor" in each]


def test_shared_evidence_is_not_checked_by_anybody_of_the_other_action():
    plan = sound()
    plan["action_files"][0]["action"][0]["evidence"][0]["also_proves"] = ["A002"]
    plan["action_files"][0]["action"].append({**OTHER, "owner": "peer", "extensions": [], "submissions": []})
    found = problems(IllustrativePlan.model_validate(plan))
    assert [each for each in found if "dan is of peers, an agency of the owner or a contributor" in each]


def test_a_second_closing_needs_an_action_recorded_after_the_reopening():
    plan = sound()
    plan["decision"].append({**REOPEN, "on": date(2025, 3, 3), "meeting": "third"})
    plan["decision"].append({**AGAIN, "waiver": "Not testable."})
    found = problems(IllustrativePlan.model_validate(plan))
    assert [each for each in found if "No action was recorded after the reopening and completed" in each]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("people.partnership.today", "2025-12-31"),
        ("people.person.0.email", "ann@here.org"),
        ("people.agency.0.kind", "guild"),
        (f"{ACTION}.colour", "red"),
        (f"{ACTION}.key", "1"),
        (f"{ACTION}.wording", " "),
        (f"{ACTION}.recommendations", []),
        (f"{ACTION}.evidence.0.class", 4),
        (f"{ACTION}.evidence.0.versions", []),
        (f"{ACTION}.evidence.0.versions.0.link", "https://here.org/x"),
    ],
)
def test_what_does_not_fit_is_refused(path: str, value: Any):
    with pytest.raises(ValidationError):
        spoilt(path, value)
