"""Recommendations, the answers given to them, and their links to agencies, themes and earlier recommendations."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from tracker.models.columns import Editable, Fact, choice, free_text
from tracker.words import RepeatBasis, RepeatVerdict, ResponseKind, Sensitivity


class Recommendation(Editable, table=True):
    """What a review asks for; `wording` is the newest of its versions, the first as published."""

    __table_args__ = (UniqueConstraint("review_id", "reference", name="reference_once_in_review"),)
    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="RESTRICT")
    reference: str = Field(max_length=60)
    wording: str = free_text(default=None)
    paraphrased: bool = False
    page: str = Field(default="", max_length=40)
    addressed_as_written: str = Field(default="", max_length=400)
    deadline_as_written: str = Field(default="", max_length=200)
    deadline_on: date | None = None
    sensitivity: Sensitivity = choice(Sensitivity)


class RecommendationWording(Fact, table=True):
    """One version of a recommendation's wording; the first is as published."""

    __tablename__ = "recommendation_wording"
    __table_args__ = (
        UniqueConstraint("recommendation_id", "number", name="wording_number_once"),
        CheckConstraint("number = 1 OR reason <> ''", name="correction_has_reason"),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT")
    number: int
    wording: str = free_text(default=None)
    reason: str = free_text()


class AddressedAgency(Fact, table=True):
    """An agency that the recommendation is addressed to."""

    __tablename__ = "addressed_agency"
    __table_args__ = (UniqueConstraint("recommendation_id", "agency_id", name="addressed_once"),)
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT")
    agency_id: int = Field(foreign_key="agency.id", ondelete="RESTRICT", index=True)


class Response(Fact, table=True):
    """The answer to a recommendation; a later one replaces an earlier one and both stay."""

    __table_args__ = (
        CheckConstraint(
            "kind IN ('awaiting', 'accepted') OR reason <> ''",
            name="response_has_reason",
        ),
        CheckConstraint(
            "kind <> 'accepted in principle' OR review_on IS NOT NULL", name="in_principle_has_review_date"
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)
    kind: ResponseKind = choice(ResponseKind)
    reason: str = free_text()
    review_on: date | None = None
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class RepeatLink(Fact, table=True):
    """A recommendation may repeat an earlier one."""

    __tablename__ = "repeat_link"
    __table_args__ = (
        UniqueConstraint("later_id", "earlier_id", name="repeat_once"),
        CheckConstraint("later_id <> earlier_id", name="no_repeat_of_itself"),
    )
    id: int | None = Field(default=None, primary_key=True)
    later_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT")
    earlier_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)
    basis: RepeatBasis = choice(RepeatBasis)


class RepeatAnswer(Fact, table=True):
    """A person's answer to a suggested or stated repeat, with the reason; the newest holds."""

    __tablename__ = "repeat_answer"
    __table_args__ = (CheckConstraint("reason <> ''", name="repeat_answer_has_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    link_id: int = Field(foreign_key="repeat_link.id", ondelete="RESTRICT", index=True)
    verdict: RepeatVerdict = choice(RepeatVerdict)
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")
