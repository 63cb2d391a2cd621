"""The forms with which the coordinator starts, pauses, resumes and ends clocks."""

from collections.abc import Mapping
from datetime import date

from dashboards.components.dates import in_words
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from dashboards.service import read_day, service
from tracker.commands import clocks as commands
from tracker.commands.clocks import ClockDraft
from tracker.errors import InputError, NotFoundError
from tracker.queries import clocks, reviews
from tracker.queries.clocks import Timed
from tracker.visit import Visit
from tracker.words import Clock, Permission

Typed = Mapping[str, str]
FOR_EVER = "Every step stays in the record, with who entered it and when."
A_DAY = "For example, 23 Nov 2026"
OF_REVIEWS = [kind for kind in Clock if kind is not Clock.MEETING_PAPERS]


def ask_start(visit: Visit, key: int) -> Form:
    """Ask which clock of a review starts from what day."""
    shown, rules = reviews.whole(visit, key), commands.lengths(service().settings)
    offered = [
        Option(kind.value, f"{kind.value.capitalize()}: {rules[kind].length} {rules[kind].unit.value}")
        for kind in OF_REVIEWS
    ]
    return Form(
        title=f"Start a clock on {shown.reference}",
        lead="How long it runs is kept as it is today: a later change of law or settings moves nothing.",
        fields=[
            Field("clock", "Which clock?", Kind.SELECT, options=[Option("", "Choose"), *offered]),
            Field("started on", "From which day does it run?", Kind.DATE, hint=A_DAY),
        ],
        submit="Start the clock",
        cancel_href=f"/reviews/{key}",
        crumbs=[("Reviews", "/reviews"), (shown.reference, f"/reviews/{key}")],
    )


@form("/reviews/<int:key>/clocks", needs=Permission.KEEP_CLOCKS, ask=ask_start)
def start(visit: Visit, typed: Typed, key: int) -> str:
    """Start a clock on a review."""
    given = typed.get("clock", "")
    if given not in {kind.value for kind in OF_REVIEWS}:
        raise InputError("Choose a clock from the list.", field="clock")
    draft = ClockDraft(Clock(given), _day(typed, "started on"), review_id=key)
    commands.start(visit, draft, commands.lengths(service().settings))
    return f"/reviews/{key}"


def ask_start_other(visit: Visit) -> Form:
    """Ask for which meeting or improvement notice a clock starts."""
    offered = [Option(each.key, each.words) for each in clocks.subjects(visit)]
    return Form(
        title="Start a clock for a meeting or an improvement notice",
        lead="Papers are counted back from the day of their meeting; a notice from the day of its last review.",
        fields=[
            Field("about", "For which?", Kind.SELECT, options=[Option("", "Choose"), *offered]),
            Field("started on", "From which day? (only for a notice)", Kind.DATE, hint=A_DAY),
        ],
        submit="Start the clock",
        cancel_href="/clocks",
    )


@form("/clocks/start", needs=Permission.KEEP_CLOCKS, ask=ask_start_other)
def start_other(visit: Visit, typed: Typed) -> str:
    """Start the clock of a meeting or an improvement notice."""
    given = typed.get("about", "")
    if given not in {each.key for each in clocks.subjects(visit)}:
        raise InputError("Choose a meeting or a notice from the list.", field="about")
    kind, _, key = given.partition(" ")
    if kind == "meeting":
        draft = ClockDraft(Clock.MEETING_PAPERS, meeting_id=int(key))
    else:
        draft = ClockDraft(Clock.IMPROVEMENT_NOTICE_REVIEW, _day(typed, "started on"), context_id=int(key))
    commands.start(visit, draft, commands.lengths(service().settings))
    return "/clocks"


def _day(typed: Typed, field: str) -> date:
    return read_day(typed.get(field, ""), name=field)


def _running(visit: Visit, key: int) -> Timed:
    found = clocks.one(visit, key)
    if found is None:
        raise NotFoundError
    return found


def _back(found: Timed) -> str:
    return f"/reviews/{found.review_id}" if found.review_id else "/clocks"


def _asked(visit: Visit, key: int, what: str, *fields: Field) -> Form:
    found = _running(visit, key)
    return Form(
        title=f"{what}: {found.kind.value}, {found.about}",
        lead=f"{found.due_words[:1].upper()}{found.due_words[1:]}; {found.left_words}. {FOR_EVER}",
        fields=fields,
        submit=what,
        cancel_href=_back(found),
    )


def ask_pause(visit: Visit, key: int) -> Form:
    """Ask from what day a clock stands still, and why."""
    return _asked(
        visit,
        key,
        "Pause the clock",
        Field("since", "What is the first day on which it stands still?", Kind.DATE, hint=A_DAY),
        Field("reason", "Why does it stand still?", Kind.TEXTAREA, hint="The days of the pause are given back."),
    )


@form("/clocks/<int:key>/pause", needs=Permission.KEEP_CLOCKS, ask=ask_pause)
def pause(visit: Visit, typed: Typed, key: int) -> str:
    """Pause a clock."""
    back = _back(_running(visit, key))
    commands.pause(visit, key, since=_day(typed, "since"), reason=typed.get("reason", ""))
    return back


def ask_resume(visit: Visit, key: int) -> Form:
    """Ask from what day a clock runs again."""
    field = Field("since", "What is the first day that counts again?", Kind.DATE, hint=A_DAY)
    return _asked(visit, key, "Resume the clock", field)


@form("/clocks/<int:key>/resume", needs=Permission.KEEP_CLOCKS, ask=ask_resume)
def resume(visit: Visit, typed: Typed, key: int) -> str:
    """Let a clock run again."""
    back = _back(_running(visit, key))
    commands.resume(visit, key, since=_day(typed, "since"))
    return back


def ask_done(visit: Visit, key: int) -> Form:
    """Ask on which day what the clock times was done."""
    field = Field("done on", "On which day was it done?", Kind.DATE, hint=f"For example, {in_words(visit.today)}")
    return _asked(visit, key, "Mark it done", field)


@form("/clocks/<int:key>/done", needs=Permission.KEEP_CLOCKS, ask=ask_done)
def done(visit: Visit, typed: Typed, key: int) -> str:
    """Say when what the clock times was done."""
    back = _back(_running(visit, key))
    commands.mark_done(visit, key, done_on=_day(typed, "done on"))
    return back
