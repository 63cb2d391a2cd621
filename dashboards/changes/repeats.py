"""Judge whether a recommendation repeats an earlier one, judge again, and take a judgement back."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import repeats as commands
from tracker.errors import InputError
from tracker.queries import choices, judging
from tracker.queries import recommendation as recommendations
from tracker.visit import Visit
from tracker.words import Permission, RepeatVerdict

JUDGES = Permission.JUDGE_REPEATS
STAYS = "Every answer stays in the record; the newest holds."
CHOOSE = "Choose same, related or different."
VERDICTS = [
    Option(RepeatVerdict.SAME.value, "Same", "The same is asked for, whatever the words."),
    Option(RepeatVerdict.RELATED.value, "Related", "The same subject, but something else is asked for."),
    Option(RepeatVerdict.DIFFERENT.value, "Different", "The two can never be in one ask."),
]
ANSWER = [
    Field("verdict", "Do they ask for the same?", Kind.RADIOS, options=VERDICTS),
    Field("reason", "Why?", Kind.TEXTAREA),
]
CITED = "as it is cited, for example KW-2013 4"


def cited(visit: Visit, typed: Typed, name: str) -> int:
    """Read a recommendation as people cite it."""
    written = typed.get(name, "").strip()
    key = choices.recommendation_named(visit, written) if written else None
    if key is None:
        said = f"There is no recommendation {written[:80]}. Write it {CITED}." if written else f"Write it {CITED}."
        raise InputError(said, field=name)
    return key


def ask_judge(visit: Visit, key: int) -> Form:
    """Ask which earlier recommendation this one is held beside, and what the answer is."""
    shown = recommendations.whole(visit, key)
    return Form(
        title=f"Judge whether {shown.review} recommendation {shown.reference} repeats an earlier one",
        lead=f"{shown.wording} {STAYS}",
        fields=[Field("earlier", "Which earlier recommendation?", hint=CITED.capitalize()), *ANSWER],
        submit="Record the answer",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/repeats", needs=JUDGES, ask=ask_judge)
def judge(visit: Visit, typed: Typed, key: int) -> str:
    """Judge a pair."""
    earlier = cited(visit, typed, "earlier")
    verdict = read.word(typed, "verdict", RepeatVerdict, CHOOSE)
    commands.judge(visit, key, earlier, verdict=verdict, reason=typed.get("reason", ""))
    return f"/recommendations/{key}"


def ask_answer(visit: Visit, key: int) -> Form:
    """Ask for another answer to a pair."""
    shown = judging.pair(visit, key)
    return Form(
        title=f"Judge {shown.later.cited} beside {shown.earlier.cited} again",
        lead=f"Later: {shown.later.wording} Earlier: {shown.earlier.wording} {STAYS}",
        fields=ANSWER,
        submit="Record the answer",
        cancel_href=f"/recommendations/{shown.later.id}",
    )


@form("/repeats/<int:key>/answer", needs=JUDGES, ask=ask_answer)
def answer(visit: Visit, typed: Typed, key: int) -> str:
    """Answer a pair again."""
    verdict = read.word(typed, "verdict", RepeatVerdict, CHOOSE)
    commands.answer(visit, key, verdict=verdict, reason=typed.get("reason", ""))
    return f"/recommendations/{judging.pair(visit, key).later.id}"


def ask_undo(visit: Visit, key: int) -> Form:
    """Ask why an answer is taken back."""
    shown = judging.pair(visit, key)
    given = shown.verdict.value if shown.verdict else "not judged"
    return Form(
        title=f"Take back what was judged of {shown.later.cited} and {shown.earlier.cited}",
        lead=f"Judged: {given}. It then counts as not judged; an ask that both are in stays as it is. {STAYS}",
        fields=[Field("reason", "Why is it taken back?", Kind.TEXTAREA)],
        submit="Take it back",
        cancel_href=f"/recommendations/{shown.later.id}",
    )


@form("/repeats/<int:key>/take-back", needs=JUDGES, ask=ask_undo)
def undo(visit: Visit, typed: Typed, key: int) -> str:
    """Take an answer back."""
    commands.undo(visit, key, reason=typed.get("reason", ""))
    return f"/recommendations/{judging.pair(visit, key).later.id}"
