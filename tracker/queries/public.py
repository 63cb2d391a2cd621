"""What the public edition holds beside the plan: reviews, answers, tests, evidence by class, and how far lessons came.

Each is one SELECT over everything, so that a whole edition is gathered in a fixed number of them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import (
    Action,
    AddressedAgency,
    Agency,
    Check,
    Decision,
    Dissemination,
    Evidence,
    EvidenceVersion,
    ImpactResult,
    ImpactTest,
    Lesson,
    LessonDiscussion,
    Position,
    Recommendation,
    Response,
    Review,
)
from tracker.models.statements import select
from tracker.queries import at
from tracker.verdicts import adequate_on
from tracker.visit import Visit
from tracker.words import DecisionKind, ImpactVerdict, Permission, ResponseKind, ReviewKind, Thing


@dataclass(frozen=True)
class Published:
    """A published review."""

    id: int
    reference: str
    title: str
    kind: ReviewKind
    area: str
    published_on: date | None
    source_document: str
    source_url: str
    illustrative: bool


@dataclass(frozen=True)
class Made:
    """What a recommendation says of itself beside its wording, and when it was closed and last reopened."""

    id: int
    review_id: int
    paraphrased: bool
    page: str
    deadline_on: date | None
    closed_on: date | None
    reopened_on: date | None


@dataclass(frozen=True)
class Adequate:
    """A piece of evidence for an action, by its class, and the day on which it was found adequate."""

    evidence_class: int
    on: date


@dataclass(frozen=True)
class Tested:
    """What an impact test of a recommendation found, and when."""

    verdict: ImpactVerdict
    on: date


@dataclass(frozen=True)
class Reached:
    """How many teams discussed the lessons of a review, and how many people were there, all discussions together."""

    teams: int
    people: int


@needs(Permission.SEE_PLAN)
def reviews(visit: Visit) -> list[Published]:
    """List the reviews that the visitor sees, oldest first."""
    told = Review
    columns = (told.id, told.reference, told.title, told.kind, told.area, told.published_on)
    rest = (told.source_document, told.source_url, told.illustrative)
    statement = select(*columns, *rest).where(col(told.effective_on) <= visit.as_at)
    statement = statement.order_by(col(told.published_on), col(told.id))
    return [Published(*row) for row in visit.session.execute(visible_to(visit, statement))]


@needs(Permission.SEE_PLAN)
def recommendations(visit: Visit) -> list[Made]:
    """List the recommendations that the visitor sees, in the order in which they were recorded."""
    told = Recommendation
    reopened = select(func.max(Decision.effective_on)).where(
        Decision.kind == DecisionKind.REOPEN,
        col(Decision.recommendation_id) == col(told.id),
        col(Decision.effective_on) <= visit.as_at,
    )
    days = at.closed_on(visit.as_at), reopened.correlate(told).scalar_subquery()
    columns = (told.id, told.review_id, told.paraphrased, told.page, told.deadline_on, *days)
    statement = select(*columns).where(col(told.effective_on) <= visit.as_at).order_by(col(told.id))
    return [Made(*row) for row in visit.session.execute(visible_to(visit, statement))]


def _of_recommendations(visit: Visit, table: Any, *columns: Any) -> Any:
    """Ask for what was recorded of the visible recommendations by the day of the visit, oldest first."""
    statement = (
        select(Recommendation.id, *columns)
        .select_from(table)
        .join(Recommendation, col(Recommendation.id) == table.recommendation_id)
        .where(table.effective_on <= visit.as_at)
        .order_by(table.effective_on, table.seq, table.id)
    )
    return visible_to(visit, statement)


@needs(Permission.SEE_PLAN)
def answers(visit: Visit) -> dict[int, tuple[ResponseKind, date]]:
    """Give the last answer to each recommendation, and its day."""
    rows = visit.session.execute(_of_recommendations(visit, Response, Response.kind, Response.effective_on))
    return {key: (kind, on) for key, kind, on in rows}


@needs(Permission.SEE_PLAN)
def addressed(visit: Visit) -> Mapping[int, list[str]]:
    """Name the agencies to which each recommendation is addressed."""
    asked = _of_recommendations(visit, AddressedAgency, Agency.name)
    found: dict[int, list[str]] = defaultdict(list)
    for key, name in visit.session.execute(asked.join(Agency, col(Agency.id) == col(AddressedAgency.agency_id))):
        found[key].append(name)
    return found


@needs(Permission.SEE_PLAN)
def tested(visit: Visit) -> Mapping[int, list[Tested]]:
    """Give what the impact tests of each recommendation found, oldest first."""
    statement = (
        select(Recommendation.id, ImpactResult.verdict, ImpactResult.effective_on)
        .select_from(ImpactResult)
        .join(ImpactTest, col(ImpactTest.id) == col(ImpactResult.test_id))
        .join(Recommendation, col(Recommendation.id) == col(ImpactTest.recommendation_id))
        .where(col(ImpactResult.effective_on) <= visit.as_at)
        .order_by(col(ImpactResult.effective_on), col(ImpactResult.seq))
    )
    found: dict[int, list[Tested]] = defaultdict(list)
    for key, verdict, on in visit.session.execute(visible_to(visit, statement)):
        found[key].append(Tested(verdict, on))
    return found


@needs(Permission.SEE_PLAN)
def adequate(visit: Visit) -> Mapping[int, list[Adequate]]:
    """Give the evidence of each action that was found adequate, by its class alone; of what it says, nothing.

    As in the ratings, it counts whether or not its reader may open it; only the actions are narrowed.
    """
    statement = (
        select(Action.id, Evidence.evidence_class, Check.effective_on)
        .select_from(Check)
        .join(EvidenceVersion, col(EvidenceVersion.id) == col(Check.version_id))
        .join(Action, col(Action.id) == col(Check.action_id))
        .where(adequate_on(visit.as_at), col(EvidenceVersion.evidence_id) == col(Evidence.id))
        .order_by(col(Check.effective_on), col(Check.id))
    )
    found: dict[int, list[Adequate]] = defaultdict(list)
    for key, kind, on in visit.session.execute(_narrowed_by_action(visit, statement)):
        found[key].append(Adequate(kind, on))
    return found


def _narrowed_by_action(visit: Visit, statement: Any) -> Any:
    seen = visible_to(visit, select(Action.id)).correlate(None)
    return statement.where(col(Check.action_id).in_(seen))


@needs(Permission.SEE_PLAN)
def completed(visit: Visit) -> dict[int, date]:
    """Give the day on which each completed action was found completed."""
    standing = (
        select(Position.action_id, Position.completed_on)
        .where(
            col(Position.thing) == Thing.ACTION, at.standing_on(visit.as_at), col(Position.completed_on).is_not(None)
        )
        .order_by(col(Position.action_id))
    )
    return dict(visit.session.execute(visible_to(visit, standing)).all())


@needs(Permission.SEE_PLAN)
def reached(visit: Visit) -> dict[int, Reached]:
    """Count for each review the teams that discussed its lessons and the people who were there."""
    told = Dissemination
    statement = (
        select(Lesson.review_id, told.agency_id, told.team, LessonDiscussion.present)
        .select_from(LessonDiscussion)
        .join(told, col(told.id) == col(LessonDiscussion.dissemination_id))
        .join(Lesson, col(Lesson.id) == col(told.lesson_id))
        .where(col(LessonDiscussion.effective_on) <= visit.as_at)
    )
    teams: dict[int, set[tuple[int, str]]] = defaultdict(set)
    people: dict[int, int] = defaultdict(int)
    for review, agency, team, present in visit.session.execute(visible_to(visit, statement)):
        teams[review].add((agency, team.casefold()))
        people[review] += present
    return {review: Reached(len(several), people[review]) for review, several in teams.items()}
