"""The seven-minute briefings with the record of who heard of them, what teams answered, and who was not reached."""

from collections.abc import Iterator, Sequence
from datetime import date

from tracker.briefings import Released
from tracker.queries import briefings, lessons, reached
from tracker.queries.lessons import Team
from tracker.queries.reached import Reach
from tracker.reports.content import Cell, Grid, Number, Section
from tracker.rules.phrases import amount
from tracker.visit import Visit
from tracker.words import LessonStage

HEARD = ("Lesson", "Team", "Agency", "Sent", "Read", "Discussed", "Present", "Answer")
MISSED = ("Team", "Agency", "How far")
NOT_SAID, NO_ANSWER = "Not recorded", "Not answered yet"
COUNTED = "A team counts once for each briefing. What a team reported by its link counts once its agency confirmed it."


def parts(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give the sentence that comes first and the parts of the report: a briefing with its record after the other."""
    found = [(each, *_reach(visit, each)) for each in briefings.all_released(visit)]
    teams = [team for _, _, several in found for team in several]
    if not found:
        return "No briefing is released.", []
    counted = Section("How far they came", (COUNTED,), _numbers(len(found), teams))
    return _lead(len(found), teams), [counted, *(_briefing(*each) for each in found)]


def _reach(visit: Visit, each: Released) -> tuple[Sequence[Team], list[Reach]]:
    told = lessons.of_review(visit, each.review_id)
    return told.teams, reached.by_team(visit, told)


def _lead(number: int, teams: Sequence[Reach]) -> str:
    if number == 1:
        return f"1 briefing is released. {reached.sentence(teams)}"
    return f"{amount(number, 'briefing')} are released. Counted for each of them: {_small(reached.sentence(teams))}"


def _small(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:]}"


def _numbers(number: int, teams: Sequence[Reach]) -> tuple[Number, ...]:
    steps = [each.steps for each in teams]
    return (
        Number("Briefings released", number),
        Number("Discussed", steps.count(3), of=len(steps)),
        Number("Sent or read, and not discussed", steps.count(1) + steps.count(2), of=len(steps)),
        Number("Not reached", steps.count(0), of=len(steps)),
    )


def _briefing(each: Released, heard: Sequence[Team], teams: Sequence[Reach]) -> Section:
    """Set out one briefing as it is read, whom it has not reached, and who heard and answered what."""
    version = f"{each.review}. Version {each.number}, released on {each.released_on:%-d %B %Y}."
    blocks = (f"{heading}{'' if heading.endswith('?') else ':'} {text}" for heading, text in each.blocks.items())
    missed = tuple((team.team, team.agency, team.how_far) for team in teams if team.steps < len(LessonStage))
    lines = tuple(line for team in heard for line in _lines(team))
    return Section(
        each.title,
        (version, *blocks, reached.sentence(teams)),
        grids=(
            Grid("Not discussed yet, not reached on top", MISSED, missed, "Every team that is known discussed it."),
            Grid("Who heard of the lessons, and what they answered", HEARD, lines, "Nobody has heard of a lesson yet."),
        ),
    )


def _lines(team: Team) -> Iterator[tuple[Cell, ...]]:
    """Write one line for each discussion of a lesson, or one that says that there was none."""
    first: dict[LessonStage, date] = {}
    for stage, on in team.stages:
        first.setdefault(stage, on)
    came = tuple(first.get(stage, NOT_SAID) for stage in (LessonStage.SENT, LessonStage.READ))
    head = (team.lesson, team.team, team.agency, *came)
    for each in team.discussions:
        yield *head, each.on, each.present, f"{each.answer[:1].upper()}{each.answer[1:]}"
    if not team.discussions:
        yield *head, first.get(LessonStage.DISCUSSED, NOT_SAID), NOT_SAID, NO_ANSWER
