"""The days of a review: what is refused of them, and their correction, which keeps what stood before."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_
from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker import positions, shelf
from tracker.access import find, needs
from tracker.asks import newest_answer
from tracker.commands.days import OF_THE_PAST, possible
from tracker.commands.record import change, record
from tracker.commands.texts import text
from tracker.errors import BothTexts, ConflictError, InputError, RuleBrokenError
from tracker.models import Recommendation, RepeatAnswer, RepeatLink, Review, ReviewCorrection
from tracker.models.statements import select
from tracker.rules.phrases import told_day
from tracker.rules.review_days import LABELS, ReviewDays, against_release, backwards
from tracker.settings import local_day
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, RepeatVerdict

LONGEST_BASIS = 120


def check_days(today: date, given: ReviewDays) -> None:
    """Refuse days that cannot be meant, and a time line that runs backwards."""
    for name, label in LABELS.items():
        day = getattr(given, name)
        if isinstance(day, datetime):
            possible(local_day(day), label, today, earliest=OF_THE_PAST)
        elif isinstance(day, date):
            possible(day, label, today, earliest=OF_THE_PAST)
    sentence, field = backwards(given)
    if sentence:
        raise InputError(sentence, field=field)


@needs(Permission.RECORD_REVIEW)
def correct_days(visit: Visit, review_id: int, given: ReviewDays, *, reason: str, version: int) -> ReviewCorrection:
    """Correct the days of a review, with the reason; what stood before stays in the record.

    A slip about the past was one on every day, so that what is computed from these days (which recommendation repeats
    which, and how) is computed from the corrected ones for past days as well. Frozen editions stay as they were.
    """
    review, kept = find(visit, Review, review_id), text(reason, "reason")
    basis = text(given.practice_basis, LABELS["practice_basis"], needed=False, longest=LONGEST_BASIS)
    wanted = replace(given, practice_basis=basis)
    now = ReviewDays(**{name: getattr(review, name) for name in LABELS})
    corrected = {name: value for name, value in asdict(wanted).items() if value != getattr(now, name)}
    check_days(visit.today, wanted)
    if review.version != version:
        raise ConflictError(_both(now, wanted, corrected))
    _must_be_possible(visit, review, wanted, corrected)
    before = {f"was_{name}": value for name, value in asdict(now).items()}
    row = add(visit, ReviewCorrection, review_id=review_id, **before, reason=kept, by_id=visit.who.person_id)
    change(review, version, **corrected)
    record(visit, "review days corrected", review)
    shelf.turn_round(visit.session, review_id)
    positions.refresh_under(visit, review_id)
    return row


def _must_be_possible(visit: Visit, review: Review, wanted: ReviewDays, corrected: Mapping[str, Any]) -> None:
    """Refuse what corrects nothing, undoes what two people released, or turns round what somebody judged."""
    if not corrected:
        raise InputError("Nothing differs from what stands. Change a day, or go back.")
    unmet = list(against_release(review.publication, review.embargo_until, wanted, visit.effective_on))
    if "published_on" in corrected:
        unmet += _turned(visit, review, wanted.published_on)
    if unmet:
        raise RuleBrokenError(unmet)


def _both(now: ReviewDays, given: ReviewDays, corrected: Mapping[str, Any]) -> BothTexts:
    """Put what was typed beside what stands now, of all that differs."""
    names = corrected or LABELS
    return BothTexts(
        yours={LABELS[name]: told_day(getattr(given, name)) for name in names},
        theirs={LABELS[name]: told_day(getattr(now, name)) for name in names},
    )


def _turned(visit: Visit, review: Review, published_on: date | None) -> Iterator[str]:
    """Name what was judged a repeat and would, by the new day of publication, have been made before what it repeats."""
    later, earlier = aliased(Recommendation), aliased(Recommendation)
    of_later, of_earlier = aliased(Review), aliased(Review)
    judged = (
        select(of_later.id, of_later.published_on, later.reference, of_earlier.id, of_earlier.published_on)
        .select_from(RepeatLink)
        .join(later, col(later.id) == col(RepeatLink.later_id))
        .join(earlier, col(earlier.id) == col(RepeatLink.earlier_id))
        .join(of_later, col(of_later.id) == col(later.review_id))
        .join(of_earlier, col(of_earlier.id) == col(earlier.review_id))
        .join(RepeatAnswer, col(RepeatAnswer.id) == newest_answer())
        .where(or_(col(of_later.id) == review.id, col(of_earlier.id) == review.id))
        .where(col(RepeatAnswer.verdict).in_([RepeatVerdict.SAME, RepeatVerdict.RELATED]))
        .order_by(col(RepeatLink.id))
    )
    for key, after, reference, other, before in visit.session.execute(judged).all():
        made, repeated = (published_on if one == review.id else day for one, day in ((key, after), (other, before)))
        if made and repeated and made < repeated:
            yield (
                f"By this day recommendation {reference} was made before the one that it was judged to repeat. Take "
                "that answer back first."
            )
            return
