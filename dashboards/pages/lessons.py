"""The lessons on the page of a review: which teams heard of them, and what they answered."""

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.dates import in_words
from dashboards.components.tables import Cell, Column, table
from dashboards.components.tags import sentence_case
from dashboards.pages.parts import several
from tracker.queries import lessons as queries
from tracker.queries import reached
from tracker.queries.lessons import Discussed, Lessons, Team
from tracker.queries.reached import Reach
from tracker.rules.briefing import LESSON
from tracker.visit import Visit

UNTOLD = "Not recorded"


def of_review(visit: Visit, key: int) -> Markup:
    """Draw one sentence, and a table of the teams that heard of the lessons of a review."""
    found = queries.of_review(visit, key)
    rows: list[list[Cell]] = [
        [_lesson(visit, each), each.team, each.agency, _stages(each), _answers(each)] for each in found.teams
    ]
    heads: list[Column | str] = [Column("Lesson", sentence=True), "Team", "Agency", "How and when"]
    shown = table("Who heard of the lessons", [*heads, Column("Answer", sentence=True)], rows) if rows else None
    way = html.A("Record who heard of a lesson", href=f"/reviews/{key}/lessons", className="button second")
    briefing = html.P(html.A("The seven-minute briefing", href=links.to(visit, f"/reviews/{key}/briefing")))
    parts = [html.H2("Lessons"), html.P(found.sentence, id="lessons-sentence"), briefing, shown]
    told = any(each.lesson == LESSON for each in found.teams)
    return html.Section(
        [*parts, html.P(way) if found.may_send else None, draw_reached(visit, found) if told else None], id="lessons"
    )


def draw_reached(visit: Visit, found: Lessons) -> Markup:
    """Draw how far the briefing of a review has come with every team that is known, the least far on top."""
    teams = reached.by_team(visit, found)
    rows: list[list[Cell]] = [
        [each.team, each.agency, each.how_far, each.sent or UNTOLD, each.read or UNTOLD, _talked(each)]
        for each in teams
    ]
    heads: list[Column | str] = ["Team", "Agency", "How far", "Sent", "Read", Column("Discussed", sentence=True)]
    shown = table("How far the briefing has come, not reached on top", heads, rows) if rows else None
    return html.Section([html.H3("Reached and not reached"), html.P(reached.sentence(teams), id="reached"), shown])


def _talked(each: Reach) -> Cell:
    said: list[Markup | str] = [html.P(_answer(one)) for one in each.discussions]
    return said or (f"Discussed {in_words(each.discussed)}" if each.discussed else UNTOLD)


def _lesson(visit: Visit, each: Team) -> Cell:
    if each.recommendation_id is None:
        return each.lesson
    return html.A(each.lesson, href=links.recommendation(visit, each.recommendation_id))


def _stages(each: Team) -> Cell:
    return several([f"{sentence_case(stage.value)} {in_words(on)}" for stage, on in each.stages], "Not known")


def _answers(each: Team) -> Cell:
    said: list[Markup | str] = [html.P(_answer(one)) for one in each.discussions] or [html.P("Not answered yet")]
    if each.may_record:
        said += [html.P(html.A("Record its answer", href=f"/disseminations/{each.dissemination_id}/discussion"))]
    return said


def _answer(one: Discussed) -> str:
    return f"Discussed {in_words(one.on)}, {one.present:,} present: {one.answer}"
