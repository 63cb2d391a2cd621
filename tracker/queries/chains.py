"""Recommendations followed to their impact: actions, evidence, checks, the impact test and the decision to close."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Recommendation
from tracker.models.statements import select
from tracker.queries import pieces
from tracker.queries.outcomes import Decided, Test, decisions_beside, read_decisions, read_tests, tests_beside
from tracker.queries.pieces import Piece, Verdicts
from tracker.queries.plan import Row
from tracker.visit import Visit
from tracker.words import DecisionKind, Permission

AT_ONCE = 500


@dataclass(frozen=True)
class Thread:
    """One way through what answers a recommendation: an action, a piece of evidence for it, the last check of that.

    What is None is a hole: no action was recorded, nothing was received, nobody checked it.
    """

    action: Row | None = None
    piece: Piece | None = None
    check: Verdicts | None = None


@dataclass(frozen=True)
class Chain:
    """A recommendation, the threads that lead from it, its newest impact test and the last decision to close it."""

    id: int
    review: str
    reference: str
    wording: str
    standing: str
    threads: Sequence[Thread]
    test: Test | None
    closing: Decided | None

    @property
    def holes(self) -> int:
        """Count what is missing; a test without a result is missing too."""
        missing = sum(thread.check is None for thread in self.threads)
        return missing + (self.test is None or self.test.verdict is None) + (self.closing is None)


def threads(actions: Sequence[Row], found: Mapping[int, Sequence[Piece]]) -> list[Thread]:
    """Follow actions to their pieces of evidence, each in its newest version; `found` are those of each, oldest first.

    Where there is no action at all, one thread says so.
    """
    return list(_threads(actions, found)) or [Thread()]


def _threads(actions: Sequence[Row], found: Mapping[int, Sequence[Piece]]) -> Iterator[Thread]:
    for action in actions:
        newest = {piece.evidence_id: piece for piece in found.get(action.id, ())}
        if not newest:
            yield Thread(action)
        for piece in newest.values():
            yield Thread(action, piece, piece.checks[-1] if piece.checks else None)


def by_action(found: Sequence[Piece]) -> Mapping[int, Sequence[Piece]]:
    """Put together the pieces of each action, in their order."""
    told: dict[int, list[Piece]] = defaultdict(list)
    for piece in found:
        told[piece.action_id].append(piece)
    return told


def last_closing(decisions: Sequence[Decided]) -> Decided | None:
    """Give the last decision to close, out of decisions with the newest first."""
    return next((each for each in decisions if each.kind == DecisionKind.CLOSE and each.action_id is None), None)


@needs(Permission.SEE_PLAN)
def of(visit: Visit, asked: Sequence[Row], done: Sequence[Row]) -> list[Chain]:
    """Follow recommendations through the actions that answer them; both are lines of the plan on the same day."""
    answering: dict[int, list[Row]] = defaultdict(list)
    for row in done:
        for each in row.recommendations:
            answering[each.id].append(row)
    found, outcomes = by_action(_pieces(visit, [row.id for row in done])), _outcomes(visit)
    return [_chain(row, threads(answering[row.id], found), *outcomes[row.id]) for row in asked if row.id in outcomes]


def _chain(row: Row, followed: list[Thread], test: Test | None, closing: Decided | None) -> Chain:
    review = row.recommendations[0].review if row.recommendations else ""
    return Chain(row.id, review, row.reference, row.wording, row.state, followed, test, closing)


def _pieces(visit: Visit, actions: Sequence[int]) -> list[Piece]:
    portions = (actions[start : start + AT_ONCE] for start in range(0, len(actions), AT_ONCE))
    return [piece for portion in portions for piece in pieces.for_actions(visit, portion)]


def _outcomes(visit: Visit) -> dict[int, tuple[Test | None, Decided | None]]:
    """Give the newest impact test of each recommendation and the last decision to close it, in one SELECT."""
    statement: Any = select(Recommendation.id, tests_beside(visit), decisions_beside(visit))
    rows = visit.session.execute(visible_to(visit, statement.order_by(col(Recommendation.id))))
    return {
        key: (next(reversed(read_tests(tests)), None), last_closing(read_decisions(decisions, set())))
        for key, tests, decisions in rows
    }
