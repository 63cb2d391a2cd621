"""Who decides about what: read for the command that records a decision, and for the page that offers it."""

from tracker import belonging, positions
from tracker.facts import owner_agency
from tracker.rules.deciding import must_be_somebody_else
from tracker.visit import Visit
from tracker.words import Role


def owners(visit: Visit, action_id: int | None, recommendation_id: int | None) -> frozenset[int]:
    """Give the agencies that own an action, or the actions that answer a recommendation, with what merged with them."""
    actions = {action_id} if action_id else positions.answering(visit.session, {recommendation_id or 0})
    found = {agency for key in actions if key and (agency := owner_agency(visit.session, key)) is not None}
    return belonging.counted_as(visit.session, found, visit.effective_on)


def why_not(visit: Visit, owned_by: frozenset[int]) -> str:
    """Say why this person does not decide about what these agencies own; empty when they do."""
    if visit.who.person_id is None:
        return "A person decides. Sign in under your own name."
    roles, is_own = visit.who.board_roles, bool(owned_by & belonging.of_visitor(visit))
    if Role.CHAIR in roles and not is_own:
        return ""
    return must_be_somebody_else(roles, is_own=is_own, is_chairs=bool(owned_by & belonging.of_the_chair(visit)))
