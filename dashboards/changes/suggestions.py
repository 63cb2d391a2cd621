"""Judge a pair that was suggested, one after another, and match what was not matched yet."""

from dataclasses import replace

from dashboards.changes import typed as read
from dashboards.changes.repeats import ANSWER, CHOOSE, STAYS
from dashboards.changes.typed import Typed
from dashboards.components.forms import Option
from dashboards.forms import Form, form
from dashboards.matching import language
from dashboards.pages.suggested_pair import draw_pair
from tracker.commands import repeats
from tracker.commands import suggestions as commands
from tracker.commands.suggestions import Done
from tracker.queries import suggested_pair, suggestions
from tracker.queries.suggested_pair import Suggested
from tracker.visit import Visit
from tracker.words import Permission, RepeatVerdict

JUDGES = Permission.JUDGE_REPEATS
QUEUE = "/recurring/suggestions"
CRUMBS = (("Recurring", "/recurring"), ("Suggestions", QUEUE))
GO_ON = Option("go on", "Go on to the suggestions")
UNTIL_THEN = "It counts only once a person has answered."


def ask_pair(visit: Visit, key: int, earlier: int) -> Form:
    """Ask whether a recommendation repeats an earlier one, with everything that helps to tell."""
    model, no_model = language()
    shown = suggested_pair.pair(visit, key, earlier, model=model)
    return Form(
        title=f"Does {shown.pair.later.cited} repeat {shown.pair.earlier.cited}?",
        lead=_lead(shown),
        shown=draw_pair(visit, shown, no_model, _leave(visit, shown)),
        fields=ANSWER,
        submit="Record the answer and go on",
        cancel_href=QUEUE,
        version=shown.answer_id,
        crumbs=[*CRUMBS, ("One pair", "")],
    )


def _lead(shown: Suggested) -> str:
    if shown.pair.verdict is not None:
        return f"Answered: {shown.pair.verdict.value}, because: {shown.pair.reason} {STAYS}"
    return f"{'The later one says itself that it is a repeat. ' if shown.stated else ''}{UNTIL_THEN} {STAYS}"


def _leave(visit: Visit, shown: Suggested) -> str:
    """Give the address of the next pair that waits; nothing when there is no other."""
    following = suggestions.next_after(visit, shown.token)
    same = following is None or (following.later.id, following.earlier.id) == shown.keys
    return "" if following is None or same else f"{QUEUE}/{following.later.id}/{following.earlier.id}"


@form(f"{QUEUE}/<int:key>/<int:earlier>", needs=JUDGES, ask=ask_pair)
def judge(visit: Visit, typed: Typed, key: int, earlier: int) -> str:
    """Judge a pair and go on to the next that waits."""
    shown = suggested_pair.pair(visit, key, earlier)
    verdict = read.word(typed, "verdict", RepeatVerdict, CHOOSE)
    reason = typed.get("reason", "")
    yours = {"answer": verdict.value, "reason": reason}
    repeats.must_be_newest(visit, key, earlier, read=read.version(typed), yours=yours)
    repeats.judge(visit, *shown.keys, verdict=verdict, reason=reason, basis=shown.pair.basis)
    return _leave(visit, shown) or QUEUE


def ask_match(visit: Visit) -> Form:
    """Ask whether what was not matched yet is matched now."""
    model, no_model = language()
    number = sum(suggestions.unmatched(visit, model).values())
    how = no_model or "Texts are compared by meaning, by letters and by words."
    return Form(
        title="Match recommendations",
        lead=f"{_not_matched(number)} {how} Nothing counts as a repeat before a person has answered.",
        fields=[],
        submit=f"Match {number:,} {'recommendation' if number == 1 else 'recommendations'} now",
        cancel_href=QUEUE,
        crumbs=[*CRUMBS, ("Match", "")],
    )


def _not_matched(number: int) -> str:
    if not number:
        return "Every recommendation has been matched with all others."
    return f"{number:,} {'has' if number == 1 else 'have'} not been matched with all others yet."


@form("/recurring/match", needs=JUDGES, ask=ask_match)
def match(visit: Visit, typed: Typed) -> str | Form:
    """Match what was not matched yet, and say what that did."""
    if typed.get("step") == GO_ON.value:
        return QUEUE
    model, no_model = language()
    done = commands.match(visit, model)
    asked = ask_match(visit)
    return replace(asked, title="Matched", lead=_did(done, no_model), steps=[GO_ON])


def _did(done: Done, no_model: str) -> str:
    """Say what matching did."""
    if not done.matched:
        return "There was nothing left to match."
    what = "1 recommendation" if done.matched == 1 else f"{done.matched:,} recommendations"
    pairs = "1 pair may ask" if done.suggested == 1 else f"{done.suggested:,} pairs may ask"
    return f"Matched {what} with all others. {pairs} for the same; a person judges each. {no_model}".strip()
