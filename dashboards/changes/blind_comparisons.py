"""Blind comparisons: record two chronologies, grade them without their outcomes, and reveal these."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import comparisons as commands
from tracker.commands.comparisons import Told
from tracker.errors import NotFoundError
from tracker.queries import comparisons as queries
from tracker.queries.comparisons import Shown
from tracker.visit import Visit
from tracker.words import Case, Grade, Permission, Sureness

LIST = "/blind"
CASES = [Option(case.value, f"Case {case.value}") for case in Case]
GRADES = [*CASES, Option(Grade.CANNOT_TELL.value, "I cannot tell")]
NAMELESS = "Names, places, agencies and years of the record are taken out when it is shown; leave out all others."
HIDDEN = "Nobody sees it before you reveal it."


def ask_comparison(_visit: Visit) -> Form:
    """Ask for two chronologies and, apart from them, how they ended."""
    case = "What happened in case {}, step by step, without how it ended?"
    return Form(
        title="Record two chronologies to compare",
        lead="People will read both without knowing how they ended, and say which of the two ended worse.",
        fields=[
            Field("title", "Title", hint="Graders read it. It must not name a child, review, place, agency or year."),
            *(Field(f"case {each}", case.format(each), Kind.TEXTAREA, hint=NAMELESS) for each in Case),
            *(Field(f"outcome {each}", f"How did case {each} end?", Kind.TEXTAREA, hint=HIDDEN) for each in Case),
            Field("worse", "Which of the two ended worse?", Kind.RADIOS, options=CASES, hint=HIDDEN),
        ],
        submit="Record the comparison",
        cancel_href=LIST,
    )


@form("/blind/comparisons/new", needs=Permission.PREPARE_BLIND, ask=ask_comparison)
def record_comparison(visit: Visit, typed: Typed) -> str:
    """Record two chronologies to compare."""
    a, b = (Told(typed.get(f"case {each}", ""), typed.get(f"outcome {each}", "")) for each in Case)
    worse = read.word(typed, "worse", Case, "Say which of the two ended worse.")
    commands.record_comparison(visit, title=typed.get("title", ""), a=a, b=b, worse=worse)
    return LIST


def ask_grade(visit: Visit, key: int) -> Form:
    """Show both chronologies, and ask which ended worse."""
    shown = queries.one(visit, key)
    texts = [("Case A", shown.text_a), ("Case B", shown.text_b)]
    return Form(
        title=shown.listed.title,
        lead=_why_not(shown) or "Which of these two ended worse? You say it once, and see how they ended later.",
        reading=texts,
        fields=_grading() if shown.listed.may_grade else [],
        submit="Give the grade" if shown.listed.may_grade else "Go on",
        crumbs=[("Blind coding", LIST), ("Grade", "")],
        cancel_href=f"/blind/comparisons/{key}",
        bare=True,
    )


def _why_not(shown: Shown) -> str:
    if shown.listed.may_grade:
        return ""
    if shown.listed.revealed_on is not None:
        return "The outcomes are revealed: nobody grades this any more."
    return "You have graded this." if shown.mine else "You recorded the outcomes: others grade this."


def _grading() -> list[Field]:
    return [
        Field("worse", "Which of the two ended worse?", Kind.RADIOS, options=GRADES),
        Field("sure", "How sure are you?", Kind.RADIOS, options=read.words(list(Sureness))),
        Field("reason", "Why do you think so?", Kind.TEXTAREA),
    ]


@form("/blind/comparisons/<int:key>/grade", needs=Permission.CODE_BLIND, ask=ask_grade)
def grade(visit: Visit, typed: Typed, key: int) -> str:
    """Say which of the two ended worse; where nothing was asked, lead on."""
    if "worse" not in typed and not queries.one(visit, key).listed.may_grade:
        return f"/blind/comparisons/{key}"
    commands.grade(
        visit,
        key,
        chosen=read.word(typed, "worse", Grade, "Say which ended worse, or that you cannot tell."),
        sure=read.word(typed, "sure", Sureness, "Say how sure you are."),
        reason=typed.get("reason", ""),
    )
    return f"/blind/comparisons/{key}"


def ask_reveal(visit: Visit, key: int) -> Form:
    """Ask whether to reveal the outcomes."""
    shown = queries.one(visit, key)
    if shown.ended is not None:
        raise NotFoundError
    return Form(
        title=f"Reveal how “{shown.listed.title}” ended?",
        lead="Everybody who grades then sees both outcomes, every grade and who was right.",
        fields=[],
        warning="Nobody can grade it afterwards.",
        submit="Reveal the outcomes",
        cancel_href=f"/blind/comparisons/{key}",
    )


@form("/blind/comparisons/<int:key>/reveal", needs=Permission.PREPARE_BLIND, ask=ask_reveal)
def reveal(visit: Visit, _typed: Typed, key: int) -> str:
    """Reveal the outcomes of a comparison that two people have graded."""
    commands.reveal(visit, key)
    return f"/blind/comparisons/{key}"
