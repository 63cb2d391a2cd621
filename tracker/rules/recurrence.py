"""How a recommendation came back: its class by the practice period of the later review, and whether it was new.

A recommendation is open from the day on which it was made until it is first said to be done, and again from a reopening
on. It is said to be done when the last of its open actions is declared done, when it is delivered, or when a meeting
closes it, whichever is first (product.md §5; `tracker.rules.declaring` tells which was the last). That day itself still
counts as open: what was criticised on it was not yet practice after it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.rules.phrases import amount, day_words, times
from tracker.words import Novelty, Recurrence, Turn

SAID_DONE = (Turn.DECLARED, Turn.DELIVERED, Turn.CLOSED)
ORDER = list(Turn)
A_DAY = timedelta(days=1)
NO_PRACTICE = "the practice period of the later review is not known."
NOT_MADE = "the day on which the earlier one was published is not known."


@dataclass(frozen=True)
class Practice:
    """When the practice took place that a review criticises; `basis` says what the days are where they are others."""

    first: date
    last: date
    basis: str = ""

    def words(self) -> str:
        """Write the period with its label."""
        days = (
            f"{day_words(self.first)} to {day_words(self.last)}" if self.first != self.last else day_words(self.first)
        )
        return f"{days} ({self.basis})" if self.basis else days


def stood_on(practice: Practice | None, today: date) -> date | None:
    """Give the day on which to look at how an earlier one stood: the first of the later practice, as the class does.

    None where the practice period is not known; what is still to come is looked at as it stands now.
    """
    return None if practice is None else min(practice.first, today)


@dataclass(frozen=True)
class Turned:
    """On a day something changed whether it was open."""

    on: date
    how: Turn


@dataclass(frozen=True)
class Course:
    """When a recommendation was made, and what became of it: `made_on` is None where the day is not known."""

    made_on: date | None
    turns: tuple[Turned, ...] = ()

    def until(self, day: date) -> "Course":
        """Give the course as it was known on a day."""
        return Course(self.made_on, tuple(turned for turned in self.turns if turned.on <= day))

    @property
    def said_done(self) -> Turned | None:
        """Give when it was first said to be done, and how; where two fell on one day, declared comes first."""
        return next((turned for turned in _sorted(self.turns) if turned.how in SAID_DONE), None)

    @property
    def open_again(self) -> date | None:
        """Give when it was last open again after it was said to be done or set aside."""
        return max((turned.on for turned in self.turns if turned.how is Turn.REOPENED), default=None)


@dataclass(frozen=True)
class Classed:
    """The class of a repeat, the sentence that holds its days, and when the earlier one was said to be done."""

    kind: Recurrence
    sentence: str
    said_done: Turned | None = None


@dataclass(frozen=True)
class Stretch:
    """The days from one to another, both counted, in which it was open, said to be done, or set aside."""

    first: date
    last: date
    how: Turn | None


def classed(practice: Practice | None, course: Course) -> Classed:
    """Class a repeat by when the practice took place; nothing is guessed."""
    said = course.said_done
    if practice is None:
        return Classed(Recurrence.UNKNOWN, f"Unknown: {NO_PRACTICE}", said)
    if course.made_on is None:
        return Classed(Recurrence.UNKNOWN, f"Unknown: {NOT_MADE}", said)
    kind = _kind(practice, course)
    return Classed(kind, _sentence(kind, practice, course), said)


def _kind(practice: Practice, course: Course) -> Recurrence:
    if course.made_on is None or practice.last < course.made_on:
        return Recurrence.BEFORE
    met = [each for each in _stretches(course) if each.first <= practice.last and each.last >= practice.first]
    was_open = any(each.how is None for each in met)
    was_done = any(each.how in SAID_DONE for each in met)
    began_after = course.said_done is not None and practice.first > course.said_done.on
    if was_open and not was_done:
        return Recurrence.OPEN
    if was_done and not was_open and began_after:
        return Recurrence.AFTER
    return Recurrence.STRADDLES if was_done else Recurrence.UNKNOWN


def _stretches(course: Course) -> Iterable[Stretch]:
    """Give the stretches from the day on which it was made, without gaps."""
    made, how = course.made_on or date.max, None
    first = made
    for turned in _sorted(course.turns):
        now = None if turned.how is Turn.REOPENED else turned.how
        if (now is None) == (how is None) and (now in SAID_DONE) == (how in SAID_DONE):
            continue
        # The day on which it was said to be done is the last on which it was open; that of a reopening is the first.
        last = turned.on - A_DAY if now is None else turned.on
        if last >= first:
            yield Stretch(first, last, how)
            first = last + A_DAY
        how = now
    yield Stretch(first, date.max, how)


def _sorted(turns: Iterable[Turned]) -> list[Turned]:
    return sorted(turns, key=lambda turned: (turned.on, ORDER.index(turned.how)))


def _sentence(kind: Recurrence, practice: Practice, course: Course) -> str:
    head = f"{kind[:1].upper()}{kind[1:]}"
    told = f"{head}: practice {practice.words()}; the earlier one was published on {day_words(course.made_on)}"
    if kind is Recurrence.BEFORE:
        return f"{told}."
    return f"{told}, {', '.join(_became(course))}."


def _became(course: Course) -> Iterable[str]:
    """Say when it was first said to be done and how, and what changed that."""
    said = course.said_done
    if said is not None:
        yield f"said to be done on {day_words(said.on)} ({said.how})"
    others = [turned for turned in _sorted(course.turns) if turned.how not in SAID_DONE]
    yield from (f"{turned.how} on {day_words(turned.on)}" for turned in others)
    if said is None and not others:
        yield "and nobody has said that it is done"


def novelty(earlier: Sequence[Course], day: date, *, judged: bool, waiting: bool = False) -> Novelty:
    """Say whether what was made on a day had been made before, and how that stood then; the worst of several holds.

    Nothing is called new while a suggestion that it is a repeat still waits for a person.
    """
    if not earlier and waiting:
        return Novelty.WAITING
    if not earlier:
        return Novelty.NEW if judged else Novelty.UNJUDGED
    stood = [_on(course, day) for course in earlier]
    if any(each is not None and each.how in SAID_DONE for each in stood):
        return Novelty.KNOWN_DONE
    return Novelty.KNOWN_OPEN if any(each is not None and each.how is None for each in stood) else Novelty.KNOWN


def is_open(course: Course, day: date) -> bool:
    """Tell whether it was made by a day and nobody had said before that day that it is done."""
    stood = _on(course, day)
    return stood is not None and stood.how is None


def _on(course: Course, day: date) -> Stretch | None:
    """Give the stretch in which a day falls; None when it is not known when it was made, or later than that day."""
    if course.made_on is None:
        return None
    return next((each for each in _stretches(course) if each.first <= day <= each.last), None)


@dataclass(frozen=True)
class SignOff:
    """When an earlier recommendation was signed off complete, by which post and on which evidence."""

    on: date
    post: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class MadeBefore:
    """One earlier recommendation, the review that made it, and its first sign-off."""

    review_id: int
    made_on: date | None
    signed: SignOff | None = None


def novelty_line(before: Sequence[MadeBefore], practice: Practice | None) -> str:
    """Say how often the same was recommended before, and how much of that was signed off before the practice ended."""
    if not before:
        return ""
    years = [each.made_on.year for each in before if each.made_on]
    since = f" since {min(years)}" if years else ""
    told = f"Recommended {times(len(before))}{since} in {amount(len({each.review_id for each in before}), 'review')}"
    signed = [each.signed for each in before if each.signed is not None]
    if practice is None and signed:
        return f"{told}; whether any was signed off complete before this practice ended is not known."
    in_time = [each for each in signed if practice is not None and each.on <= practice.last]
    if not in_time:
        return f"{told}; none of those was signed off complete before this review's practice ended."
    verb = "was" if len(in_time) == 1 else "were"
    done = f"{len(in_time)} of those {verb} signed off complete before this review's practice ended"
    return f"{told}; {done}; last on {_signed(max(in_time, key=lambda each: each.on))}."


def _signed(last: SignOff) -> str:
    return f"{day_words(last.on)} by {last.post or 'a post that is not known'} on {last.evidence or 'no evidence'}"
