"""Questions worth asking: each is generated from what the record says, with the facts behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.rules.phrases import amount, day_words, times
from tracker.words import ExtensionReason, Rating

SEVERAL = 2
QUIET_DAYS = 92


@dataclass(frozen=True)
class Promise:
    """An action as somebody is held to account for it."""

    reference: str
    post: str
    days_late: int
    moved_for: Sequence[ExtensionReason] = ()
    last_said_on: date | None = None
    vacant_from: date | None = None
    declared: Rating | None = None
    shown: Rating | None = None
    late_at_meetings: int = 0


@dataclass(frozen=True)
class Question:
    """A question, what it is about, and the facts of the record that make it worth asking."""

    about: str
    question: str
    because: str


def about_action(promise: Promise, day: date) -> Iterator[Question]:
    """Ask of an open action whatever its record leaves open, the gravest first."""
    if promise.vacant_from is not None and promise.vacant_from <= day:
        yield _ask(
            promise, "Who answers for this now?", f"nobody has held its post since {day_words(promise.vacant_from)}"
        )
    elif not promise.post:
        yield _ask(promise, "Who owns this?", "no post owns it")
    if len(promise.moved_for) >= SEVERAL:
        yield _moved(promise)
    if promise.days_late > 0:
        yield _late(promise, day)
    if promise.declared is Rating.GREEN and promise.shown in {Rating.RED, Rating.AMBER}:
        yield _ask(
            promise,
            "What does the owner know that the record does not?",
            f"the owner says Green, the record says {promise.shown}",
        )


def _moved(promise: Promise) -> Question:
    reasons = list(dict.fromkeys(promise.moved_for))
    often = times(len(promise.moved_for))
    if len(reasons) == 1:
        return _ask(promise, "What has changed?", f"its date has moved {often}, always for {reasons[0].value}")
    told = ", then ".join(each.value for each in reasons)
    return _ask(promise, "Which date is certain now?", f"its date has moved {often}: {told}")


def _late(promise: Promise, day: date) -> Question:
    late = f"it is {amount(promise.days_late, 'day')} overdue"
    if promise.last_said_on is None:
        return _ask(promise, "Why has nothing been said?", f"{late}, and nobody has reported on it")
    if (day - promise.last_said_on).days > QUIET_DAYS:
        said = f"nothing has been said since {day_words(promise.last_said_on)}"
        return _ask(promise, "Why has nothing been said?", f"{late}, and {said}")
    if promise.late_at_meetings >= SEVERAL:
        return _ask(promise, "What will be different by the next meeting?", f"{late}, and was at the last meetings too")
    return _ask(promise, "By when will it be done, and what stands in the way?", late)


def _ask(promise: Promise, question: str, because: str) -> Question:
    return Question(f"{promise.reference}, {promise.post or 'no owner'}", question, because)


def about_closing(cited: str) -> Question:
    """Ask of a recommendation that was closed on how much was done alone."""
    return Question(
        cited, "What difference has it made for children?", "it was closed on evidence of what was done alone"
    )


def about_return(cited: str, later: str, done_on: date | None) -> Question:
    """Ask of a recommendation that was made again after somebody had said that it was done."""
    when = f" on {day_words(done_on)}" if done_on else ""
    because = f"{later} recommends it again, after it was said to be done{when}"
    return Question(cited, "What was done then, and what will be different now?", because)
