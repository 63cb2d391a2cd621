"""Which agencies contribute to an action: the coordinator adds one, and says when one no longer does."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import contributing as commands
from tracker.queries import action as actions
from tracker.queries import choices
from tracker.queries import contributing as queries
from tracker.visit import Visit
from tracker.words import Permission

CHOOSE = "Choose an agency from the list."


def ask_contributing(visit: Visit, key: int) -> Form:
    """Ask which further agency contributes to an action."""
    row = actions.whole(visit, key).row
    now = {each.agency_id for each in queries.of_action(visit, key) if each.ended_on is None}
    able = [each for each in choices.standing_agencies(visit) if each.id not in now]
    return Form(
        title=f"Add an agency that contributes to action {row.reference}",
        lead=f"{row.wording} Nobody of an agency that contributes may check the evidence, and what they checked "
        "does not count as checked from outside when it comes to closing.",
        fields=[Field("contributing", "Which agency contributes?", Kind.SELECT, options=read.options(able))],
        submit="Add the agency",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/contributing", needs=Permission.RECORD_ACTION, ask=ask_contributing)
def add_contributing(visit: Visit, typed: Typed, key: int) -> str:
    """Let an agency contribute to an action."""
    commands.add_agency(visit, key, agency_id=read.key(typed, "contributing", CHOOSE))
    return f"/actions/{key}"


def ask_ended(visit: Visit, key: int) -> Form:
    """Ask which agency no longer contributes to an action, and why."""
    row = actions.whole(visit, key).row
    now = [each for each in queries.of_action(visit, key) if each.ended_on is None]
    able = [Option("", "Choose"), *(Option(str(each.agency_id), each.agency) for each in now)]
    return Form(
        title=f"Say which agency no longer contributes to action {row.reference}",
        lead=f"{row.wording} It stays in the record, and as near to the work as it was: nobody of it checks this.",
        fields=[
            Field("contributing", "Which agency no longer contributes?", Kind.SELECT, options=able),
            Field("reason", "Why?", Kind.TEXTAREA),
        ],
        submit="Save",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/contributing-ended", needs=Permission.RECORD_ACTION, ask=ask_ended)
def end_contributing(visit: Visit, typed: Typed, key: int) -> str:
    """Say that an agency no longer contributes to an action."""
    agency = read.key(typed, "contributing", CHOOSE)
    commands.end_agency(visit, key, agency_id=agency, reason=typed.get("reason", ""))
    return f"/actions/{key}"
