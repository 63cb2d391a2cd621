"""Impact tests: did it make a difference."""

from datetime import date

from sqlmodel import Field

from tracker.models.columns import Fact, choice, free_text
from tracker.words import ImpactVerdict


class ImpactTest(Fact, table=True):
    """The question whose answer shows a difference, and when it is due."""

    __tablename__ = "impact_test"
    __test__ = False
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)
    question: str = free_text(default=None)
    measure: str = free_text()
    baseline: str = free_text()
    target: str = free_text()
    method: str = free_text()
    due: date


class ImpactResult(Fact, table=True):
    """What the test found, and when to look again."""

    __tablename__ = "impact_result"
    id: int | None = Field(default=None, primary_key=True)
    test_id: int = Field(foreign_key="impact_test.id", ondelete="RESTRICT", index=True)
    value: str = free_text()
    verdict: ImpactVerdict = choice(ImpactVerdict)
    next_check_on: date | None = None
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
