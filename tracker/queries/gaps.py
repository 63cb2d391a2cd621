"""What an inspector looks at first: gaps in what is closed, and what was overridden, reopened and extended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, not_, null, or_
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import (
    Action,
    ActionLink,
    Decision,
    Evidence,
    EvidenceLink,
    EvidenceVersion,
    Extension,
    ExtensionAnswer,
    Position,
    Recommendation,
    Review,
)
from tracker.models.statements import select
from tracker.queries import at, proof
from tracker.visit import Visit
from tracker.words import DecisionKind, Permission, Standing, Thing

OFTEN = 10
AT_ONCE = 100


class Gap(StrEnum):
    """What is listed, by the word that stands in the address of its list; the gaps first."""

    UNPROVEN = "closed without adequate evidence"
    LATE = "closed with evidence that came later"
    OFTEN = f"one file used {OFTEN} times or more"
    OVERRIDDEN = "ratings overridden"
    REOPENED = "reopened"
    EXTENDED = "dates extended"


@dataclass(frozen=True)
class Found:
    """One thing of a list: what it is, the day and the numbers that say why it is there, and its record."""

    key: int
    recommendation_id: int | None
    action_id: int | None
    name: str
    wording: str
    on: date | None
    until: date | None
    times: int | None
    reason: str | None


@dataclass(frozen=True)
class Listed:
    """A part of a list, how long the whole is, and after which key it goes on (0: that is all)."""

    rows: Sequence[Found]
    total: int
    next_key: int = 0


@needs(Permission.SEE_PLAN)
def numbers(visit: Visit) -> Mapping[Gap, int]:
    """Count every list, in one SELECT."""
    counted = [_counted(visit, gap).label(gap.name) for gap in Gap]
    return dict(zip(Gap, visit.session.execute(select(*counted)).one(), strict=True))


@needs(Permission.SEE_PLAN)
def listing(visit: Visit, gap: Gap, *, after: int = 0) -> Listed:
    """List what is counted, a hundred at a time, in the order in which it came into the record."""
    whole = _statement(visit, gap).subquery()
    chosen = select(*whole.c, _counted(visit, gap)).where(whole.c.key > after)
    rows = visit.session.execute(chosen.order_by(whole.c.key).limit(AT_ONCE + 1)).all()
    shown = [Found(*row[:-1]) for row in rows[:AT_ONCE]]
    total = rows[0][-1] if rows else int(visit.session.scalar(select(_counted(visit, gap))) or 0)
    return Listed(shown, total, shown[-1].key if len(rows) > AT_ONCE else 0)


@needs(Permission.SEE_PLAN)
def every(visit: Visit, gap: Gap) -> list[Found]:
    """List all of it at once, in the order in which it came into the record."""
    whole = _statement(visit, gap).subquery()
    return [Found(*row) for row in visit.session.execute(select(*whole.c).order_by(whole.c.key))]


def _counted(visit: Visit, gap: Gap) -> Any:
    return select(func.count()).select_from(_statement(visit, gap).subquery()).scalar_subquery()


def _statement(visit: Visit, gap: Gap) -> Any:
    """Choose what belongs in a list, with the columns of `Found`."""
    lists: dict[Gap, Callable[[Visit], Any]] = {
        Gap.UNPROVEN: _unproven,
        Gap.LATE: _late,
        Gap.OFTEN: _often,
        Gap.OVERRIDDEN: lambda visit: _decided(visit, DecisionKind.OVERRIDE_RATING),
        Gap.REOPENED: lambda visit: _decided(visit, DecisionKind.REOPEN),
        Gap.EXTENDED: _extended,
    }
    return lists[gap](visit)


def _closed(visit: Visit, narrower: Any, times: Any) -> Any:
    """Choose closed recommendations; their day is that of the closing."""
    columns = _columns(
        Recommendation.id,
        about=(Recommendation.id, null()),
        named=(Review.reference + " " + Recommendation.reference, Recommendation.wording),
        told=(at.closed_on(visit.as_at), null(), times, null()),
    )
    statement = (
        select(*columns)
        .select_from(Position)
        .join(Recommendation, col(Recommendation.id) == col(Position.recommendation_id))
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(Position.thing == Thing.RECOMMENDATION, Position.state == Standing.CLOSED, at.standing_on(visit.as_at))
    )
    return visible_to(visit, statement).where(narrower)


def _columns(key: Any, *, about: Sequence[Any], named: Sequence[Any], told: Sequence[Any]) -> list[Any]:
    names = ("key", "recommendation_id", "action_id", "name", "wording", "on", "until", "times", "reason")
    return [one.label(name) for name, one in zip(names, (key, *about, *named, *told), strict=True)]


def _unproven(visit: Visit) -> Any:
    return _closed(visit, not_(proof.proven(visit.as_at)), null())


def _late(visit: Visit) -> Any:
    """Choose what was closed before some evidence came in, with the number of pieces that the visitor may know of."""
    late = (
        select(func.count(col(EvidenceLink.evidence_id).distinct()))
        .select_from(EvidenceLink)
        .join(Evidence, col(Evidence.id) == col(EvidenceLink.evidence_id))
        .join(ActionLink, col(ActionLink.action_id) == col(EvidenceLink.action_id))
        .where(
            col(ActionLink.recommendation_id) == col(Recommendation.id),
            col(EvidenceLink.effective_on) <= visit.as_at,
            col(EvidenceLink.effective_on) > at.closed_on(visit.as_at),
        )
    )
    number = visible_to(visit, late).correlate(Recommendation).scalar_subquery()
    return _closed(visit, number > 0, number)


def _often(visit: Visit) -> Any:
    number = func.count(col(EvidenceLink.action_id).distinct())
    told: dict[str, Any] = {
        "key": func.min(EvidenceVersion.id),
        "action": func.min(EvidenceLink.action_id),
        "on": func.min(EvidenceVersion.effective_on),
        "times": number,
    }
    statement = (
        select(*(one.label(name) for name, one in told.items()))
        .select_from(EvidenceVersion)
        .join(Evidence, col(Evidence.id) == col(EvidenceVersion.evidence_id))
        .join(EvidenceLink, col(EvidenceLink.evidence_id) == col(Evidence.id))
        .join(Action, col(Action.id) == col(EvidenceLink.action_id))
        .where(col(EvidenceLink.effective_on) <= visit.as_at, col(EvidenceVersion.effective_on) <= visit.as_at)
    )
    grouped = visible_to(visit, statement).group_by(col(EvidenceVersion.sha256)).having(number >= OFTEN).subquery()
    # Named by its first version: which of several titles comes first by the alphabet, no two databases agree upon.
    first = grouped.c
    columns = _columns(
        first.key,
        about=(null(), first.action),
        named=(Evidence.title, null()),
        told=(first.on, null(), first.times, null()),
    )
    version = EvidenceVersion
    return (
        select(*columns)
        .select_from(grouped)
        .join(version, col(version.id) == first.key)
        .join(Evidence, col(Evidence.id) == col(version.evidence_id))
    )


def _seen(visit: Visit) -> tuple[Any, Any]:
    """Give the recommendations and the actions that the visitor sees."""
    asked, done = visible_to(visit, select(Recommendation.id)), visible_to(visit, select(Action.id))
    return asked.correlate(None), done.correlate(None)


def _decided(visit: Visit, kind: DecisionKind) -> Any:
    asked, done = _seen(visit)
    review = Review.reference + " " + Recommendation.reference
    columns = _columns(
        Decision.id,
        about=(Decision.recommendation_id, Decision.action_id),
        named=(func.coalesce(review, Action.reference), func.coalesce(Recommendation.wording, Action.wording)),
        told=(Decision.effective_on, Decision.until, null(), Decision.reason),
    )
    return (
        select(*columns)
        .select_from(Decision)
        .join(Recommendation, col(Recommendation.id) == col(Decision.recommendation_id), isouter=True)
        .join(Review, col(Review.id) == col(Recommendation.review_id), isouter=True)
        .join(Action, col(Action.id) == col(Decision.action_id), isouter=True)
        .where(
            col(Decision.kind) == kind,
            col(Decision.effective_on) <= visit.as_at,
            or_(col(Decision.recommendation_id).in_(asked), col(Decision.action_id).in_(done)),
        )
    )


def _extended(visit: Visit) -> Any:
    _, done = _seen(visit)
    columns = _columns(
        Extension.id,
        about=(null(), Action.id),
        named=(Action.reference, Action.wording),
        told=(ExtensionAnswer.effective_on, Extension.due, null(), Extension.reason_code),
    )
    approved = and_(
        col(ExtensionAnswer.extension_id) == col(Extension.id),
        col(ExtensionAnswer.approved),
        col(ExtensionAnswer.effective_on) <= visit.as_at,
    )
    return (
        select(*columns)
        .select_from(Extension)
        .join(ExtensionAnswer, approved)
        .join(Action, col(Action.id) == col(Extension.action_id))
        .where(col(Action.id).in_(done))
    )
