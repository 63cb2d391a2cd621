import pytest

from tracker.queries.telling import Happening, sentence

NAMES = {
    ("post", 3): "Named Nurse",
    ("meeting", 7): "Board meeting",
    ("theme", 1): "Supervision",
    ("theme", 2): "Voice",
}
NAMES |= {("extension", 4): "30 Sep 2014"}


def told(kind, *rows):
    return sentence(Happening(kind, rows, NAMES))


@pytest.mark.parametrize(
    ("kind", "row", "said"),
    [
        ("close", {"meeting_id": 7, "waiver": "Old."}, "Board meeting decided to close. Impact test waived: “Old.”"),
        (
            "override rating",
            {"meeting_id": 7, "reason": "In hand.", "rating": "Amber", "until": "2026-12-16"},
            "Board meeting decided to override the rating. “In hand.” Shown as Amber. Until 16 Dec 2026.",
        ),
        ("note", {}, "Decided to note."),
    ],
)
def test_a_decision_names_its_meeting_and_its_reason(kind, row, said):
    assert told(f"decided to {kind}", ("decision", row)) == said


def test_an_update_says_what_the_owner_says():
    row = {"wording": "Two are open.", "declared": "Amber", "forecast": "2027-03-31", "blocked_by": "the leases"}
    said = "Gave an update: “Two are open.” Owner says Amber. Expected on 31 Mar 2027. Blocked by the leases."
    assert told("update given", ("progress_update", row)) == said


def test_evidence_says_what_it_is_and_when_it_is_from():
    row = {"title": "Audit", "type": "dip sample", "evidence_class": 2, "independent": True}
    version = {"claimed_on": "2014-06-17", "statement": "19 of 20."}
    said = "Attached evidence: “Audit” (dip sample, class 2, independent, dated 17 Jun 2014). It says: “19 of 20.”"
    assert told("evidence attached", ("evidence", row), ("evidence_version", version)) == said


def test_an_action_without_owner_and_date_says_so():
    row = ("action", {"reference": "A1", "wording": "Do it."})
    assert told("action recorded", row) == "Recorded action A1: “Do it.” No owner. No due date."
    owned = ("action_owner", {"post_id": 3}), ("baseline", {"due": "2014-03-31"})
    assert told("action recorded", row, *owned) == "Recorded action A1: “Do it.” Owner: Named Nurse. Due 31 Mar 2014."


def test_an_answer_names_the_date_that_was_asked_for():
    row = ("extension_answer", {"extension_id": 4, "meeting_id": 7, "reason": "Agreed."})
    assert told("extension approved", row) == "Approved the new date 30 Sep 2014 (Board meeting). “Agreed.”"


def test_every_theme_is_named():
    rows = [("recommendation_theme", {"theme_id": 1}), ("recommendation_theme", {"theme_id": 2})]
    assert told("themes given", *rows) == "Gave the themes: Supervision, Voice."


def test_a_release_says_as_whom_and_what_nobody_described_is_told_by_its_kind():
    assert told("review released by the chair") == "Released the review for publication, as chair."
    assert told("something new happened") == "Something new happened."


def test_what_is_told_of_a_challenge_names_the_agency_that_answered():
    assert told("challenge asked", ("challenge", {"asked_as": "councillor", "question": "Why?"})) == (
        "Asked, as councillor: “Why?”"
    )
    answered = sentence(
        Happening(
            "challenge answered",
            [("challenge_answer", {"agency_id": 2, "answer": "So."})],
            {("agency", 2): "The police"},
        )
    )
    assert answered == "Answered the challenge for The police: “So.”"
    assert told("challenge answered", ("challenge_answer", {"answer": "So."})) == "Answered the challenge: “So.”"
    assert told("answer accepted", ("challenge_verdict", {"reason": ""})) == "Accepted the answer."


def test_an_unknown_value_is_told_as_unknown():
    row = {"period_from": "2026-01-01", "period_to": "2026-03-31", "value": "", "unknown_because": "Lost."}
    said = "Recorded that the value for Q1 2026 is unknown: “Lost.”"
    assert told("measure value recorded", ("measure_value", row)) == said
    known = {**row, "value": "1250", "note": "Table 4"}
    assert told("measure value recorded", ("measure_value", known)) == "Recorded 1,250 for Q1 2026 (“Table 4”)."
