"""The days of a review: what of them cannot be, and what nobody alone corrects once two people have released it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from tracker.rules.phrases import told_day
from tracker.settings import local_day
from tracker.words import Publication


@dataclass(frozen=True)
class ReviewDays:
    """The time line of a review; what is not known stays empty and is never guessed."""

    incident_on: date | None = None
    practice_from: date | None = None
    practice_to: date | None = None
    practice_basis: str = ""
    commissioned_on: date | None = None
    completed_on: date | None = None
    published_on: date | None = None
    embargo_until: datetime | None = None


LABELS = {
    "incident_on": "day of the incident",
    "practice_from": "first day of the practice period",
    "practice_to": "last day of the practice period",
    "practice_basis": "practice basis",
    "commissioned_on": "day of commissioning",
    "completed_on": "day of completion",
    "published_on": "day of publication",
    "embargo_until": "embargo",
}
IN_ORDER = ("commissioned_on", "completed_on", "published_on")
RELEASED = frozenset({Publication.EMBARGOED, Publication.PUBLISHED})
BOTH_OR_NEITHER = "Give both days of the practice period, or neither if it is not known."


def backwards(given: ReviewDays) -> tuple[str, str]:
    """Say what runs backwards or is half known, and the field to mend; two empty texts when nothing does."""
    first, last = given.practice_from, given.practice_to
    if (first is None) != (last is None):
        return BOTH_OR_NEITHER, LABELS["practice_from" if first is None else "practice_to"]
    if first and last and last < first:
        return "The practice period must end after it begins.", LABELS["practice_to"]
    known = [(LABELS[name], day) for name in IN_ORDER if (day := getattr(given, name)) is not None]
    for (earlier, before), (later, day) in pairwise(known):
        if day < before:
            return f"The {later} cannot be before the {earlier}.", later
    return "", ""


def before_release(given: ReviewDays, now: datetime, day: date) -> Iterator[str]:
    """Say which days keep two people from releasing the review at this moment, on this day."""
    if given.completed_on and given.completed_on > day:
        yield f"This review is completed on {told_day(given.completed_on)}; release it then."
    waits = given.embargo_until is not None and given.embargo_until > now
    last = local_day(given.embargo_until) if given.embargo_until and waits else day
    if given.published_on and given.published_on > last:
        shown = "its embargo ends before that" if waits else "nothing holds it back until then"
        yield (
            f"This review is to be published on {told_day(given.published_on)}, and {shown}. "
            "Correct its days first: an embargo until that day, or another day of publication."
        )


def against_release(publication: Publication, until: datetime | None, given: ReviewDays, day: date) -> Iterator[str]:
    """Say what would undo, on this day, what two people released; `until` is the embargo that stands."""
    if publication not in RELEASED:
        return
    if given.completed_on and given.completed_on > day:
        yield "Two people released this review as completed: its day of completion cannot be a day to come."
    if publication is Publication.PUBLISHED and (given.published_on or date.max) > day:
        yield "This review is published: it keeps a day of publication, which cannot be a day to come."
    wanted = given.embargo_until
    last = local_day(wanted) if wanted and publication is Publication.EMBARGOED else date.max
    if (given.published_on or date.min) > last:
        yield f"This review is published once its embargo ends, {told_day(wanted)}: its day of publication is no later."
    if publication is Publication.PUBLISHED and wanted != until:
        yield "This review is published: an embargo hides nothing any more, and stays as it was."
    elif until is not None and (wanted is None or wanted < until):
        yield f"Two people released this review under an embargo until {told_day(until)}: it can end later, not sooner."
