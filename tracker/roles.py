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
READS_FOR_THE_BOARD = READS_AS_CHAIR | {Role.MEMBER, Role.INSPECTOR}
COORDINATES = frozenset({Role.COORDINATOR})
OWNS = frozenset({Role.COORDINATOR, Role.OWNER})
DECIDES = frozenset({Role.CHAIR, Role.DEPUTY, Role.SCRUTINEER})
# Whoever holds somebody to account asks, in the first of these roles that they have. An inspector only reads.
CHALLENGES = (Role.CHAIR, Role.DEPUTY, Role.SCRUTINEER, Role.MEMBER, Role.COUNCILLOR)
# Those of the board who read wordings and chronologies without knowing whose they are.
CODES_BLIND = frozenset({Role.COORDINATOR, Role.CHAIR, Role.SCRUTINEER, Role.MEMBER})

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
    Permission.SEAL_EVIDENCE: frozenset({Role.COORDINATOR, Role.CHAIR}),
    Permission.TEST_IMPACT: frozenset({Role.COORDINATOR, Role.CHAIR}),
    Permission.RECORD_MEETING: COORDINATES,
    Permission.RECORD_VERDICT: COORDINATES,
    Permission.FREEZE_EDITION: frozenset({Role.COORDINATOR, Role.CHAIR}),
    Permission.WRITE_PUBLIC_TEXT: COORDINATES,
    Permission.APPROVE_PUBLIC_TEXT: frozenset({Role.CHAIR}),
    Permission.RELEASE_EDITION: frozenset({Role.COORDINATOR, Role.CHAIR}),
    Permission.DECIDE: DECIDES,
    Permission.KEEP_THEMES: COORDINATES,
    Permission.JUDGE_REPEATS: COORDINATES,
    Permission.PREPARE_BLIND: COORDINATES,
    Permission.CODE_BLIND: CODES_BLIND,
    Permission.KEEP_CONTEXT: COORDINATES,
    Permission.KEEP_PARTNERSHIP: frozenset({Role.COORDINATOR, Role.ADMIN}),
    Permission.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
    Permission.KEEP_STORE: frozenset({Role.ADMIN}),
    Permission.ADOPT_KEY: frozenset({Role.CHAIR}),
    Permission.IMPORT_PLAN: COORDINATES,
    Permission.CHALLENGE: frozenset(CHALLENGES),
    Permission.ANSWER_CHALLENGE: OWNS,
    Permission.KEEP_MEASURES: COORDINATES,
    Permission.DISSEMINATE: OWNS,
    Permission.KEEP_BRIEFINGS: COORDINATES,
    Permission.RELEASE_BRIEFING: frozenset({Role.COORDINATOR, Role.CHAIR}),
    Permission.KEEP_CLOCKS: COORDINATES,
    Permission.ESCALATE: COORDINATES,
    Permission.SEND_REMINDERS: frozenset({Role.ADMIN}),
    Permission.KEEP_CALENDAR: CONTENT,
    Permission.KEEP_NOTES: frozenset({Role.INSPECTOR}),
    Permission.EXPORT_PACK: READS_AS_CHAIR | {Role.INSPECTOR},
}

# Within one agency only an owner acts, and within one review people only read: what is decided, kept or told for the
# board is told by whoever has the role over the whole board. A grant in another scope gives nothing at all.
OVER_THE_BOARD = frozenset({Scope.BOARD})
SCOPES: dict[Role, frozenset[Scope]] = {
    Role.ADMIN: OVER_THE_BOARD,
    Role.COORDINATOR: OVER_THE_BOARD,
    Role.CHAIR: OVER_THE_BOARD,
    Role.DEPUTY: OVER_THE_BOARD,
    Role.SCRUTINEER: OVER_THE_BOARD,
    Role.MEMBER: frozenset({Scope.BOARD, Scope.REVIEW}),
    Role.OWNER: frozenset({Scope.AGENCY}),
    Role.COUNCILLOR: OVER_THE_BOARD,
    Role.INSPECTOR: frozenset({Scope.BOARD, Scope.REVIEW}),
}
# Neither own notes nor a copy of what one sees changes anything of the record.
READING = frozenset({Permission.SEE_PLAN, Permission.SEE_HISTORY, Permission.KEEP_NOTES, Permission.EXPORT_PACK})

OPEN_CLASSES: dict[Role, frozenset[Visibility]] = {
    **dict.fromkeys(READS_AS_CHAIR, frozenset(Visibility)),
    Role.MEMBER: frozenset({Visibility.PUBLISHED, Visibility.UNPUBLISHED}),
    Role.INSPECTOR: frozenset(Visibility) - {Visibility.SEALED},
    Role.COUNCILLOR: frozenset({Visibility.PUBLISHED}),
    Role.OWNER: frozenset({Visibility.PUBLISHED}),
}

STRICTNESS = list(Visibility)


def allows(who: Visitor, permission: Permission) -> bool:
    """Tell whether any role of this person has the permission in the scope in which they hold it."""
    reading = permission in READING
    return any(
        grant.role in ALLOWED[permission] and (reading or grant.scope != Scope.REVIEW)
        for grant in who.grants
        if fits(grant)
    )


def fits(grant: Grant) -> bool:
    """Tell whether a role may be held in this scope; if not, it gives nothing."""
    return grant.scope in SCOPES[grant.role]


@dataclass(frozen=True)
class Reach:
    """How far a visitor sees: whole classes, single reviews, and what their own agencies own."""

    classes: frozenset[Visibility]
    reviews: frozenset[int]
    agencies: frozenset[int]


def reach(who: Visitor) -> Reach:
    """Work out how far this visitor sees from the roles that hold now."""
    held = [grant for grant in who.grants if fits(grant)]
    return Reach(
        classes=frozenset().union(*(_open_to(grant) for grant in held)),
        reviews=frozenset(grant.review_id for grant in held if grant.review_id is not None),
        agencies=frozenset(grant.agency_id for grant in held if grant.agency_id is not None),
    )


def _open_to(grant: Grant) -> frozenset[Visibility]:
    """Give the classes that a grant opens as a whole; within an agency never more than what is published."""
    if grant.scope == Scope.REVIEW:
        return frozenset()
    opened = OPEN_CLASSES.get(grant.role, frozenset())
    return opened if grant.scope == Scope.BOARD else opened & {Visibility.PUBLISHED}


def owns(who: Visitor, agency_id: int | None) -> bool:
    """Tell whether this person may act for this agency as its owner."""
    return agency_id is not None and agency_id in reach(who).agencies


def acts_for(who: Visitor, agency_id: int | None) -> bool:
    """Tell whether this person may change what this agency owns: as its owner, or as the board's coordinator."""
    return Role.COORDINATOR in who.board_roles or owns(who, agency_id)


def reads_for_the_board(who: Visitor) -> bool:
    """Tell whether this person reads history and evidence as the board does.

    Councillors and owners do not; neither does an administrator, whatever else they are.
    """
    return bool(who.board_roles & READS_FOR_THE_BOARD)


def sees_reads(who: Visitor) -> bool:
    """Tell whether this person is shown who was given restricted bytes; an inspector sees no inspector's reads."""
    return bool(who.board_roles & READS_AS_CHAIR)


def may_read_evidence(who: Visitor, agency_id: int | None, review_id: int | None = None) -> bool:
    """Tell whether this person may read what evidence says beyond its title.

    Readers for the board may; an owner only their own agency's, and a role within one review only that review's.
    """
    return reads_for_the_board(who) or owns(who, agency_id) or review_id in reach(who).reviews


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
