"""Who the illustrative plan belongs to: invented agencies, posts, people, meetings, accounts and own reviews."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.types import Strict

from tracker.words import AgencyKind, ContextKind, MeetingKind, Publication, ReviewKind, Role, Scope, Sensitivity

Day = Annotated[date, Strict()]
Text = Annotated[str, Strict(), StringConstraints(min_length=1, pattern=r"^\S(.*\S)?$")]
Flag = Annotated[bool, Strict()]
Number = Annotated[int, Strict()]


class Entry(BaseModel):
    """One entry of a file: what the model does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Agency(Entry):
    """An invented body that owns actions."""

    key: Text
    name: Text
    kind: AgencyKind


class Post(Entry):
    """A post of an agency: owners are posts."""

    key: Text
    agency: Text
    title: Text


class Person(Entry):
    """An invented person."""

    key: Text
    name: Text
    email: Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z.-]+@[a-z.-]+\.example$")]


class Tenure(Entry):
    """A person holds a post from a day to a day, both included; without an end they still hold it."""

    post: Text
    person: Text
    start: Day = Field(alias="from")
    end: Day | None = Field(default=None, alias="to")

    def covers(self, day: date) -> bool:
        """Tell whether the post was held on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


class Meeting(Entry):
    """A meeting that was held, or the next one."""

    key: Text
    kind: MeetingKind
    title: Text
    held_on: Day


class Account(Entry):
    """A role that a person has in the demonstration, within a scope."""

    person: Text
    role: Role
    scope: Scope
    agency: Text | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None


class Context(Entry):
    """Something that happened around the invented partnership's plan."""

    on: Day
    kind: ContextKind
    title: Text
    sentence: Text


class InventedRecommendation(Entry):
    """A recommendation of an invented review."""

    reference: Text
    wording: Text
    addressed: tuple[Text, ...]
    deadline: Day | None = None


class InventedReview(Entry):
    """A review of the invented partnership, marked as illustrative and not public."""

    reference: Text
    title: Text
    short_title: Text
    kind: ReviewKind
    publication: Publication
    sensitivity: Sensitivity
    incident_on: Day
    practice_start: Day
    practice_end: Day
    commissioned_on: Day
    completed_on: Day
    embargo_until: Day | None = None
    summary: Text
    recommendation: tuple[InventedRecommendation, ...]


class Partnership(Entry):
    """Whose plan it is, and the day at which the example stands."""

    name: Text
    reference: Text
    today: Day
    statement: Text


class People(Entry):
    """`partnership.toml`: agencies, posts, people, meetings, accounts and the partnership's own reviews."""

    partnership: Partnership
    agency: tuple[Agency, ...]
    post: tuple[Post, ...]
    person: tuple[Person, ...]
    tenure: tuple[Tenure, ...]
    meeting: tuple[Meeting, ...]
    account: tuple[Account, ...]
    review: tuple[InventedReview, ...]
    context: tuple[Context, ...] = ()
