"""Standing and rating of a recommendation: derived from responses, decisions, impact tests and its actions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from tracker.rules.delivery import DeliveryInterval, Progress, in_order
from tracker.rules.facts import (
    ActionFacts,
    Decided,
    Key,
    Linked,
    RecommendationFacts,
    Responded,
    Span,
    Tested,
    TestSet,
    When,
)
from tracker.rules.spans import amended, chained, key_on, span_on
from tracker.rules.turning import BLUE_STANDINGS, with_turns
from tracker.words import ACCEPTING, DecisionKind, Delivery, ImpactVerdict, ResponseKind, Standing

RecommendationFact = Responded | TestSet | Tested | Decided

ENDED = frozenset({Delivery.COMPLETED, Delivery.WITHDRAWN})
UNRATED = frozenset({Standing.SUPERSEDED, Standing.MERGED, Standing.NOT_ACCEPTED, Standing.REFERRED})
DECIDED_RESPONSES = {
    DecisionKind.ACCEPT: ResponseKind.ACCEPTED,
    DecisionKind.ACCEPT_IN_PART: ResponseKind.ACCEPTED_IN_PART,
    DecisionKind.NOT_ACCEPT: ResponseKind.NOT_ACCEPTED,
    DecisionKind.MERGE: ResponseKind.MERGED,
    DecisionKind.SUPERSEDE: ResponseKind.SUPERSEDED,
}
FINAL_RESPONSES = {
    ResponseKind.SUPERSEDED: Standing.SUPERSEDED,
    ResponseKind.MERGED: Standing.MERGED,
    ResponseKind.NOT_ACCEPTED: Standing.NOT_ACCEPTED,
    ResponseKind.REFERRED: Standing.REFERRED,
}


def timeline(facts: RecommendationFacts, keys: Sequence[Key]) -> tuple[Span, ...]:
    """Give the spans of a recommendation from its recording on, without gaps; the last one is open-ended."""
    record, course, read, since = _in_order(facts), Course(), 0, facts.recorded
    drafts: list[Span] = []
    for day in _breaks(facts, keys, record):
        while read < len(record) and record[read].when.on <= day:
            course.take(record[read])
            read += 1
        actions = _actions_on(facts.linked, day)
        standing = standing_of(course, actions)
        if not drafts or drafts[-1].state is not standing:
            since = max([*_causes(facts, day, actions), *(fact.when for fact in record[:read])])
        draft = amended(_draft(course, actions, day, standing), since=since, key_version=key_on(keys, day).version)
        drafts.append(draft)
    by_version = {key.version: key for key in keys}
    return tuple(with_turns(span, by_version[span.key_version]) for span in chained(drafts))


Step = tuple[When, "Course | Progress | None", "Any"]


def turned(
    facts: RecommendationFacts, actions: Sequence[tuple[When, ActionFacts]]
) -> dict[int, tuple[Standing, Standing]]:
    """Tell by its place in the record which event took the standing from which to which.

    `actions` are those that answer the recommendation, each with when it did so first.
    """
    course, found = Course(), {}
    under = [(when, told, Progress(told.recorded)) for when, told in actions]
    steps: list[Step] = [(fact.when, course, fact) for fact in _in_order(facts)]
    steps += [(when, None, None) for when, *_ in under]
    steps += [(fact.when, progress, fact) for _, told, progress in under for fact in in_order(told)]
    before = standing_of(course, ())
    for when, together in groupby(sorted(steps, key=lambda step: step[0]), key=lambda step: step[0]):
        for _, reader, fact in together:
            if reader is not None:
                reader.take(fact)
        after = standing_of(course, [progress.interval(when.on) for since, _, progress in under if since <= when])
        if after is not before:
            found[when.seq] = before, after
        before = after
    return found


@dataclass
class Course:
    """Answer, decisions and impact tests, while the facts are read in order; a reopening starts the tests afresh."""

    response: ResponseKind = ResponseKind.AWAITING
    accepted_on: date | None = None
    closed: bool = False
    reopened: int = 0
    reopened_at: When | None = None
    waiting_tests: dict[int, date] = field(default_factory=dict)
    result: Tested | None = None
    override: Decided | None = None

    def take(self, fact: RecommendationFact) -> None:
        """Read one more fact."""
        match fact:
            case Responded():
                self._respond(fact.kind, fact.when)
            case TestSet():
                self.waiting_tests[fact.test_id] = fact.due
            case Tested():
                self.waiting_tests.pop(fact.test_id, None)
                self.result = fact
            case Decided():
                self._decide(fact)

    def _respond(self, kind: ResponseKind, when: When) -> None:
        self.response = kind
        if kind in ACCEPTING and self.accepted_on is None:
            self.accepted_on = when.on

    def _decide(self, decision: Decided) -> None:
        match decision.kind:
            case DecisionKind.CLOSE:
                self.closed = True
            case DecisionKind.REOPEN:
                self.closed, self.reopened, self.reopened_at = False, self.reopened + 1, decision.when
                self.waiting_tests, self.result = {}, None
            case DecisionKind.OVERRIDE_RATING:
                self.override = decision
            case kind if kind in DECIDED_RESPONSES:
                self._respond(DECIDED_RESPONSES[kind], decision.when)


def standing_of(course: Course, actions: Sequence[Span | DeliveryInterval]) -> Standing:
    """Give the first standing that holds, in the order of the vocabulary."""
    if course.response in FINAL_RESPONSES:
        return FINAL_RESPONSES[course.response]
    if course.closed:
        return Standing.CLOSED
    if course.response not in ACCEPTING:
        return Standing.AWAITING_RESPONSE
    if not is_delivered(actions, course.reopened_at):
        return Standing.OPEN
    met = course.result is not None and course.result.verdict is ImpactVerdict.MET
    return Standing.EMBEDDED if met else Standing.DELIVERED


def is_delivered(actions: Sequence[Span | DeliveryInterval], reopened_at: When | None) -> bool:
    """Tell whether every action has ended and one was completed, after the last reopening if there was one."""
    completed = [span for span in actions if span.state is Delivery.COMPLETED]
    fresh = [span for span in completed if reopened_at is None or span.since > reopened_at]
    return bool(fresh) and all(span.state in ENDED for span in actions)


def _in_order(facts: RecommendationFacts) -> list[RecommendationFact]:
    groups: tuple[Iterable[RecommendationFact], ...] = (
        facts.responses,
        facts.tests_set,
        facts.tested,
        facts.decisions,
    )
    return sorted((fact for group in groups for fact in group), key=lambda fact: (fact.when.on, fact.when.seq))


def _breaks(facts: RecommendationFacts, keys: Sequence[Key], record: Sequence[RecommendationFact]) -> list[date]:
    days = {fact.when.on for fact in record} | {key.effective_on for key in keys}
    days |= {link.when.on for link in facts.linked}
    days |= {span.valid_from for link in facts.linked for span in link.spans}
    return [facts.recorded.on, *sorted(day for day in days if day > facts.recorded.on)]


def _actions_on(linked: Iterable[Linked], day: date) -> list[Span]:
    found = (span_on(link.spans, day) for link in linked if link.when.on <= day)
    return [span for span in found if span]


def _causes(facts: RecommendationFacts, day: date, actions: Iterable[Span]) -> list[When]:
    """List what beside the facts read may have brought about a standing: recording, links, what became of actions."""
    links = [link.when for link in facts.linked if link.when.on <= day]
    return [facts.recorded, *links, *(span.since for span in actions)]


def _draft(course: Course, actions: Sequence[Span], day: date, standing: Standing) -> Span:
    open_actions = sum(span.state not in ENDED for span in actions)
    override = course.override
    runs = override is not None and override.rating and override.until and override.until >= day
    failed = course.result is not None and course.result.verdict is ImpactVerdict.NOT_MET
    return Span(
        valid_from=day,
        valid_to=None,
        state=standing,
        rated=open_actions == 0 and standing not in UNRATED,
        key_version=0,
        since=When(day, 0),
        accepted_on=course.accepted_on,
        test_due=min(course.waiting_tests.values(), default=None),
        test_failed_on=course.result.when.on if course.result and failed else None,
        reopened=course.reopened,
        open_actions=open_actions,
        blue=standing in BLUE_STANDINGS,
        override_rating=override.rating if override and runs else None,
        override_until=override.until if override and runs else None,
    )
