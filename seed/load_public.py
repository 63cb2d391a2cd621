"""Enters the public record: themes, context, reviews with findings and recommendations, their release, and repeats."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from seed.addressees import addressees
from seed.load_asks import asks
from seed.load_themes import recurrences, themes, themes_given
from seed.loading import Dated, Loading, Step
from seed.record import PublicEvent, PublicFinding, PublicRecommendation, PublicReview
from seed.visitors import coordinator, holder
from tracker.commands import context, recommendations, reviews
from tracker.errors import InputError
from tracker.words import Role

RELEASED_BY = {Role.COORDINATOR: "off-manager", Role.CHAIR: "ind-chair"}
DAY_NOT_KNOWN = "The day of publication is not known: the day given is that on which this partnership released it."


def public_record(loading: Loading) -> Iterator[Dated]:
    """Give everything that is public."""
    yield from themes(loading)
    for event in loading.record.events:
        yield Dated(event.on, Step.CONTEXT, partial(_event, loading, event), event.title)
    for review in loading.record.reviews:
        yield from _of_review(loading, review)
    known = {r.reference: known_on(loading, r) for r in loading.record.reviews}
    yield from recurrences(loading, known)
    yield from asks(loading, known)


def known_on(loading: Loading, review: PublicReview) -> date:
    """Give the day on which the partnership knew a review: its publication, else the day of the first answer to it."""
    if review.published_on is not None:
        return review.published_on
    days = [each.on for each in loading.plan.response if each.recommendation.split("/")[0] == review.reference]
    if not days:
        raise InputError(f"{review.reference} has neither a day of publication nor an answer.")
    return min(days)


def _of_review(loading: Loading, review: PublicReview) -> Iterator[Dated]:
    day, name = known_on(loading, review), review.reference
    yield Dated(day, Step.REVIEW, partial(_review, loading, review, day), name)
    for finding in review.findings:
        yield Dated(day, Step.FINDING, partial(_finding, loading, name, finding, day), f"{name}/{finding.reference}")
    for entry in review.recommendations:
        known_as = f"{name}/{entry.reference}"
        yield Dated(day, Step.RECOMMENDATION, partial(_recommendation, loading, name, entry, day), known_as)
        yield themes_given(loading, known_as, entry.themes, day)
    yield from releases(loading, name, day)


def releases(loading: Loading, review: str, day: date) -> Iterator[Dated]:
    """Give the two releases of a review, by the coordinator and then by the chair."""
    for role in RELEASED_BY:
        yield Dated(day, Step.RELEASE, partial(_release, loading, review, role, day), f"{review} by the {role}")


def _release(loading: Loading, review: str, role: Role, day: date) -> None:
    visit = holder(loading, RELEASED_BY[role], day)
    reviews.release(visit, loading.id(Step.REVIEW, review), as_role=role)


def _event(loading: Loading, event: PublicEvent) -> None:
    draft = context.ContextDraft(
        happened_on=event.on,
        kind=event.kind,
        title=event.title,
        sentence=event.sentence,
        source=f"{event.source}, {event.source_url}",
        area=event.area,
        precision=event.precision,
        quoted=event.quoted,
    )
    context.record_context(coordinator(loading, event.on), draft)


def _review(loading: Loading, review: PublicReview, day: date) -> None:
    draft = reviews.ReviewDraft(
        reference=review.reference,
        title=review.title,
        kind=review.kind,
        area=review.area,
        incident_on=review.incident_on,
        practice_from=review.practice_from,
        practice_to=review.practice_to,
        practice_basis=review.practice_basis,
        commissioned_on=review.commissioned_on,
        completed_on=review.completed_on,
        published_on=review.published_on,
        embargo_until=review.embargo_until,
        source_document=review.source_document,
        source_url=review.source_url,
        note=note(review),
    )
    loading.know(Step.REVIEW, review.reference, reviews.record_review(coordinator(loading, day), draft))


def note(review: PublicReview) -> str:
    """Give what has no field of its own: what is known of the review, its licence, its publisher."""
    parts = [review.note, "" if review.published_on else DAY_NOT_KNOWN, review.licence_note]
    parts.append(f"Publisher's page: {review.publisher_url}" if review.publisher_url else "")
    return "\n\n".join(part for part in parts if part)


def _finding(loading: Loading, review: str, finding: PublicFinding, day: date) -> None:
    draft = reviews.FindingDraft(
        finding.reference, finding.kind, finding.what, why=finding.why, how=finding.how, page=finding.page
    )
    reviews.record_finding(coordinator(loading, day), loading.id(Step.REVIEW, review), draft)


def _recommendation(loading: Loading, review: str, entry: PublicRecommendation, day: date) -> None:
    draft = recommendations.RecommendationDraft(
        reference=entry.reference,
        wording=entry.wording,
        paraphrased=True,
        page=entry.page,
        addressed_as_written=entry.addressed_as_written,
        addressed=[loading.id(Step.AGENCY, key) for key in addressees(entry.addressed_as_written)],
        deadline_as_written=entry.deadline_as_written,
        deadline_on=entry.deadline_on,
    )
    visit, home = coordinator(loading, day), loading.id(Step.REVIEW, review)
    row = recommendations.record_recommendation(visit, home, draft)
    loading.know(Step.RECOMMENDATION, f"{review}/{entry.reference}", row)
