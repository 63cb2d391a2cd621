"""On what closed recommendations rest, as conditions on their positions: word for word `tracker.rules.assurance`."""

from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, not_, or_
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import (
    ActionLink,
    Check,
    Decision,
    Evidence,
    EvidenceVersion,
    ImpactResult,
    ImpactTest,
    Position,
)
from tracker.models.statements import select
from tracker.queries import at
from tracker.rules.assurance import Headlines, Ratio
from tracker.visit import Visit
from tracker.words import DecisionKind, ImpactVerdict, Permission, Proof, Standing, Thing, Verdict

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
        Proof.OUTSIDE: _adequate(day, col(Check.checker_agency_id).is_not(None)),
        Proof.PROCESS: and_(
            _adequate(day, Evidence.evidence_class == 1),
            not_(_adequate(day, col(Evidence.evidence_class) > 1)),
            not_(impact),
        ),
    }
    return and_(_closed(day), chosen[proof])


def _since(day: date) -> Any:
    """Give the day of the last reopening: nothing from before it counts."""
    reopened = select(func.max(Decision.effective_on)).where(
        Decision.kind == DecisionKind.REOPEN,
        col(Decision.recommendation_id) == ASKED,
        col(Decision.effective_on) <= day,
    )
    return func.coalesce(reopened.correlate(Position).scalar_subquery(), date.min)


def _adequate(day: date, narrower: Any) -> Any:
    """Tell whether evidence of a kind was found adequate for the recommendation."""
    found = (
        select(Check.id)
        .join(EvidenceVersion, col(EvidenceVersion.id) == col(Check.version_id))
        .join(Evidence, col(Evidence.id) == col(EvidenceVersion.evidence_id))
        .join(ActionLink, col(ActionLink.action_id) == col(Check.action_id))
        .where(
            col(ActionLink.recommendation_id) == ASKED,
            Check.verdict == Verdict.ADEQUATE,
            col(Check.effective_on) <= day,
            col(Check.effective_on) >= _since(day),
            narrower,
        )
    )
    return exists(found.correlate(Position))


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
