"""What the board looks at when it closes: what was closed on which evidence, and what is done and not closed yet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import col

from tracker import closing
from tracker.access import needs, visible_to
from tracker.models import ActionLink, Decision, Position, Recommendation
from tracker.models.statements import select
from tracker.queries import at, plan, proved
from tracker.queries.filters import Filters
from tracker.queries.movement import Moved
from tracker.queries.plan import Asked, Row
from tracker.queries.proved import Proven
from tracker.rules.closing import unmet
from tracker.visit import Visit
from tracker.words import DecisionKind, MeetingKind, Permission, Standing, Thing

AT_ONCE = 4
# Shown to work comes before delivered: it is nearer to closing.
DONE = (Standing.EMBEDDED, Standing.DELIVERED)


@dataclass(frozen=True)
class Closed:
    """A closed recommendation: when, with which waiver, and the evidence that stood then."""

    row: Row
    on: date
    waiver: str
    evidence: Sequence[Proven]


@dataclass(frozen=True)
class Proposed:
    """A recommendation that is done and not closed, what stands in the way, and whether a reason removes it."""

    row: Row
    unmet: Sequence[str]
    can_be: bool


@dataclass(frozen=True)
class Some:
    """The first of several, and how many there are in all."""

    rows: Sequence[Any]
    total: int


@needs(Permission.SEE_PLAN)
def closed_since(visit: Visit, since: date) -> Some:
    """List what was closed since a day, that day included."""
    chosen = Filters(thing=Thing.RECOMMENDATION, moved=Moved.CLOSED, since=since)
    found = plan.listing(visit, chosen, Asked(size=AT_ONCE))
    keys = [row.id for row in found.rows]
    last, proofs = _closings(visit, keys), proved.of(visit, keys)
    told = [(row, *last[row.id]) for row in found.rows if row.id in last]
    return Some([Closed(row, on, why, proofs[row.id].adequate_on(on)) for row, on, why in told], found.total)


def _closings(visit: Visit, keys: Sequence[int]) -> dict[int, tuple[date, str]]:
    """Give day and waiver of the last closing of each."""
    told = Decision
    statement = (
        select(told.recommendation_id, told.effective_on, told.waiver)
        .join(Recommendation, col(Recommendation.id) == col(told.recommendation_id))
        .where(
            col(told.recommendation_id).in_(keys),
            col(told.kind) == DecisionKind.CLOSE,
            col(told.effective_on) <= visit.as_at,
        )
        .order_by(col(told.effective_on), col(told.seq))
    )
    return {key: (on, waiver) for key, on, waiver in visit.session.execute(visible_to(visit, statement))}


@needs(Permission.SEE_PLAN)
def proposed(visit: Visit, state: Standing, meeting: MeetingKind) -> Some:
    """List what stands so and is not closed, with what keeps a meeting of this kind from closing it."""
    chosen = Filters(thing=Thing.RECOMMENDATION, state=state.value)
    found = plan.listing(visit, chosen, Asked(size=AT_ONCE))
    seen = _answering(visit, [row.id for row in found.rows])
    return Some([_proposed(visit, row, seen[row.id], meeting) for row in found.rows], found.total)


def _proposed(visit: Visit, row: Row, among: Sequence[int], meeting: MeetingKind) -> Proposed:
    """Look at the gates as they stand, and at what is left of them once the impact test is waived with a reason."""
    facts = closing.gather(visit.session, row.id, visit.as_at, meeting=meeting, among=among)
    return Proposed(row, unmet(facts), can_be=not unmet(replace(facts, waiver="A reason")))


def _answering(visit: Visit, keys: Sequence[int]) -> dict[int, list[int]]:
    """Give for each the actions that answer it and that the visitor sees."""
    statement = (
        select(ActionLink.recommendation_id, ActionLink.action_id)
        .select_from(ActionLink)
        .join(Position, col(Position.action_id) == col(ActionLink.action_id))
        .where(
            col(ActionLink.recommendation_id).in_(keys),
            col(ActionLink.effective_on) <= visit.as_at,
            at.standing_on(visit.as_at),
        )
    )
    found: dict[int, list[int]] = defaultdict(list)
    for key, action in visit.session.execute(visible_to(visit, statement)):
        found[key].append(action)
    return found
