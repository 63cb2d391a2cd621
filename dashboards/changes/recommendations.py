"""What the coordinator keeps of a recommendation: the answer to it, its wording, its themes, its impact tests."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind
from dashboards.forms import Form, form
from dashboards.matching import language, match_new
from tracker.commands import impact, themes
from tracker.commands import recommendations as commands
from tracker.commands.impact import TestDraft
from tracker.errors import InputError, NotFoundError
from tracker.queries import choices
from tracker.queries import impact as impacts
from tracker.queries import recommendation as recommendations
from tracker.queries.likely_themes import likely_themes
from tracker.queries.outcomes import Test
from tracker.visit import Visit
from tracker.words import ImpactVerdict, Permission, ResponseKind, Standing

# Superseded and merged are decisions of a meeting (`dashboards.changes.decisions`), and awaiting is no answer.
ANSWERS = [
    kind for kind in ResponseKind if kind not in {ResponseKind.AWAITING, ResponseKind.SUPERSEDED, ResponseKind.MERGED}
]


def ask_response(visit: Visit, key: int) -> Form:
    """Ask how a recommendation is answered."""
    shown = recommendations.whole(visit, key)
    return Form(
        title=f"Answer {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording} Earlier answers stay in the record.",
        fields=[
            Field("answer", "What is the answer?", Kind.RADIOS, options=read.words(ANSWERS)),
            Field(
                "reason",
                "Which part, what will change, why not, or to whom?",
                Kind.TEXTAREA,
                hint="Needed for every answer but accepted.",
            ),
            Field(
                "review date",
                "When is it looked at again? (needed when accepted in principle)",
                Kind.DATE,
                hint="For example, 31 Mar 2027",
            ),
        ],
        submit="Record the answer",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/answer", needs=Permission.RESPOND, ask=ask_response)
def respond(visit: Visit, typed: Typed, key: int) -> str:
    """Record the answer to a recommendation."""
    kind = read.word(typed, "answer", ResponseKind, "Choose the answer.")
    if kind not in ANSWERS:
        raise InputError("Choose the answer.", field="answer")
    reason, review_on = typed.get("reason", ""), read.maybe_day(typed, "review date")
    commands.respond(visit, key, kind=kind, reason=reason, review_on=review_on)
    return f"/recommendations/{key}"


def ask_correction(visit: Visit, key: int) -> Form:
    """Ask for the wording as it was published."""
    shown = recommendations.whole(visit, key)
    return Form(
        title=f"Correct the wording of {shown.review} recommendation {shown.reference}",
        lead="Only a slip against the published text is corrected. The first wording stays for ever.",
        fields=[
            Field("wording", "The wording, exactly as published", Kind.TEXTAREA, value=shown.wording),
            Field("reason", "What was the slip?", Kind.TEXTAREA),
        ],
        submit="Correct the wording",
        cancel_href=f"/recommendations/{key}",
        version=shown.version,
    )


@form("/recommendations/<int:key>/wording", needs=Permission.RECORD_REVIEW, ask=ask_correction, after=match_new)
def correct(visit: Visit, typed: Typed, key: int) -> str:
    """Correct the wording of a recommendation."""
    wording, reason = typed.get("wording", ""), typed.get("reason", "")
    commands.correct_wording(visit, key, wording=wording, reason=reason, version=read.version(typed))
    return f"/recommendations/{key}"


def ask_theme(visit: Visit, key: int) -> Form:
    """Ask for a theme of a recommendation."""
    shown = recommendations.whole(visit, key)
    left = [each for each in choices.themes(visit) if each.words not in shown.themes]
    model, no_model = language()
    proposed = [each.name for each in likely_themes(visit, key, model)]
    left.sort(key=lambda each: proposed.index(each.words) if each.words in proposed else len(proposed))
    told = f"The machine proposes, likeliest first: {'; '.join(proposed)}. You decide. {no_model}" if proposed else ""
    given = f"It has: {', '.join(shown.themes)}." if shown.themes else "It has no theme yet."
    return Form(
        title=f"Give {shown.review} recommendation {shown.reference} a theme",
        lead=f"{shown.wording} {given} {told}".strip(),
        fields=[Field("theme", "Which theme?", Kind.SELECT, options=read.options(left))],
        submit="Give the theme",
        cancel_href=f"/recommendations/{key}",
    )


@form("/recommendations/<int:key>/theme", needs=Permission.KEEP_THEMES, ask=ask_theme)
def give_theme(visit: Visit, typed: Typed, key: int) -> str:
    """Give a recommendation a theme."""
    themes.give_themes(visit, key, theme_ids=[read.key(typed, "theme", "Choose a theme from the list.")])
    return f"/recommendations/{key}"


def ask_test(visit: Visit, key: int) -> Form:
    """Ask how one would see that a recommendation made a difference."""
    shown = recommendations.whole(visit, key)
    day = impacts.first_due(visit, key)
    return Form(
        title=f"Set an impact test for {shown.review} recommendation {shown.reference}",
        lead=f"{shown.wording} {_usual(shown.standing, day is not None)}",
        fields=[
            Field("question", "Which question shows whether it made a difference?", Kind.TEXTAREA),
            Field("measure", "What is measured? (optional)"),
            Field("baseline", "What was it before? (optional)"),
            Field("target", "What shall it be? (optional)"),
            Field("method", "How is it found out? (optional)", Kind.TEXTAREA),
            Field(
                "due date",
                "By when?",
                Kind.DATE,
                value=f"{day:%-d %b %Y}" if day else "",
                hint="For example, 31 Mar 2027",
            ),
        ],
        submit="Set the test",
        cancel_href=f"/recommendations/{key}",
    )


def _usual(standing: Standing, known: bool) -> str:
    if standing == Standing.CLOSED:
        return "A closed recommendation is tested again 6 and 12 months after its closing."
    return "The date is 6 months after delivery unless you set another." if known else "It is not delivered yet."


@form("/recommendations/<int:key>/test", needs=Permission.TEST_IMPACT, ask=ask_test)
def set_test(visit: Visit, typed: Typed, key: int) -> str:
    """Set an impact test."""
    told = {name: typed.get(name, "") for name in ("question", "measure", "baseline", "target", "method")}
    impact.set_test(visit, key, TestDraft(due=read.day(typed, "due date"), **told))
    return f"/recommendations/{key}"


def ask_result(visit: Visit, key: int, test: int) -> Form:
    """Ask what an impact test found."""
    shown = recommendations.whole(visit, key)
    asked = _test(shown.tests, test)
    target = f" Target: {asked.target}." if asked.target else ""
    return Form(
        title=f"Result of an impact test, {shown.review} recommendation {shown.reference}",
        lead=f"{asked.question}{target} Earlier results stay in the record; a test that failed proposes reopening.",
        fields=[
            Field("verdict", "Was the target met?", Kind.RADIOS, options=read.words(list(ImpactVerdict))),
            Field("found", "What was found?", Kind.TEXTAREA),
            Field("next check", "When is it looked at again? (optional)", Kind.DATE, hint="For example, 31 Mar 2027"),
        ],
        submit="Record the result",
        cancel_href=f"/recommendations/{key}",
    )


def _test(tests: object, key: int) -> Test:
    found: Test | None = next((each for each in tests if each.id == key), None)  # type: ignore[attr-defined]
    if found is None:
        raise NotFoundError
    return found


@form("/recommendations/<int:key>/tests/<int:test>", needs=Permission.TEST_IMPACT, ask=ask_result)
def record_result(visit: Visit, typed: Typed, key: int, test: int) -> str:
    """Record what an impact test found."""
    asked = _test(recommendations.whole(visit, key).tests, test)
    verdict = read.word(typed, "verdict", ImpactVerdict, "Choose what the test found.")
    again = read.maybe_day(typed, "next check")
    impact.record_result(visit, asked.id, verdict=verdict, value=typed.get("found", ""), next_check_on=again)
    return f"/recommendations/{key}"
