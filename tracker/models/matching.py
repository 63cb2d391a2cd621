"""What the machine keeps to match recommendations: none of it is part of the record, all of it can be made again."""

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.models.columns import operational


class TextVector(SQLModel, table=True):
    """What a model makes of a text, by the hash of the text."""

    __tablename__ = "text_vector"
    __table_args__ = operational()
    digest: str = Field(max_length=64, primary_key=True)
    model: str = Field(max_length=80, primary_key=True)
    vector: bytes = Field(sa_type=LargeBinary)
    tokens: bytes = Field(default=b"", sa_type=LargeBinary)


class Suggestion(SQLModel, table=True):
    """The machine proposes that a recommendation repeats an earlier one; `stated`: its wording says it is a repeat."""

    __table_args__ = (UniqueConstraint("later_id", "earlier_id", name="suggested_once"), operational())
    id: int | None = Field(default=None, primary_key=True)
    later_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT")
    earlier_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", index=True)
    score: float = Field(index=True)
    model: str = Field(max_length=80)
    weights: str = Field(max_length=20)
    stated: bool


class Matched(SQLModel, table=True):
    """Which text of a recommendation was matched with all others, and by what.

    `version` is the recommendation's when it was read, and `stated` whether its wording says again; None: read it anew.
    """

    __table_args__ = operational()
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT", primary_key=True)
    digest: str = Field(max_length=64)
    model: str = Field(max_length=80)
    weights: str = Field(max_length=20)
    version: int | None = None
    stated: bool | None = None


class NearRows(SQLModel, table=True):
    """Some rows of a large register's shelf: whose each is, and the few numbers by which near ones are found.

    Of two rows of one recommendation the later one holds. In the rows numbered 0 lies how the numbers were made few.
    """

    __tablename__ = "near_rows"
    __table_args__ = operational()
    model: str = Field(max_length=80, primary_key=True)
    number: int = Field(primary_key=True)
    keys: bytes = Field(sa_type=LargeBinary)
    reviews: bytes = Field(sa_type=LargeBinary)
    numbers: bytes = Field(sa_type=LargeBinary)
