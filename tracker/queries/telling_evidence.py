"""How the history tells who may see a piece of evidence, as `telling` tells the rest."""

from collections.abc import Callable
from typing import Any


def _closed_or_opened(told: Any) -> str:
    row = told.of("evidence_sensitivity")
    said = f"Who may see it: {row.get('was')} → {row.get('now')}."
    return f"{said} Reason: “{row['reason']}”" if row.get("reason") else said


SEALED: dict[str, Callable[[Any], str]] = {
    "evidence closed or opened": _closed_or_opened,
    "evidence for several actions closed or opened": lambda _: "Said who may see evidence that speaks for this action.",
}
