"""New dates: the owner asks with a reason, and somebody else answers at a meeting; the baseline never changes."""

from dashboards.changes import typed as read
from dashboards.changes.decisions import MEETING, STAYS, at_meeting
from dashboards.changes.typed import Typed
from dashboards.changes.updates import own
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import extensions
from tracker.errors import InputError, NotFoundError
from tracker.queries import action as actions
from tracker.visit import Visit
from tracker.words import DecisionKind, ExtensionReason, Permission


def ask_new_date(visit: Visit, key: int) -> Form:
    """Ask the owner for a new date and why; nothing moves before it is approved."""
    shown = own(visit, key)
    return Form(
        title=f"Ask for a new date for action {shown.row.reference}",
        lead=f"{shown.row.wording} {in_force(shown)} Nothing moves before somebody else approves it at a meeting; "
        "the baseline never changes, and the move is counted.",
        fields=[
            Field("new date", "By when will it be done?", Kind.DATE, hint="For example, 31 Mar 2027"),
            Field("reason", "Why?", Kind.SELECT, options=read.words(list(ExtensionReason), none="Choose")),
            Field("note", "What makes the new date one that will hold? (needed for another reason)", Kind.TEXTAREA),
        ],
        submit="Ask for the new date",
        cancel_href=f"/actions/{key}",
    )


def in_force(shown: actions.Whole) -> str:
    """Say which date is in force, and how often it moved."""
    row = shown.row
    if row.due is None:
        return "It has no due date yet."
    moved = {0: "has not moved", 1: "has moved once", 2: "has moved twice"}
    times = moved.get(row.extensions, f"has moved {row.extensions} times")
    return f"It is due on {row.due:%-d %B %Y}; the date {times}."


@form("/actions/<int:key>/new-date", needs=Permission.ASK_EXTENSION, ask=ask_new_date)
def new_date(visit: Visit, typed: Typed, key: int) -> str:
    """Ask for a new due date."""
    due = read.day(typed, "new date")
    reason = read.word(typed, "reason", ExtensionReason, "Choose why the date has to move.")
    extensions.ask(visit, key, due=due, reason=reason, note=typed.get("note", ""))
    return f"/actions/{key}"


def ask_answer(visit: Visit, key: int) -> Form:
    """Ask whether a new date is approved: what it was, what it becomes, and how often it moved."""
    shown = actions.whole(visit, key)
    asked = shown.asked
    if asked is None:
        raise NotFoundError
    said = f" They say: {asked.note}" if asked.note else ""
    return Form(
        title=f"Answer the new date for action {shown.row.reference}",
        lead=f"{shown.row.wording} Asked for on {asked.asked_on:%-d %B %Y}: {asked.due:%-d %B %Y} instead of "
        f"{shown.row.due:%-d %B %Y}, because of {asked.reason.value}.{said}",
        fields=[
            Field(
                "answer",
                "What did the meeting decide?",
                Kind.RADIOS,
                options=[
                    Option("approve", "Approve the new date", "It is counted as re-dated, and never as on time."),
                    Option("refuse", "Refuse it", "The date in force stays."),
                ],
            ),
            at_meeting(visit, DecisionKind.EXTEND),
            Field("reason", "Why? (needed to refuse)", Kind.TEXTAREA),
            Field("request", "", Kind.HIDDEN, value=str(asked.id)),
        ],
        warning=STAYS,
        submit="Record the decision",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/answer-date", needs=Permission.ANSWER_EXTENSION, ask=ask_answer)
def answer(visit: Visit, typed: Typed, key: int) -> str:
    """Approve or refuse a new date."""
    given = typed.get("answer", "")
    if given not in {"approve", "refuse"}:
        raise InputError("Choose whether the new date is approved.", field="answer")
    asked = actions.whole(visit, key).asked
    if asked is None or str(asked.id) != typed.get("request", ""):
        raise InputError("This request was answered meanwhile. Open the page again.", field="answer")
    meeting = read.key(typed, "meeting", MEETING)
    extensions.answer(visit, asked.id, approved=given == "approve", meeting_id=meeting, reason=typed.get("reason", ""))
    return f"/actions/{key}"
