"""Briefings, the links of teams, and what teams report by them."""

from datetime import date

from tests.builders.people import a_person, row_id
from tests.builders.reviews import RECORDED_ON
from tests.builders.voices import a_member
from tests.database.record import TODAY, Record, visitor
from tracker import briefings
from tracker.commands import briefings as writing
from tracker.commands import team_links
from tracker.commands.lessons import DiscussionDraft
from tracker.database import open_visit
from tracker.models import Agency, BriefingVersion, LessonDiscussion, Review, TeamLink
from tracker.rules.briefing import BLOCKS, TITLE
from tracker.words import Role

LAST_DAY = date(2026, 12, 31)


def texts(**changes: str) -> dict[str, str]:
    """Give a title and seven blocks, some of them as the test wants them."""
    blocks = {name: f"{heading.rstrip('?')}: a few words." for name, heading in BLOCKS.items()}
    return {TITLE: "Ask the others", **blocks, **changes}


def a_briefing(
    record: Record, review: Review, *, released: bool = True, on: date = RECORDED_ON, number: int = 0, **changes: str
) -> BriefingVersion:
    """Write the briefing of a review; two people release it unless said otherwise."""
    with record.changing(on=on) as visit:
        row = writing.write(visit, row_id(review), texts(**changes), number=number)
    coordinator = visitor(Role.COORDINATOR, person=row_id(a_person(record, "The coordinator")), loading=True)
    if released:
        for who, role in ((coordinator, Role.COORDINATOR), (a_member(record, Role.CHAIR), Role.CHAIR)):
            with record.changing(who, on=on) as visit:
                writing.release(visit, row_id(review), as_role=role, number=number + 1)
    return row


def a_team_link(
    record: Record, review: Review, agency: Agency, team: str = "Duty team", *, last_day: date = LAST_DAY
) -> TeamLink:
    """Give a team its link to the briefing of a review, today."""
    with record.changing() as visit:
        return team_links.give_link(visit, row_id(review), team_links.LinkDraft(row_id(agency), team, last_day))


def reported(
    record: Record, link: TeamLink, *, on: date = TODAY, present: int = 9, can: bool = True, reason: str = ""
) -> LessonDiscussion:
    """Report by the link of a team, as the team does."""
    with record.reading() as visit:
        opened = briefings.opened(visit.session, row_id(link), visit.now)
    assert opened is not None
    with open_visit(record.engine, opened.visitor, record.settings, change=True) as visit:
        return team_links.report(visit, row_id(link), DiscussionDraft(on, present, can, reason))
