"""What owners tell about their actions: what happened, and its wording."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import actions as commands
from tracker.commands import ownership
from tracker.commands.actions import UpdateDraft
from tracker.errors import InputError, NotFoundError
from tracker.queries import action as actions
from tracker.visit import Visit
from tracker.words import Permission, Rating

DECLARED = [
    Option("", "No rating of my own"),
    Option(Rating.GREEN.value, "Green: going to plan"),
    Option(Rating.AMBER.value, "Amber: at risk"),
    Option(Rating.RED.value, "Red: will not be done in time"),
]


def own(visit: Visit, key: int) -> actions.Whole:
    """Give an action that this person may change; any other leads nowhere."""
    shown = actions.whole(visit, key)
    if not shown.may_change:
        raise NotFoundError
    return shown


def ask_update(visit: Visit, key: int) -> Form:
    """Ask the owner what happened since the last update."""
    shown = own(visit, key)
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
    draft = UpdateDraft(
        wording=typed.get("update", ""),
        declared=_rating(typed.get("rating", "")),
        forecast=read.maybe_day(typed, "forecast"),
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
    shown = own(visit, key)
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
    commands.edit_wording(visit, key, wording=typed.get("wording", ""), version=read.version(typed))
    return f"/actions/{key}"


def ask_not_mine(visit: Visit, key: int) -> Form:
    """Ask the owner why the action is not theirs."""
    shown = own(visit, key)
    return Form(
        title=f"Action {shown.row.reference} is not ours",
        lead=f"{shown.row.wording} It stays with {shown.row.post or 'nobody'} until the coordinator gives it to "
        "another post; what you say is listed before the next meeting.",
        fields=[Field("reason", "Why is it not yours, and whose is it?", Kind.TEXTAREA)],
        submit="Say that it is not ours",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/not-mine", needs=Permission.UPDATE_ACTION, ask=ask_not_mine)
def not_mine(visit: Visit, typed: Typed, key: int) -> str:
    """Say that an action belongs to somebody else."""
    ownership.refuse(visit, key, reason=typed.get("reason", ""))
    return f"/actions/{key}"
