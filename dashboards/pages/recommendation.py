"""One recommendation: wording, why this colour, response, actions, evidence, what is left before it can close."""

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboards import links
from dashboards.components.dates import in_words
from dashboards.components.gates import Gate, gates
from dashboards.components.lists import Happened, history
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, empty, table
from dashboards.components.tags import rating_tag, standing_tag
from dashboards.pages.parts import dates_of, past, state_tag
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import history as histories
from tracker.queries import recommendation as recommendations
from tracker.queries.recommendation import Decided, Piece, SeenBefore, Whole
from tracker.visit import Visit
from tracker.words import Permission, RepeatVerdict, Standing


@page(
    "/recommendations/<int:key>",
    title="Recommendation",
    needs=Permission.SEE_PLAN,
    finds=lambda visit, key: recommendations.whole(visit, key),
)
def layout(visit: Visit, _asked: Mapping[str, str], key: int) -> Component:
    """Draw one recommendation as it stands on the day of the visit."""
    shown = recommendations.whole(visit, key)
    return html.Div(
        [
            html.P(html.A(f"{shown.review}: {shown.review_title}", href=links.review(visit, shown.review_id))),
            html.H1(f"{shown.review} · recommendation {shown.reference}"),
            *past(visit, f"/recommendations/{key}"),
            html.P([rating_tag(shown.rating), " ", standing_tag(shown.standing)]),
            html.P(shown.why, className="lead", id="why"),
            html.P(f"Next: {shown.turns}.") if shown.turns else None,
            _wording(shown),
            _seen_before(visit, shown),
            _facts(shown),
            _actions(visit, shown),
            _evidence(visit, shown),
            _tests(shown),
            _gates(shown),
            _decisions(shown),
            _close(visit, shown),
            draw_history(visit, histories.of_recommendation, key, [row.id for row in shown.actions]),
        ]
    )


def _wording(shown: Whole) -> Component:
    page_of = f" (page {shown.page})" if shown.page else ""
    lead = "In our own words" if shown.paraphrased else "As published"
    source = html.A("Source", href=shown.source_url, rel="noreferrer") if shown.source_url else None
    return html.Blockquote([html.P(shown.wording), html.P([f"{lead}{page_of}. ", source], className="note")])


def _seen_before(visit: Visit, shown: Whole) -> Component | None:
    if not shown.seen_before:
        return None
    rows: list[list[Cell]] = [
        [
            html.A(f"{each.review} {each.reference}", href=links.recommendation(visit, each.id)),
            each.wording,
            _verdict(each),
            each.standing.capitalize(),
        ]
        for each in shown.seen_before
    ]
    same = sum(each.verdict == RepeatVerdict.SAME for each in shown.seen_before)
    times = "once" if same == 1 else f"{same} times"
    sentence = f"Recommended before {times}." if same else "Something like it was recommended before."
    heads = ["Earlier recommendation", "What it asked", "Judged", "How that one stands"]
    return html.Section([html.H2("Seen before"), html.P(sentence), table("Earlier recommendations", heads, rows)])


def _verdict(each: SeenBefore) -> str:
    judged = each.verdict.value if each.verdict else "not judged yet"
    return f"{judged.capitalize()} ({each.basis.value}): {each.reason}" if each.reason else judged.capitalize()


def _facts(shown: Whole) -> Component:
    answers = [_answer(each.on, each.kind.value, each.reason, each.review_on) for each in shown.responses]
    return html.Section(
        [
            html.H2("Response"),
            summary_list(
                [
                    ("Response", html.Ul([html.Li(each) for each in answers]) if answers else "Awaiting response"),
                    ("Addressed to", shown.addressed_as_written),
                    ("The review's own deadline", shown.deadline_as_written or shown.deadline_on),
                    ("Themes", ", ".join(shown.themes) or "No theme given yet"),
                    ("Published", shown.published_on),
                    ("Reopened", f"{shown.reopened} times" if shown.reopened else "Never"),
                ]
            ),
        ]
    )


def _answer(on: object, kind: str, reason: str, review_on: object) -> str:
    said = f"{kind.capitalize()}, {in_words(on)}"  # type: ignore[arg-type]
    said += f": {reason}" if reason else ""
    return f"{said} (to be looked at again on {in_words(review_on)})" if review_on else said  # type: ignore[arg-type]


def _actions(visit: Visit, shown: Whole) -> Component:
    if not shown.actions:
        return html.Section([html.H2("Actions"), empty("No action has been recorded for this recommendation.")])
    rows: list[list[Cell]] = [
        [
            html.A(row.reference, href=links.action(visit, row.id)),
            row.wording,
            f"{row.post}, {row.agency}" if row.post else "No owner",
            dates_of(row),
            state_tag(row),
            html.Div([rating_tag(row.rating), html.P(row.why, className="why")]),
        ]
        for row in shown.actions
    ]
    heads = ["Reference", "Action", "Owner post", "Due", "Status", "Rating"]
    return html.Section([html.H2("Actions"), table("Actions that answer this recommendation", heads, rows)])


def _evidence(visit: Visit, shown: Whole) -> Component:
    if not shown.pieces:
        return html.Section([html.H2("Evidence"), empty("Nothing submitted.")])
    known = {row.id: row.reference for row in shown.actions}
    rows: list[list[Cell]] = [
        [
            each.title,
            html.A(known[each.action_id], href=links.action(visit, each.action_id)),
            f"Class {each.evidence_class}, {each.type.value}{', independent' if each.independent else ''}",
            f"Version {each.number}, received {in_words(each.received_on)}"
            + (f", dated {in_words(each.claimed_on)}" if each.claimed_on else ", date of the document not known"),
            _content(each),
            _checks(each),
        ]
        for each in shown.pieces
    ]
    heads = ["Evidence", "For action", "Class", "Received", "What it says", "Checked by"]
    return html.Section([html.H2("Evidence"), table("Evidence and its checks", heads, rows)])


def _content(each: Piece) -> Cell:
    if each.url:
        return html.A("External link, not preserved", href=each.url, rel="noreferrer noopener")
    return each.statement or f"File, SHA-256 {each.sha256[:12]}…"


def _checks(each: Piece) -> Cell:
    if not each.checks:
        return "Not checked"
    said = []
    for check in each.checks:
        of = f", {check.agency}" if check.agency else ""
        reason = f": {check.reason}" if check.reason else ""
        said.append(html.Li(f"{check.verdict.value.capitalize()}, {check.checker}{of}, {in_words(check.on)}{reason}"))
    return html.Ul(said)


def _tests(shown: Whole) -> Component:
    if not shown.tests:
        return html.Section([html.H2("Impact"), empty("No impact test has been set.")])
    rows: list[list[Cell]] = [
        [
            each.question,
            each.target,
            each.due,
            f"{each.verdict.value.capitalize()}, {in_words(each.tested_on)}" if each.verdict else "No result yet",
            each.value,
        ]
        for each in shown.tests
    ]
    heads = ["Question", "Target", "Due", "Result", "What was found"]
    return html.Section([html.H2("Impact"), table("Impact tests", heads, rows)])


def _gates(shown: Whole) -> Component:
    rows = [Gate(each.name, each.met, each.sentence) for each in shown.gates]
    return html.Section([html.H2("To close"), gates(rows)])


def _decisions(shown: Whole) -> Component | None:
    if not shown.decisions:
        return None
    rows: list[list[Cell]] = [
        [each.on, each.kind.value.capitalize(), each.meeting, _grounds(each)] for each in shown.decisions
    ]
    return html.Section([html.H2("Decisions"), table("Decisions", ["Day", "Decision", "Meeting", "Reason"], rows)])


def _grounds(each: Decided) -> str:
    said = [each.reason] if each.reason else []
    said += [f"Impact test waived: {each.waiver}"] if each.waiver else []
    said += [f"{each.rating.value} until {in_words(each.until)}"] if each.rating else []
    return " ".join(said) or "No reason was needed"


def _close(visit: Visit, shown: Whole) -> Component | None:
    may = allows(visit.who, Permission.DECIDE) and visit.as_at == visit.today and shown.standing != Standing.CLOSED
    return (
        html.P(html.A("Close by decision", href=f"/recommendations/{shown.id}/close", className="button"))
        if may
        else None
    )


def draw_history(visit: Visit, ask: object, *about: object) -> Component | None:
    """Draw who changed what and when, newest first, for those who may see it."""
    if not allows(visit.who, Permission.SEE_HISTORY):
        return None
    rows = [
        Happened(
            who=each.who,
            when=each.effective_on,
            sentence=_told(each.what, each.said),
            entered_on=each.at.date() if each.entered_later else None,
        )
        for each in ask(visit, *about)  # type: ignore[operator]
    ]
    return html.Section([html.H2("History"), history(rows) if rows else empty("Nothing has been recorded yet.")])


def _told(what: str, said: object) -> str:
    details = "; ".join(f"{name}: {value}" for name, value in said)  # type: ignore[attr-defined]
    return f"{what}. {details}" if details else f"{what}."
