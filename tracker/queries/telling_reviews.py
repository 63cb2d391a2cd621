"""What happened to a review itself, as sentences that a chair would read out, with what stood before and after."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from tracker.queries.telling_voices import Told
from tracker.rules.phrases import told_day
from tracker.rules.review_days import LABELS
from tracker.words import Publication

RELEASED = "review released by the "


def released(told: Any) -> str:
    """Tell one of the two releases, and what the second one made of the review."""
    said = f"Released the review for publication, as {told.kind.removeprefix(RELEASED)}."
    return f"{said}{_publication(told, Publication.DRAFT)}"


def _publication(told: Told, before: Publication) -> str:
    after = told.of("review").get("publication")
    return f" Publication: {before.value} → {after}." if after else ""


def _corrected(told: Told) -> str:
    """Tell each day that was corrected, with what stood before."""
    now, before = told.of("review"), told.of("review_correction")
    days = [
        f"{label[:1].upper()}{label[1:]}: {_written(name, before.get(f'was_{name}'))} → {_written(name, now[name])}."
        for name, label in LABELS.items()
        if name in now
    ]
    return " ".join(["Corrected the days.", *days, f"Reason: “{before.get('reason', '')}”"])


def _written(name: str, value: Any) -> str:
    """Write a value of the trail, in which days and instants stand in ISO form."""
    if not value or name == "practice_basis":
        return told_day(value)
    return told_day(datetime.fromisoformat(value) if name == "embargo_until" else date.fromisoformat(value))


def _found(told: Told) -> str:
    row = told.of("finding")
    return f"Recorded the finding {row.get('reference', '')} ({row.get('kind', '')}): “{row.get('what', '')}”"


REVIEWS: dict[str, Callable[[Told], str]] = {
    "review recorded": lambda _: "Recorded the review.",
    "review days corrected": _corrected,
    "finding recorded": _found,
    "embargo lapsed": lambda told: (
        f"The embargo ended, and the review is published.{_publication(told, Publication.EMBARGOED)}"
    ),
}
