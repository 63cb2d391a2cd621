"""What may be decided: by which meeting, and about a thing in which state; every refusal is a sentence."""

from collections.abc import Collection

from tracker.rules.standing import ENDED, UNRATED
from tracker.words import DecisionKind, Delivery, MeetingKind, Role, Standing

# What changes what was promised is decided by the board (`product.md` sections 2 and 4); a sub-group follows the work
# in between. Scrutiny and cabinet hold the board to account: what they ask for is noted, or an audit commissioned.
THE_BOARD = frozenset({MeetingKind.BOARD})
BOARD_OR_SUB_GROUP = frozenset({MeetingKind.BOARD, MeetingKind.SUB_GROUP})
MEETINGS: dict[DecisionKind, frozenset[MeetingKind]] = {
    **dict.fromkeys(DecisionKind, THE_BOARD),
    DecisionKind.REFUSE_SIGN_OFF: BOARD_OR_SUB_GROUP,
    DecisionKind.PAUSE: BOARD_OR_SUB_GROUP,
    DecisionKind.EXTEND: BOARD_OR_SUB_GROUP,
    DecisionKind.OVERRIDE_RATING: BOARD_OR_SUB_GROUP,
    DecisionKind.APPROVE_EVIDENCE: BOARD_OR_SUB_GROUP,
    DecisionKind.ESCALATE: BOARD_OR_SUB_GROUP,
    DecisionKind.COMMISSION_AUDIT: frozenset(MeetingKind),
    DecisionKind.NOTE: frozenset(MeetingKind),
}
STANDS_IN = frozenset({Role.DEPUTY, Role.SCRUTINEER})
SIGNED_OFF = frozenset({Delivery.SUBMITTED, Delivery.COMPLETED})
DONE = frozenset({Standing.CLOSED, Standing.EMBEDDED, Standing.DELIVERED})
REPLACED = frozenset({Standing.SUPERSEDED, Standing.MERGED})


def must_be_somebody_else(roles: Collection[Role], *, is_own: bool, is_chairs: bool) -> str:
    """Say why somebody else decides than a person with these roles over the whole board; empty when they do.

    `is_own` and `is_chairs` tell whether it is owned by that person's own agency, and by the chair's.
    """
    if not is_own and (Role.CHAIR in roles or (is_chairs and STANDS_IN & set(roles))):
        return ""
    if is_own and not is_chairs:
        return "Your own agency owns this: somebody of another agency decides."
    if is_chairs:
        return "The chair's own agency owns this: the deputy chair or the scrutineer decides."
    return "The chair decides this; a deputy decides only where the chair's own agency is the owner."


def wrong_meeting(kind: DecisionKind, meeting: MeetingKind) -> str:
    """Say why a meeting of this kind cannot decide this; empty when it can."""
    if meeting in MEETINGS[kind]:
        return ""
    who = "of the board" if MEETINGS[kind] == THE_BOARD else "of the board or of a sub-group"
    return f"Only a meeting {who} can decide to {kind}; this one was a {meeting} meeting."


def wrong_action(kind: DecisionKind, state: Delivery) -> str:
    """Say why this cannot be decided about an action in this state; empty when it can."""
    match kind:
        case DecisionKind.REFUSE_SIGN_OFF if state not in SIGNED_OFF:
            return f"Sign-off is refused to an action that is submitted or completed; this one is {state}."
        case DecisionKind.PAUSE if state in ENDED:
            return f"This action is {state}: only open work can be paused."
        case DecisionKind.EXTEND if state in ENDED:
            return f"This action is {state}: only open work gets a new date."
        case DecisionKind.OVERRIDE_RATING if state in ENDED:
            return f"This action is {state}: only the rating of open work can be overridden."
        case DecisionKind.WITHDRAW if state is Delivery.WITHDRAWN:
            return "This action is withdrawn already."
    return ""


def not_submitted(state: Delivery) -> str:
    """Say why an action in this state cannot be submitted; empty when it can."""
    return f"This action is {state}: only open work is submitted for assessment." if state in ENDED else ""


def wrong_recommendation(kind: DecisionKind, standing: Standing, open_actions: int) -> str:
    """Say why this cannot be decided about a recommendation that stands so; empty when it can."""
    match kind:
        case DecisionKind.CLOSE if standing is Standing.CLOSED:
            return "This recommendation is closed already."
        case DecisionKind.CLOSE if standing in UNRATED or standing is Standing.AWAITING_RESPONSE:
            return f"This recommendation is {standing}: only one that was accepted can be closed."
        case DecisionKind.REOPEN if standing not in DONE:
            return "Only a recommendation that is delivered, embedded or closed can be reopened."
        case DecisionKind.SUPERSEDE | DecisionKind.MERGE if standing in REPLACED:
            return f"This recommendation is {standing} already."
        case DecisionKind.OVERRIDE_RATING if standing in UNRATED:
            return f"This recommendation is {standing}: it has no rating that could be overridden."
        case DecisionKind.OVERRIDE_RATING if open_actions:
            return "This recommendation shows the rating of its open actions: override the rating of an action instead."
    return ""


def wrong_target(standing: Standing) -> str:
    """Say why a recommendation that stands so cannot take the place of another; empty when it can.

    One that was itself replaced is refused, so that no chain of them ever leads back to where it began.
    """
    if standing in REPLACED:
        return f"is {standing} itself: name the one that takes its place"
    if standing in UNRATED:
        return f"is {standing}: what was asked for would be followed nowhere"
    return ""


def no_answer_to(standing: Standing) -> str:
    """Say why a recommendation that stands so is not answered anew; empty when it can be."""
    if standing in DONE | REPLACED:
        return f"is {standing}: a meeting decides what becomes of it, and the chair records it"
    return ""


def no_action_under(standing: Standing) -> str:
    """Say why no action is recorded under a recommendation that stands so; empty when it can be."""
    if standing is Standing.CLOSED:
        return "is closed: the board reopens it before another action answers it"
    return f"is {standing}: an action answers a recommendation that was accepted" if standing in UNRATED else ""
