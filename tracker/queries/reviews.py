"""Reviews: the list, and one with its time line from incident to impact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import col

from tracker.access import find, needs, visible_to
from tracker.errors import InputError
from tracker.models import Finding, ImpactResult, ImpactTest, Position, Recommendation, Review
from tracker.models.statements import select
from tracker.queries import at
from tracker.queries.filters import Filters, chosen_by
from tracker.rules.review_days import LABELS, ReviewDays
from tracker.visit import Visit
from tracker.words import (
    Delivery,
    FindingKind,
    ImpactVerdict,
    Permission,
    Publication,
    ReviewKind,
    Standing,
    Thing,
)


@dataclass(frozen=True)
class Listed:
    """A review in the list, with how many recommendations it made and how many of them are closed."""

    id: int
    reference: str
    title: str
    kind: ReviewKind
    area: str
    published_on: date | None
    publication: Publication
    illustrative: bool
    recommendations: int
    closed: int
    incident_on: date | None


@needs(Permission.SEE_PLAN)
def listing(visit: Visit) -> Sequence[Listed]:
    """List the reviews, newest first; those whose publication day is not known come last."""
    asked = visible_to(
        visit,
        select(func.count())
        .select_from(Position)
        .where(col(Position.thing) == Thing.RECOMMENDATION, at.standing_on(visit.as_at)),
    ).where(col(Position.review_id) == col(Review.id))
    closed = asked.where(col(Position.state) == Standing.CLOSED.value)
    statement = select(
        Review.id,
        Review.reference,
        Review.title,
        Review.kind,
        Review.area,
        Review.published_on,
        Review.publication,
        Review.illustrative,
        asked.correlate(Review).scalar_subquery(),
        closed.correlate(Review).scalar_subquery(),
        Review.incident_on,
    ).where(col(Review.effective_on) <= visit.as_at)
    order = (func.coalesce(col(Review.published_on), date.min).desc(), col(Review.reference))
    return [Listed(*row) for row in visit.session.execute(visible_to(visit, statement).order_by(*order))]


@dataclass(frozen=True)
class Named:
    """A review by its key, with the day from which its own deadlines are counted."""

    id: int
    published_on: date | None


@needs(Permission.SEE_PLAN)
def by_reference(visit: Visit, reference: str) -> Named:
    """Find a review by its reference."""
    statement = select(Review.id, Review.published_on).where(col(Review.reference) == reference)
    row = visit.session.execute(visible_to(visit, statement)).first()
    if row is None:
        raise InputError(f"There is no review {reference}. Record it first, or check the reference.", field="review")
    return Named(*row)


@needs(Permission.SEE_PLAN)
def references_in(visit: Visit, review_id: int) -> frozenset[str]:
    """Give the references of the recommendations that a review has already."""
    find(visit, Review, review_id)
    taken = select(Recommendation.reference).where(Recommendation.review_id == review_id)
    return frozenset(visit.session.scalars(visible_to(visit, taken)))


@dataclass(frozen=True)
class Found:
    """A finding: what happened, why and how."""

    reference: str
    kind: FindingKind
    what: str
    why: str
    how: str
    page: str


@dataclass(frozen=True)
class Step:
    """A day on the review's time line; None is not known."""

    label: str
    first: date | None
    last: date | None = None


@dataclass(frozen=True)
class Whole:
    """One review and how far its recommendations have come."""

    id: int
    reference: str
    title: str
    kind: ReviewKind
    area: str
    publication: Publication
    illustrative: bool
    embargo_until: datetime | None
    practice_basis: str
    source_document: str
    source_url: str
    note: str
    steps: Sequence[Step]
    findings: Sequence[Found]
    recommendations: int
    actions: int
    without_owner: int
    by_standing: Sequence[tuple[Standing, int]]
    version: int


@needs(Permission.SEE_PLAN)
def whole(visit: Visit, review_id: int) -> Whole:
    """Give one review with its time line from incident to impact."""
    row = find(visit, Review, review_id)
    standings = _standings(visit, review_id)
    actions, without_owner = _actions(visit, review_id)
    return Whole(
        id=review_id,
        reference=row.reference,
        title=row.title,
        kind=row.kind,
        area=row.area,
        publication=row.publication,
        illustrative=row.illustrative,
        embargo_until=row.embargo_until,
        practice_basis=row.practice_basis,
        source_document=row.source_document,
        source_url=row.source_url,
        note=row.note,
        steps=_steps(visit, row),
        findings=_findings(visit, review_id),
        recommendations=sum(number for _, number in standings),
        actions=actions,
        without_owner=without_owner,
        by_standing=standings,
        version=row.version,
    )


@needs(Permission.SEE_PLAN)
def days_of(visit: Visit, review_id: int) -> ReviewDays:
    """Give the days of a review as they stand now."""
    row = find(visit, Review, review_id)
    return ReviewDays(**{name: getattr(row, name) for name in LABELS})


def _standings(visit: Visit, review_id: int) -> list[tuple[Standing, int]]:
    statement = (
        select(Position.state, func.count())
        .where(
            col(Position.thing) == Thing.RECOMMENDATION,
            col(Position.review_id) == review_id,
            at.standing_on(visit.as_at),
        )
        .group_by(col(Position.state))
    )
    found = {Standing(state): number for state, number in visit.session.execute(visible_to(visit, statement))}
    return [(standing, found[standing]) for standing in Standing if standing in found]


def _actions(visit: Visit, review_id: int) -> tuple[int, int]:
    """Count the actions that answer the review's recommendations, and the recommendations with no owned action."""
    chosen = chosen_by(visit, Filters(thing=Thing.ACTION, review_id=review_id))
    counted = select(func.count()).select_from(Position)
    actions = visit.session.scalar(visible_to(visit, counted.where(*chosen))) or 0
    unowned = chosen_by(visit, Filters(thing=Thing.RECOMMENDATION, review_id=review_id, needs_owner=True))
    return actions, visit.session.scalar(visible_to(visit, counted.where(*unowned))) or 0


def _findings(visit: Visit, review_id: int) -> list[Found]:
    told = Finding
    statement = (
        select(told.reference, told.kind, told.what, told.why, told.how, told.page)
        .where(told.review_id == review_id, col(told.effective_on) <= visit.as_at)
        .order_by(col(told.id))
    )
    return [Found(*row) for row in visit.session.execute(statement)]


def _steps(visit: Visit, row: Review) -> list[Step]:
    """Put the review's days in their order, from the incident to what was shown to work."""
    delivered, tested = _impact(visit, row.id or 0)
    practice = f"Practice period ({row.practice_basis})" if row.practice_basis else "Practice period"
    return [
        Step("Incident", row.incident_on),
        Step(practice, row.practice_from, row.practice_to),
        Step("Commissioned", row.commissioned_on),
        Step("Completed", row.completed_on),
        Step("Published", row.published_on if row.published_on and row.published_on <= visit.as_at else None),
        Step("First action completed", delivered),
        Step("First impact test met", tested),
    ]


def _impact(visit: Visit, review_id: int) -> tuple[date | None, date | None]:
    delivered = select(func.min(Position.completed_on)).where(
        col(Position.thing) == Thing.ACTION,
        col(Position.review_id) == review_id,
        col(Position.state) == Delivery.COMPLETED.value,
        col(Position.completed_on) <= visit.as_at,
    )
    tested = (
        select(func.min(ImpactResult.effective_on))
        .join(ImpactTest, col(ImpactTest.id) == col(ImpactResult.test_id))
        .join(Recommendation, col(Recommendation.id) == col(ImpactTest.recommendation_id))
        .where(
            col(Recommendation.review_id) == review_id,
            col(ImpactResult.verdict) == ImpactVerdict.MET,
            col(ImpactResult.effective_on) <= visit.as_at,
        )
    )
    first: date | None = visit.session.scalar(visible_to(visit, delivered))
    shown: date | None = visit.session.scalar(visible_to(visit, tested))
    return first, shown
