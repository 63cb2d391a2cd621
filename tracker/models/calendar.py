"""Calendar addresses: secret, one for each post of a person, and revoked for good."""

from sqlmodel import Field

from tracker.models.columns import Fact


class CalendarAddress(Fact, table=True):
    """An address at which a calendar finds what is due for a post during one tenure; only its hash is kept."""

    __tablename__ = "calendar_address"
    id: int | None = Field(default=None, primary_key=True)
    tenure_id: int = Field(foreign_key="tenure.id", ondelete="RESTRICT", index=True)
    token_hash: str = Field(unique=True, max_length=64, sa_column_kwargs={"info": {"secret": True}})


class CalendarRevoked(Fact, table=True):
    """The address leads nowhere from then on."""

    __tablename__ = "calendar_revoked"
    id: int | None = Field(default=None, primary_key=True)
    address_id: int = Field(foreign_key="calendar_address.id", ondelete="RESTRICT", unique=True)
