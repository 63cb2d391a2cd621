"""A plan of one action that is sound, as plain values, so that a test can spoil one thing in it."""

import copy
from datetime import date
from typing import Any

from seed.plan_entries import IllustrativePlan

RECOMMENDATION = "X-LPR-2024/1"


def sound() -> dict[str, Any]:
    """Give a plan in which a recommendation was accepted, answered by one checked action, tested and closed."""
    return {
        "people": {
            "partnership": {"name": "Here", "reference": "X", "today": date(2025, 12, 31), "statement": "Invented."},
            "agency": [{"key": key, "name": key, "kind": "other"} for key in ("council", "police", "chairs", "peers")],
            "post": [
                {"key": "head", "agency": "council", "title": "Head"},
                {"key": "officer", "agency": "police", "title": "Officer"},
                {"key": "ind-chair", "agency": "chairs", "title": "Chair"},
                {"key": "peer", "agency": "peers", "title": "Peer"},
                {"key": "empty", "agency": "peers", "title": "Held by nobody"},
            ],
            "person": [
                {"key": key, "name": key, "email": f"{key}@here.example"} for key in ("ann", "bob", "cat", "dan")
            ],
            "tenure": [
                {"post": post, "person": person, "from": date(2024, 1, 1)}
                for post, person in (("head", "ann"), ("officer", "bob"), ("ind-chair", "cat"), ("peer", "dan"))
            ],
            "meeting": [
                {"key": "first", "kind": "board", "title": "Board", "held_on": date(2024, 3, 1)},
                {"key": "second", "kind": "board", "title": "Board", "held_on": date(2024, 6, 3)},
                {"key": "group", "kind": "sub-group", "title": "Group", "held_on": date(2024, 6, 4)},
                {"key": "third", "kind": "board", "title": "Board", "held_on": date(2025, 3, 3)},
                {"key": "fourth", "kind": "board", "title": "Board", "held_on": date(2025, 9, 1)},
            ],
            "account": [
                {"person": "ann", "role": "owner", "scope": "agency", "agency": "council"},
                {
                    "person": "dan",
                    "role": "inspector",
                    "scope": "board",
                    "valid_from": date(2025, 12, 1),
                    "valid_until": date(2025, 12, 19),
                },
            ],
            "review": [_review()],
        },
        "response": [
            {"recommendation": RECOMMENDATION, "on": date(2024, 3, 1), "kind": "accepted", "meeting": "first"},
            {"recommendation": "X-LPR-2024/2", "on": date(2024, 3, 1), "kind": "accepted", "meeting": "first"},
        ],
        "action_files": [{"name": "actions/one.toml", "action": [_action()]}],
        "impact_test": [
            {
                "key": "T01",
                "recommendation": RECOMMENDATION,
                "set_on": date(2024, 6, 3),
                **dict.fromkeys(("question", "measure", "baseline", "target", "method"), "Told"),
                "due": date(2025, 2, 28),
                "results": [{"on": date(2025, 2, 3), "value": "9 of 10", "verdict": "met"}],
            }
        ],
        "decision": [
            {
                "on": date(2025, 3, 3),
                "recommendation": RECOMMENDATION,
                "kind": "close",
                "meeting": "third",
                "reason": "Shown.",
            }
        ],
    }


def spoilt(path: str, value: Any) -> IllustrativePlan:
    """Give the sound plan with one value put in at a path such as "response.0.on"; None takes it out."""
    plan = sound()
    *way, last = path.split(".")
    part: Any = plan
    for step in way:
        part = part[int(step)] if step.isdigit() else part[step]
    if value is None:
        part.pop(last)
    elif last.isdigit() and int(last) == len(part):
        part.append(copy.deepcopy(value))
    else:
        part[int(last) if last.isdigit() else last] = value
    return IllustrativePlan.model_validate(plan)


def _review() -> dict[str, Any]:
    days = ("incident_on", "practice_start", "practice_end", "commissioned_on", "completed_on")
    return {
        "reference": "X-LPR-2024",
        "title": "Invented",
        "short_title": "Invented",
        "kind": "rapid review",
        "publication": "agreed",
        "sensitivity": "normal",
        **dict.fromkeys(days, date(2024, 1, 8)),
        "summary": "Invented.",
        "recommendation": [
            {"reference": number, "wording": "Do it.", "addressed": ["council"]} for number in ("1", "2")
        ],
    }


def _action() -> dict[str, Any]:
    version = {
        "kind": "statement",
        "received_on": date(2024, 11, 1),
        "claimed_on": date(2024, 10, 30),
        "text": "Shown.",
    }
    return {
        "key": "A001",
        "recommendations": [RECOMMENDATION],
        "wording": "Do it",
        "owner": "head",
        "contributing": ["police"],
        "recorded_on": date(2024, 4, 2),
        "baseline_due": date(2024, 9, 30),
        "due_set_on": date(2024, 4, 3),
        "updates": [{"on": date(2024, 5, 7), "wording": "Begun."}, {"on": date(2024, 8, 6), "wording": "Going on."}],
        "extensions": [
            {
                "asked_on": date(2024, 5, 28),
                "asked_by": "head",
                "reason": "other",
                "due": date(2024, 12, 31),
                "approved_on": date(2024, 6, 3),
                "meeting": "second",
                "note": "Late.",
            }
        ],
        "evidence": [
            {"key": "E001", "title": "Audit", "type": "audit", "class": 2, "provider": "head", "versions": [version]}
        ],
        "submissions": [date(2024, 11, 4)],
        "checks": [
            {
                "on": date(2024, 12, 2),
                "evidence": "E001",
                "version": 1,
                "verdict": "adequate",
                "reason": "Read.",
                "checker": "dan",
            }
        ],
    }
