"""What goes on around the actions of the illustrative plan, as the file `around.toml` says it."""

from pydantic import Field, model_validator

from seed.plan_people import Day, Entry, Flag, Number, Text
from tracker.words import Clock, Direction, LessonStage, PostDuty, Role


class Duty(Entry):
    """What a post does for the board beside owning actions, from a day on."""

    post: Text
    duty: PostDuty
    on: Day


class Pause(Entry):
    """A clock stands still from a day until another."""

    since: Day
    reason: Text
    until: Day


class RunningClock(Entry):
    """A clock of a review."""

    review: Text
    kind: Clock
    started_on: Day
    pauses: tuple[Pause, ...] = ()


class Asked(Entry):
    """A question about an action, and the answer of its owner if there is one."""

    action: Text
    by: Text
    role: Role
    on: Day
    question: Text
    answer_on: Day | None = None
    answer: str = ""


class Value(Entry):
    """What a measure was in a period, or why that is not known."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    on: Day
    value: str = ""
    unknown_because: str = ""
    note: str = ""


class Series(Entry):
    """A measure and its values; without recommendations it is the board's."""

    name: Text
    definition: Text
    unit: Text
    source: Text
    direction: Direction
    target: str = ""
    set_on: Day
    recommendations: tuple[Text, ...] = ()
    values: tuple[Value, ...] = ()


class Heard(Entry):
    """A team that a lesson came to, and what it answered if it discussed it."""

    team: Text
    agency: Text
    stage: LessonStage
    on: Day
    held_on: Day | None = None
    present: Number = 0
    can: Flag = False
    reason: str = ""

    @model_validator(mode="after")
    def _discussed_by_somebody(self) -> "Heard":
        if (self.held_on is None) != (self.present == 0):
            raise ValueError("a discussion has its day and somebody who was there")
        return self


class Lesson(Entry):
    """Words of a review's own that went to teams."""

    review: Text
    wording: Text
    sent: tuple[Heard, ...] = ()


class TeamsLink(Entry):
    """A team that was given its link to a briefing, and what it reported by it if it did."""

    team: Text
    agency: Text
    on: Day
    last_day: Day
    held_on: Day | None = None
    reported_on: Day | None = None
    present: Number = 0
    can: Flag = False
    reason: str = ""

    @model_validator(mode="after")
    def _reported_whole(self) -> "TeamsLink":
        if len({self.held_on is None, self.reported_on is None, self.present == 0}) > 1:
            raise ValueError("a report has its day, the day of the discussion and somebody who was there")
        return self


class Briefing(Entry):
    """The briefing of a review, written and released by two people on one day, and the links of teams to it."""

    review: Text
    on: Day
    title: Text
    happened: Text
    monday: Text
    why: Text
    good_practice: Text
    to_ask: Text
    source: Text
    talk: Text
    links: tuple[TeamsLink, ...] = ()


class Around(Entry):
    """Everything that goes on around the actions."""

    duty: tuple[Duty, ...] = ()
    clock: tuple[RunningClock, ...] = ()
    challenge: tuple[Asked, ...] = ()
    measure: tuple[Series, ...] = ()
    lesson: tuple[Lesson, ...] = ()
    briefing: tuple[Briefing, ...] = ()
