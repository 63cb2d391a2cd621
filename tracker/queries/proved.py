"""On what an earlier recommendation was said to be done: its completed actions, their posts, and adequate evidence."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import ActionLink, Check, Evidence, EvidenceLink, EvidenceVersion, Position, Post
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Verdict


@dataclass(frozen=True)
class Proven:
    """A piece of evidence and what was last said of one of its versions, on a day."""

    on: date
    title: str
    evidence_class: int
    version_id: int
    verdict: Verdict


@dataclass(frozen=True)
class Proofs:
    """What stands behind one recommendation: who completed its actions and when, and how its evidence was checked."""

    completed: Sequence[tuple[date, str]]
    checks: Sequence[Proven]

    def post_on(self, day: date) -> str:
        """Give the post that had completed an action last by a day."""
        return next((post for on, post in reversed(self.completed) if on <= day), "")

    def adequate_on(self, day: date) -> list[Proven]:
        """Give the evidence that was found adequate by a day and had not been found otherwise since, oldest first."""
        last: dict[int, Proven] = {}
        for each in self.checks:
            if each.on <= day:
                last[each.version_id] = each
        return [each for each in last.values() if each.verdict is Verdict.ADEQUATE]


NOTHING = Proofs((), ())


@needs(Permission.SEE_PLAN)
def of(visit: Visit, recommendations: Sequence[int]) -> dict[int, Proofs]:
    """Give what stands behind these recommendations by the day of the visit, as far as this visitor sees it."""
    completed: dict[int, list[tuple[date, str]]] = defaultdict(list)
    checks: dict[int, list[Proven]] = defaultdict(list)
    for key, on, post in visit.session.execute(_completed(visit, recommendations)):
        completed[key].append((on, post or ""))
    for key, *told in visit.session.execute(_checked(visit, recommendations)):
        checks[key].append(Proven(*told))
    return {key: Proofs(completed[key], checks[key]) for key in recommendations}


def _completed(visit: Visit, recommendations: Sequence[int]) -> Any:
    first = func.min(Position.valid_from)
    statement = (
        select(ActionLink.recommendation_id, first, Post.title)
        .select_from(Position)
        .join(ActionLink, col(ActionLink.action_id) == col(Position.action_id))
        .join(Post, col(Post.id) == col(Position.post_id), isouter=True)
        .where(
            col(ActionLink.recommendation_id).in_(recommendations),
            col(ActionLink.effective_on) <= visit.as_at,
            col(Position.state) == Delivery.COMPLETED.value,
            col(Position.valid_from) <= visit.as_at,
        )
        .group_by(ActionLink.recommendation_id, Position.action_id, Post.title)
        .order_by(first, col(Position.action_id))
    )
    return visible_to(visit, statement)


def _checked(visit: Visit, recommendations: Sequence[int]) -> Any:
    statement = (
        select(
            ActionLink.recommendation_id,
            Check.effective_on,
            Evidence.title,
            Evidence.evidence_class,
            EvidenceVersion.id,
            Check.verdict,
        )
        .select_from(EvidenceLink)
        .join(Evidence, col(Evidence.id) == col(EvidenceLink.evidence_id))
        .join(EvidenceVersion, col(EvidenceVersion.evidence_id) == col(Evidence.id))
        .join(Check, col(Check.version_id) == col(EvidenceVersion.id))
        .join(ActionLink, col(ActionLink.action_id) == col(EvidenceLink.action_id))
        .where(
            col(ActionLink.recommendation_id).in_(recommendations),
            col(Check.action_id) == col(EvidenceLink.action_id),
            col(Check.effective_on) <= visit.as_at,
        )
        .order_by(col(Check.effective_on), col(Check.id))
    )
    return visible_to(visit, statement)
