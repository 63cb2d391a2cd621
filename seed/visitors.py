"""In whose name each fact is entered: the person who held the post that day, with what the post allows and no more."""

from collections.abc import Iterator
from datetime import date

from seed.loading import Loading, Step
from seed.plan_entries import Action
from seed.plan_facts import owner_on
from tracker.errors import InputError
from tracker.visit import Grant, Visit, Visitor
from tracker.words import Role, Scope, Sensitivity

METHOD = "worked example"
COORDINATING = ("off-manager", "off-qa")
ROLES = {
    "off-manager": Role.COORDINATOR,
    "off-qa": Role.COORDINATOR,
    "ind-chair": Role.CHAIR,
    "icb-chief": Role.DEPUTY,
    "ind-scrutineer": Role.SCRUTINEER,
}
FOUNDING = (Role.COORDINATOR, Role.CHAIR, Role.ADMIN)


def system() -> Visitor:
    """Give the visitor who sets up the record before anybody holds a post in it."""
    return Visitor(None, METHOD, tuple(Grant(role) for role in FOUNDING), method=METHOD, loading=True)


def founding(loading: Loading, day: date) -> Visit:
    """Visit as the system itself."""
    return loading.visit.on(day).by(system())


def coordinator(loading: Loading, day: date) -> Visit:
    """Visit as the business manager, the audit manager in a vacancy, or before both the system itself."""
    for post in COORDINATING:
        if (holds := loading.plan.holder(post, day)) is not None:
            return person(loading, holds, day, Grant(Role.COORDINATOR))
    return founding(loading, day)


def holder(loading: Loading, post: str, day: date) -> Visit:
    """Visit as whoever held a post of the board that day; nobody stands in for them."""
    if (holds := loading.plan.holder(post, day)) is None:
        raise InputError(f"Nobody held the post {post} on {day}.")
    return person(loading, holds, day, Grant(ROLES.get(post, Role.MEMBER)))


def owner(loading: Loading, action: Action, day: date) -> Visit:
    """Visit as the owner of an action that day."""
    return teller(loading, owner_on(action, day), action, day)


def teller(loading: Loading, post: str | None, action: Action, day: date) -> Visit:
    """Visit as whoever tells about an action from a post; the coordinator where nobody can.

    Nobody can while the post is vacant, and under a restricted review, which owners do not see.
    """
    holds = loading.plan.holder(post, day) if post is not None else None
    if post is None or holds is None or is_restricted(loading, action):
        return coordinator(loading, day)
    if post in COORDINATING:
        return person(loading, holds, day, Grant(Role.COORDINATOR))
    agency = loading.id(Step.AGENCY, loading.plan.agency_of(post) or "")
    return person(loading, holds, day, Grant(Role.OWNER, Scope.AGENCY, agency_id=agency))


def is_restricted(loading: Loading, action: Action) -> bool:
    """Tell whether an action answers a restricted review."""
    restricted = {r.reference for r in loading.plan.people.review if r.sensitivity is not Sensitivity.NORMAL}
    return any(name.split("/")[0] in restricted for name in action.recommendations)


def checker(loading: Loading, name: str, day: date) -> Visit:
    """Visit as a checker: with the role of a post held that day, or as a member of the board."""
    roles = sorted(set(_roles(loading, name, day))) or [Role.MEMBER]
    return person(loading, name, day, *(Grant(role) for role in roles))


def _roles(loading: Loading, name: str, day: date) -> Iterator[Role]:
    for tenure in loading.plan.people.tenure:
        if tenure.person == name and tenure.covers(day) and tenure.post in ROLES:
            yield ROLES[tenure.post]


def person(loading: Loading, name: str, day: date, *grants: Grant) -> Visit:
    """Visit as a person with these roles."""
    key = loading.id(Step.PERSON, name)
    called = next(each.name for each in loading.plan.people.person if each.key == name)
    return loading.visit.on(day).by(Visitor(key, called, grants, method=METHOD, loading=True))
