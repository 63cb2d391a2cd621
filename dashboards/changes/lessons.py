"""The forms with which people record which team heard of a lesson, and what it answered."""

from collections.abc import Mapping

from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from dashboards.service import read_day
from tracker.commands import lessons as commands
from tracker.commands.lessons import About, DiscussionDraft, SentDraft
from tracker.commands.numbers import whole_number
from tracker.errors import InputError, NotFoundError
from tracker.queries import lessons as queries
from tracker.queries import reviews
from tracker.visit import Visit
from tracker.words import LessonStage, Permission

Typed = Mapping[str, str]
CHOOSE = Option("", "Choose")
KINDS = {"recommendation": "recommendation_id", "finding": "finding_id", "lesson": "lesson_id"}
ANSWERS = [Option("can", "We can"), Option("cannot", "We cannot")]
LONGEST_KEY = 9


def ask_sent(visit: Visit, key: int) -> Form:
    """Ask which lesson came to which team."""
    shown = reviews.whole(visit, key)
    known = [Option(value, label) for value, label in queries.choices(visit, key)]
    agencies = [Option(str(each.id), each.words) for each in queries.agencies(visit)]
    stages = [Option(each.value, each.value.capitalize()) for each in LessonStage]
    return Form(
        title=f"Who heard of a lesson of {shown.reference}",
        lead=f"{shown.title}. Name the team, never a person or a child.",
        fields=[
            Field("lesson", "Which lesson?", Kind.SELECT, options=[CHOOSE, *known]),
            Field("words", "Or in words of its own", Kind.TEXTAREA, hint="Everybody who sees this review reads it."),
            Field("agency", "Of which agency is the team?", Kind.SELECT, options=[CHOOSE, *agencies]),
            Field("team", "Which team?"),
            Field("stage", "How did it come to the team?", Kind.RADIOS, options=stages),
            Field("day", "When?", Kind.DATE, hint="For example, 3 Nov 2026"),
        ],
        cancel_href=f"/reviews/{key}",
    )


@form("/reviews/<int:key>/lessons", needs=Permission.DISSEMINATE, ask=ask_sent)
def record_sent(visit: Visit, typed: Typed, key: int) -> str:
    """Record that a lesson came to a team."""
    if typed.get("stage") not in set(LessonStage):
        raise InputError("Say how it came to the team.", field="stage")
    draft = SentDraft(
        about=_about(typed.get("lesson", ""), typed.get("words", "")),
        agency_id=_key(typed.get("agency", ""), "agency"),
        team=typed.get("team", ""),
        stage=LessonStage(typed["stage"]),
        happened_on=read_day(typed.get("day", ""), name="day"),
    )
    commands.disseminate(visit, key, draft)
    return f"/reviews/{key}"


def _about(chosen: str, words: str) -> About:
    kind, _, key = chosen.partition(" ")
    if not chosen:
        return About(wording=words)
    if kind not in KINDS:
        raise InputError("Choose the lesson from the list.", field="lesson")
    return About(wording=words, **{KINDS[kind]: _key(key, "lesson")})


def _key(given: str, field: str) -> int:
    if not (given.isascii() and given.isdigit()) or len(given) > LONGEST_KEY:
        raise InputError(f"Choose the {field} from the list.", field=field)
    return int(given)


def ask_discussion(visit: Visit, key: int) -> Form:
    """Ask what a team answered."""
    shown = queries.one(visit, key)
    if not shown.may_record:
        raise NotFoundError
    return Form(
        title=f"What {shown.team} answered",
        lead=f"{shown.lesson}. {shown.agency}. Name no person and no child.",
        fields=[
            Field("day", "When was it discussed?", Kind.DATE, hint="For example, 3 Nov 2026"),
            Field("present", "How many were present?"),
            Field("answer", "What does the team say?", Kind.RADIOS, options=ANSWERS),
            Field("reason", "Because (needed when it cannot)", Kind.TEXTAREA),
        ],
        submit="Record the answer",
        cancel_href=f"/reviews/{shown.review_id}",
    )


@form("/disseminations/<int:key>/discussion", needs=Permission.DISSEMINATE, ask=ask_discussion)
def record_discussion(visit: Visit, typed: Typed, key: int) -> str:
    """Record that a team discussed a lesson."""
    if typed.get("answer") not in {option.value for option in ANSWERS}:
        raise InputError("Say whether the team can.", field="answer")
    draft = DiscussionDraft(
        held_on=read_day(typed.get("day", ""), name="day"),
        present=whole_number(typed.get("present", ""), "how many were present", field="present"),
        can=typed["answer"] == "can",
        reason=typed.get("reason", ""),
    )
    commands.record_discussion(visit, key, draft)
    return f"/reviews/{queries.one(visit, key).review_id}"
