"""Set impact tests and record what they found."""

from dataclasses import dataclass
from datetime import date

from tracker import nearness
from tracker.access import find, needs
from tracker.commands.days import possible
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import NotFoundError, RuleBrokenError
from tracker.models import ImpactResult, ImpactTest, Recommendation
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import ImpactVerdict, Permission


@dataclass(frozen=True)
class TestDraft:
    """The question whose answer shows a difference; due is delivery and six months unless set."""

    __test__ = False
    question: str
    due: date
    measure: str = ""
    baseline: str = ""
    target: str = ""
    method: str = ""


@needs(Permission.TEST_IMPACT)
def set_test(visit: Visit, recommendation_id: int, draft: TestDraft) -> ImpactTest:
    """Set an impact test for a recommendation; whose own agency does the work sets none."""
    recommendation = find(visit, Recommendation, recommendation_id)
    _must_be_independent(visit, recommendation_id)
    row = add(
        visit,
        ImpactTest,
        recommendation_id=recommendation.id,
        question=text(draft.question, "question"),
        measure=text(draft.measure, "measure", needed=False),
        baseline=text(draft.baseline, "baseline", needed=False),
        target=text(draft.target, "target", needed=False),
        method=text(draft.method, "method", needed=False),
        due=possible(draft.due, "due date", visit.today),
    )
    record(visit, "impact test set", row, recommendations=[recommendation_id])
    return row


@needs(Permission.TEST_IMPACT)
def record_result(
    visit: Visit, test_id: int, *, verdict: ImpactVerdict, value: str = "", next_check_on: date | None = None
) -> ImpactResult:
    """Record what an impact test found; nobody judges the work of their own agency, the chair as little as others."""
    test = visit.session.get(ImpactTest, test_id)
    if test is None:
        raise NotFoundError
    recommendation = find(visit, Recommendation, test.recommendation_id)
    _must_be_independent(visit, test.recommendation_id)
    row = add(
        visit,
        ImpactResult,
        test_id=test_id,
        value=text(value, "value", needed=verdict != ImpactVerdict.NOT_MEASURABLE),
        verdict=verdict,
        next_check_on=possible(next_check_on, "next check", visit.today),
        by_id=visit.who.person_id,
    )
    record(visit, "impact tested", row, recommendations=[recommendation.id or 0])
    return row


def _must_be_independent(visit: Visit, recommendation_id: int) -> None:
    """Refuse whoever is too near to the work; an import tells what somebody else found."""
    if not visit.who.loading and (unmet := nearness.too_near_to_test(visit, recommendation_id)):
        raise RuleBrokenError(unmet)
