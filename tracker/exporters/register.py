"""The register of an evidence pack: a review's recommendations with all that answers them, as JSON and as a table."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from tracker.queries.outcomes import Decided
from tracker.queries.packed import Contents
from tracker.queries.pieces import Piece
from tracker.queries.plan import Row
from tracker.queries.recommendation import Whole
from tracker.trail import plain

# What a spreadsheet would take for a formula, in every width.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
ACTION = (
    "reference",
    "wording",
    "post",
    "agency",
    "state",
    "rating",
    "why",
    "baseline_due",
    "due",
    "slippage",
    "extensions",
    "forecast",
    "days_late",
    "last_update_on",
)
ASKED = (
    "reference",
    "wording",
    "paraphrased",
    "page",
    "source_url",
    "addressed_as_written",
    "deadline_as_written",
    "deadline_on",
    "standing",
    "rating",
    "why",
    "reopened",
    "themes",
)
EVIDENCE = (
    "title",
    "type",
    "evidence_class",
    "independent",
    "number",
    "received_on",
    "claimed_on",
    "url",
    "statement",
    "sha256",
    "withheld",
)
NO_FILE = None, None
TABLE = (
    "worked example",
    "review",
    "recommendation",
    "wording",
    "standing",
    "rating",
    "assurance",
    "action",
    "action wording",
    "owner post",
    "agency",
    "status",
    "baseline due",
    "due",
    "evidence",
    "class",
    "version",
    "received",
    "date claimed",
    "SHA-256",
    "file",
    "original name",
    "last check",
    "checked on",
    "checker",
    "checker's agency",
    "impact test",
    "closed on",
    "meeting",
)


Paths = Mapping[tuple[int, int], tuple[str | None, str]]


def register(found: Contents, paths: Paths) -> dict[str, Any]:
    """Give the whole register; `paths` says of each version of a piece that is a file where it lies, and its name.

    The path is None where the file is left out; the name is the one under which it was given, nothing of it hidden.
    """
    asked = [_recommendation(each, paths) for each in found.recommendations]
    head = {"seq": found.head.seq, "hash": found.head.hash}
    about = {
        name: getattr(found, name) for name in ("review", "title", "kind", "published_on", "worked_example", "as_at")
    }
    withheld = [asdict(each) for each in found.withheld]
    told: dict[str, Any] = plain({**about, "audit_head": head, "withheld": withheld, "recommendations": asked})
    return told


def _recommendation(found: Whole, paths: Paths) -> dict[str, Any]:
    known = {row.id: row.reference for row in found.actions}
    return {
        **{name: getattr(found, name) for name in ASKED},
        "assurance": {"shown": found.assured.shown, "allowed_by_the_evidence": found.assured.allowed},
        "responses": [asdict(each) for each in found.responses],
        "actions": [_action(row, [p for p in found.pieces if p.action_id == row.id], paths) for row in found.actions],
        "impact_tests": [{k: v for k, v in asdict(each).items() if k != "id"} for each in found.tests],
        "decisions": [_decision(each, known) for each in found.decisions],
        "to_close": [asdict(each) for each in found.gates],
    }


def _action(row: Row, pieces: list[Piece], paths: Paths) -> dict[str, Any]:
    evidence = [
        {
            **{name: getattr(each, name) for name in EVIDENCE},
            **dict(zip(("file", "original_name"), paths.get((each.evidence_id, each.number), NO_FILE), strict=True)),
            "checks": [asdict(check) for check in each.checks],
        }
        for each in pieces
    ]
    return {**{name: getattr(row, name) for name in ACTION}, "evidence": evidence}


def _decision(each: Decided, known: Mapping[int, str]) -> dict[str, Any]:
    told = asdict(each)
    key = told.pop("action_id")
    return {**told, "action": known.get(key) if key is not None else None}


def as_table(told: Mapping[str, Any]) -> Iterator[bytes]:
    """Write the register as CSV, a line for each version of evidence; nothing in it runs as a formula."""
    yield _line(TABLE)
    for asked in told["recommendations"]:
        for action in asked["actions"] or [{}]:
            for piece in action.get("evidence") or [{}]:
                yield _line(_cells(told, asked, action, piece))


def _cells(told: Mapping[str, Any], asked: Any, action: Any, piece: Any) -> list[Any]:
    check = (piece.get("checks") or [{}])[-1]
    test = (asked["impact_tests"] or [{}])[-1]
    closing: dict[str, Any] = next((each for each in asked["decisions"] if each["kind"] == "close"), {})
    of_asked = [asked["reference"], asked["wording"], asked["standing"], asked["rating"], asked["assurance"]["shown"]]
    of_action = ("reference", "wording", "post", "agency", "state", "baseline_due", "due")
    of_piece = ("title", "evidence_class", "number", "received_on", "claimed_on", "sha256", "file", "original_name")
    return [
        "yes" if told["worked_example"] else "no",
        told["review"],
        *of_asked,
        *(action.get(name) for name in of_action),
        *(piece.get(name) for name in of_piece),
        *(check.get(name) for name in ("verdict", "on", "checker", "agency")),
        test.get("verdict"),
        closing.get("on"),
        closing.get("meeting"),
    ]


def _line(cells: Any) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(map(inert, cells))
    return written.getvalue().encode()


def inert(cell: Any) -> str:
    """Write a cell so that no spreadsheet takes it for a formula; nothing is an empty cell."""
    told = "" if cell is None else str(cell)
    return f"'{told}" if told.startswith(RUNS) else told
