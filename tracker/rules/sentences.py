"""A rating in one sentence with its numbers, as a chair would say it.

The functions take the key of the span (`Span.key_version`) to name every reason that holds; without it they name the
reasons that the span itself proves: those with which it turned, and those that need no threshold.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tracker.rules.clocks import ONE_DAY
from tracker.rules.facts import Key, Span
from tracker.rules.phrases import PHRASES, amount, day_words, due_words, turn_note
from tracker.rules.reading import computed_on, days_late, is_overdue, overridden_on, rating_on, turns
from tracker.rules.turning import CALM, Turn, last_sign, turns_of, with_turns
from tracker.words import Delivery, Rating, Reason, Standing


def why(span: Span, day: date, key: Key | None = None) -> str:
    """Say why a thing has its rating on a day, naming every reason that holds, the red ones first."""
    computed = computed_on(span, day)
    if computed is None:
        # Not a word of open actions: how many there are only those know who see them.
        return f"Not rated: {span.state}."
    grounds = _grounds(span, day, key)
    if overridden_on(span, day) and computed is not Rating.BLUE:
        until = day_words(span.override_until)
        return f"{span.override_rating} (override, computed {computed}, until {until}): {grounds}."
    return f"{computed}: {grounds}."


def reasons_on(span: Span, day: date, key: Key | None = None) -> tuple[Reason, ...]:
    """List the reasons that hold on a day, the red ones first, each in the order of the printed key."""
    held = [turn for turn in (turns_of(span, key) if key else _evident(span)) if turn.on <= day]
    red = [turn.reason for turn in held if turn.rating is Rating.RED]
    found = dict.fromkeys(red + [turn.reason for turn in held])
    if Reason.OVERDUE in found:
        found.pop(Reason.DUE_SOON, None)
    return tuple(found)


def turns_sentence(span: Span, day: date) -> str:
    """Say how a thing is rated and on which days that will turn if nothing more is recorded."""
    rating = rating_on(span, day)
    if rating is None:
        return "Not rated"
    later = [_turn_words(span, on, turned) for on, turned in turns(span, day)]
    if not later:
        return f"{rating}; stays {rating} until something is recorded"
    return f"{rating}; turns {', '.join(later)}"


def declared_beside(span: Span, day: date, key: Key | None = None) -> str:
    """Set the owner's own rating beside the computed one when they differ; else empty."""
    if span.declared is None or not span.rated or span.blue:
        return ""
    bare = _without_declaration(span, key)
    if bare is None:
        return f"owner says {span.declared}"
    computed = computed_on(bare, day)
    if computed is span.declared:
        return ""
    reasons = reasons_on(bare, day, key) if computed in {Rating.AMBER, Rating.RED} else ()
    return f"owner says {span.declared}, computed {computed}" + "".join(
        f": {_short(bare, day, r)}" for r in reasons[:1]
    )


def _without_declaration(span: Span, key: Key | None) -> Span | None:
    """Give the span as it would be had the owner declared nothing; None where only the key could tell."""
    bare = replace(span, declared=None)
    if key:
        return with_turns(bare, key)
    return None if Reason.DECLARED in {span.amber_reason, span.red_reason} else bare


def _evident(span: Span) -> Iterator[Turn]:
    if span.red_from and span.red_reason:
        yield Turn(span.red_from, Rating.RED, span.red_reason)
    if span.amber_from and span.amber_reason:
        yield Turn(span.amber_from, Rating.AMBER, span.amber_reason)
    if not isinstance(span.state, Delivery) or span.state in CALM:
        return
    if span.overdue_from:
        yield Turn(span.overdue_from, Rating.AMBER, Reason.OVERDUE)
    facts = {
        Reason.NO_OWNER: span.post_id is None,
        Reason.NO_DUE_DATE: span.due is None,
        Reason.FORECAST_LATE: bool(span.due and span.forecast and span.forecast > span.due),
        Reason.DECLARED: span.declared in {Rating.AMBER, Rating.RED},
    }
    yield from (Turn(span.valid_from, Rating.AMBER, reason) for reason, holds in facts.items() if holds)


def _grounds(span: Span, day: date, key: Key | None) -> str:
    computed = computed_on(span, day)
    if computed is Rating.BLUE:
        return _blue(span)
    if computed is Rating.GREY:
        return _grey(span)
    if computed is Rating.GREEN:
        return _green(span)
    return "; ".join(PHRASES[reason](span, day) for reason in reasons_on(span, day, key))


def worst_of(open_actions: int) -> str:
    """Name what a recommendation shows while actions are open, by the number of open ones that its reader sees."""
    return "its one open action" if open_actions == 1 else f"the worst of its {open_actions} open actions"


def _blue(span: Span) -> str:
    if isinstance(span.state, Standing):
        test = f"; impact test due {day_words(span.test_due)}" if span.test_due else ""
        return f"{span.state}{test}"
    late = days_late(span, span.valid_from)
    timing = f"{amount(late, 'day')} late" if late else "in time"
    timing = f"{due_words(span)}, {timing}" if span.due else due_words(span)
    received, checked = day_words(span.delivered_on), day_words(span.completed_on)
    return f"delivered; adequate evidence received {received}, checked {checked}; {timing}"


def _grey(span: Span) -> str:
    until = day_words(span.grey_until)
    if span.grey_until == span.start_on:
        return f"starts {until}; {due_words(span)}"
    return f"paused until its review on {until}; {due_words(span)}"


def _green(span: Span) -> str:
    last = last_sign(span)
    if last is None:
        return f"{due_words(span)}; no update yet"
    sign = "last update" if last == span.last_update_on else "accepted"
    submitted = f"; submitted {day_words(span.submitted_on)}" if span.submitted_on else ""
    return f"{due_words(span)}{submitted}; {sign} {day_words(last)}"


def _turn_words(span: Span, on: date, rating: Rating) -> str:
    if rating is Rating.RED and on == span.red_from:
        note = turn_note(span, span.red_reason)
    elif rating is Rating.AMBER and on == span.amber_from:
        note = turn_note(span, span.amber_reason)
    elif on == span.grey_until:
        note = "start date" if on == span.start_on else "pause to be reviewed"
    else:
        note = "the override ends" if span.override_until and on == span.override_until + ONE_DAY else ""
    return f"{rating} on {day_words(on)}" + (f" ({note})" if note else "")


def _short(span: Span, day: date, reason: Reason) -> str:
    if reason is Reason.OVERDUE and is_overdue(span, day):
        return f"{amount(days_late(span, day), 'day')} overdue"
    return PHRASES[reason](span, day)
