"""What the public may read: texts written for it, and the frozen editions that two people released."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from tracker.models.columns import Fact, choice, free_text
from tracker.words import Role


class PublicText(Fact, table=True):
    """What the public reads of a recommendation or an action: a text of its own beside the first, never over it."""

    __tablename__ = "public_text"
    __table_args__ = (
        UniqueConstraint("recommendation_id", "number", name="public_text_of_recommendation_once"),
        UniqueConstraint("action_id", "number", name="public_text_of_action_once"),
        CheckConstraint("(recommendation_id IS NULL) <> (action_id IS NULL)", name="public_text_about_one_thing"),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int | None = Field(default=None, foreign_key="recommendation.id", ondelete="RESTRICT")
    action_id: int | None = Field(default=None, foreign_key="action.id", ondelete="RESTRICT")
    number: int
    wording: str = free_text(default=None)
    by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class PublicTextApproval(Fact, table=True):
    """A second person read the text and lets the public read it."""

    __tablename__ = "public_text_approval"
    id: int | None = Field(default=None, primary_key=True)
    text_id: int = Field(foreign_key="public_text.id", ondelete="RESTRICT", unique=True)
    by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class ConfirmedPlace(Fact, table=True):
    """The chair read what was found at a place of a frozen edition, and says why it may stand there."""

    __tablename__ = "confirmed_place"
    __table_args__ = (
        UniqueConstraint("snapshot_id", "place", name="place_confirmed_once"),
        CheckConstraint("reason <> ''", name="place_confirmed_with_reason"),
    )
    id: int | None = Field(default=None, primary_key=True)
    snapshot_id: int = Field(foreign_key="snapshot.id", ondelete="RESTRICT")
    place: str = Field(max_length=200)
    reason: str = free_text(default=None)
    by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class SnapshotRelease(Fact, table=True):
    """One of the two releases that a frozen edition needs before it may be published."""

    __tablename__ = "snapshot_release"
    __table_args__ = (
        UniqueConstraint("snapshot_id", "role", name="one_snapshot_release_per_role"),
        UniqueConstraint("snapshot_id", "person_id", name="two_people_release_a_snapshot"),
        CheckConstraint("role IN ('coordinator', 'chair')", name="snapshot_release_by_coordinator_and_chair"),
    )
    id: int | None = Field(default=None, primary_key=True)
    snapshot_id: int = Field(foreign_key="snapshot.id", ondelete="RESTRICT")
    role: Role = choice(Role)
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")


class SnapshotWithdrawn(Fact, table=True):
    """From then on the edition is not published any more; the next writing of the site leaves it out."""

    __tablename__ = "snapshot_withdrawn"
    __table_args__ = (CheckConstraint("reason <> ''", name="snapshot_withdrawn_with_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    snapshot_id: int = Field(foreign_key="snapshot.id", ondelete="RESTRICT", unique=True)
    reason: str = free_text(default=None)
    by_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")
