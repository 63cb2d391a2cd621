"""What the chair decides at a meeting, about a recommendation or an action; each decision stays for ever."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import decisions
from tracker.commands.decisions import About
from tracker.queries import action as actions
from tracker.queries import choices
from tracker.queries import recommendation as recommendations
from tracker.visit import Visit
from tracker.words import DecisionKind, Permission, Rating

STAYS = "A decision stays in the record; a mistake is corrected by another decision."
OVERRIDES = [Option(each.value, each.value) for each in (Rating.RED, Rating.AMBER, Rating.GREEN)]
ABOUT_ACTIONS = (
    Option(DecisionKind.REFUSE_SIGN_OFF.value, "Refuse sign-off", "It goes back to in progress; the owner sees why."),
    Option(DecisionKind.PAUSE.value, "Pause it until a review date", "It is Grey until then."),
    Option(DecisionKind.WITHDRAW.value, "Withdraw it", "It is no longer part of the plan; its history stays."),
)
ANSWERED = (
    Option(DecisionKind.ACCEPT.value, "Accept it"),
    Option(DecisionKind.ACCEPT_IN_PART.value, "Accept it in part"),
    Option(DecisionKind.NOT_ACCEPT.value, "Not accept it", "It is unrated, and no action answers it."),
)
REPLACED = (
    Option(DecisionKind.SUPERSEDE.value, "Supersede it", "Another recommendation takes its place."),
    Option(DecisionKind.MERGE.value, "Merge it", "It goes on as part of another recommendation."),
)
NOTED = (
    Option(DecisionKind.NOTE.value, "Note something"),
    Option(DecisionKind.ESCALATE.value, "Escalate it"),
    Option(DecisionKind.COMMISSION_AUDIT.value, "Commission an audit"),
    Option(DecisionKind.APPROVE_EVIDENCE.value, "Approve the evidence", "A note only: a check completes an action."),
)
MEETING = "Choose the meeting that decided."


def at_meeting(visit: Visit, kind: DecisionKind) -> Field:
    """Ask which meeting decided."""
    offered = read.options(choices.meetings(visit, kind))
    return Field("meeting", "Which meeting decided?", Kind.SELECT, options=offered)


def ask_answer(visit: Visit, key: int) -> Form:
    """Ask how the board answered a recommendation."""
    shown = recommendations.whole(visit, key)
    return Form(
        title=f"Record the board's answer to {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording} Earlier answers stay in the record.",
        fields=[
            Field("decision", "What did the meeting decide?", Kind.RADIOS, options=ANSWERED),
            at_meeting(visit, DecisionKind.ACCEPT),
            Field("reason", "Which part, or why not? (needed unless it is accepted)", Kind.TEXTAREA),
        ],
        warning=STAYS,
        submit="Record the decision",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/decide", needs=Permission.DECIDE, ask=ask_answer)
def answer(visit: Visit, typed: Typed, key: int) -> str:
    """Accept a recommendation, in part or not, by decision of a meeting."""
    kind = read.word(typed, "decision", DecisionKind, "Choose what the meeting decided.")
    meeting = read.key(typed, "meeting", MEETING)
    decisions.answer(visit, key, kind=kind, meeting_id=meeting, reason=typed.get("reason", ""))
    return f"/recommendations/{key}"


def ask_close(visit: Visit, key: int) -> Form:
    """Ask for the meeting that decided to close, showing the gates that are not met."""
    shown = recommendations.whole(visit, key)
    unmet = [gate.sentence for gate in shown.gates if not gate.met][:-1]
    still = f" Still open: {' '.join(unmet)}" if unmet else ""
    return Form(
        title=f"Close {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording}{still}",
        fields=[
            at_meeting(visit, DecisionKind.CLOSE),
            Field(
                "waiver",
                "Why is no impact test needed? (only to waive it)",
                Kind.TEXTAREA,
                hint="The waiver stands beside the closing for ever, and in the list closed on process evidence only.",
            ),
        ],
        warning="Closing is a decision of the board. It stays in the record; only another decision can reopen it.",
        submit="Close by decision",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/close", needs=Permission.DECIDE, ask=ask_close)
def close(visit: Visit, typed: Typed, key: int) -> str:
    """Close a recommendation by decision of a meeting."""
    decisions.close(visit, key, meeting_id=read.key(typed, "meeting", MEETING), waiver=typed.get("waiver", ""))
    return f"/recommendations/{key}"


def ask_reopen(visit: Visit, key: int) -> Form:
    """Ask why a recommendation is opened again."""
    shown = recommendations.whole(visit, key)
    return Form(
        title=f"Reopen {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording} It is {shown.standing.value}. Reopened, it is open until an action is completed after "
        "this decision; nothing from before counts towards that, and the reopening is counted for ever.",
        fields=[
            at_meeting(visit, DecisionKind.REOPEN),
            Field("reason", "Why?", Kind.TEXTAREA),
        ],
        warning=STAYS,
        submit="Reopen by decision",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/reopen", needs=Permission.DECIDE, ask=ask_reopen)
def reopen(visit: Visit, typed: Typed, key: int) -> str:
    """Reopen a recommendation by decision of a meeting."""
    meeting = read.key(typed, "meeting", MEETING)
    decisions.reopen(visit, key, meeting_id=meeting, reason=typed.get("reason", ""))
    return f"/recommendations/{key}"


def ask_replace(visit: Visit, key: int) -> Form:
    """Ask by which recommendation this one is superseded, or into which it is merged."""
    shown = recommendations.whole(visit, key)
    return Form(
        title=f"Supersede or merge {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording} It is then unrated, and its open actions stand for what they answer besides.",
        fields=[
            Field("decision", "What did the meeting decide?", Kind.RADIOS, options=REPLACED),
            at_meeting(visit, DecisionKind.SUPERSEDE),
            Field("reason", "Which recommendation takes its place, and why?", Kind.TEXTAREA),
        ],
        warning=STAYS,
        submit="Record the decision",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/replace", needs=Permission.DECIDE, ask=ask_replace)
def replace(visit: Visit, typed: Typed, key: int) -> str:
    """Supersede or merge a recommendation by decision of a meeting."""
    kind = read.word(typed, "decision", DecisionKind, "Choose what the meeting decided.")
    meeting = read.key(typed, "meeting", MEETING)
    decisions.replace(visit, key, kind=kind, meeting_id=meeting, reason=typed.get("reason", ""))
    return f"/recommendations/{key}"


def _override_fields(visit: Visit, now: str) -> list[Field]:
    return [
        Field("rating", f"Which rating is shown instead of {now}?", Kind.RADIOS, options=OVERRIDES),
        at_meeting(visit, DecisionKind.OVERRIDE_RATING),
        Field("until", "Until which day? The next meeting at the latest", Kind.DATE, hint="For example, 16 Dec 2026"),
        Field("reason", "Why?", Kind.TEXTAREA),
    ]


def ask_override(visit: Visit, key: int) -> Form:
    """Ask which rating an action shows until the next meeting."""
    shown = actions.whole(visit, key)
    return Form(
        title=f"Override the rating of action {shown.row.reference}",
        lead=f"{shown.row.wording} {shown.row.why} Both ratings are shown until the override ends by itself.",
        fields=_override_fields(visit, shown.row.rating.value if shown.row.rating else "none"),
        warning=STAYS,
        submit="Override the rating",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/override", needs=Permission.DECIDE, ask=ask_override)
def override(visit: Visit, typed: Typed, key: int) -> str:
    """Show another rating of an action until the next meeting."""
    _override(visit, typed, About(action_id=key))
    return f"/actions/{key}"


def ask_override_recommendation(visit: Visit, key: int) -> Form:
    """Ask which rating a recommendation without an open action shows until the next meeting."""
    shown = recommendations.whole(visit, key)
    return Form(
        title=f"Override the rating of {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording} {shown.why} Both ratings are shown until the override ends by itself.",
        fields=_override_fields(visit, shown.rating.value if shown.rating else "none"),
        warning=STAYS,
        submit="Override the rating",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/override", needs=Permission.DECIDE, ask=ask_override_recommendation)
def override_recommendation(visit: Visit, typed: Typed, key: int) -> str:
    """Show another rating of a recommendation until the next meeting."""
    _override(visit, typed, About(recommendation_id=key))
    return f"/recommendations/{key}"


def _override(visit: Visit, typed: Typed, about: About) -> None:
    rating = read.word(typed, "rating", Rating, "Choose Red, Amber or Green.")
    meeting, until = read.key(typed, "meeting", MEETING), read.day(typed, "until")
    reason = typed.get("reason", "")
    decisions.override_rating(visit, about, meeting_id=meeting, rating=rating, until=until, reason=reason)


def ask_decide(visit: Visit, key: int) -> Form:
    """Ask what a meeting decided about an action."""
    shown = actions.whole(visit, key)
    return Form(
        title=f"Decide about action {shown.row.reference}",
        lead=f"{shown.row.wording} It is {shown.row.state}.",
        fields=[
            Field("decision", "What did the meeting decide?", Kind.RADIOS, options=ABOUT_ACTIONS),
            at_meeting(visit, DecisionKind.PAUSE),
            Field("until", "When is a pause looked at again? (only for a pause)", Kind.DATE, hint="16 Dec 2026"),
            Field("reason", "Why?", Kind.TEXTAREA),
        ],
        warning=STAYS,
        submit="Record the decision",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/decide", needs=Permission.DECIDE, ask=ask_decide)
def decide(visit: Visit, typed: Typed, key: int) -> str:
    """Refuse sign-off, pause or withdraw an action."""
    kind = read.word(typed, "decision", DecisionKind, "Choose what the meeting decided.")
    meeting, until = read.key(typed, "meeting", MEETING), read.maybe_day(typed, "until")
    reason = typed.get("reason", "")
    decisions.decide_about_action(visit, key, kind=kind, meeting_id=meeting, reason=reason, until=until)
    return f"/actions/{key}"


def _note_fields(visit: Visit) -> list[Field]:
    return [
        Field("decision", "What did the meeting decide?", Kind.RADIOS, options=NOTED),
        at_meeting(visit, DecisionKind.NOTE),
        Field("reason", "What was said?", Kind.TEXTAREA),
    ]


def ask_note_on_action(visit: Visit, key: int) -> Form:
    """Ask what a meeting noted about an action."""
    shown = actions.whole(visit, key)
    return Form(
        title=f"Note something about action {shown.row.reference}",
        lead=f"{shown.row.wording} A note changes no status; it is kept for ever.",
        fields=_note_fields(visit),
        submit="Record it",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/note", needs=Permission.DECIDE, ask=ask_note_on_action)
def note_on_action(visit: Visit, typed: Typed, key: int) -> str:
    """Note something about an action, escalate it, or commission an audit."""
    _note(visit, typed, About(action_id=key))
    return f"/actions/{key}"


def ask_note(visit: Visit, key: int) -> Form:
    """Ask what a meeting noted about a recommendation."""
    shown = recommendations.whole(visit, key)
    return Form(
        title=f"Note something about {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording} A note changes no status; it is kept for ever.",
        fields=_note_fields(visit),
        submit="Record it",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/note", needs=Permission.DECIDE, ask=ask_note)
def note(visit: Visit, typed: Typed, key: int) -> str:
    """Note something about a recommendation, escalate it, or commission an audit."""
    _note(visit, typed, About(recommendation_id=key))
    return f"/recommendations/{key}"


def _note(visit: Visit, typed: Typed, about: About) -> None:
    kind = read.word(typed, "decision", DecisionKind, "Choose what the meeting decided.")
    meeting = read.key(typed, "meeting", MEETING)
    decisions.note(visit, about, kind=kind, meeting_id=meeting, reason=typed.get("reason", ""))
