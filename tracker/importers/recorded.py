"""What stands in the record already, as an import compares a file with it."""

from collections import defaultdict

from sqlmodel import col

from tracker.access import visible_to
from tracker.importers.cells import folded
from tracker.importers.drafts import Register, RegisteredPost, without_how
from tracker.importers.matching import Known
from tracker.models import (
    Action,
    ActionLink,
    ActionWording,
    Agency,
    Post,
    Recommendation,
    RecommendationWording,
    Review,
)
from tracker.models.statements import select
from tracker.visit import Visit


def register(visit: Visit) -> Register:
    """Give the posts of the agencies that exist today by their folded titles."""
    found: dict[str, list[RegisteredPost]] = defaultdict(list)
    statement = select(Post.title, Post.id, Post.agency_id).join(Agency, col(Agency.id) == col(Post.agency_id))
    standing = col(Agency.ended_on).is_(None) | (col(Agency.ended_on) > visit.today)
    for title, key, agency in visit.session.execute(statement.where(standing).order_by(col(Post.id))):
        found[folded(title)].append(RegisteredPost(key, agency))
    return found


def known_recommendations(visit: Visit, review: Review) -> list[Known]:
    """Give the recommendations of a review with every wording that they ever had."""
    asked = Recommendation
    statement = (
        select(asked.id, asked.reference, asked.paraphrased, RecommendationWording.wording)
        .join(RecommendationWording, col(RecommendationWording.recommendation_id) == col(asked.id))
        .where(asked.review_id == review.id)
        .order_by(col(asked.id), col(RecommendationWording.number))
    )
    said: dict[tuple[int, str, bool], list[str]] = defaultdict(list)
    for key, reference, paraphrased, wording in visit.session.execute(visible_to(visit, statement)):
        said[key, reference, paraphrased].append(wording)
    return [Known(key, reference, wordings, paraphrased) for (key, reference, paraphrased), wordings in said.items()]


def known_actions(visit: Visit, review: Review) -> dict[int, list[Known]]:
    """Give the actions that answer the review's recommendations, under each of them."""
    statement = (
        select(ActionLink.recommendation_id, Action.id, Action.reference, ActionWording.wording)
        .select_from(Action)
        .join(ActionLink, col(ActionLink.action_id) == col(Action.id))
        .join(Recommendation, col(Recommendation.id) == col(ActionLink.recommendation_id))
        .join(ActionWording, col(ActionWording.action_id) == col(Action.id))
        .where(Recommendation.review_id == review.id)
        .order_by(col(Action.id), col(ActionWording.number))
    )
    said: dict[tuple[int, int, str], list[str]] = defaultdict(list)
    for asked, key, reference, wording in visit.session.execute(visible_to(visit, statement)):
        said[asked, key, reference].append(without_how(wording))
    found: dict[int, list[Known]] = defaultdict(list)
    for (asked, key, reference), wordings in said.items():
        found[asked].append(Known(key, reference, wordings))
    return found


def references_like(visit: Visit, start: str) -> set[str]:
    """Give every reference of an action that begins so: they are unique over the whole plan."""
    named = col(Action.reference).startswith(start, autoescape=True)
    return set(visit.session.scalars(select(Action.reference).where(named)))
