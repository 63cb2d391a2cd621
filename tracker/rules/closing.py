"""The five gates before a recommendation may be closed: closing must be earned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.words import Delivery, ImpactVerdict, MeetingKind

PASSING = frozenset({ImpactVerdict.MET, ImpactVerdict.PARTLY})


@dataclass(frozen=True)
class AdequateCheck:
    """An adequate check that stands: when its evidence was received, of which class, and who the checker was.

    `checker_agencies` are the agencies for which the checker counted that day, predecessors and successors included;
    empty for one who belongs to none, as the independent scrutineer.
    """

    received_on: date
    evidence_class: int
    checker_agencies: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ClosingAction:
    """An action that answers the recommendation, with the adequate checks that prove it."""

    state: Delivery
    owner_agencies: frozenset[int] = frozenset()
    contributing_agencies: frozenset[int] = frozenset()
    checks: tuple[AdequateCheck, ...] = ()


@dataclass(frozen=True)
class ClosingFacts:
    """All that the gates look at.

    `impact_verdicts` stand in the order in which they came since the last reopening; the last one counts.
    `meeting` is the kind of the meeting that decides (None: no meeting).
    """

    actions: tuple[ClosingAction, ...]
    decided_on: date
    impact_verdicts: tuple[ImpactVerdict, ...] = ()
    waiver: str = ""
    meeting: MeetingKind | None = None


@dataclass(frozen=True)
class Gate:
    """One condition of closing, whether it is met, and what a chair would say about it."""

    name: str
    met: bool
    sentence: str


def gates(facts: ClosingFacts) -> tuple[Gate, ...]:
    """Give the five gates in their order."""
    return (_delivery(facts), _evidence(facts), _independence(facts), _impact(facts), _decision(facts))


def unmet(facts: ClosingFacts) -> list[str]:
    """Give a sentence for each gate that is not met; empty when the recommendation may be closed."""
    return [gate.sentence for gate in gates(facts) if not gate.met]


def closed_on_process_only(checks: Iterable[AdequateCheck]) -> bool:
    """Tell whether the adequate evidence shows only how much was done (class 1), not how well or with what effect."""
    return {check.evidence_class for check in checks} == {1}


def is_outside(check: AdequateCheck, action: ClosingAction) -> bool:
    """Tell whether the checker stands outside the owner's and the contributing agencies."""
    return check.checker_agencies.isdisjoint(action.owner_agencies | action.contributing_agencies)


def _delivery(facts: ClosingFacts) -> Gate:
    name = "Every action completed or withdrawn"
    if not facts.actions:
        return Gate(name, met=False, sentence="No action has been recorded.")
    waiting = sum(action.state not in {Delivery.COMPLETED, Delivery.WITHDRAWN} for action in facts.actions)
    if waiting:
        return Gate(name, met=False, sentence=f"{_of(waiting, len(facts.actions))} not completed or withdrawn.")
    return Gate(name, met=True, sentence="Every action is completed, or withdrawn by decision.")


def _evidence(facts: ClosingFacts) -> Gate:
    """Look for evidence that had been received when the decision was taken; the day of the decision is in time."""
    completed = _completed(facts)
    name = "Adequate evidence received before the decision"
    lacking = sum(not _in_time(action, facts.decided_on) for action in completed)
    if lacking or not completed:
        which = _of(lacking, len(completed)) if lacking else "No action is completed: the plan is"
        return Gate(name, met=False, sentence=f"{which} without adequate evidence received before the decision.")
    return Gate(name, met=True, sentence="Adequate evidence was received for every completed action.")


def _independence(facts: ClosingFacts) -> Gate:
    completed = _completed(facts)
    name = "Checked outside the owner's and the contributing agencies"
    inside = sum(not _checked_outside(action, facts.decided_on) for action in completed)
    if inside or not completed:
        which = _of(inside, len(completed)) if inside else "No action is completed: the plan is"
        sentence = f"{which} not checked by anybody outside the owner's and the contributing agencies."
        return Gate(name, met=False, sentence=sentence)
    return Gate(name, met=True, sentence="Every completed action was checked by somebody outside its agencies.")


def _impact(facts: ClosingFacts) -> Gate:
    """Look at the latest impact verdict; only this gate can be waived, and only with a typed reason."""
    name = "Impact test met, partly met or waived"
    if facts.impact_verdicts and facts.impact_verdicts[-1] in PASSING:
        return Gate(name, met=True, sentence=f"The impact test was {facts.impact_verdicts[-1]}.")
    found = (
        f"the impact test was {facts.impact_verdicts[-1]}" if facts.impact_verdicts else "no impact test has a result"
    )
    if reason := facts.waiver.strip():
        return Gate(name, met=True, sentence=f"Waived, although {found}: {reason}")
    return Gate(name, met=False, sentence=f"{found[0].upper()}{found[1:]}, and no reason to waive it has been given.")


def _decision(facts: ClosingFacts) -> Gate:
    name = "A board decision at a meeting"
    if facts.meeting is MeetingKind.BOARD:
        return Gate(name, met=True, sentence="The board decides at a meeting.")
    return Gate(name, met=False, sentence="Only a meeting of the board can decide to close; none is named.")


def _completed(facts: ClosingFacts) -> list[ClosingAction]:
    return [action for action in facts.actions if action.state is Delivery.COMPLETED]


def _in_time(action: ClosingAction, decided_on: date) -> list[AdequateCheck]:
    return [check for check in action.checks if check.received_on <= decided_on]


def _checked_outside(action: ClosingAction, decided_on: date) -> bool:
    return any(is_outside(check, action) for check in _in_time(action, decided_on))


def _of(number: int, total: int) -> str:
    return f"{number} of {total} {'action' if total == 1 else 'actions'} {'is' if number == 1 else 'are'}"
