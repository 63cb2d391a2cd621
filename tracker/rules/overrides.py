"""When an override ends: on the day that was set, and never later than the next meeting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.rules.facts import Decided, When


@dataclass(frozen=True)
class Moved:
    """A meeting of the body that decided was set to another day, or (None) called off."""

    when: When
    meeting_id: int
    held_on: date | None


def shortened(override: Decided, moves: Sequence[Moved]) -> Iterator[Decided]:
    """Give the override anew for each time at which a meeting that moved changes its last day.

    It never ends later than was decided, and once it has ended it does not come back.
    """
    if override.until is None:
        return
    until, days = override.until, dict[int, date]()
    for move in sorted(moves, key=lambda each: each.when):
        if until < move.when.on:
            return
        days.pop(move.meeting_id, None)
        if move.held_on is not None and move.held_on > override.when.on:
            days[move.meeting_id] = move.held_on
        ends = min([override.until, *days.values()])
        if ends != until:
            until = ends
            yield replace(override, when=move.when, until=ends)
