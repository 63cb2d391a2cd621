"""What scrutiny said of a recommendation at one of its meetings."""

from sqlmodel import Field

from tracker.models.columns import Fact, choice, free_text
from tracker.words import ScrutinyVerdict


class CommitteeVerdict(Fact, table=True):
    """The verdict of a scrutiny committee on a recommendation; the newest of a meeting holds."""

    __tablename__ = "committee_verdict"
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", ondelete="RESTRICT", index=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)
    verdict: ScrutinyVerdict = choice(ScrutinyVerdict)
    reason: str = free_text()
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
