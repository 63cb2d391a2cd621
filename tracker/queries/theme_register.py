"""The register of themes: what each means, by which other names it goes, and under which it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Theme
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Permission


@dataclass(frozen=True)
class Registered:
    """A theme of the controlled list; `under` is its parent's name, empty where it has none."""

    name: str
    definition: str
    aliases: str
    under: str


@needs(Permission.SEE_PLAN)
def register(visit: Visit) -> Sequence[Registered]:
    """List the themes that were there on the day, by name."""
    parent = aliased(Theme)
    statement = (
        select(col(Theme.name), col(Theme.definition), col(Theme.aliases), col(parent.name))
        .join(parent, col(parent.id) == col(Theme.parent_id), isouter=True)
        .where(col(Theme.effective_on) <= visit.as_at)
        .order_by(col(Theme.name))
    )
    rows = visit.session.execute(visible_to(visit, statement))
    return [Registered(name, definition, aliases, under or "") for name, definition, aliases, under in rows]
