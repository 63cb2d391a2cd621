"""What a clock's due day is called: "response due 23 Jan 2027 (2 months)"."""

from datetime import date

from tracker.rules.clocks import ClockState, due_on
from tracker.rules.facts import Key
from tracker.rules.phrases import amount, day_words
from tracker.words import Clock

WHAT_IS_DUE: dict[Clock, str] = {
    Clock.INCIDENT_NOTIFICATION: "notification",
    Clock.RAPID_REVIEW: "rapid review",
    Clock.LOCAL_PRACTICE_REVIEW: "review",
    Clock.PUBLISH_INSPECTION_REPORT: "publication",
    Clock.STATEMENT_OF_ACTION: "statement of action",
    Clock.CORONER_RESPONSE: "response",
    Clock.EXECUTIVE_RESPONSE: "response",
    Clock.MEETING_PAPERS: "papers",
    Clock.IMPROVEMENT_NOTICE_REVIEW: "review of the notice",
    Clock.INQUIRY_RESPONSE: "response",
    Clock.OWNER_AND_DATE: "owner and date",
}


def due_in_words(state: ClockState, day: date, key: Key) -> str:
    """Say what is due when, and how long the clock runs; papers are due on a weekday that is named."""
    due, rule = due_on(state, day, key), state.rule
    if rule.before_start:
        clear = amount(rule.length, "clear working day")
        return f"{WHAT_IS_DUE[state.clock]} due {due:%a} {day_words(due)} ({clear} before the meeting)"
    return f"{WHAT_IS_DUE[state.clock]} due {day_words(due)} ({amount(rule.length, rule.unit.value[:-1])})"
