"""Contradictions in the illustrative plan, each as a sentence that names the file and the entry."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from seed.plan_action_checks import action_problems
from seed.plan_closing_checks import closing_problems
from seed.plan_entries import IllustrativePlan, ImpactTest, RecommendationDecision, Response
from tracker.words import DecisionKind, MeetingKind, ResponseKind, Role, Scope

LONGEST_INSPECTION = timedelta(days=90)

EXPLAINED = frozenset(ResponseKind) - {ResponseKind.ACCEPTED}
REPLACED = frozenset({ResponseKind.SUPERSEDED, ResponseKind.MERGED})
ABOUT_RECOMMENDATIONS = frozenset(
    {
        DecisionKind.CLOSE,
        DecisionKind.REOPEN,
        DecisionKind.ESCALATE,
        DecisionKind.COMMISSION_AUDIT,
        DecisionKind.NOTE,
    }
)


def problems(plan: IllustrativePlan) -> list[str]:
    """List everything that is wrong; what rests on the rest (closing) is looked at when the rest is sound."""
    found = [f"partnership.toml, {each}" for each in _people_problems(plan)]
    found += [f"responses.toml, {each}" for each in _response_problems(plan)]
    found += [f"recommendations.toml, {each}" for each in _recommendation_problems(plan)]
    found += action_problems(plan)
    return found or [f"recommendations.toml, {each}" for each in closing_problems(plan)]


def _people_problems(plan: IllustrativePlan) -> Iterator[str]:
    people = plan.people
    agencies, posts = {a.key for a in people.agency}, {p.key for p in people.post}
    persons = {person.key for person in people.person}
    for name in ("agency", "post", "person", "meeting"):
        yield from _repeated(name, (each.key for each in getattr(people, name)))
    for post in people.post:
        if post.agency not in agencies:
            yield f"post {post.key}: there is no agency {post.agency}."
    for tenure in people.tenure:
        if tenure.post not in posts or tenure.person not in persons:
            yield f"tenure {tenure.post} of {tenure.person}: the post or the person is not known."
    yield from _tenure_problems(plan)
    yield from _account_problems(plan, agencies, persons)
    for review in people.review:
        for recommendation in review.recommendation:
            if unknown := set(recommendation.addressed) - agencies:
                yield f"review {review.reference}/{recommendation.reference}: unknown agencies {sorted(unknown)}."


def _repeated(name: str, keys: Iterable[str]) -> Iterator[str]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"{name} {key}: the key stands {times} times."


def _tenure_problems(plan: IllustrativePlan) -> Iterator[str]:
    for tenure in plan.people.tenure:
        entry = f"tenure {tenure.post} of {tenure.person}"
        if tenure.end and tenure.end < tenure.start:
            yield f"{entry}: it ends before it starts."
        others = (t for t in plan.people.tenure if t.post == tenure.post and t is not tenure)
        if any(other.covers(tenure.start) for other in others):
            yield f"{entry}: somebody else holds the post on {tenure.start}."


def _account_problems(plan: IllustrativePlan, agencies: set[str], persons: set[str]) -> Iterator[str]:
    for account in plan.people.account:
        entry = f"account of {account.person}"
        if account.person not in persons:
            yield f"{entry}: there is no such person."
        if (account.scope is Scope.AGENCY) != (account.agency in agencies):
            yield f"{entry}: an account has a known agency exactly when its scope is an agency."
        if account.role is Role.INSPECTOR and not _is_time_boxed(account.valid_from, account.valid_until):
            yield f"{entry}: an inspector's account needs a first and a last day, at most 90 days apart."


def _is_time_boxed(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and timedelta() <= last - first <= LONGEST_INSPECTION


def _response_problems(plan: IllustrativePlan) -> Iterator[str]:
    answered = {response.recommendation for response in plan.response}
    days = Counter((response.recommendation, response.on) for response in plan.response)
    for (recommendation, on), times in days.items():
        if times > 1:
            yield f"{recommendation}: {times} responses on {on}."
    invented = {f"{r.reference}/{each.reference}" for r in plan.people.review for each in r.recommendation}
    for missing in sorted(invented - answered):
        yield f"{missing}: it has no response."
    for response in plan.response:
        for problem in _of_response(plan, response, answered):
            yield f"{response.recommendation}: {problem}"


def _of_response(plan: IllustrativePlan, response: Response, answered: set[str]) -> Iterator[str]:
    yield from _meeting_problems(plan, response.meeting, response.on)
    if response.kind in EXPLAINED and not response.note:
        yield f"“{response.kind}” needs a note that says what is meant."
    in_principle = response.kind is ResponseKind.ACCEPTED_IN_PRINCIPLE
    if in_principle != bool(response.review_on and response.review_on > response.on):
        yield "a later review date is given exactly for “accepted in principle”."
    if (response.kind in REPLACED) != (response.by in answered - {response.recommendation}):
        yield "another known recommendation is named exactly for “superseded” and “merged”."


def _meeting_problems(plan: IllustrativePlan, meeting: str | None, on: date) -> Iterator[str]:
    held = {each.key: each.held_on for each in plan.people.meeting}
    if on > plan.people.partnership.today:
        yield f"{on} is still to come."
    if meeting is not None and held.get(meeting) != on:
        yield f"no meeting {meeting} was held on {on}."


def _recommendation_problems(plan: IllustrativePlan) -> Iterator[str]:
    answered = {response.recommendation for response in plan.response}
    yield from _repeated("impact test", (test.key for test in plan.impact_test))
    for test in plan.impact_test:
        for problem in _of_test(plan, test, answered):
            yield f"impact test {test.key}: {problem}"
    for decision in plan.decision:
        for problem in _of_decision(plan, decision, answered):
            yield f"decision of {decision.on} on {decision.recommendation}: {problem}"


def _of_test(plan: IllustrativePlan, test: ImpactTest, answered: set[str]) -> Iterator[str]:
    if test.recommendation not in answered:
        yield f"there is no recommendation {test.recommendation}."
    if test.due <= test.set_on:
        yield "it is due before it was set."
    days = [test.set_on, *(result.on for result in test.results), plan.people.partnership.today]
    if not in_order(days):
        yield "set, results and the example's today are out of order."


def _of_decision(plan: IllustrativePlan, decision: RecommendationDecision, answered: set[str]) -> Iterator[str]:
    if decision.recommendation not in answered:
        yield "there is no such recommendation."
    if decision.kind not in ABOUT_RECOMMENDATIONS:
        yield f"“{decision.kind}” is not decided here."
    yield from _meeting_problems(plan, decision.meeting, decision.on)
    kinds = {meeting.key: meeting.kind for meeting in plan.people.meeting}
    if kinds.get(decision.meeting) is not MeetingKind.BOARD:
        yield "only a meeting of the Board decides this."
    if plan.holder(decision.decided_by, decision.on) is None:
        yield f"nobody held the post {decision.decided_by}."


def in_order(days: Sequence[date]) -> bool:
    """Tell whether days follow one another, two alike being in order."""
    return list(days) == sorted(days)
