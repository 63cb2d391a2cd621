"""The forms with which people ask about the plan, answer, and say whether the answer is accepted."""

from collections.abc import Mapping

from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import challenges as commands
from tracker.errors import InputError, NotFoundError
from tracker.queries import action as actions
from tracker.queries import challenges as queries
from tracker.queries import recommendation as recommendations
from tracker.queries.challenges import Raised
from tracker.visit import Visit
from tracker.words import Permission

Typed = Mapping[str, str]
FOR_EVER = "It stays in the record for ever, and everybody who may see this page reads it."
VERDICTS = [Option("accepted", "The answer is accepted"), Option("not accepted", "The answer is not accepted")]
QUESTION = [Field("question", "What do you ask?", Kind.TEXTAREA)]


def ask_about_action(visit: Visit, key: int) -> Form:
    """Ask which question somebody has about an action."""
    row = actions.whole(visit, key).row
    title, lead = f"Challenge action {row.reference}", f"{row.wording} {FOR_EVER}"
    return Form(title=title, lead=lead, fields=QUESTION, submit="Ask", cancel_href=f"/actions/{key}")


@form("/actions/<int:key>/challenge", needs=Permission.CHALLENGE, ask=ask_about_action)
def challenge_action(visit: Visit, typed: Typed, key: int) -> str:
    """Ask a question about an action."""
    commands.ask_about_action(visit, key, question=typed.get("question", ""))
    return f"/actions/{key}"


def ask_about_recommendation(visit: Visit, key: int) -> Form:
    """Ask which question somebody has about a recommendation."""
    shown = recommendations.whole(visit, key)
    title, lead = f"Challenge {shown.review} recommendation {shown.reference}", f"{shown.wording} {FOR_EVER}"
    return Form(title=title, lead=lead, fields=QUESTION, submit="Ask", cancel_href=f"/recommendations/{key}")


@form("/recommendations/<int:key>/challenge", needs=Permission.CHALLENGE, ask=ask_about_recommendation)
def challenge_recommendation(visit: Visit, typed: Typed, key: int) -> str:
    """Ask a question about a recommendation."""
    commands.ask_about_recommendation(visit, key, question=typed.get("question", ""))
    return f"/recommendations/{key}"


def ask_answer(visit: Visit, key: int) -> Form:
    """Ask the owner for an answer."""
    shown = queries.one(visit, key)
    if not shown.may_answer:
        raise NotFoundError
    return Form(
        title=f"Answer a challenge about {shown.about}",
        lead=f"{shown.question} {FOR_EVER}",
        fields=[Field("answer", "What do you answer?", Kind.TEXTAREA)],
        submit="Answer",
        cancel_href=_home(shown),
    )


@form("/challenges/<int:key>/answer", needs=Permission.ANSWER_CHALLENGE, ask=ask_answer)
def answer(visit: Visit, typed: Typed, key: int) -> str:
    """Answer a challenge."""
    commands.answer(visit, key, answer=typed.get("answer", ""))
    return _home(queries.one(visit, key))


def ask_verdict(visit: Visit, key: int) -> Form:
    """Ask whether the answer is accepted."""
    shown = queries.one(visit, key)
    if not shown.may_judge:
        raise NotFoundError
    given = shown.answers[-1]
    return Form(
        title=f"Accept the answer about {shown.about}?",
        lead=f"Asked: {shown.question} Answered: {given.wording}",
        fields=[
            Field("verdict", "Is the answer accepted?", Kind.RADIOS, options=VERDICTS),
            Field("reason", "Why not? (needed when it is not accepted)", Kind.TEXTAREA),
        ],
        submit="Record the verdict",
        cancel_href=_home(shown),
        version=given.id,
    )


@form("/challenges/<int:key>/verdict", needs=Permission.CHALLENGE, ask=ask_verdict)
def judge(visit: Visit, typed: Typed, key: int) -> str:
    """Say whether the answer that was read is accepted."""
    if typed.get("verdict") not in {option.value for option in VERDICTS}:
        raise InputError("Say whether the answer is accepted.", field="verdict")
    accepted, read = typed["verdict"] == "accepted", typed.get("version", "")
    if not (read.isascii() and read.isdigit()) or len(read) > 9:
        raise InputError("This form is not complete. Open the page again.")
    commands.judge(visit, key, int(read), accepted=accepted, reason=typed.get("reason", ""))
    return _home(queries.one(visit, key))


def _home(shown: Raised) -> str:
    """Give the page of what was asked about."""
    if shown.action_id is not None:
        return f"/actions/{shown.action_id}"
    return f"/recommendations/{shown.recommendation_id}"
