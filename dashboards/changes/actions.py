"""What the coordinator keeps of an action: its owner, its due date, what it answers, and what it is to begin with."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind
from dashboards.forms import Form, form
from tracker.commands import actions as commands
from tracker.commands import ownership
from tracker.commands.actions import ActionDraft
from tracker.errors import InputError
from tracker.queries import action as actions
from tracker.queries import choices
from tracker.queries import recommendation as recommendations
from tracker.visit import Visit
from tracker.words import Permission, Sensitivity

NO_POST = "No owner yet"
FURTHER = "For example, KW-2013 4; one in a line"


def ask_action(visit: Visit, key: int) -> Form:
    """Ask what will be done about a recommendation, by whom and by when."""
    shown = recommendations.whole(visit, key)
    posts = read.options(choices.posts(visit), none=NO_POST)
    agencies = read.options(choices.standing_agencies(visit), none="Nobody else")
    kinds = read.words(list(Sensitivity))
    return Form(
        title=f"Record an action for {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording} Without an owner or a date it stands as a draft, and turns Red after 15 working days.",
        fields=[
            Field("wording", "What will be done?", Kind.TEXTAREA),
            Field("owner", "Which post owns it?", Kind.SELECT, options=posts),
            Field("contributing", "Which other agency contributes? (optional)", Kind.SELECT, options=agencies),
            Field("start", "When does it begin? (optional)", Kind.DATE, hint="For example, 1 Jan 2027"),
            Field("due date", "By when? It is set once and stays as the baseline", Kind.DATE, hint="31 Mar 2027"),
            Field("success measure", "How will we know that it worked? (optional)", Kind.TEXTAREA),
            Field(
                "also answers", "Which other recommendations does it answer? (optional)", Kind.TEXTAREA, hint=FURTHER
            ),
            Field("sensitivity", "Who may see it?", Kind.SELECT, value=Sensitivity.NORMAL.value, options=kinds),
        ],
        submit="Record the action",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/action", needs=Permission.RECORD_ACTION, ask=ask_action)
def record_action(visit: Visit, typed: Typed, key: int) -> str:
    """Record an action."""
    contributing = read.maybe_key(typed, "contributing", "Choose an agency from the list.")
    further = _further(visit, typed)
    draft = ActionDraft(
        wording=typed.get("wording", ""),
        recommendations=[key, *(each for each in further if each != key)],
        owner_post_id=read.maybe_key(typed, "owner", "Choose a post from the list."),
        due=read.maybe_day(typed, "due date"),
        start_on=read.maybe_day(typed, "start"),
        contributing=[contributing] if contributing else [],
        success_measure=typed.get("success measure", ""),
        sensitivity=read.word(typed, "sensitivity", Sensitivity, "Choose who may see it."),
    )
    return f"/actions/{commands.record_action(visit, draft).id}"


def _further(visit: Visit, typed: Typed) -> list[int]:
    lines = [line.strip() for line in typed.get("also answers", "").splitlines() if line.strip()]
    found = [choices.recommendation_named(visit, line) for line in lines]
    if missing := [line for line, key in zip(lines, found, strict=True) if key is None]:
        raise InputError(f"There is no recommendation {missing[0][:80]}. Write {FURTHER}.", field="also answers")
    return list(dict.fromkeys(key for key in found if key is not None))


def ask_owner(visit: Visit, key: int) -> Form:
    """Ask which post shall own an action from today on."""
    shown = actions.whole(visit, key)
    written = f" In the plan that was brought in stands: {shown.owner_as_written}." if shown.owner_as_written else ""
    return Form(
        title=f"Give action {shown.row.reference} an owner",
        lead=f"{shown.row.wording} Now: {shown.row.post or 'no owner'}.{written} Earlier owners stay in the history.",
        fields=[
            Field(
                "owner", "Which post owns it?", Kind.SELECT, options=read.options(choices.posts(visit), none=NO_POST)
            ),
            Field("reason", "Why? (needed when nobody owns it)", Kind.TEXTAREA),
        ],
        submit="Give it to this post",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/owner", needs=Permission.RECORD_ACTION, ask=ask_owner)
def give_owner(visit: Visit, typed: Typed, key: int) -> str:
    """Give an action to a post, or to nobody with a reason."""
    post = read.maybe_key(typed, "owner", "Choose a post from the list.")
    commands.give_owner(visit, key, post_id=post, reason=typed.get("reason", ""))
    return f"/actions/{key}"


def ask_due(visit: Visit, key: int) -> Form:
    """Ask for the due date of an action that has none."""
    shown = actions.whole(visit, key)
    written = f" In the plan that was brought in stands: {shown.due_as_written}." if shown.due_as_written else ""
    return Form(
        title=f"Set the due date of action {shown.row.reference}",
        lead=f"{shown.row.wording}{written}",
        fields=[Field("due date", "By when?", Kind.DATE, hint="For example, 31 Mar 2027")],
        warning="The date is set once and stays as the baseline for ever; later only an approved new date moves it.",
        submit="Set the due date",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/due", needs=Permission.RECORD_ACTION, ask=ask_due)
def set_due(visit: Visit, typed: Typed, key: int) -> str:
    """Set the due date for the first and only time."""
    commands.set_baseline(visit, key, due=read.day(typed, "due date"))
    return f"/actions/{key}"


def ask_answers(visit: Visit, key: int) -> Form:
    """Ask which further recommendations an action answers."""
    shown = actions.whole(visit, key)
    named = ", ".join(f"{each.review} {each.reference}" for each in shown.row.recommendations)
    return Form(
        title=f"Say what else action {shown.row.reference} answers",
        lead=f"{shown.row.wording} It answers {named}.",
        fields=[Field("also answers", "Which other recommendations does it answer?", Kind.TEXTAREA, hint=FURTHER)],
        submit="Save",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/answers", needs=Permission.RECORD_ACTION, ask=ask_answers)
def also_answers(visit: Visit, typed: Typed, key: int) -> str:
    """Say that an action answers further recommendations."""
    found = _further(visit, typed)
    if not found:
        raise InputError(f"Name at least one recommendation. {FURTHER}.", field="also answers")
    ownership.answer_also(visit, key, recommendations=found)
    return f"/actions/{key}"
