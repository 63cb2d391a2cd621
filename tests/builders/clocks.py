"""Clocks on reviews, with their pauses."""

from collections.abc import Sequence
from datetime import date

from tests.builders.people import row_id
from tests.builders.reviews import a_review
from tests.database.record import Record
from tracker.commands import clocks
from tracker.models import Review, StartedClock
from tracker.words import Clock


def a_clock(
    record: Record,
    kind: Clock = Clock.RAPID_REVIEW,
    *,
    review: Review | None = None,
    started_on: date = date(2026, 11, 16),
    on: date | None = None,
    pauses: Sequence[tuple[date, date | None]] = (),
    done_on: date | None = None,
) -> StartedClock:
    """Start a clock on a (new, published) review; each pause is its first day and the first day that counts again."""
    home = review or a_review(record)
    with record.changing(on=on or started_on) as visit:
        made = clocks.start(visit, clocks.ClockDraft(kind, started_on, review_id=row_id(home)))
    for since, until in pauses:
        with record.changing(on=since) as visit:
            clocks.pause(visit, row_id(made), since=since, reason="The police ask us to wait.")
        if until is not None:
            with record.changing(on=until) as visit:
                clocks.resume(visit, row_id(made), since=until)
    if done_on is not None:
        with record.changing(on=done_on) as visit:
            clocks.mark_done(visit, row_id(made), done_on=done_on)
    return made
