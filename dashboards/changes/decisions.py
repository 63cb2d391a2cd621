"""What the chair decides at a meeting, about a recommendation or an action; each decision stays for ever."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.changes import typed as read
from dashboards.changes.repeats import CITED, cited
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
RECORD = "Record the decision"


@dataclass(frozen=True)
class Subject:
    """What is decided about: what it is called, how it stands, and the address of its page."""

    named: str
    wording: str
    stands: str
    rating: str
    why: str
    address: str


def _action(visit: Visit, key: int) -> Subject:
    row = actions.whole(visit, key).row
    rating = row.rating.value if row.rating else "none"
    return Subject(f"action {row.reference}", row.wording, row.state, rating, row.why, f"/actions/{key}")


def _recommendation(visit: Visit, key: int) -> Subject:
    return _subject(recommendations.whole(visit, key))


def _subject(shown: recommendations.Whole) -> Subject:
    named, rating = f"{shown.review} recommendation {shown.reference}", shown.rating.value if shown.rating else "none"
    return Subject(named, shown.wording, shown.standing.value, rating, shown.why, f"/recommendations/{shown.id}")


def _asked(
    about: Subject, title: str, said: str, fields: Sequence[Field], *, warning: str = STAYS, submit: str = RECORD
) -> Form:
    """Give the form of any decision: what it is about, what it does, and what is asked."""
    lead = f"{about.wording} {said}".strip()
    return Form(title, fields, lead=lead, warning=warning, submit=submit, cancel_href=about.address)


def at_meeting(visit: Visit, kind: DecisionKind) -> Field:
    """Ask which meeting decided."""
    offered = read.options(choices.meetings(visit, kind))
    return Field("meeting", "Which meeting decided?", Kind.SELECT, options=offered)


def _decision(options: Sequence[Option]) -> Field:
    return Field("decision", "What did the meeting decide?", Kind.RADIOS, options=options)


def _reason(label: str = "Why?") -> Field:
    return Field("reason", label, Kind.TEXTAREA)


def _decided(typed: Typed) -> tuple[DecisionKind, int, str]:
    """Read what was decided, at which meeting, and why."""
    kind = read.word(typed, "decision", DecisionKind, "Choose what the meeting decided.")
    return kind, read.key(typed, "meeting", MEETING), typed.get("reason", "")


def ask_answer(visit: Visit, key: int) -> Form:
    """Ask how the board answered a recommendation."""
    about, why = _recommendation(visit, key), _reason("Which part, or why not? (needed unless it is accepted)")
    fields = [_decision(ANSWERED), at_meeting(visit, DecisionKind.ACCEPT), why]
    return _asked(about, f"Record the board's answer to {about.named}", "Earlier answers stay in the record.", fields)


@form("/recommendations/<int:key>/decide", needs=Permission.DECIDE, ask=ask_answer)
def answer(visit: Visit, typed: Typed, key: int) -> str:
    """Accept a recommendation, in part or not, by decision of a meeting."""
    kind, meeting, reason = _decided(typed)
    decisions.answer(visit, key, kind=kind, meeting_id=meeting, reason=reason)
    return f"/recommendations/{key}"


def ask_close(visit: Visit, key: int) -> Form:
    """Ask for the meeting that decided to close, showing the gates that are not met."""
    shown = recommendations.whole(visit, key)
    about, unmet = _subject(shown), [gate.sentence for gate in shown.gates if not gate.met][:-1]
    waiver = Field(
        "waiver",
        "Why is no impact test needed? (only to waive it)",
        Kind.TEXTAREA,
        hint="The waiver stands beside the closing for ever, and in the list closed on process evidence only.",
    )
    return _asked(
        about,
        f"Close {about.named}",
        f"Still open: {' '.join(unmet)}" if unmet else "",
        [at_meeting(visit, DecisionKind.CLOSE), waiver],
        warning="Closing is a decision of the board. It stays in the record; only another decision can reopen it.",
        submit="Close by decision",
    )


@form("/recommendations/<int:key>/close", needs=Permission.DECIDE, ask=ask_close)
def close(visit: Visit, typed: Typed, key: int) -> str:
    """Close a recommendation by decision of a meeting."""
    decisions.close(visit, key, meeting_id=read.key(typed, "meeting", MEETING), waiver=typed.get("waiver", ""))
    return f"/recommendations/{key}"


def ask_reopen(visit: Visit, key: int) -> Form:
    """Ask why a recommendation is opened again."""
    about = _recommendation(visit, key)
    said = (
        f"It is {about.stands}. Reopened, it is open until an action is completed after this decision; nothing from "
        "before counts towards that, and the reopening is counted for ever."
    )
    fields = [at_meeting(visit, DecisionKind.REOPEN), _reason()]
    return _asked(about, f"Reopen {about.named}", said, fields, submit="Reopen by decision")


@form("/recommendations/<int:key>/reopen", needs=Permission.DECIDE, ask=ask_reopen)
def reopen(visit: Visit, typed: Typed, key: int) -> str:
    """Reopen a recommendation by decision of a meeting."""
    meeting = read.key(typed, "meeting", MEETING)
    decisions.reopen(visit, key, meeting_id=meeting, reason=typed.get("reason", ""))
    return f"/recommendations/{key}"


def ask_replace(visit: Visit, key: int) -> Form:
    """Ask by which recommendation this one is superseded, or into which it is merged."""
    about, said = _recommendation(visit, key), "Its open actions stand for what they answer besides; it is unrated."
    other = Field("other", "Which recommendation takes its place?", hint=CITED.capitalize())
    fields = [_decision(REPLACED), other, at_meeting(visit, DecisionKind.SUPERSEDE), _reason()]
    return _asked(about, f"Supersede or merge {about.named}", said, fields)


@form("/recommendations/<int:key>/replace", needs=Permission.DECIDE, ask=ask_replace)
def replace(visit: Visit, typed: Typed, key: int) -> str:
    """Supersede or merge a recommendation by decision of a meeting."""
    kind, meeting, reason = _decided(typed)
    other = cited(visit, typed, "other")
    decisions.replace(visit, key, kind=kind, other_id=other, meeting_id=meeting, reason=reason)
    return f"/recommendations/{key}"


def ask_decide(visit: Visit, key: int) -> Form:
    """Ask what a meeting decided about an action."""
    about = _action(visit, key)
    until = Field("until", "When is a pause looked at again? (only for a pause)", Kind.DATE, hint="16 Dec 2026")
    fields = [_decision(ABOUT_ACTIONS), at_meeting(visit, DecisionKind.PAUSE), until, _reason()]
    return _asked(about, f"Decide about {about.named}", f"It is {about.stands}.", fields)


@form("/actions/<int:key>/decide", needs=Permission.DECIDE, ask=ask_decide)
def decide(visit: Visit, typed: Typed, key: int) -> str:
    """Refuse sign-off, pause or withdraw an action."""
    kind, meeting, reason = _decided(typed)
    until = read.maybe_day(typed, "until")
    decisions.decide_about_action(visit, key, kind=kind, meeting_id=meeting, reason=reason, until=until)
    return f"/actions/{key}"


def _ask_override(visit: Visit, about: Subject) -> Form:
    """Ask which rating is shown until the next meeting: of an action, or of what no open action answers."""
    fields = [
        Field("rating", f"Which rating is shown instead of {about.rating}?", Kind.RADIOS, options=OVERRIDES),
        at_meeting(visit, DecisionKind.OVERRIDE_RATING),
        Field("until", "Until which day? The next meeting at the latest", Kind.DATE, hint="For example, 16 Dec 2026"),
        _reason(),
    ]
    said = f"{about.why} Both ratings are shown until the override ends by itself."
    return _asked(about, f"Override the rating of {about.named}", said, fields, submit="Override the rating")


def _override(visit: Visit, typed: Typed, about: About) -> None:
    rating = read.word(typed, "rating", Rating, "Choose Red, Amber or Green.")
    meeting, until = read.key(typed, "meeting", MEETING), read.day(typed, "until")
    reason = typed.get("reason", "")
    decisions.override_rating(visit, about, meeting_id=meeting, rating=rating, until=until, reason=reason)


def ask_override(visit: Visit, key: int) -> Form:
    """Ask which rating an action shows until the next meeting."""
    return _ask_override(visit, _action(visit, key))


@form("/actions/<int:key>/override", needs=Permission.DECIDE, ask=ask_override)
def override(visit: Visit, typed: Typed, key: int) -> str:
    """Show another rating of an action until the next meeting."""
    _override(visit, typed, About(action_id=key))
    return f"/actions/{key}"


def ask_override_recommendation(visit: Visit, key: int) -> Form:
    """Ask which rating a recommendation without an open action shows until the next meeting."""
    return _ask_override(visit, _recommendation(visit, key))


@form("/recommendations/<int:key>/override", needs=Permission.DECIDE, ask=ask_override_recommendation)
def override_recommendation(visit: Visit, typed: Typed, key: int) -> str:
    """Show another rating of a recommendation until the next meeting."""
    _override(visit, typed, About(recommendation_id=key))
    return f"/recommendations/{key}"


def _ask_note(visit: Visit, about: Subject) -> Form:
    fields = [_decision(NOTED), at_meeting(visit, DecisionKind.NOTE), _reason("What was said?")]
    said = "A note changes no status; it is kept for ever."
    return _asked(about, f"Note something about {about.named}", said, fields, warning="", submit="Record it")


def _note(visit: Visit, typed: Typed, about: About) -> None:
    kind, meeting, reason = _decided(typed)
    decisions.note(visit, about, kind=kind, meeting_id=meeting, reason=reason)


def ask_note_on_action(visit: Visit, key: int) -> Form:
    """Ask what a meeting noted about an action."""
    return _ask_note(visit, _action(visit, key))


@form("/actions/<int:key>/note", needs=Permission.DECIDE, ask=ask_note_on_action)
def note_on_action(visit: Visit, typed: Typed, key: int) -> str:
    """Note something about an action, escalate it, or commission an audit."""
    _note(visit, typed, About(action_id=key))
    return f"/actions/{key}"


def ask_note(visit: Visit, key: int) -> Form:
    """Ask what a meeting noted about a recommendation."""
    return _ask_note(visit, _recommendation(visit, key))


@form("/recommendations/<int:key>/note", needs=Permission.DECIDE, ask=ask_note)
def note(visit: Visit, typed: Typed, key: int) -> str:
    """Note something about a recommendation, escalate it, or commission an audit."""
    _note(visit, typed, About(recommendation_id=key))
    return f"/recommendations/{key}"
