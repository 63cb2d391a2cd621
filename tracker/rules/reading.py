"""What one span says about a day: nothing but comparisons of dates, the same for actions and recommendations."""

from datetime import date

from tracker.rules.clocks import ONE_DAY
from tracker.rules.facts import Span
from tracker.rules.spans import amended
from tracker.words import Rating


def rating_on(span: Span, day: date) -> Rating | None:
    """Give the rating on a day inside the span; None is unrated.

    Blue comes first and holds until an impact test turns it red or amber; a completed action never turns.
    `override_until` is the last day of the override. In SQL:

        CASE
          WHEN NOT rated THEN NULL
          WHEN blue AND (red_from IS NULL OR red_from > :day)
                    AND (amber_from IS NULL OR amber_from > :day) THEN 'Blue'
          WHEN override_rating IS NOT NULL AND override_until >= :day THEN override_rating
          WHEN grey_until > :day THEN 'Grey'
          WHEN red_from <= :day THEN 'Red'
          WHEN amber_from <= :day THEN 'Amber'
          ELSE 'Green'
        END
    """
    if not span.rated:
        return None
    if span.blue and not _come(span.red_from, day) and not _come(span.amber_from, day):
        return Rating.BLUE
    if overridden_on(span, day):
        return span.override_rating
    if span.grey_until and span.grey_until > day:
        return Rating.GREY
    if _come(span.red_from, day):
        return Rating.RED
    return Rating.AMBER if _come(span.amber_from, day) else Rating.GREEN


def computed_on(span: Span, day: date) -> Rating | None:
    """Give the rating on a day as it would be without the chair's override."""
    if span.override_rating is None:
        return rating_on(span, day)
    return rating_on(amended(span, override_rating=None, override_until=None), day)


def overridden_on(span: Span, day: date) -> bool:
    """Tell whether the chair's override still runs on a day (what is Blue is shown Blue all the same)."""
    return span.override_rating is not None and span.override_until is not None and day <= span.override_until


def days_late(span: Span, day: date) -> int:
    """Count the days late: to the day, or to the submission or delivery at which lateness stands still."""
    if span.overdue_from is None or span.due is None:
        return 0
    return max(0, (min(day, span.late_until or day) - span.due).days)


def is_overdue(span: Span, day: date) -> bool:
    """Tell whether an action that is not completed is late on a day.

    What is completed is not overdue though it may have been late. A pause hides the rating, not the lateness.
    In SQL: `rated AND NOT blue AND overdue_from <= :day`.
    """
    return span.rated and not span.blue and _come(span.overdue_from, day)


def slippage(span: Span) -> int:
    """Count the days by which the due date has moved from the baseline."""
    return (span.due - span.baseline_due).days if span.due and span.baseline_due else 0


def turns(span: Span, day: date) -> list[tuple[date, Rating]]:
    """List the later days on which the rating turns by itself if nothing more is recorded."""
    ends = span.override_until + ONE_DAY if span.override_until else None
    days = {each for each in (ends, span.grey_until, span.amber_from, span.red_from) if each and each > day}
    before, found = rating_on(span, day), []
    for each in sorted(days):
        after = rating_on(span, each)
        if after and after is not before:
            found.append((each, after))
        before = after
    return found


def _come(start: date | None, day: date) -> bool:
    return start is not None and start <= day
