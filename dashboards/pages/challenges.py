"""The challenges on the page of an action or a recommendation: question, answers, verdicts, and whose turn it is."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html
from dashboards.components.dates import in_words
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from tracker.access import allows
from tracker.queries import challenges as queries
from tracker.queries.challenges import OPEN, Answer, Raised
from tracker.visit import Visit
from tracker.words import ChallengeState, Permission


def about_action(visit: Visit, key: int) -> Markup:
    """Draw the challenges about an action."""
    return _section(visit, queries.about_action(visit, key), f"/actions/{key}/challenge")


def about_recommendation(visit: Visit, key: int, *, any_there: bool = True) -> Markup:
    """Draw the challenges about a recommendation itself; where there is none at all, nothing is asked."""
    found = queries.about_recommendation(visit, key) if any_there else []
    return _section(visit, found, f"/recommendations/{key}/challenge")


def _section(visit: Visit, found: Sequence[Raised], address: str) -> Markup:
    sentences = [Column(head, sentence=True) for head in ("Question", "Answer")]
    heads: list[Column | str] = ["Asked", *sentences, "How it stands"]
    rows: list[list[Cell]] = [
        [[in_words(each.asked_on), f", {each.asked_as.value}"], each.question, _answers(each), _state(each)]
        for each in found
    ]
    may_ask = visit.as_at == visit.today and allows(visit.who, Permission.CHALLENGE)
    shown = table("Challenges, oldest first", heads, rows) if rows else empty("Nobody has challenged this.")
    ask = html.P(html.A("Ask a question", href=address, className="button second")) if may_ask else None
    return html.Section([html.H2("Challenges"), _sentence(found), shown, ask], id="challenges")


def _sentence(found: Sequence[Raised]) -> Markup | None:
    if not found:
        return None
    still = sum(each.state in OPEN for each in found)
    asked = f"{len(found)} {'question' if len(found) == 1 else 'questions'} asked"
    return html.P(f"{asked}; {still or 'none'} {'is' if still == 1 else 'are'} open.")


def _answers(each: Raised) -> Cell:
    if not each.answers:
        return "Not answered yet"
    return [html.P(_answer(given)) for given in each.answers]


def _answer(given: Answer) -> str:
    agency = f", {given.agency}" if given.agency else ""
    said = f"{in_words(given.on)}{agency}: {given.wording}"
    if given.accepted is None:
        return said
    reason = f": {given.reason}" if given.reason else ""
    return f"{said} — {'Accepted' if given.accepted else 'Not accepted'}, {in_words(given.judged_on)}{reason}"


def _state(each: Raised) -> Cell:
    said: list[Markup | str] = [html.P(sentence_case(each.state.value))]
    said += [html.P(f"Waits for: {each.waits_for}")] if each.state != ChallengeState.ACCEPTED else []
    said += [html.P(html.A("Answer", href=f"/challenges/{each.id}/answer"))] if each.may_answer else []
    said += [html.P(html.A("Accept or not", href=f"/challenges/{each.id}/verdict"))] if each.may_judge else []
    return said
