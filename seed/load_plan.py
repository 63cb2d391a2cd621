"""Enters what the partnership says about recommendations: its own reviews, answers, impact tests and decisions."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from seed.load_public import releases
from seed.loading import Dated, Loading, Step, midnight
from seed.plan_entries import ImpactResult, ImpactTest, RecommendationDecision, Response
from seed.plan_people import InventedRecommendation, InventedReview
from seed.visitors import coordinator, holder
from tracker.commands import decisions, impact, recommendations, reviews
from tracker.words import DecisionKind, Publication, ResponseKind

REPLACES = {ResponseKind.SUPERSEDED: DecisionKind.SUPERSEDE, ResponseKind.MERGED: DecisionKind.MERGE}
RELEASED = frozenset({Publication.EMBARGOED, Publication.PUBLISHED})


def answers(loading: Loading) -> Iterator[Dated]:
    """Give everything about recommendations but the actions."""
    for review in loading.plan.people.review:
        yield from _own_review(loading, review)
    for response in loading.plan.response:
        yield Dated(response.on, Step.RESPONSE, partial(_respond, loading, response), response.recommendation)
    for test in loading.plan.impact_test:
        yield from _impact(loading, test)
    for decision in loading.plan.decision:
        name = f"{decision.kind} {decision.recommendation}"
        yield Dated(decision.on, Step.DECIDED_ABOVE, partial(_decide, loading, decision), name)


def _own_review(loading: Loading, review: InventedReview) -> Iterator[Dated]:
    """Give a review of the partnership's own; it is released on the day of its first answers, if at all."""
    yield Dated(review.commissioned_on, Step.REVIEW, partial(_review, loading, review), review.reference)
    for entry in review.recommendation:
        name, enter = f"{review.reference}/{entry.reference}", partial(_recommendation, loading, review, entry)
        yield Dated(review.completed_on, Step.RECOMMENDATION, enter, name)
    if review.publication in RELEASED:
        names = {f"{review.reference}/{entry.reference}" for entry in review.recommendation}
        answered = (each.on for each in loading.plan.response if each.recommendation in names)
        yield from releases(loading, review.reference, min(answered, default=review.completed_on))


def _review(loading: Loading, review: InventedReview) -> None:
    draft = reviews.ReviewDraft(
        reference=review.reference,
        title=review.title,
        kind=review.kind,
        area=loading.plan.people.partnership.name,
        sensitivity=review.sensitivity,
        illustrative=True,
        incident_on=review.incident_on,
        practice_from=review.practice_start,
        practice_to=review.practice_end,
        practice_basis="the review's own terms of reference",
        commissioned_on=review.commissioned_on,
        completed_on=review.completed_on,
        embargo_until=midnight(review.embargo_until) if review.embargo_until else None,
        note=review.summary,
    )
    row = reviews.record_review(coordinator(loading, review.commissioned_on), draft)
    loading.know(Step.REVIEW, review.reference, row)


def _recommendation(loading: Loading, review: InventedReview, entry: InventedRecommendation) -> None:
    draft = recommendations.RecommendationDraft(
        reference=entry.reference,
        wording=entry.wording,
        addressed=[loading.id(Step.AGENCY, key) for key in entry.addressed],
        deadline_on=entry.deadline,
    )
    visit, home = coordinator(loading, review.completed_on), loading.id(Step.REVIEW, review.reference)
    row = recommendations.record_recommendation(visit, home, draft)
    loading.know(Step.RECOMMENDATION, f"{review.reference}/{entry.reference}", row)


def _respond(loading: Loading, response: Response) -> None:
    key, reason = loading.id(Step.RECOMMENDATION, response.recommendation), reason_of(response)
    if response.kind in REPLACES and response.meeting:
        visit, meeting = holder(loading, "ind-chair", response.on), loading.id(Step.MEETING, response.meeting)
        other = loading.id(Step.RECOMMENDATION, response.by or "")
        decisions.replace(visit, key, kind=REPLACES[response.kind], other_id=other, meeting_id=meeting, reason=reason)
        return
    visit = coordinator(loading, response.on)
    recommendations.respond(visit, key, kind=response.kind, reason=reason, review_on=response.review_on)


def reason_of(response: Response) -> str:
    """Give the reason of an answer; one that replaces a recommendation names by which."""
    named = f"Now followed under {response.by}." if response.by else ""
    return " ".join(part for part in (named, response.note) if part)


def _impact(loading: Loading, test: ImpactTest) -> Iterator[Dated]:
    yield Dated(test.set_on, Step.TEST, partial(_set_test, loading, test), test.key)
    for result in test.results:
        yield Dated(result.on, Step.TESTED, partial(_result, loading, test, result, next_check(test, result)), test.key)


def next_check(test: ImpactTest, result: ImpactResult) -> date | None:
    """Give the day of the next result of a test, the only one that the example tells."""
    return min((each.on for each in test.results if each.on > result.on), default=None)


def _set_test(loading: Loading, test: ImpactTest) -> None:
    draft = impact.TestDraft(
        question=test.question,
        due=test.due,
        measure=test.measure,
        baseline=test.baseline,
        target=test.target,
        method=test.method,
    )
    key = loading.id(Step.RECOMMENDATION, test.recommendation)
    loading.know(Step.TEST, test.key, impact.set_test(coordinator(loading, test.set_on), key, draft))


def _result(loading: Loading, test: ImpactTest, result: ImpactResult, next_check_on: date | None) -> None:
    impact.record_result(
        coordinator(loading, result.on),
        loading.id(Step.TEST, test.key),
        verdict=result.verdict,
        value=result.value,
        next_check_on=next_check_on,
    )


def _decide(loading: Loading, decision: RecommendationDecision) -> None:
    visit = holder(loading, decision.decided_by, decision.on)
    key, meeting = loading.id(Step.RECOMMENDATION, decision.recommendation), loading.id(Step.MEETING, decision.meeting)
    match decision.kind:
        case DecisionKind.CLOSE:
            decisions.close(visit, key, meeting_id=meeting, waiver=decision.waiver or "")
        case DecisionKind.REOPEN:
            decisions.reopen(visit, key, meeting_id=meeting, reason=decision.reason)
        case _:
            about = decisions.About(recommendation_id=key)
            decisions.note(visit, about, kind=decision.kind, meeting_id=meeting, reason=decision.reason)
