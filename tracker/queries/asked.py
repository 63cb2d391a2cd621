"""What was recommended again, as rows: texts, pairs of them, and asks.

A text that somebody may not see is in none of them: `tracker.queries.repeated` reads them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tracker.queries.courses import Story
from tracker.rules.recurrence import Classed, Course, Practice, classed
from tracker.words import Recurrence, RepeatBasis, RepeatVerdict, ReviewKind


@dataclass(frozen=True)
class Asked:
    """A recommendation beside its review: what it asked for, when it was made, and what became of it."""

    id: int
    reference: str
    wording: str
    review_id: int
    review: str
    title: str
    kind: ReviewKind
    area: str
    practice: Practice | None
    story: Story
    themes: frozenset[int] = frozenset()
    still_open: bool = False

    @property
    def cited(self) -> str:
        """Name it as people cite it."""
        return f"{self.review} {self.reference}"

    @property
    def course(self) -> Course:
        """Give what became of it."""
        return self.story.course

    @property
    def order(self) -> tuple[date, int]:
        """Put texts in the order of what they look back on: by practice period, else by when they were made."""
        return (self.practice.first if self.practice else self.course.made_on or date.max), self.id


@dataclass(frozen=True)
class Pair:
    """Two recommendations and what a person said of them; `verdict` is None while nobody has, or took it back.

    `answer_seq` names the event of the answer: of two on one day the later one has the larger.
    """

    link_id: int
    later: Asked
    earlier: Asked
    basis: RepeatBasis
    verdict: RepeatVerdict | None
    reason: str
    judged_on: date | None
    answer_seq: int = 0

    @cached_property
    def classed(self) -> Classed:
        """Class it by when the practice of the later review took place."""
        return classed(self.later.practice, self.earlier.course)

    @property
    def between_areas(self) -> bool:
        """Tell whether another area had been told the same."""
        return bool(self.later.area and self.earlier.area and self.later.area != self.earlier.area)


@dataclass(frozen=True)
class Group:
    """An ask: what several reviews asked for, as it stands on the day of the visit."""

    id: int
    key: str
    name: str
    version: int
    members: Sequence[Asked]
    pairs: Sequence[Pair]
    action_id: int | None = None
    action: str = ""

    @property
    def number(self) -> int:
        """Give the number in its key."""
        return int(self.key.rpartition("-")[2])

    @property
    def same(self) -> list[Pair]:
        """Give the pairs in it that were judged the same."""
        return [pair for pair in self.pairs if pair.verdict is RepeatVerdict.SAME]

    @property
    def contradictions(self) -> list[Pair]:
        """Give the pairs in it that were judged different all the same."""
        return [pair for pair in self.pairs if pair.verdict is RepeatVerdict.DIFFERENT]

    @property
    def reviews(self) -> int:
        """Count the reviews that asked for it."""
        return len({each.review_id for each in self.members})

    @property
    def after_done(self) -> int:
        """Count the recommendations in it that came after an earlier one was said to be done."""
        return len(after_done(self.same))

    @property
    def not_known(self) -> int:
        """Count those of which it is not known whether they came after that."""
        return len(not_known(self.same))


@dataclass(frozen=True)
class Repeated:
    """All of it: texts by key, pairs in the order in which they were linked, and asks by number.

    `lone` are asks with fewer than two texts, which only those who keep them are shown.
    """

    texts: Mapping[int, Asked]
    pairs: Sequence[Pair]
    groups: Sequence[Group]
    lone: Sequence[Group] = ()

    @property
    def same(self) -> list[Pair]:
        """Give the pairs that were judged the same."""
        return [pair for pair in self.pairs if pair.verdict is RepeatVerdict.SAME]

    @cached_property
    def home(self) -> dict[int, Group]:
        """Give the ask of each recommendation that is in one."""
        return {each.id: group for group in self.groups for each in group.members}


def after_done(same: Iterable[Pair]) -> set[int]:
    """Give the later ones of these pairs that came after an earlier one was said to be done."""
    return {pair.later.id for pair in same if pair.classed.kind is Recurrence.AFTER}


def not_known(same: Sequence[Pair]) -> set[int]:
    """Give the later ones of which it is not known whether they did."""
    return {pair.later.id for pair in same if pair.classed.kind is Recurrence.UNKNOWN} - after_done(same)
