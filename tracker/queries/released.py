"""Every wording that the public may read: asked of the record anew, and not of what builds the public edition."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import (
    Action,
    AddressedAgency,
    Agency,
    ContextEvent,
    Position,
    PublicText,
    PublicTextApproval,
    Recommendation,
    RecommendationWording,
    Review,
)
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import ContextKind, Permission


@needs(Permission.SEE_PLAN)
def texts(visit: Visit) -> Iterator[str]:
    """Give what a reader of published reviews may read word for word; each text once or more, in no order."""
    for statement in _asked(visit):
        for row in visit.session.execute(statement):
            yield from filter(None, row)


def _asked(visit: Visit) -> Iterator[Any]:
    told = Review
    columns = (told.reference, told.title, told.area, told.source_document, told.source_url, told.practice_basis)
    yield visible_to(visit, select(*columns))
    cited = col(Review.reference) + " " + col(Recommendation.reference)
    made = select(Recommendation.reference, cited, Recommendation.page).join(Review, _home())
    yield visible_to(visit, made)
    for worded in (
        select(Recommendation.wording),
        select(RecommendationWording.wording).join(
            Recommendation, col(Recommendation.id) == col(RecommendationWording.recommendation_id)
        ),
    ):
        yield visible_to(visit, worded.where(col(Recommendation.id).not_in(_replaced())))
    yield visible_to(visit, select(Action.reference))
    yield from _agencies(visit)
    yield from _public_texts(visit)
    context = select(ContextEvent.title, ContextEvent.sentence, ContextEvent.source, ContextEvent.area)
    yield context.where(ContextEvent.kind != ContextKind.DEATH)


def _home() -> Any:
    return col(Review.id) == col(Recommendation.review_id)


def _replaced() -> Any:
    """Choose the recommendations whose own wording the public does not read: a text was written in its place."""
    return select(PublicText.recommendation_id).where(col(PublicText.recommendation_id).is_not(None)).correlate(None)


def _agencies(visit: Visit) -> Iterator[Any]:
    """Choose the names of the agencies that own, or are addressed by, something that the public reads."""
    owning = visible_to(visit, select(Position.agency_id).where(col(Position.agency_id).is_not(None))).correlate(None)
    made = visible_to(visit, select(Recommendation.id)).correlate(None)
    addressed = select(AddressedAgency.agency_id).where(col(AddressedAgency.recommendation_id).in_(made))
    yield select(Agency.name).where(or_(col(Agency.id).in_(owning), col(Agency.id).in_(addressed)))


def _public_texts(visit: Visit) -> Iterator[Any]:
    approved = select(PublicTextApproval.text_id).correlate(None)
    for model, key in ((Action, PublicText.action_id), (Recommendation, PublicText.recommendation_id)):
        told: Any = model
        statement = select(PublicText.wording).join(told, told.id == col(key)).where(col(PublicText.id).in_(approved))
        yield visible_to(visit, statement)
