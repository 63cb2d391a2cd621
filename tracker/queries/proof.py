"""On what closed recommendations rest, as conditions on their positions: word for word `tracker.rules.assurance`."""

from datetime import date
from typing import Any

from sqlalchemy import and_, case, exists, func, not_, or_, true, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker import belonging, verdicts
from tracker.access import needs, visible_to
from tracker.models import (
    ActionLink,
    ActionOwner,
    Agency,
    Check,
    ContributingAgency,
    Decision,
    Evidence,
    EvidenceVersion,
    ImpactResult,
    ImpactTest,
    Position,
    Post,
    Tenure,
)
from tracker.models.statements import select
from tracker.queries import at
from tracker.rules.assurance import Headlines, Ratio
from tracker.visit import Visit
from tracker.words import DecisionKind, ImpactVerdict, Permission, Proof, Standing, Thing

ASKED = col(Position.recommendation_id)


@needs(Permission.SEE_PLAN)
def headlines(visit: Visit) -> Headlines:
    """Count on what the closed recommendations that the visitor sees rest, in one SELECT.

    As in the ratings, evidence counts whether or not its reader may open it; only what is closed is narrowed.
    """
    numbers = [func.count().filter(rests_on(proof, visit.as_at)) for proof in Proof]
    closed = select(func.count(), *numbers).select_from(Position).where(_closed(visit.as_at))
    number, impact, outside, process = visit.session.execute(visible_to(visit, closed)).one()
    return Headlines(Ratio(impact, number), Ratio(outside, number), Ratio(process, number))


def _closed(day: date) -> Any:
    return and_(
        col(Position.thing) == Thing.RECOMMENDATION,
        col(Position.state) == Standing.CLOSED.value,
        at.standing_on(day),
    )


def rests_on(proof: Proof, day: date) -> Any:
    """Choose what is closed on a day and rests on this."""
    impact = and_(
        _last_verdict(day) != ImpactVerdict.NOT_MET.value,
        or_(
            _last_verdict(day).in_([ImpactVerdict.MET.value, ImpactVerdict.PARTLY.value]),
            _adequate(day, Evidence.evidence_class == 3),
        ),
    )
    chosen = {
        Proof.IMPACT: impact,
        Proof.OUTSIDE: _adequate(day, not_(_inside(day))),
        Proof.PROCESS: and_(
            _adequate(day, Evidence.evidence_class == 1),
            not_(_adequate(day, col(Evidence.evidence_class) > 1)),
            not_(impact),
        ),
    }
    return and_(_closed(day), chosen[proof])


def proven(day: date) -> Any:
    """Choose what any evidence proves that was found adequate since the last reopening and still is."""
    return _adequate(day, true())


def _since(day: date) -> Any:
    """Give the day of the last reopening: nothing from before it counts."""
    reopened = select(func.max(Decision.effective_on)).where(
        Decision.kind == DecisionKind.REOPEN,
        col(Decision.recommendation_id) == ASKED,
        col(Decision.effective_on) <= day,
    )
    return func.coalesce(reopened.correlate(Position).scalar_subquery(), date.min)


def _adequate(day: date, narrower: Any) -> Any:
    """Tell whether evidence of a kind was found adequate for the recommendation, and that was not overturned."""
    found = (
        select(Check.id)
        .join(EvidenceVersion, col(EvidenceVersion.id) == col(Check.version_id))
        .join(Evidence, col(Evidence.id) == col(EvidenceVersion.evidence_id))
        .join(ActionLink, col(ActionLink.action_id) == col(Check.action_id))
        .where(
            col(ActionLink.recommendation_id) == ASKED,
            verdicts.adequate_on(day),
            col(Check.effective_on) >= _since(day),
            narrower,
        )
    )
    return exists(found.correlate(Position))


def _inside(day: date) -> Any:
    """Tell whether the checker counted for the owner's or a contributing agency, as the third gate of closing asks."""
    held: Any = aliased(Post)
    joined = _joined()
    posts = (
        select(Tenure.id)
        .join(held, held.id == col(Tenure.post_id))
        .where(
            col(Tenure.person_id) == col(Check.checker_id),
            belonging.holding_on(col(Check.effective_on)),
            _near(held.agency_id, joined, day),
        )
    )
    return or_(_near(col(Check.checker_agency_id), joined, day), exists(posts.correlate_except(Tenure, held)))


def _near(agency: Any, joined: Any, day: date) -> Any:
    """Tell whether an agency, or one that had become one with it by the check, owns the action or contributes."""
    other = joined.alias()
    one = select(other.c.agency).where(
        other.c.agency == agency, other.c.joined_on <= col(Check.effective_on), _works_on(other.c.other, day)
    )
    return or_(_works_on(agency, day), exists(one.correlate_except(other)))


def _works_on(agency: Any, day: date) -> Any:
    owner = (
        select(Post.agency_id)
        .select_from(ActionOwner)
        .join(Post, col(Post.id) == col(ActionOwner.post_id), isouter=True)
        .where(col(ActionOwner.action_id) == col(Check.action_id), col(ActionOwner.effective_on) <= day)
        .order_by(col(ActionOwner.effective_on).desc(), col(ActionOwner.seq).desc(), col(ActionOwner.id).desc())
        .limit(1)
    )
    told = ContributingAgency
    contributes = select(told.id).where(
        col(told.action_id) == col(Check.action_id), col(told.effective_on) <= day, col(told.agency_id) == agency
    )
    owns = func.coalesce(agency, 0) == func.coalesce(owner.correlate(Check).scalar_subquery(), -1)
    return or_(owns, exists(contributes.correlate_except(told)))


def _joined() -> Any:
    """Give every two agencies that became one, and on which day: `tracker.rules.mergers` as a table."""
    merged = col(Agency.successor_id).is_not(None)
    pairs = union_all(
        select(
            col(Agency.id).label("agency"),
            col(Agency.successor_id).label("other"),
            col(Agency.ended_on).label("joined_on"),
        ).where(merged),
        select(col(Agency.successor_id), col(Agency.id), col(Agency.ended_on)).where(merged),
    ).cte("merged")
    joined = select(pairs.c.agency, pairs.c.other, pairs.c.joined_on).cte("joined", recursive=True)
    last = case((pairs.c.joined_on > joined.c.joined_on, pairs.c.joined_on), else_=joined.c.joined_on)
    return joined.union(
        select(joined.c.agency, pairs.c.other, last).select_from(joined).join(pairs, pairs.c.agency == joined.c.other)
    )


def _last_verdict(day: date) -> Any:
    """Give what the last impact test found by the day, since the last reopening; nothing when there was none."""
    last = (
        select(ImpactResult.verdict)
        .join(ImpactTest, col(ImpactTest.id) == col(ImpactResult.test_id))
        .where(
            col(ImpactTest.recommendation_id) == ASKED,
            col(ImpactResult.effective_on) <= day,
            col(ImpactResult.effective_on) >= _since(day),
        )
        .order_by(col(ImpactResult.effective_on).desc(), col(ImpactResult.seq).desc())
        .limit(1)
    )
    return func.coalesce(last.correlate(Position).scalar_subquery(), "")
