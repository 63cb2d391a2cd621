"""The public edition as open data: tables as CSV, everything as JSON, and the schema that says what it means."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from tracker.exporters.paper import DOCUMENTS
from tracker.exporters.site_rows import Told

# What a spreadsheet takes for a formula, in both widths (OWASP ASVS 1.2.10).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
DESCRIBED = (
    (
        "data/recommendations.csv",
        "One row for each recommendation: wording, answer, standing, evidence, what came back",
    ),
    ("data/actions.csv", "One row for each action: agency, status, first date and date now, new dates, evidence"),
    ("data/numbers.csv", "The numbers of the start page"),
    ("data/context.csv", "What happened around it, with its source"),
    ("data/edition.json", "Everything in one file"),
    ("data/schema.json", "What the fields of edition.json mean, as JSON Schema"),
    ("feed.xml", "Changes from edition to edition, as an Atom feed"),
)
RECOMMENDATION = (
    "wording",
    "wording_is",
    "page",
    "deadline",
    "answer",
    "answered_on",
    "standing",
    "closed_on",
    "reopened_on",
    "evidence_class",
    "impact",
)
ACTION = (
    "wording",
    "wording_is",
    "agency",
    "status",
    "first_due",
    "due",
    "new_dates",
    "days_moved",
    "overdue",
    "days_overdue",
    "completed_on",
    "evidence_class",
)
CONTEXT = ("on", "precision", "kind", "area", "title", "said", "source", "quoted")


class Edition(Protocol):
    """What every file says of the edition that it is written from."""

    @property
    def board(self) -> str:
        """Whose edition it is."""

    @property
    def cited(self) -> str:
        """How it is cited."""

    @property
    def as_at(self) -> str:
        """The day that it looks at."""

    @property
    def released_on(self) -> str:
        """The day on which it was released."""


def files(edition: Edition, told: Told) -> dict[str, bytes]:
    """Write the files of open data."""
    mark = {True: "worked example", False: ""}[told["illustrative"]]
    made = [(review, one) for review in told["reviews"] for one in review["recommendations"]]
    tables: dict[str, Iterable[Sequence[Any]]] = {
        "recommendations": [
            ("review", "reference", *RECOMMENDATION, "addressed_to", "actions", "made_before", "made_again"),
            *(
                (review["reference"], one["reference"], *_values(one, RECOMMENDATION), *_lists(one))
                for review, one in made
            ),
        ],
        "actions": [
            ("reference", *ACTION, "answers"),
            *((each["reference"], *_values(each, ACTION), _cited(each["answers"])) for each in told["actions"]),
        ],
        "numbers": [
            ("key", "name", "value", "of"),
            *(_values(each, ("key", "name", "value", "of")) for each in told["numbers"]),
        ],
        "context": [CONTEXT, *(_values(each, CONTEXT) for each in told["context"])],
    }
    whole = {**{name: getattr(edition, name) for name in ("board", "cited", "as_at", "released_on")}, **told}
    return {
        **{f"data/{name}.csv": _csv(edition, rows, mark) for name, rows in tables.items()},
        "data/edition.json": json.dumps(whole, ensure_ascii=False, indent=1).encode(),
        "data/schema.json": (DOCUMENTS / "site" / "schema.json").read_bytes(),
    }


def _values(each: Told, names: Iterable[str]) -> list[Any]:
    return [each[name] for name in names]


def _lists(one: Told) -> tuple[str, ...]:
    joined = "; ".join(one["addressed_to"]), "; ".join(one["actions"])
    return *joined, _cited(one["made_before"]), _cited(one["made_again"])


def _cited(several: Iterable[Told]) -> str:
    return "; ".join(f"{each['review']} {each['reference']}" for each in several)


def _csv(edition: Edition, rows: Iterable[Sequence[Any]], mark: str) -> bytes:
    """Write a table; each row says from which edition it is, and where it is one that it is a worked example."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    for number, row in enumerate(rows):
        beside = (edition.cited, mark) if number else ("edition", "example")
        writer.writerow([*map(as_text, row), *beside])
    return made.getvalue().encode()


def as_text(value: Any) -> str:
    """Write a cell so that no spreadsheet takes it for a formula; what is not known is left empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
