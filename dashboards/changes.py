"""The forms with which people change the plan: each asks on a page of its own and acts by one command."""

from collections.abc import Mapping

from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from dashboards.service import read_day
from tracker.commands import actions as commands
from tracker.commands import decisions
from tracker.commands.actions import UpdateDraft
from tracker.errors import InputError, NotFoundError
from tracker.queries import action as actions
from tracker.queries import choices
from tracker.queries import recommendation as recommendations
from tracker.visit import Visit
from tracker.words import Permission, Rating

Typed = Mapping[str, str]
DECLARED = [
    Option("", "No rating of my own"),
    Option(Rating.GREEN.value, "Green: going to plan"),
    Option(Rating.AMBER.value, "Amber: at risk"),
    Option(Rating.RED.value, "Red: will not be done in time"),
]


def _own(visit: Visit, key: int) -> actions.Whole:
    shown = actions.whole(visit, key)
    if not shown.may_change:
        raise NotFoundError
    return shown


def ask_update(visit: Visit, key: int) -> Form:
    """Ask the owner what happened since the last update."""
    shown = _own(visit, key)
    return Form(
        title=f"Update on action {shown.row.reference}",
        lead=f"{shown.row.wording} An update stays in the record for ever; a slip is mended by another update.",
        fields=[
            Field("update", "What happened since the last update?", Kind.TEXTAREA),
            Field(
                "rating",
                "How do you rate it?",
                Kind.RADIOS,
                hint="You can make the rating worse than the computed one, never better.",
                options=DECLARED,
            ),
            Field(
                "forecast", "When do you expect to deliver it? (optional)", Kind.DATE, hint="For example, 31 Mar 2027"
            ),
            Field("blocked by", "What blocks it? (optional)"),
            Field(
                "claim",
                "We say that it is done",
                Kind.CHECKBOX,
                hint="It is completed once an independent checker finds its evidence adequate.",
            ),
        ],
        submit="Give the update",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/update", needs=Permission.UPDATE_ACTION, ask=ask_update)
def update(visit: Visit, typed: Typed, key: int) -> str:
    """Give an update on an action."""
    given = typed.get("forecast", "").strip()
    draft = UpdateDraft(
        wording=typed.get("update", ""),
        declared=_rating(typed.get("rating", "")),
        forecast=read_day(given, name="forecast") if given else None,
        declared_done=bool(typed.get("claim")),
        blocked_by=typed.get("blocked by", ""),
    )
    commands.update(visit, key, draft)
    return f"/actions/{key}"


def _rating(given: str) -> Rating | None:
    if not given:
        return None
    if given not in {option.value for option in DECLARED}:
        raise InputError("Choose one of the ratings.", field="rating")
    return Rating(given)


def ask_wording(visit: Visit, key: int) -> Form:
    """Ask for the new wording of an action."""
    shown = _own(visit, key)
    return Form(
        title=f"Edit the wording of action {shown.row.reference}",
        lead="Every earlier wording stays in the history.",
        fields=[Field("wording", "What will be done?", Kind.TEXTAREA, value=shown.wording_now)],
        submit="Save the wording",
        cancel_href=f"/actions/{key}",
        version=shown.version,
    )


@form("/actions/<int:key>/wording", needs=Permission.EDIT_ACTION, ask=ask_wording)
def edit_wording(visit: Visit, typed: Typed, key: int) -> str:
    """Save the new wording of an action."""
    commands.edit_wording(visit, key, wording=typed.get("wording", ""), version=_version(typed))
    return f"/actions/{key}"


def _version(typed: Typed) -> int:
    given = typed.get("version", "")
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise InputError("This form is not complete. Open the page again.")
    return int(given)


def ask_close(visit: Visit, key: int) -> Form:
    """Ask for the meeting that decided to close, showing the gates that are not met."""
    shown = recommendations.whole(visit, key)
    unmet = [gate.sentence for gate in shown.gates if not gate.met][:-1]
    meetings = [Option(str(each.id), each.words) for each in choices.board_meetings(visit)]
    still = f" Still open: {' '.join(unmet)}" if unmet else ""
    return Form(
        title=f"Close {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording}{still}",
        fields=[
            Field("meeting", "Which board meeting decided?", Kind.SELECT, options=[Option("", "Choose"), *meetings]),
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
    given = typed.get("meeting", "")
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise InputError("Choose the meeting that decided.", field="meeting")
    decisions.close(visit, key, meeting_id=int(given), waiver=typed.get("waiver", ""))
    return f"/recommendations/{key}"
