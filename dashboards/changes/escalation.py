"""The forms with which the coordinator records escalation, and says which posts it climbs to."""

from collections.abc import Mapping

from dashboards.components.dates import in_words
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import escalations as commands
from tracker.errors import InputError
from tracker.queries import choices, escalations
from tracker.visit import Visit
from tracker.words import DecisionKind, EscalationStep, Permission, PostDuty

Typed = Mapping[str, str]
CHOOSE = Option("", "Choose")


def ask_step(visit: Visit, key: int) -> Form:
    """Ask which step was taken about an overdue action, and what was done."""
    shown = escalations.ladder(visit, key)
    meetings = [Option(str(each.id), each.words) for each in choices.meetings(visit, DecisionKind.ESCALATE)]
    tried = ", ".join(step.value for step in shown.tried) or "none"
    return Form(
        title=f"Record an escalation of action {shown.reference}",
        lead=f"Due {in_words(shown.due)}. Steps for this due date so far: {tried}.",
        fields=[
            Field("step", "Which step was taken?", Kind.SELECT, options=[CHOOSE, *map(_option, shown.may_record)]),
            Field(
                "meeting",
                "Which meeting decided it?",
                Kind.SELECT,
                hint="Needed for scrutiny and publication.",
                options=[CHOOSE, *meetings],
            ),
            Field("said", "What was done, and with whom?", Kind.TEXTAREA),
        ],
        submit="Record the step",
        cancel_href=f"/actions/{key}",
    )


def _option(step: EscalationStep | PostDuty) -> Option:
    return Option(step.value, step.value.capitalize())


@form("/actions/<int:key>/escalate", needs=Permission.ESCALATE, ask=ask_step)
def record_step(visit: Visit, typed: Typed, key: int) -> str:
    """Record a step."""
    given = typed.get("step", "")
    if given not in set(EscalationStep):
        raise InputError("Choose a step from the list.", field="step")
    meeting = _number(typed, "meeting") if typed.get("meeting") else None
    commands.record_step(visit, key, EscalationStep(given), meeting_id=meeting, said=typed.get("said", ""))
    return f"/actions/{key}"


def _number(typed: Typed, field: str) -> int:
    given = typed.get(field, "")
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise InputError("Choose one from the list.", field=field)
    return int(given)


def ask_duty(visit: Visit) -> Form:
    """Ask which post leads its agency or chairs the sub-group."""
    offered = [Option(str(each.id), each.words) for each in escalations.posts(visit)]
    return Form(
        title="To whom overdue actions climb",
        lead="One post leads each agency, and one chairs the sub-group. Giving a duty to a post takes it from the one "
        "before. Whoever holds the post on the day is told.",
        fields=[
            Field("post", "Which post?", Kind.SELECT, options=[CHOOSE, *offered]),
            Field("duty", "What does it do?", Kind.SELECT, options=[CHOOSE, *map(_option, PostDuty)]),
        ],
        submit="Give the duty",
        cancel_href="/clocks",
    )


@form("/duties", needs=Permission.ESCALATE, ask=ask_duty)
def give_duty(visit: Visit, typed: Typed) -> str:
    """Give a duty to a post."""
    duty = typed.get("duty", "")
    if duty not in set(PostDuty):
        raise InputError("Choose a duty from the list.", field="duty")
    commands.give_duty(visit, _number(typed, "post"), duty=PostDuty(duty))
    return "/duties"
