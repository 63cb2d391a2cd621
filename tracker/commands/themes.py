"""Keep the list of themes, and give recommendations their themes."""

from collections.abc import Sequence

from sqlmodel import col

from tracker.access import find, needs, visible_to
from tracker.commands.record import record
from tracker.commands.taken import free
from tracker.commands.texts import text
from tracker.errors import InputError
from tracker.models import Recommendation, RecommendationTheme, Theme
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission


@needs(Permission.KEEP_THEMES)
def record_theme(
    visit: Visit, key: str, *, name: str, definition: str, aliases: str = "", parent_id: int | None = None
) -> Theme:
    """Record a theme with its definition."""
    words = {"key": text(key, "key", longest=20), "name": text(name, "name", longest=200)}
    free(visit, Theme, "A theme", **words)
    row = add(
        visit,
        Theme,
        **words,
        definition=text(definition, "definition", longest=1000),
        aliases=aliases,
        parent_id=parent_id,
    )
    record(visit, "theme recorded", row)
    return row


@needs(Permission.KEEP_THEMES)
def give_themes(visit: Visit, recommendation_id: int, *, theme_ids: Sequence[int]) -> None:
    """Give a recommendation its themes, the most important first."""
    recommendation = find(visit, Recommendation, recommendation_id)
    given = visit.session.scalars(
        select(RecommendationTheme.theme_id).where(RecommendationTheme.recommendation_id == recommendation_id)
    ).all()
    if repeated := set(given) & set(theme_ids):
        raise InputError(f"The recommendation already has {len(repeated)} of these themes.", field="themes")
    known = visit.session.scalars(visible_to(visit, select(Theme.id).where(col(Theme.id).in_(theme_ids))))
    if set(theme_ids) - set(known):
        raise InputError("Choose a theme from the list.", field="theme")
    for place, theme_id in enumerate(theme_ids, start=len(given) + 1):
        add(visit, RecommendationTheme, recommendation_id=recommendation_id, theme_id=theme_id, place=place)
    record(visit, "themes given", recommendation)
