"""Meeting mode: a decision about a recommendation is offered to whoever takes it; whoever does not reads who does."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from dashboards import html, way_back
from dashboards.pages.meeting_screen import address, decides
from tracker.access import allows
from tracker.queries import deciders
from tracker.queries.meetings import Listed
from tracker.visit import Visit
from tracker.words import DecisionKind, Permission

FORMS = {DecisionKind.REOPEN: "reopen", DecisionKind.CLOSE: "close"}


@dataclass(frozen=True)
class Choice:
    """One kind of decision on one screen: the form of each recommendation, or why this person does not decide."""

    form: str
    back: str
    meeting: int
    why_not: Mapping[int, str]

    def button(self, key: int, words: str) -> Markup | None:
        """Lead to the form of a recommendation, which leads back to the screen."""
        if key not in self.why_not:
            return None
        if said := self.why_not[key]:
            return html.P(said, className="small")
        href = way_back.form(f"/recommendations/{key}/{self.form}", self.back, meeting=self.meeting)
        return html.P(html.A(words, href=href, className="button second"))


def choice(visit: Visit, meeting: Listed, part: str, kind: DecisionKind, about: Collection[int]) -> Choice:
    """Find out for all recommendations of a screen at once whether this person decides; a past day offers nothing."""
    offers = allows(visit.who, Permission.DECIDE) and decides(visit, meeting, kind)
    why_not = deciders.about_recommendations(visit, about) if offers else {}
    return Choice(FORMS[kind], address(visit, meeting, part), meeting.id, why_not)
