"""Agencies that became one: after a merger the successor counts as both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Merger:
    """An agency ended on a day, and another one follows it."""

    ended: int
    follows: int
    on: date


def one_with(agencies: Iterable[int], mergers: Iterable[Merger], day: date) -> frozenset[int]:
    """Give these agencies with every predecessor and successor that had become one with them by a day."""
    found = set(agencies)
    pairs = [{merger.ended, merger.follows} for merger in mergers if merger.on <= day]
    while joined := {other for pair in pairs for other in pair if found & pair} - found:
        found |= joined
    return frozenset(found)
