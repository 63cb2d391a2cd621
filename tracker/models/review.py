"""Reviews and what they found."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from tracker.models.columns import Editable, Fact, choice, free_text, instant
from tracker.words import FindingKind, Publication, ReviewKind, Role, Sensitivity


class Review(Editable, table=True):
    """A review of any kind, with its time line from incident to publication."""

    __table_args__ = (
        CheckConstraint(
            "practice_to IS NULL OR practice_from IS NULL OR practice_to >= practice_from", name="practice_in_order"
        ),
        CheckConstraint("(practice_from IS NULL) = (practice_to IS NULL)", name="practice_both_or_unknown"),
        CheckConstraint(
            "(completed_on IS NULL OR commissioned_on IS NULL OR completed_on >= commissioned_on)"
            " AND (published_on IS NULL OR completed_on IS NULL OR published_on >= completed_on)"
            " AND (published_on IS NULL OR commissioned_on IS NULL OR published_on >= commissioned_on)",
            name="review_in_order",
        ),
        Index("review_published", "publication", "embargo_until"),
    )
    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, max_length=60)
    title: str = Field(max_length=300)
    kind: ReviewKind = choice(ReviewKind)
    area: str = Field(default="", max_length=120)
    publication: Publication = choice(Publication)
    sensitivity: Sensitivity = choice(Sensitivity)
    illustrative: bool = False
    incident_on: date | None = None
    practice_from: date | None = None
    practice_to: date | None = None
    practice_basis: str = Field(default="", max_length=120)
    commissioned_on: date | None = None
    completed_on: date | None = None
    published_on: date | None = None
    embargo_until: datetime | None = instant(optional=True)
    source_document: str = Field(default="", max_length=400)
    source_url: str = Field(default="", max_length=1000)
    note: str = free_text()


class ReviewCorrection(Fact, table=True):
    """The days of a review were corrected: the review holds what stands now, and `was_` what stood until then."""

    __tablename__ = "review_correction"
    __table_args__ = (CheckConstraint("reason <> ''", name="review_corrected_with_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="RESTRICT", index=True)
    was_incident_on: date | None = None
    was_practice_from: date | None = None
    was_practice_to: date | None = None
    was_commissioned_on: date | None = None
    was_completed_on: date | None = None
    was_published_on: date | None = None
    was_practice_basis: str = Field(default="", max_length=120)
    was_embargo_until: datetime | None = instant(optional=True)
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class Release(Fact, table=True):
    """One of the two releases that publication needs."""

    __table_args__ = (
        UniqueConstraint("review_id", "role", name="one_release_per_role"),
        UniqueConstraint("review_id", "person_id", name="two_people_release"),
        CheckConstraint("role IN ('coordinator', 'chair')", name="release_by_coordinator_and_chair"),
    )
    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="RESTRICT", index=True)
    role: Role = choice(Role)
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class Finding(Fact, table=True):
    """What a review found: what happened, why and how; good practice is the equal of a failing."""

    __table_args__ = (UniqueConstraint("review_id", "reference", name="finding_reference_once"),)
    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="RESTRICT", index=True)
    reference: str = Field(max_length=60)
    kind: FindingKind = choice(FindingKind)
    what: str = free_text(default=None)
    why: str = free_text()
    how: str = free_text()
    page: str = Field(default="", max_length=40)
