"""Delivery status of an action: what was recorded, folded into intervals. Never typed by anybody."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from tracker.rules.facts import (
    ActionFacts,
    Checked,
    Decided,
    DueSet,
    Extended,
    Owned,
    Received,
    Submitted,
    Updated,
    When,
)
from tracker.words import DecisionKind, Delivery, Verdict

ActionFact = Owned | DueSet | Extended | Updated | Submitted | Received | Checked | Decided

SIGNED_OFF = frozenset({Delivery.SUBMITTED, Delivery.COMPLETED})


@dataclass(frozen=True)
class DeliveryInterval:
    """How delivery stood from the end of a day on, until the next interval.

    `since` is the fact with which the state began; `review_on` is the review date of a pause.
    """

    valid_from: date
    since: When
    state: Delivery
    submitted_on: date | None = None
    delivered_on: date | None = None
    completed_on: date | None = None
    review_on: date | None = None


def in_order(facts: ActionFacts) -> list[ActionFact]:
    """Put everything that was recorded about an action into the order in which it took effect."""
    groups: tuple[Iterable[ActionFact], ...] = (
        facts.owned,
        (facts.baseline,) if facts.baseline else (),
        facts.extensions,
        facts.updates,
        facts.submissions,
        facts.received,
        facts.checks,
        facts.decisions,
    )
    return sorted((fact for group in groups for fact in group), key=lambda fact: (fact.when.on, fact.when.seq))


def timeline(facts: ActionFacts) -> tuple[DeliveryInterval, ...]:
    """Fold the facts into intervals, each as it stands at the end of its first day."""
    progress, found = (
        Progress(facts.recorded),
        [DeliveryInterval(facts.recorded.on, facts.recorded, Delivery.NOT_STARTED)],
    )
    for fact in in_order(facts):
        progress.take(fact)
        now = progress.interval(max(fact.when.on, facts.recorded.on))
        if now.valid_from == found[-1].valid_from:
            found.pop()
        if not found or replace(now, valid_from=found[-1].valid_from) != found[-1]:
            found.append(now)
    return tuple(found)


def turned(facts: ActionFacts) -> dict[int, tuple[Delivery, Delivery]]:
    """Tell by its place in the record which event took delivery from which status to which."""
    progress, found = Progress(facts.recorded), {}
    for seq, together in groupby(in_order(facts), key=lambda fact: fact.when.seq):
        before = progress.state
        for fact in together:
            progress.take(fact)
        if progress.state is not before:
            found[seq] = before, progress.state
    return found


class Progress:
    """The delivery status while the facts are read in order; withdrawn is for good."""

    def __init__(self, recorded: When) -> None:
        self.state, self.since, self.begun = Delivery.NOT_STARTED, recorded, False
        self.submitted_on: date | None = None
        self.review_on: date | None = None
        self.current: dict[int, Received] = {}
        self.adequate: dict[int, Received] = {}

    def interval(self, valid_from: date) -> DeliveryInterval:
        """Give the present state as an interval that starts on a day."""
        completed = self.state is Delivery.COMPLETED
        received = [piece.when.on for piece in self.adequate.values()]
        return DeliveryInterval(
            valid_from,
            self.since,
            self.state,
            submitted_on=self.submitted_on,
            delivered_on=min(received) if completed else None,
            completed_on=self.since.on if completed else None,
            review_on=self.review_on,
        )

    def take(self, fact: ActionFact) -> None:
        """Read one more fact."""
        if self.state is Delivery.WITHDRAWN:
            return
        match fact:
            case Updated():
                self._update(fact)
            case Submitted():
                self._submit(fact)
            case Received():
                self._receive(fact)
            case Checked():
                self._check(fact)
            case Decided():
                self._decide(fact)

    def _update(self, update: Updated) -> None:
        self.begun = self.begun or update.started
        if self.state is Delivery.PAUSED or (self.state is Delivery.NOT_STARTED and self.begun):
            self._enter(Delivery.IN_PROGRESS if self.begun else Delivery.NOT_STARTED, update.when)

    def _submit(self, submission: Submitted) -> None:
        if self.state not in SIGNED_OFF:
            self.begun = True
            self._enter(Delivery.SUBMITTED, submission.when)
            self.submitted_on = submission.when.on

    def _receive(self, version: Received) -> None:
        known = self.current.get(version.evidence_id)
        if known and known.version_id == version.version_id:
            return
        self.current[version.evidence_id] = version
        if self.adequate.pop(version.evidence_id, None) and not self.adequate:
            self._move(Delivery.SUBMITTED, version.when)

    def _check(self, check: Checked) -> None:
        if self.state not in SIGNED_OFF:
            return
        if check.verdict is Verdict.ADEQUATE:
            self._uphold(check)
        elif self.state is Delivery.SUBMITTED:
            self._enter(Delivery.IN_PROGRESS, check.when)
        else:
            self._doubt(check)

    def _uphold(self, check: Checked) -> None:
        for piece in self.current.values():
            if piece.version_id == check.version_id:
                self.adequate[piece.evidence_id] = piece
        if self.adequate:
            self._move(Delivery.COMPLETED, check.when)

    def _doubt(self, check: Checked) -> None:
        """Take back an earlier adequate verdict on the same version; what rested on it alone is refused."""
        self.adequate = {key: piece for key, piece in self.adequate.items() if piece.version_id != check.version_id}
        if not self.adequate:
            self._enter(Delivery.IN_PROGRESS, check.when)

    def _decide(self, decision: Decided) -> None:
        if decision.kind is DecisionKind.WITHDRAW:
            self._enter(Delivery.WITHDRAWN, decision.when)
        elif decision.kind is DecisionKind.PAUSE and self.state is not Delivery.COMPLETED:
            self._enter(Delivery.PAUSED, decision.when)
            self.review_on = decision.until
        elif decision.kind is DecisionKind.REFUSE_SIGN_OFF and self.state in SIGNED_OFF:
            self._enter(Delivery.IN_PROGRESS, decision.when)

    def _enter(self, state: Delivery, when: When) -> None:
        """Go to a state in which nothing submitted, adequate or paused before counts any more."""
        self.submitted_on, self.review_on, self.adequate = None, None, {}
        self._move(state, when)

    def _move(self, state: Delivery, when: When) -> None:
        if state is not self.state:
            self.state, self.since = state, when
