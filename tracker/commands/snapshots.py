"""Freeze an edition: record which bytes hold it, and from which head of the trail it was made."""

from dataclasses import dataclass
from datetime import date

from tracker.access import find, needs
from tracker.commands.deciding import must_not_be_called_off
from tracker.commands.record import record
from tracker.models import Meeting, Snapshot
from tracker.trail import Head, add
from tracker.visit import Visit
from tracker.words import Edition, Permission


@dataclass(frozen=True)
class Frozen:
    """What is recorded of an edition: how it is cited, from which head it was made, and the bytes that hold it."""

    cited: str
    edition: Edition
    as_at: date
    head: Head
    sha256: str
    size: int


@needs(Permission.FREEZE_EDITION)
def record_snapshot(visit: Visit, frozen: Frozen, *, meeting_id: int | None = None) -> Snapshot:
    """Record a frozen edition, for a meeting or on its own."""
    if meeting_id is not None:
        must_not_be_called_off(visit, find(visit, Meeting, meeting_id))
    row = add(
        visit,
        Snapshot,
        cited=frozen.cited,
        edition=frozen.edition,
        meeting_id=meeting_id,
        as_at=frozen.as_at,
        head_seq=frozen.head.seq,
        head_hash=frozen.head.hash,
        sha256=frozen.sha256,
        size=frozen.size,
        by_id=visit.who.person_id,
    )
    record(visit, "edition frozen", row)
    return row
