"""The forms with which the coordinator keeps measures and their values."""

from collections.abc import Mapping, Sequence

from dashboards.changes import typed as read
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from dashboards.service import read_day
from tracker.commands import measures as commands
from tracker.commands.measures import MeasureDraft, ValueDraft
from tracker.errors import InputError
from tracker.queries import measures as queries
from tracker.queries import recommendation as recommendations
from tracker.visit import Visit
from tracker.words import Direction, Permission

Typed = Mapping[str, str]
FIRST, LAST = "first day of the period", "last day of the period"
FIELDS = [
    Field("name", "What is the measure called?", hint="For example, Caseload per health visitor"),
    Field("definition", "What exactly is counted?", Kind.TEXTAREA),
    Field("unit", "In which unit?", hint="For example, families, or %"),
    Field("source", "Where does the number come from?"),
    Field("target", "Which number is the target? (optional)"),
    Field(
        "direction",
        "Which way is better?",
        Kind.RADIOS,
        options=[Option(each.value, each.value.capitalize()) for each in Direction],
    ),
]
SEEN_BY = "Whoever may not see a recommendation that a measure belongs to does not see the measure."


def ask_board_measure(_visit: Visit) -> Form:
    """Ask for a measure of the board."""
    lead = "It belongs to the board: everybody who sees the plan sees it. It stays in the record for ever."
    return Form(title="Record a measure of the board", lead=lead, fields=FIELDS, cancel_href="/measures")


@form("/measures/new", needs=Permission.KEEP_MEASURES, ask=ask_board_measure)
def record_board_measure(visit: Visit, typed: Typed) -> str:
    """Record a measure of the board."""
    return f"/measures/{commands.record_measure(visit, _draft(typed, ())).id}"


def ask_measure(visit: Visit, key: int) -> Form:
    """Ask for a measure of a recommendation."""
    shown = recommendations.whole(visit, key)
    title = f"Record a measure of {shown.review} recommendation {shown.reference}"
    lead = f"{shown.wording} {SEEN_BY}"
    return Form(title=title, lead=lead, fields=FIELDS, cancel_href=f"/recommendations/{key}")


@form("/recommendations/<int:key>/measure", needs=Permission.KEEP_MEASURES, ask=ask_measure)
def record_measure(visit: Visit, typed: Typed, key: int) -> str:
    """Record a measure of a recommendation."""
    return f"/measures/{commands.record_measure(visit, _draft(typed, (key,))).id}"


def _draft(typed: Typed, belongs: Sequence[int]) -> MeasureDraft:
    if typed.get("direction") not in set(Direction):
        raise InputError("Choose which way is better.", field="direction")
    return MeasureDraft(
        name=typed.get("name", ""),
        definition=typed.get("definition", ""),
        unit=typed.get("unit", ""),
        source=typed.get("source", ""),
        direction=Direction(typed["direction"]),
        target=typed.get("target", ""),
        recommendations=belongs,
    )


def ask_edit(visit: Visit, key: int) -> Form:
    """Ask what a measure counts from now on, and which number is the target."""
    shown = queries.whole(visit, key)
    return Form(
        title=f"Edit the measure {shown.name}",
        lead="Every earlier wording and target stays in the history. All values are held against the target that "
        "stands: another target changes what is said of them, and the history says why.",
        fields=[
            Field("definition", "What exactly is counted?", Kind.TEXTAREA, value=shown.definition),
            Field("target", f"Which number is the target, in {shown.unit}? (optional)", value=shown.target_written),
            Field("reason", "Why is it changed?", Kind.TEXTAREA),
        ],
        submit="Save the measure",
        cancel_href=f"/measures/{key}",
        version=shown.version,
    )


@form("/measures/<int:key>/edit", needs=Permission.KEEP_MEASURES, ask=ask_edit)
def edit_measure(visit: Visit, typed: Typed, key: int) -> str:
    """Save a further version of what a measure counts and of its target."""
    told = {name: typed.get(name, "") for name in ("definition", "target", "reason")}
    commands.edit(visit, key, **told, version=read.version(typed))
    return f"/measures/{key}"


def ask_link(visit: Visit, key: int) -> Form:
    """Ask which measure belongs to a recommendation as well."""
    shown = recommendations.whole(visit, key)
    known = {each.id for each in queries.of_recommendation(visit, key)}
    offered = [Option(str(each.id), each.name) for each in queries.listing(visit) if each.id not in known]
    return Form(
        title=f"Use a measure for {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording} {SEEN_BY}",
        fields=[Field("measure", "Which measure?", Kind.SELECT, options=[Option("", "Choose"), *offered])],
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/measure-link", needs=Permission.KEEP_MEASURES, ask=ask_link)
def link_measure(visit: Visit, typed: Typed, key: int) -> str:
    """Let a measure belong to a recommendation as well."""
    given = typed.get("measure", "")
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise InputError("Choose a measure from the list.", field="measure")
    commands.link(visit, int(given), key)
    return f"/recommendations/{key}"


def ask_value(visit: Visit, key: int) -> Form:
    """Ask for the value of a period."""
    shown = queries.whole(visit, key)
    return Form(
        title=f"Record a value: {shown.name}",
        lead=f"{shown.definition} A value for a period that has one already corrects it; both stay in the record.",
        fields=[
            Field(FIRST, "From which day?", Kind.DATE, hint="For example, 1 Apr 2026"),
            Field(LAST, "To which day?", Kind.DATE, hint="For example, 30 Jun 2026"),
            Field("value", f"What was the value, in {shown.unit}?", hint="For example, 412 or 3.5"),
            Field(
                "reason", "If it is not known: why?", Kind.TEXTAREA, hint="Leave the value empty; it shows as unknown."
            ),
            Field("source note", "Where was it read?", hint="For example, table 4 of the quarterly return"),
        ],
        submit="Record the value",
        cancel_href=f"/measures/{key}",
    )


@form("/measures/<int:key>/value", needs=Permission.KEEP_MEASURES, ask=ask_value)
def record_value(visit: Visit, typed: Typed, key: int) -> str:
    """Record the value of a period, or that it is not known."""
    draft = ValueDraft(
        period_from=read_day(typed.get(FIRST, ""), name=FIRST),
        period_to=read_day(typed.get(LAST, ""), name=LAST),
        value=typed.get("value", ""),
        unknown_because=typed.get("reason", ""),
        note=typed.get("source note", ""),
    )
    commands.record_value(visit, key, draft)
    return f"/measures/{key}"
