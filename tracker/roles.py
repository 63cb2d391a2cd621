"""What each role may do, and how far it sees: the board's table of rights."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, or_
from sqlmodel import col

from tracker.models import Review
from tracker.visit import Grant, Visitor
from tracker.words import Permission, Publication, Role, Scope, Sensitivity, Visibility

READS_AS_CHAIR = frozenset({Role.COORDINATOR, Role.CHAIR, Role.DEPUTY, Role.SCRUTINEER})
CONTENT = READS_AS_CHAIR | {Role.MEMBER, Role.OWNER, Role.COUNCILLOR, Role.INSPECTOR}
COORDINATES = frozenset({Role.COORDINATOR})
OWNS = frozenset({Role.COORDINATOR, Role.OWNER})
DECIDES = frozenset({Role.CHAIR, Role.DEPUTY, Role.SCRUTINEER})

ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.SEE_PLAN: CONTENT,
    Permission.SEE_HISTORY: CONTENT - {Role.COUNCILLOR},
    Permission.RECORD_REVIEW: COORDINATES,
    Permission.RELEASE_REVIEW: frozenset({Role.COORDINATOR, Role.CHAIR}),
    Permission.RESPOND: COORDINATES,
    Permission.RECORD_ACTION: COORDINATES,
    Permission.EDIT_ACTION: OWNS,
    Permission.UPDATE_ACTION: OWNS,
    Permission.ASK_EXTENSION: OWNS,
    Permission.ANSWER_EXTENSION: DECIDES,
    Permission.ATTACH_EVIDENCE: OWNS,
    Permission.SUBMIT_ACTION: OWNS,
    Permission.CHECK_EVIDENCE: READS_AS_CHAIR | {Role.MEMBER},
    Permission.TEST_IMPACT: frozenset({Role.COORDINATOR, Role.CHAIR}),
    Permission.RECORD_MEETING: COORDINATES,
    Permission.DECIDE: DECIDES,
    Permission.KEEP_THEMES: COORDINATES,
    Permission.JUDGE_REPEATS: COORDINATES,
    Permission.KEEP_CONTEXT: COORDINATES,
    Permission.KEEP_PARTNERSHIP: frozenset({Role.COORDINATOR, Role.ADMIN}),
    Permission.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
    Permission.ADOPT_KEY: frozenset({Role.CHAIR}),
    Permission.IMPORT_PLAN: COORDINATES,
}

# What reaches over the whole board is not given by a role within one agency or one review.
OVER_THE_BOARD = frozenset(
    {
        Permission.RECORD_MEETING,
        Permission.KEEP_THEMES,
        Permission.KEEP_CONTEXT,
        Permission.KEEP_PARTNERSHIP,
        Permission.MANAGE_PEOPLE,
        Permission.ADOPT_KEY,
        Permission.IMPORT_PLAN,
    }
)

OPEN_CLASSES: dict[Role, frozenset[Visibility]] = {
    **dict.fromkeys(READS_AS_CHAIR, frozenset(Visibility)),
    Role.MEMBER: frozenset({Visibility.PUBLISHED, Visibility.UNPUBLISHED}),
    Role.INSPECTOR: frozenset(Visibility) - {Visibility.SEALED},
    Role.COUNCILLOR: frozenset({Visibility.PUBLISHED}),
    Role.OWNER: frozenset({Visibility.PUBLISHED}),
}

STRICTNESS = list(Visibility)


def allows(who: Visitor, permission: Permission) -> bool:
    """Tell whether any role of this person has the permission."""
    over_the_board = permission in OVER_THE_BOARD
    held = {grant.role for grant in who.grants if grant.scope == Scope.BOARD or not over_the_board}
    return bool(ALLOWED[permission] & held)


@dataclass(frozen=True)
class Reach:
    """How far a visitor sees: whole classes, single reviews, and what their own agencies own."""

    classes: frozenset[Visibility]
    reviews: frozenset[int]
    agencies: frozenset[int]


def reach(who: Visitor) -> Reach:
    """Work out how far this visitor sees from the roles that hold now."""
    return Reach(
        classes=frozenset().union(*(_open_to(grant) for grant in who.grants)),
        reviews=frozenset(g.review_id for g in who.grants if g.review_id is not None and g.role in OPEN_CLASSES),
        agencies=frozenset(g.agency_id for g in who.grants if g.agency_id is not None and g.role in OPEN_CLASSES),
    )


def _open_to(grant: Grant) -> frozenset[Visibility]:
    """Give the classes that a grant opens as a whole; within an agency never more than what is published."""
    if grant.scope == Scope.REVIEW:
        return frozenset()
    opened = OPEN_CLASSES.get(grant.role, frozenset())
    return opened if grant.scope == Scope.BOARD else opened & {Visibility.PUBLISHED}


def strictest(classes: list[Visibility]) -> Visibility:
    """Give the strictest of these classes; nothing at all counts as unpublished."""
    return max(classes, key=STRICTNESS.index, default=Visibility.UNPUBLISHED)


def class_of(publication: Publication, *sensitivities: Sensitivity) -> Visibility:
    """Give the class of a record from its review's publication and every sensitivity above it."""
    if Sensitivity.SEALED in sensitivities:
        return Visibility.SEALED
    if Sensitivity.RESTRICTED in sensitivities:
        return Visibility.RESTRICTED
    return Visibility.PUBLISHED if publication == Publication.PUBLISHED else Visibility.UNPUBLISHED


def class_in_sql(*sensitivities: Any) -> ColumnElement[str]:
    """Give the class of a record as SQL: word for word what `class_of` gives."""
    return case(
        (or_(*(column == Sensitivity.SEALED for column in sensitivities)), Visibility.SEALED.value),
        (or_(*(column == Sensitivity.RESTRICTED for column in sensitivities)), Visibility.RESTRICTED.value),
        (col(Review.publication) == Publication.PUBLISHED, Visibility.PUBLISHED.value),
        else_=Visibility.UNPUBLISHED.value,
    )
