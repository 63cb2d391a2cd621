"""The assurance of a recommendation: the chair sets it lower than the evidence allows, or lifts that."""

from dashboards.changes import typed as read
from dashboards.changes.decisions import MEETING, STAYS, at_meeting
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import assurance as commands
from tracker.queries import assurance as queries
from tracker.queries import recommendation as recommendations
from tracker.rules.assurance import is_lower
from tracker.visit import Visit
from tracker.words import Assurance, DecisionKind, Permission

LIFT = "as the evidence allows"


def ask_assurance(visit: Visit, key: int) -> Form:
    """Ask to which assurance a meeting set a recommendation, among those that are lower than its evidence allows."""
    shown, now = recommendations.whole(visit, key), queries.of_recommendation(visit, key)
    able = [Option(each.value, each.value.capitalize()) for each in Assurance if is_lower(each, now.allowed)]
    lift = [Option(LIFT, "As the evidence allows", "What was set before no longer holds.")] if now.decided else []
    return Form(
        title=f"Set the assurance of {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording} The evidence allows {now.allowed.value} assurance, and {now.shown.value} is shown. "
        "It can be set lower, never higher; both are shown until another decision.",
        fields=[
            Field("assurance", "What did the meeting decide?", Kind.RADIOS, options=[*able, *lift]),
            at_meeting(visit, DecisionKind.CLOSE),
            Field("reason", "Why?", Kind.TEXTAREA),
        ],
        warning=STAYS,
        submit="Record the decision",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/assurance", needs=Permission.DECIDE, ask=ask_assurance)
def set_assurance(visit: Visit, typed: Typed, key: int) -> str:
    """Set the assurance of a recommendation lower by decision of a meeting, or lift what was set."""
    lifts = typed.get("assurance") == LIFT
    level = None if lifts else read.word(typed, "assurance", Assurance, "Choose what the meeting decided.")
    meeting = read.key(typed, "meeting", MEETING)
    commands.set_assurance(visit, key, assurance=level, meeting_id=meeting, reason=typed.get("reason", ""))
    return f"/recommendations/{key}"
