"""What every part of the loading shares: the visit, the sources, the rows entered so far, and the order of facts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Protocol

from seed.plan_entries import IllustrativePlan
from seed.record import PublicRecord
from tracker import positions
from tracker.errors import InputError
from tracker.settings import LONDON
from tracker.visit import Visit

FIRST_DAY = date(2005, 1, 1)


class Step(StrEnum):
    """What is entered, in the order in which the facts of one day are entered; the words are those of the counts."""

    KEY = "rating keys"
    AGENCY = "agencies"
    POST = "posts"
    PERSON = "persons"
    TENURE_ENDED = "tenures ended"
    TENURE = "tenures"
    ACCOUNT = "accounts"
    ROLE = "roles"
    THEME = "themes"
    MEETING = "meetings"
    CONTEXT = "context events"
    REVIEW = "reviews"
    FINDING = "findings"
    RECOMMENDATION = "recommendations"
    RELEASE = "releases"
    THEMES_GIVEN = "recommendations with themes"
    REPEAT = "repeats"
    ASK = "asks"
    ASK_JOINED = "recommendations that joined an ask later"
    RESPONSE = "responses"
    ACTION = "actions"
    ASK_ANSWERED = "asks that one action answers"
    OWNER = "changes of owner"
    BASELINE = "due dates set later"
    ASKED = "extensions asked"
    ANSWERED = "extensions answered"
    EVIDENCE = "pieces of evidence"
    VERSION = "further versions of evidence"
    SUBMITTED = "submissions"
    CHECKED = "checks"
    TEST = "impact tests"
    TESTED = "impact results"
    DECIDED = "decisions about actions"
    DECIDED_ABOVE = "decisions about recommendations"
    UPDATE = "updates"
    DUTY = "duties of posts"
    CLOCK = "clocks"
    CLOCK_PAUSED = "pauses of clocks"
    CLOCK_RESUMED = "ends of pauses"
    CHALLENGE = "challenges"
    CHALLENGE_ANSWERED = "answers to challenges"
    MEASURE = "measures"
    MEASURED = "values of measures"
    LESSON = "lessons sent"
    LESSON_DISCUSSED = "lessons discussed"
    BRIEFING = "briefings"
    BRIEFING_RELEASED = "releases of briefings"
    TEAM_LINK = "links of teams"
    REPORTED = "discussions reported"
    CODING_ROUND = "rounds of blind coding"
    CODED = "blind codings"
    CODING_CLOSED = "rounds closed"
    COMPARISON = "blind comparisons"
    GRADED = "grades"
    REVEALED = "comparisons revealed"


STEPS = list(Step)


@dataclass(frozen=True)
class Dated:
    """A fact of the worked example: the day on which it takes effect, and how to enter it."""

    on: date
    step: Step
    enter: Callable[[], None]
    name: str = ""

    @property
    def order(self) -> tuple[date, int]:
        """Give its place: by day, then by step."""
        return self.on, STEPS.index(self.step)


class Entered(Protocol):
    """A row that a command gave back."""

    id: int | None


@dataclass
class Loading:
    """One loading of the worked example; `rows` holds what was entered, under its name in the files."""

    visit: Visit
    record: PublicRecord
    plan: IllustrativePlan
    rows: dict[tuple[Step, str], Entered] = field(default_factory=dict)
    without_position: set[int] = field(default_factory=set)

    def know(self, step: Step, name: str, row: Entered) -> None:
        """Remember what was entered."""
        self.rows[step, name] = row

    def id(self, step: Step, name: str) -> int:
        """Give the key of what was entered before, or say what is missing."""
        row = self.rows.get((step, name))
        if row is None or row.id is None:
            raise InputError(f"{name} is not among the {step.value} that took effect so far.")
        return row.id

    def action(self, name: str) -> int:
        """Give the key of an action; as people find an action by its position, those waiting for one get it now."""
        key = self.id(Step.ACTION, name)
        if key in self.without_position:
            with positions.at_once(self.visit):
                positions.refresh(self.visit, actions=self.without_position)
            self.without_position.clear()
        return key


def midnight(day: date) -> datetime:
    """Give the instant at which a day begins in London."""
    return datetime.combine(day, time(), tzinfo=LONDON)
