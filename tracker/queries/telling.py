"""An event of the trail as a sentence that a chair would read out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.queries.telling_evidence import SEALED
from tracker.queries.telling_reviews import RELEASED, REVIEWS, released
from tracker.queries.telling_voices import VOICES
from tracker.rules.phrases import day_words

Row = Mapping[str, Any]
DECIDED = "decided to "
WITH_ARTICLE = {
    "override rating": "override the rating",
    "commission audit": "commission an audit",
    "approve evidence": "approve the evidence",
}


@dataclass(frozen=True)
class Happening:
    """One event: its kind, the rows that it added or changed, and the names of what their keys stand for."""

    kind: str
    rows: Sequence[tuple[str, Row]]
    names: Mapping[tuple[str, int], str]

    def of(self, table: str) -> Row:
        """Give the first row of a table, or an empty one."""
        return next((row for name, row in self.rows if name == table), {})

    def named(self, table: str, row: Row) -> str:
        """Name what the key `<table>_id` of a row stands for."""
        return self.names.get((table, row.get(f"{table}_id") or 0), "")


def sentence(told: Happening) -> str:
    """Tell an event; one of which nothing more is known is told by its kind."""
    if told.kind.startswith(DECIDED):
        return _decided(told)
    if told.kind.startswith(RELEASED):
        return released(told)
    return SENTENCES[told.kind](told) if told.kind in SENTENCES else f"{told.kind[:1].upper()}{told.kind[1:]}."


def _said(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _quoted(words: Any, lead: str = "") -> str:
    return f"{lead}“{words}”" if words else ""


def _on(day: Any, lead: str, after: str = ".") -> str:
    return f"{lead} {day_words(date.fromisoformat(day))}{after}" if day else ""


def _decided(told: Happening) -> str:
    row, kind = told.of("decision"), told.kind.removeprefix(DECIDED)
    meeting = told.named("meeting", row)
    decided = f"decided to {WITH_ARTICLE.get(kind, kind)}."
    shown = f"Shown as {row['rating']}." if row.get("rating") else ""
    until = _on(row.get("until"), "Until")
    waived = _quoted(row.get("waiver"), "Impact test waived: ")
    other = told.named("other", told.of("replacement"))
    instead = f"In its place: {other}." if other else ""
    said = f"{meeting} {decided}" if meeting else f"D{decided[1:]}"
    return _said(said, instead, _quoted(row.get("reason")), waived, shown, until)


def _assurance(told: Happening) -> str:
    level, decision = told.of("assurance_set").get("assurance"), told.of("decision")
    meeting = told.named("meeting", decision)
    said = f"set the assurance to {level}." if level else "let the assurance be what the evidence allows."
    return _said(f"{meeting} {said}" if meeting else f"{said[:1].upper()}{said[1:]}", _quoted(decision.get("reason")))


def _update(told: Happening) -> str:
    row = told.of("progress_update")
    return _said(
        _quoted(row.get("wording"), "Gave an update: "),
        f"Owner says {row['declared']}." if row.get("declared") else "",
        "Owner says that it is done." if row.get("declared_done") else "",
        _on(row.get("forecast"), "Expected on"),
        f"Blocked by {row['blocked_by']}." if row.get("blocked_by") else "",
    )


def _attached(told: Happening) -> str:
    row, version = told.of("evidence"), told.of("evidence_version")
    apart = ", independent" if row.get("independent") else ""
    dated = _on(version.get("claimed_on"), ", dated", "")
    about = f"{row.get('type', 'evidence')}, class {row.get('evidence_class')}{apart}{dated}."
    return _said(_quoted(row.get("title"), "Attached evidence: "), f"({about[:-1]}).", _content(version))


def _content(version: Row) -> str:
    if version.get("statement"):
        return _quoted(version["statement"], "It says: ")
    return "It is a link." if version.get("url") else "It is a file." if version else ""


def _new_version(told: Happening) -> str:
    row = told.of("evidence_version")
    dated = _on(row.get("claimed_on"), ", dated", "")
    return _said(f"Added version {row.get('number')} of the evidence{dated}.", _content(row))


def _checked(told: Happening) -> str:
    row = told.of("evidence_check")
    return _said(f"Checked the evidence: {row.get('verdict')}.", _quoted(row.get("reason")))


def _scanned(told: Happening) -> str:
    row = told.of("evidence_scan")
    return _said(f"The virus scanner said of the evidence: {row.get('result')}.", _quoted(row.get("said")))


def _virus(lead: str) -> Callable[[Happening], str]:
    return lambda told: _said(lead, _quoted(told.of("evidence_scan").get("said")))


def _action(told: Happening) -> str:
    row, owner = told.of("action"), told.named("post", told.of("action_owner"))
    return _said(
        _quoted(row.get("wording"), f"Recorded action {row.get('reference')}: "),
        f"Owner: {owner}." if owner else "No owner.",
        _on(told.of("baseline").get("due"), "Due") or "No due date.",
    )


def _owner(told: Happening) -> str:
    row = told.of("action_owner")
    post = told.named("post", row)
    return _said(
        f"Gave the action to: {post}." if post else "Left the action without an owner.", _quoted(row.get("reason"))
    )


def _contributes(told: Happening, words: str) -> str:
    row = told.of("contribution_change") or told.of("contributing_agency")
    agency = told.named("agency", row) or "an agency"
    said = words.format(agency)
    return _said(f"{said[:1].upper()}{said[1:]}", _quoted(row.get("reason")))


def _asked(told: Happening) -> str:
    row = told.of("extension")
    return _said(
        _on(row.get("due"), "Asked for a new date,", f" ({row.get('reason_code')})."), _quoted(row.get("note"))
    )


def _answered(word: str) -> Callable[[Happening], str]:
    def answered(told: Happening) -> str:
        row = told.of("extension_answer")
        meeting, due = told.named("meeting", row), told.named("extension", row)
        asked = f" {due}" if due else ""
        return _said(f"{word} the new date{asked}{f' ({meeting})' if meeting else ''}.", _quoted(row.get("reason")))

    return answered


def _recommendation(told: Happening) -> str:
    row = told.of("recommendation")
    own = ", in our own words" if row.get("paraphrased") else ""
    return _quoted(row.get("wording"), f"Recorded the recommendation{own}: ")


def _reworded(table: str, lead: str) -> Callable[[Happening], str]:
    def reworded(told: Happening) -> str:
        row = told.of(table)
        return _said(_quoted(row.get("wording"), lead), _quoted(row.get("reason"), "Reason: "))

    return reworded


def _response(told: Happening) -> str:
    row = told.of("response")
    again = _on(row.get("review_on"), "To be looked at again on")
    return _said(f"Answered: {row.get('kind')}.", _quoted(row.get("reason")), again)


def _themes(told: Happening) -> str:
    named = [told.named("theme", row) for table, row in told.rows if table == "recommendation_theme"]
    return f"Gave the themes: {', '.join(name for name in named if name) or 'none'}."


def _test(told: Happening) -> str:
    row = told.of("impact_test")
    target = _quoted(row.get("target"), "Target: ")
    return _said(_quoted(row.get("question"), "Set an impact test: "), target, _on(row.get("due"), "Due"))


def _tested(told: Happening) -> str:
    row = told.of("impact_result")
    again = _on(row.get("next_check_on"), "To be checked again on")
    return _said(f"Impact test: {row.get('verdict')}.", _quoted(row.get("value")), again)


def _began(told: Happening) -> str:
    return f"Somebody took up the post: {told.named('post', told.of('tenure')) or 'the owner post'}."


def _clock(table: str, lead: str, day: str = "since") -> Callable[[Happening], str]:
    def clock(told: Happening) -> str:
        row = told.of(table)
        return _said(_on(row.get(day), lead), _quoted(row.get("reason")))

    return clock


def _started(told: Happening) -> str:
    row = told.of("clock")
    runs = f"{row.get('length')} {row.get('unit')}"
    return f"Started the clock {row.get('kind')}: {runs}{_on(row.get('started_on'), ' from')}"


def _step(lead: str) -> Callable[[Happening], str]:
    def step(told: Happening) -> str:
        row = told.of("escalation")
        post = told.named("post", row)
        failed = str(row.get("outcome", "")).startswith("could not")
        why = f" It {row['outcome']}." if failed else ""
        return _said(
            f"{lead}: {row.get('step')}{f', {post}' if post else ''}{_on(row.get('due'), ' (due', ').')}{why}",
            _quoted(row.get("note")),
        )

    return step


def _verdict(told: Happening) -> str:
    row = told.of("committee_verdict")
    return _said(f"{told.named('meeting', row)} said: {row.get('verdict')}.", _quoted(row.get("reason")))


def _frozen(told: Happening) -> str:
    row = told.of("snapshot")
    return f"Froze the {row.get('edition')} edition{_on(row.get('as_at'), ' as at', '')}: {row.get('cited')}."


SENTENCES: dict[str, Callable[[Happening], str]] = {
    "update given": _update,
    "evidence attached": _attached,
    "evidence version added": _new_version,
    "evidence checked": _checked,
    "evidence for several actions": lambda _: "Evidence came that speaks for this action and for others.",
    "reader named": lambda told: _quoted(told.of("evidence_reader").get("reason"), "Named somebody to read it: "),
    "reader no longer named": lambda told: _quoted(
        told.of("evidence_reader").get("reason"), "Took back that somebody may read it: "
    ),
    **SEALED,
    "evidence scanned": _scanned,
    "evidence quarantined": _virus("Put the evidence into quarantine, for the scanner found a virus in it:"),
    "virus found in an upload": _virus("Sent a file that was refused, for the scanner found a virus in it:"),
    "evidence found damaged": lambda _: "Asked for a file of evidence whose bytes are gone or damaged.",
    "action recorded": _action,
    "action wording edited": _reworded("action_wording", "Edited the wording to: "),
    "owner given": _owner,
    "ownership refused": lambda told: _quoted(
        told.of("ownership_refusal").get("reason"), "Said that it is not theirs: "
    ),
    "agency contributes": lambda told: _contributes(told, "From now on {} contributes."),
    "agency no longer contributes": lambda told: _contributes(told, "{} no longer contributes."),
    "action answers more": lambda _: "Said what else the action answers.",
    "baseline set": lambda told: _on(told.of("baseline").get("due"), "Set the due date,"),
    "action submitted": lambda _: "Said that the action is ready for assessment.",
    "extension asked": _asked,
    "extension approved": _answered("Approved"),
    "extension refused": _answered("Refused"),
    "recommendation recorded": _recommendation,
    "wording corrected": _reworded("recommendation_wording", "Corrected the wording to: "),
    "assurance set lower": _assurance,
    "scrutiny verdict recorded": _verdict,
    "edition frozen": _frozen,
    "assurance set no longer": _assurance,
    "response recorded": _response,
    "themes given": _themes,
    "impact test set": _test,
    "impact tested": _tested,
    **REVIEWS,
    "clock started": _started,
    "clock paused": _clock("clock_pause", "Paused the clock from"),
    "clock resumed": _clock("clock_resume", "The clock runs again from"),
    "clock done": _clock("clock_done", "What the clock timed was done on", "done_on"),
    "escalation sent": _step("Sent"),
    "escalation not sent": _step("Not sent"),
    "escalation recorded": _step("Escalated"),
    "tenure begun": _began,
    "tenure ended": lambda _: "The holder of the owner post left.",
    "public text written": lambda told: _quoted(told.of("public_text").get("wording"), "Wrote for the public: "),
    "public text approved": lambda _: "Let the public read the text that was written for it.",
    "meeting of an override changed": lambda _: (
        "A meeting was set to another day: the override ends at the next meeting, and no later than was decided."
    ),
    **VOICES,
}
