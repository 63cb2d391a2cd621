"""Why and from which day on a thing is amber or red, from what stands in its span and the board's key.

Every reason holds from its day until the span ends, so two days say all: the first amber one and the first red one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.rules.clocks import ONE_DAY, add_months, add_working_days
from tracker.rules.facts import Key, Span
from tracker.rules.spans import amended
from tracker.words import Delivery, Rating, Reason, Standing

PRINTED_ORDER = {reason: place for place, reason in enumerate(Reason)}
CALM = frozenset({Delivery.COMPLETED, Delivery.WITHDRAWN})
BLUE_STANDINGS = frozenset({Standing.CLOSED, Standing.EMBEDDED, Standing.DELIVERED})


@dataclass(frozen=True)
class Turn:
    """From a day on this reason makes the thing amber or red."""

    on: date
    rating: Rating
    reason: Reason


def turns_of(span: Span, key: Key) -> tuple[Turn, ...]:
    """Give every reason of a span with the day from which it holds, in the order of the printed key."""
    found = _of_action(span, key) if isinstance(span.state, Delivery) else _of_recommendation(span, key)
    return tuple(sorted(found, key=lambda turn: PRINTED_ORDER[turn.reason]))


def with_turns(span: Span, key: Key) -> Span:
    """Write the turning days and the lateness into a span."""
    turns = turns_of(span, key)
    amber, red = _first(turns, Rating.AMBER), _first(turns, Rating.RED)
    return amended(
        span,
        amber_from=amber.on if amber else None,
        amber_reason=amber.reason if amber else None,
        red_from=red.on if red else None,
        red_reason=red.reason if red else None,
    )


def last_sign(span: Span) -> date | None:
    """Give the last update or the acceptance, whichever is later: from it the reporting cycle counts."""
    return max((day for day in (span.last_update_on, span.accepted_on) if day), default=None)


def first_day_late(span: Span) -> date | None:
    """Give the first day late, unless the thing was submitted or delivered in time, withdrawn or has no due date."""
    if span.due is None or span.state is Delivery.WITHDRAWN:
        return None
    return None if span.late_until and span.late_until <= span.due else span.due + ONE_DAY


def _first(turns: Iterable[Turn], rating: Rating) -> Turn | None:
    return min((turn for turn in turns if turn.rating is rating), key=lambda turn: turn.on, default=None)


def _of_action(span: Span, key: Key) -> Iterator[Turn]:
    if span.state in CALM:
        return
    yield from _lateness(span, key)
    yield from _missing(span, key)
    yield from _owner(span, key)
    yield from _dates(span, key)


def _lateness(span: Span, key: Key) -> Iterator[Turn]:
    if span.due is None:
        return
    submitted, limit = span.submitted_on, add_months(span.due, key.red_overdue_months)
    if submitted is None:
        yield Turn(span.due - timedelta(days=key.amber_due_days), Rating.AMBER, Reason.DUE_SOON)
    if submitted is None or submitted > span.due:
        yield Turn(span.due + ONE_DAY, Rating.AMBER, Reason.OVERDUE)
    if submitted is None or submitted > limit:
        yield Turn(limit + ONE_DAY, Rating.RED, Reason.OVERDUE)


def _missing(span: Span, key: Key) -> Iterator[Turn]:
    if span.post_id is None:
        yield from _since_acceptance(span, key, Reason.NO_OWNER)
    if span.due is None:
        yield from _since_acceptance(span, key, Reason.NO_DUE_DATE)


def _since_acceptance(span: Span, key: Key, reason: Reason) -> Iterator[Turn]:
    yield Turn(span.valid_from, Rating.AMBER, reason)
    if span.accepted_on:
        last = add_working_days(span.accepted_on, key.unowned_working_days, key.bank_holidays)
        yield Turn(last + ONE_DAY, Rating.RED, reason)


def _owner(span: Span, key: Key) -> Iterator[Turn]:
    if span.vacant_from:
        last = add_working_days(span.vacant_from, key.orphaned_working_days, key.bank_holidays)
        yield Turn(last + ONE_DAY, Rating.RED, Reason.ORPHANED)
    if span.declared in {Rating.AMBER, Rating.RED}:
        yield Turn(span.valid_from, span.declared, Reason.DECLARED)


def _dates(span: Span, key: Key) -> Iterator[Turn]:
    if span.due and span.forecast and span.forecast > span.due:
        yield Turn(span.valid_from, Rating.AMBER, Reason.FORECAST_LATE)
        if span.forecast > add_months(span.due, key.red_forecast_months):
            yield Turn(span.valid_from, Rating.RED, Reason.FORECAST_LATE)
    if span.extensions >= key.amber_extensions:
        yield Turn(span.valid_from, Rating.AMBER, Reason.EXTENSIONS)
    if span.extensions >= key.red_extensions:
        yield Turn(span.valid_from, Rating.RED, Reason.EXTENSIONS)
    if last := last_sign(span):
        silent_from = add_months(last, key.reporting_cycle_months) + ONE_DAY
        yield Turn(silent_from, Rating.AMBER, Reason.NO_UPDATE)


def _of_recommendation(span: Span, key: Key) -> Iterator[Turn]:
    if not span.rated:
        return
    if span.state is Standing.AWAITING_RESPONSE:
        yield Turn(span.valid_from, Rating.AMBER, Reason.AWAITING_RESPONSE)
        return
    if span.state is Standing.OPEN:
        yield from _since_acceptance(span, key, Reason.NO_ACTION)
    if span.test_failed_on:
        yield Turn(span.test_failed_on, Rating.RED, Reason.IMPACT_FAILED)
    if span.test_due and span.state in BLUE_STANDINGS:
        yield Turn(span.test_due + ONE_DAY, Rating.AMBER, Reason.IMPACT_OVERDUE)
