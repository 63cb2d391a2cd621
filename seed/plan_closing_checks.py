"""Closing and reopening in the illustrative plan: every closing must pass the gates as they stood that day."""

from collections.abc import Iterator
from datetime import date

from seed.plan_entries import CHAIR, Action, IllustrativePlan, RecommendationDecision
from seed.plan_facts import delivery_on, owner_on, pieces_for
from tracker.rules.closing import AdequateCheck, ClosingAction, ClosingFacts, unmet
from tracker.words import DecisionKind, Delivery, ImpactVerdict, MeetingKind, Verdict


def closing_problems(plan: IllustrativePlan) -> list[str]:
    """List the closings whose gates were not met and the reopenings of what was not closed."""
    found, closed = [], dict.fromkeys((decision.recommendation for decision in plan.decision), False)
    reopened: dict[str, date] = {}
    for decision in sorted(plan.decision, key=lambda each: each.on):
        name, entry = decision.recommendation, f"decision of {decision.on} on {decision.recommendation}"
        if decision.kind is DecisionKind.CLOSE:
            faults = ["it was closed already."] if closed[name] else []
            faults += _closing(plan, decision, reopened.get(name, date.min))
            found += [f"{entry}: {fault}" for fault in faults]
        elif decision.kind is DecisionKind.REOPEN:
            found += [] if closed[name] else [f"{entry}: it was not closed."]
            reopened[name] = decision.on
        if decision.kind in {DecisionKind.CLOSE, DecisionKind.REOPEN}:
            closed[name] = decision.kind is DecisionKind.CLOSE
    return found


def _closing(plan: IllustrativePlan, decision: RecommendationDecision, since: date) -> list[str]:
    facts = closing_facts(plan, decision, since)
    faults = unmet(facts)
    if decision.decided_by != CHAIR:
        faults.append("Only the chair closes.")
    delivered = (a for a, day in _answering(plan, decision) if a.state is Delivery.COMPLETED and day > since)
    if next(delivered, None) is None:
        faults.append("No action was recorded after the reopening and completed.")
    return faults


def closing_facts(plan: IllustrativePlan, decision: RecommendationDecision, since: date = date.min) -> ClosingFacts:
    """Give what the closing gates look at on the day of a decision; results from before a reopening do not count."""
    kinds = {meeting.key: meeting.kind for meeting in plan.people.meeting}
    return ClosingFacts(
        actions=tuple(action for action, _ in _answering(plan, decision)),
        decided_on=decision.on,
        impact_verdicts=tuple(_verdicts(plan, decision, since)),
        waiver=decision.waiver or "",
        meeting=kinds.get(decision.meeting, MeetingKind.SUB_GROUP),
    )


def _verdicts(plan: IllustrativePlan, decision: RecommendationDecision, since: date) -> list[ImpactVerdict]:
    results = (r for t in plan.impact_test if t.recommendation == decision.recommendation for r in t.results)
    known = sorted((result for result in results if since < result.on <= decision.on), key=lambda each: each.on)
    return [result.verdict for result in known]


def _answering(plan: IllustrativePlan, decision: RecommendationDecision) -> Iterator[tuple[ClosingAction, date]]:
    """Give each action that answered the recommendation on the day, with the day on which it was recorded."""
    numbers = {agency.key: number for number, agency in enumerate(plan.people.agency, 1)}
    for action in plan.actions:
        if decision.recommendation not in action.recommendations or action.recorded_on > decision.on:
            continue
        state = delivery_on(plan, action, decision.on)
        owner = plan.agency_of(owner_on(action, decision.on))
        yield (
            ClosingAction(
                state=state,
                owner_agencies=frozenset({numbers[owner]} if owner else ()),
                contributing_agencies=frozenset(numbers[agency] for agency in action.contributing),
                checks=tuple(_adequate(plan, action, decision.on, numbers)),
            ),
            action.recorded_on,
        )


def _adequate(plan: IllustrativePlan, action: Action, day: date, numbers: dict[str, int]) -> Iterator[AdequateCheck]:
    pieces = {piece.key: piece for piece in pieces_for(plan, action)}
    for check in (check for each in plan.actions for check in each.checks):
        if check.evidence not in pieces or check.verdict is not Verdict.ADEQUATE or check.on > day:
            continue
        piece = pieces[check.evidence]
        agencies = plan.agencies_of(check.checker, check.on)
        yield AdequateCheck(
            received_on=piece.versions[check.version - 1].received_on,
            evidence_class=piece.evidence_class,
            checker_agencies=frozenset(numbers[agency] for agency in agencies),
        )
