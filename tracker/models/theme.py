"""The controlled list of themes."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from tracker.models.columns import Editable, Fact


class Theme(Editable, table=True):
    """A theme with its definition, other names and, where it has one, its parent."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=20)
    name: str = Field(unique=True, max_length=200)
    definition: str = Field(max_length=1000)
    aliases: str = Field(default="", max_length=1000)
    parent_id: int | None = Field(default=None, foreign_key="theme.id", ondelete="RESTRICT")


class RecommendationTheme(Fact, table=True):
    """A person gave this recommendation this theme; `place` 1 is the most important."""

    __tablename__ = "recommendation_theme"
    __table_args__ = (UniqueConstraint("recommendation_id", "theme_id", name="theme_once"),)
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", ondelete="RESTRICT")
    theme_id: int = Field(foreign_key="theme.id", ondelete="RESTRICT", index=True)
    place: int = 1
