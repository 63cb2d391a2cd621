"""What happened to challenges, measures and lessons, as sentences that a chair would read out."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

from tracker.rules.measures import number_words, period_words
from tracker.rules.phrases import amount, day_words

Row = Mapping[str, Any]


class Told(Protocol):
    """An event: the rows that it added, and the names of what their keys stand for."""

    def of(self, table: str) -> Row:
        """Give the first row of a table, or an empty one."""

    def named(self, table: str, row: Row) -> str:
        """Name what the key of a row stands for."""


def _day(written: Any) -> date:
    return date.fromisoformat(str(written))


def _asked(told: Told) -> str:
    row = told.of("challenge")
    return f"Asked, as {row.get('asked_as', 'somebody')}: “{row.get('question', '')}”"


def _answered(told: Told) -> str:
    row = told.of("challenge_answer")
    agency = told.named("agency", row)
    return f"Answered the challenge{f' for {agency}' if agency else ''}: “{row.get('answer', '')}”"


def _judged(lead: str) -> Callable[[Told], str]:
    def judged(told: Told) -> str:
        reason = told.of("challenge_verdict").get("reason")
        return f"{lead} the answer{f': “{reason}”' if reason else '.'}"

    return judged


def _measure(told: Told) -> str:
    row = told.of("measure")
    target = f"the target is {number_words(row['target'], row['unit'])}" if row.get("target") else "no target"
    return f"Recorded the measure “{row.get('name', '')}”; {row.get('direction', '')}, {target}."


def _edited(told: Told) -> str:
    row = told.of("measure_version")
    target = f"the target is {number_words(row['target'], '').rstrip()}" if row.get("target") else "no target"
    return f"From now on is counted: “{row.get('definition', '')}”; {target}. Reason: “{row.get('reason', '')}”"


def _value(told: Told) -> str:
    row = told.of("measure_value")
    if not row:
        return "Recorded a value."
    period = period_words(_day(row["period_from"]), _day(row["period_to"]))
    if not row.get("value"):
        return f"Recorded that the value for {period} is unknown: “{row.get('unknown_because', '')}”"
    source = f" (“{row['note']}”)" if row.get("note") else ""
    return f"Recorded {number_words(row['value'], '').rstrip()} for {period}{source}."


def _heard(word: str) -> Callable[[Told], str]:
    def heard(told: Told) -> str:
        row, lesson = told.of("dissemination"), told.of("lesson")
        about = f" “{lesson['wording']}”" if lesson.get("wording") else ""
        team = ", ".join(part for part in (row.get("team"), told.named("agency", row)) if part)
        on = f" on {day_words(_day(row['happened_on']))}" if row.get("happened_on") else ""
        return f"The lesson{about} was {word} {team or 'a team'}{on}."

    return heard


def _discussed(told: Told) -> str:
    row = told.of("lesson_discussion")
    if not row:
        return "A team answered."
    said = "We can" if row.get("can") else "We cannot"
    because = f", because “{row['reason']}”" if row.get("reason") else "."
    present = amount(row["present"], "person").replace("persons", "people")
    return f"A team discussed the lesson on {day_words(_day(row['held_on']))} ({present}): {said}{because}"


def _briefing(lead: str, table: str = "", words: str = "") -> Callable[[Told], str]:
    """Say what was done with a briefing, with the words of one row where there are some."""

    def told_of(told: Told) -> str:
        said = told.of(table).get(words) if table else None
        return f"{lead}: “{said}”" if said else f"{lead}."

    return told_of


BRIEFINGS: dict[str, Callable[[Told], str]] = {
    "briefing written": lambda told: f"Wrote version {told.of('briefing_version').get('number', '')} of the briefing.",
    "briefing released by the coordinator": _briefing("Released the briefing as the coordinator"),
    "briefing released by the chair": _briefing("Released the briefing as the chair: anybody can read it now"),
    "briefing withdrawn": _briefing("Withdrew the released briefing", "briefing_withdrawn", "reason"),
    "team given a link": _briefing("Gave a team its link to the briefing"),
    "team link revoked": _briefing("Revoked the link of a team to the briefing"),
    "discussion reported": lambda told: f"By its link: {_discussed(told)} It is unconfirmed.",
    "discussion confirmed": _briefing("Confirmed what a team reported; it became a piece of evidence (class 1)"),
    "discussion not confirmed": _briefing("Did not confirm what a team reported", "claim_answer", "reason"),
}

VOICES: dict[str, Callable[[Told], str]] = {
    **BRIEFINGS,
    "challenge asked": _asked,
    "challenge answered": _answered,
    "answer accepted": _judged("Accepted"),
    "answer not accepted": _judged("Did not accept"),
    "measure recorded": _measure,
    "measure edited": _edited,
    "measure linked": lambda _: "Let a measure belong to this recommendation.",
    "measure value recorded": _value,
    "lesson sent": _heard("sent to"),
    "lesson read": _heard("read by"),
    "lesson discussed": _heard("discussed by"),
    "lesson answered": _discussed,
}
