"""Who decides about what: read for the command that records a decision, and for the page that offers it."""

from collections.abc import Collection, Mapping
from functools import cache

from tracker import belonging, positions
from tracker.facts import owner_agencies
from tracker.rules.deciding import must_be_somebody_else
from tracker.rules.mergers import one_with
from tracker.visit import Visit
from tracker.words import Role


def about_action(visit: Visit, key: int) -> str:
    """Say why this person does not decide about an action; empty when they do."""
    return _whys(visit, {key: {key}})[key]


def about_recommendations(visit: Visit, keys: Collection[int]) -> dict[int, str]:
    """Say of each recommendation why this person does not decide about it: who owns an action of it owns it."""
    answering: dict[int, set[int]] = {key: set() for key in keys}
    for key, action in positions.links(visit.session, keys):
        answering[key].add(action)
    return _whys(visit, answering)


def _whys(visit: Visit, work: Mapping[int, set[int]]) -> dict[int, str]:
    """Say it of each thing, given the actions that count for it."""
    if visit.who.person_id is None:
        return dict.fromkeys(work, "A person decides. Sign in under your own name.")
    agencies = owner_agencies(visit.session, {action for actions in work.values() for action in actions})
    mergers, own = belonging.mergers(visit.session), belonging.of_visitor(visit)
    chairs = cache(lambda: belonging.of_the_chair(visit))
    roles = visit.who.board_roles

    def why(actions: set[int]) -> str:
        owners = {agency for each in actions if (agency := agencies.get(each)) is not None}
        owned_by = one_with(owners, mergers, visit.effective_on)
        if Role.CHAIR in roles and not owned_by & own:
            return ""
        return must_be_somebody_else(roles, is_own=bool(owned_by & own), is_chairs=bool(owned_by & chairs()))

    return {key: why(actions) for key, actions in work.items()}
