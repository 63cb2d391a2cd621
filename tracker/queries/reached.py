"""Which teams the briefing of a review has reached, and which it has not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Agency, Dissemination, Lesson
from tracker.models.statements import select
from tracker.queries.lessons import Discussed, Lessons, Team
from tracker.rules.briefing import LESSON
from tracker.rules.spreading import same_team
from tracker.visit import Visit
from tracker.words import LessonStage, Permission

STEPS = ("Not reached", "Sent", "Read", "Discussed")


@dataclass(frozen=True)
class Reach:
    """How far the briefing has come with one team; with neither day nor discussion it has not been reached."""

    team: str
    agency: str
    sent: date | None = None
    read: date | None = None
    discussed: date | None = None
    discussions: Sequence[Discussed] = ()

    @property
    def how_far(self) -> str:
        """Say how far it has come, in words."""
        return STEPS[self.steps]

    @property
    def steps(self) -> int:
        """Tell how far it has come: 0 is not reached."""
        told = any(each.counts for each in self.discussions) or self.discussed is not None
        return 3 if told else 2 if self.read else 1 if self.sent or self.discussions else 0


@needs(Permission.SEE_PLAN)
def by_team(visit: Visit, found: Lessons) -> list[Reach]:
    """Tell how far the briefing of a review has come with every team that ever heard of a lesson, the least far on top.

    `found` are the lessons of that review as the visitor sees them.
    """
    heard = {(each.agency, same_team(each.team)): _reach(each) for each in found.teams if each.lesson == LESSON}
    known = {(agency, same_team(team)): Reach(team, agency) for agency, team in _teams(visit)}
    return sorted({**known, **heard}.values(), key=lambda each: (each.steps, each.agency, each.team))


def sentence(found: Sequence[Reach]) -> str:
    """Say how many teams the briefing has reached, in one sentence."""
    if not found:
        return "No team is known to the record yet."
    missing = sum(each.steps == 0 for each in found)
    talked = sum(each.steps == len(LessonStage) for each in found)
    teams = "1 team" if len(found) == 1 else f"{len(found):,} teams"
    return f"Of {teams}, {talked or 'none'} discussed the briefing; {missing or 'none'} not reached."


def _reach(team: Team) -> Reach:
    first: dict[LessonStage, date] = {}
    for stage, on in team.stages:
        first.setdefault(stage, on)
    return Reach(
        team=team.team,
        agency=team.agency,
        sent=first.get(LessonStage.SENT),
        read=first.get(LessonStage.READ),
        discussed=first.get(LessonStage.DISCUSSED),
        discussions=team.discussions,
    )


def _teams(visit: Visit) -> list[tuple[str, str]]:
    """Give the teams of which the visitor sees that they heard of anything, by agency."""
    told = Dissemination
    statement = (
        select(Agency.name, told.team)
        .select_from(told)
        .join(Lesson, col(Lesson.id) == col(told.lesson_id))
        .join(Agency, col(Agency.id) == col(told.agency_id))
        .where(col(told.effective_on) <= visit.as_at)
        .order_by(col(told.id).desc())
    )
    return [(agency, team) for agency, team in visit.session.execute(visible_to(visit, statement))]
