"""X-ray of the plan: standing quality checks, each with the things that it finds and where each is mended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists
from sqlmodel import col

from tracker import verdicts
from tracker.access import needs, visible_to
from tracker.models import ActionLink, Check, Position, Recommendation, Review
from tracker.models.statements import select
from tracker.queries import at, gaps
from tracker.queries.gaps import OFTEN, Gap
from tracker.queries.open_work import open_actions
from tracker.rules.vague import vague_verb
from tracker.visit import Visit
from tracker.words import Permission, Standing, Thing


@dataclass(frozen=True)
class Found:
    """One thing that a check found: what it is, why it was found, and the record at which it is mended."""

    words: str
    why: str
    action_id: int | None = None
    recommendation_id: int | None = None


@dataclass(frozen=True)
class QualityCheck:
    """A standing check: its name, what it means, and what it finds."""

    name: str
    meaning: str
    found: Sequence[Found]


@needs(Permission.RECORD_MEETING)
def checks(visit: Visit) -> Sequence[QualityCheck]:
    """Run every standing check on the plan of the day."""
    work = open_actions(visit)
    vague = [
        Found(f"{each.reference}: {each.wording}", f"“{verb}”, and no success measure", action_id=each.id)
        for each in work
        if (verb := vague_verb(each.wording)) and not each.success_measure
    ]
    left = [
        Found(f"{each.reference}: {each.wording}", f"nobody holds {each.post}, {each.agency}", action_id=each.id)
        for each in work
        if each.post_id is not None and not each.holder
    ]
    return [
        QualityCheck(
            "Complete but no evidence",
            "Closed or delivered, and no evidence was found adequate.",
            list(_unproven(visit)),
        ),
        QualityCheck(
            "Evidence dated after closing",
            "Evidence that was received only after the recommendation was closed.",
            list(_afterwards(visit)),
        ),
        QualityCheck(
            f"The same evidence used {OFTEN} times or more",
            "One file, link or statement speaks for many actions.",
            list(_often(visit)),
        ),
        QualityCheck("Vague verb and no measure", "Nobody could say whether it was done.", vague),
        QualityCheck("Owner left", "A post owns open work and nobody holds it.", left),
    ]


def _done(visit: Visit) -> Any:
    """Choose the recommendations that stand as delivered, embedded or closed, by review and reference."""
    statement = (
        select(Recommendation.id, Review.reference, Recommendation.reference, Recommendation.wording, Position.state)
        .select_from(Position)
        .join(Recommendation, col(Recommendation.id) == col(Position.recommendation_id))
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(
            Position.thing == Thing.RECOMMENDATION,
            col(Position.state).in_([Standing.DELIVERED, Standing.EMBEDDED, Standing.CLOSED]),
            at.standing_on(visit.as_at),
        )
    )
    return visible_to(visit, statement).order_by(col(Review.reference), col(Recommendation.id))


def _unproven(visit: Visit) -> Iterator[Found]:
    proven = (
        select(Check.id)
        .join(ActionLink, col(ActionLink.action_id) == col(Check.action_id))
        .where(
            col(ActionLink.recommendation_id) == col(Recommendation.id),
            verdicts.adequate_on(visit.as_at),
        )
    )
    for key, review, reference, wording, state in visit.session.execute(_done(visit).where(~exists(proven))):
        yield Found(f"{review} {reference}: {wording}", f"{state}, and nothing was found adequate", None, key)


def _afterwards(visit: Visit) -> Iterator[Found]:
    for each in gaps.every(visit, Gap.LATE):
        pieces = f"{each.times} {'piece' if each.times == 1 else 'pieces'}"
        why = f"closed {each.on:%-d %b %Y}, and {pieces} came later"
        yield Found(f"{each.name}: {each.wording}", why, None, each.recommendation_id)


def _often(visit: Visit) -> Iterator[Found]:
    for each in sorted(gaps.every(visit, Gap.OFTEN), key=lambda one: (-(one.times or 0), one.name)):
        yield Found(each.name, f"it speaks for {each.times} actions", action_id=each.action_id)
