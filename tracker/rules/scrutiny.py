"""The verdict that a scrutiny tracking report proposes, derived from the record: it is not the committee's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.words import Delivery, ScrutinyVerdict, Standing

DONE = frozenset({Standing.CLOSED, Standing.EMBEDDED, Standing.DELIVERED})
GONE = frozenset({Standing.SUPERSEDED, Standing.MERGED, Standing.NOT_ACCEPTED, Standing.REFERRED})


@dataclass(frozen=True)
class Tracked:
    """An action as scrutiny tracks it: how it stands, whether it was late or is, and whether something blocks it."""

    state: Delivery
    late: bool = False
    moved: bool = False
    blocked: bool = False


def proposed(standing: Standing, actions: Sequence[Tracked]) -> ScrutinyVerdict:
    """Propose a verdict; a date that was moved counts as late, for the promise had another day."""
    if standing in GONE:
        return ScrutinyVerdict.NO_LONGER_ASKED
    left = [each for each in actions if each.state is not Delivery.WITHDRAWN]
    if standing in DONE:
        late = any(each.late or each.moved for each in left)
        return ScrutinyVerdict.ACHIEVED_LATE if late else ScrutinyVerdict.ACHIEVED
    overdue = [each for each in left if each.late and each.state is not Delivery.COMPLETED]
    if not overdue:
        return ScrutinyVerdict.IN_PROGRESS if left else ScrutinyVerdict.INSUFFICIENT
    if any(each.blocked for each in overdue):
        return ScrutinyVerdict.OBSTACLE
    made = any(each.state in {Delivery.COMPLETED, Delivery.SUBMITTED} for each in left)
    return ScrutinyVerdict.PROGRESS_MADE if made else ScrutinyVerdict.INSUFFICIENT
