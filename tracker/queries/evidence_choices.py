"""What a form about evidence may choose from."""

from collections.abc import Sequence

from sqlmodel import col

from tracker import facts
from tracker.access import find, needs, visible_to
from tracker.models import Action
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Permission


@needs(Permission.SEE_PLAN)
def keys_of(visit: Visit, references: Sequence[str]) -> dict[str, int]:
    """Give the keys of the actions with these references, as far as the visitor may see them."""
    chosen = select(Action.reference, Action.id).where(col(Action.reference).in_(references))
    return {row.reference: row.id for row in visit.session.execute(visible_to(visit, chosen))}


@needs(Permission.SEE_PLAN)
def agency_of(visit: Visit, action_id: int) -> int | None:
    """Give the agency that owns an action now."""
    return facts.owner_agency(visit.session, find(visit, Action, action_id).id or 0)
