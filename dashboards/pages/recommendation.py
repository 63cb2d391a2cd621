"""One recommendation: wording, why this colour, response, actions, evidence, what is left before it can close."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.gates import Gate, gates
from dashboards.components.offers import Offer, offers
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import rating_tag, standing_tag
from dashboards.pages import challenges, measures
from dashboards.pages.assurance import assured
from dashboards.pages.inspection import own_notes
from dashboards.pages.parts import dates_of, draw_history, owner_of, past, several, state_tag, why_rated
from dashboards.pages.seen_before import seen_before
from dashboards.pages.suggestions import wait_for_a_person
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import history as histories
from tracker.queries import names
from tracker.queries import recommendation as recommendations
from tracker.queries.outcomes import Decided, Test
from tracker.queries.pieces import Piece
from tracker.queries.recommendation import Whole
from tracker.visit import Visit
from tracker.words import Permission, Rating, Standing

UNRATED = {Standing.SUPERSEDED, Standing.MERGED, Standing.NOT_ACCEPTED, Standing.REFERRED}
TIMES = {0: "Never", 1: "Once", 2: "Twice"}


@page(
    "/recommendations/<int:key>",
    title="Recommendation",
    needs=Permission.SEE_PLAN,
    finds=names.of_recommendation,
)
def layout(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Draw one recommendation as it stands on the day of the visit."""
    shown = recommendations.whole(visit, key)
    return html.Div(
        [
            _crumbs(visit, shown),
            html.H1(_named(shown)),
            html.P(shown.review_title, className="quiet"),
            *past(visit, f"/recommendations/{key}"),
            _wording(shown),
            html.P([rating_tag(shown.rating), " ", standing_tag(shown.standing)]),
            html.P(shown.why, className="lead", id="why"),
            html.P(f"Next: {shown.turns}.") if shown.turns and shown.rating != Rating.BLUE else None,
            seen_before(visit, key, shown.seen_before),
            wait_for_a_person(visit, key),
            _offers(visit, shown),
            _facts(visit, shown),
            _actions(visit, shown),
            _evidence(visit, shown),
            _tests(visit, shown),
            assured(shown),
            _gates(visit, shown),
            _decisions(shown),
            measures.of_recommendation(visit, key, any_there=shown.may_be_measured),
            challenges.about_recommendation(visit, key, any_there=shown.may_be_challenged),
            own_notes(visit, "recommendation", key),
            draw_history(visit, histories.of_recommendation, key, [row.id for row in shown.actions]),
        ]
    )


def _named(shown: Whole) -> str:
    return f"{shown.review} · recommendation {shown.reference}"


def _crumbs(visit: Visit, shown: Whole) -> Markup:
    review = shown.review, links.review(visit, shown.review_id)
    return crumbs([("Reviews", links.to(visit, "/reviews")), review], f"Recommendation {shown.reference}")


def _wording(shown: Whole) -> Markup:
    page_of = f" (page {shown.page})" if shown.page else ""
    lead = "In our own words" if shown.paraphrased else "As published"
    source = html.A("Source", href=shown.source_url, rel="noreferrer") if shown.source_url else None
    return html.Blockquote([html.P(shown.wording), html.P([f"{lead}{page_of}. ", source], className="note")])


def _facts(visit: Visit, shown: Whole) -> Markup:
    other = [
        (label, several([html.A(each.cited, href=links.recommendation(visit, each.id)) for each in ends], ""))
        for label, ends in (("In its place", shown.replaced_by), ("Takes the place of", shown.replaces))
        if ends
    ]
    answers = [_answer(each.on, each.kind.value, each.reason, each.review_on) for each in shown.responses]
    return html.Section(
        [
            html.H2("Response"),
            summary_list(
                [
                    ("Response", several(answers, "Awaiting response")),
                    *other,
                    ("Addressed to", shown.addressed_as_written),
                    ("The review's own deadline", shown.deadline_as_written or shown.deadline_on or "None recorded"),
                    ("Themes", ", ".join(shown.themes) or "No theme given yet"),
                    ("Published", shown.published_on),
                    ("Reopened", TIMES.get(shown.reopened, f"{shown.reopened} times")),
                ]
            ),
        ]
    )


def _offers(visit: Visit, shown: Whole) -> Markup | None:
    at, replaced = f"/recommendations/{shown.id}", shown.standing in {Standing.SUPERSEDED, Standing.MERGED}
    done = shown.standing in {Standing.DELIVERED, Standing.EMBEDDED, Standing.CLOSED}
    rated = shown.standing not in UNRATED and not any(row.rating not in {None, Rating.BLUE} for row in shown.actions)
    return offers(
        visit,
        [
            Offer("Record the answer to it", f"{at}/answer", Permission.RESPOND, not replaced),
            Offer("Record an action", f"{at}/action", Permission.RECORD_ACTION, shown.standing not in UNRATED),
            Offer("Give it a theme", f"{at}/theme", Permission.KEEP_THEMES),
            Offer("Judge whether it repeats an earlier one", f"{at}/repeats", Permission.JUDGE_REPEATS),
            Offer("Correct the wording", f"{at}/wording", Permission.RECORD_REVIEW),
            Offer("Write what the public reads", f"{at}/public-text", Permission.WRITE_PUBLIC_TEXT),
            Offer("Set an impact test", f"{at}/test", Permission.TEST_IMPACT, shown.standing not in UNRATED),
            Offer("Record the board's answer", f"{at}/decide", Permission.DECIDE, not replaced),
            Offer("Reopen it by decision", f"{at}/reopen", Permission.DECIDE, done),
            Offer("Supersede or merge it", f"{at}/replace", Permission.DECIDE, not replaced),
            Offer("Override its rating", f"{at}/override", Permission.DECIDE, rated),
            Offer("Set its assurance lower, or lift that", f"{at}/assurance", Permission.DECIDE, bool(shown.pieces)),
            Offer("Record what scrutiny said", f"{at}/scrutiny", Permission.RECORD_VERDICT, not replaced),
            Offer("Note, escalate or commission an audit", f"{at}/note", Permission.DECIDE),
        ],
    )


def _answer(on: object, kind: str, reason: str, review_on: object) -> str:
    said = f"{kind.capitalize()}, {in_words(on)}"  # type: ignore[arg-type]
    said += f": {reason}" if reason else ""
    return f"{said} (to be looked at again on {in_words(review_on)})" if review_on else said  # type: ignore[arg-type]


def _actions(visit: Visit, shown: Whole) -> Markup:
    if not shown.actions:
        return html.Section([html.H2("Actions"), empty("No action has been recorded for this recommendation.")])
    rows: list[list[Cell]] = [
        [
            html.A(row.reference, href=links.action(visit, row.id)),
            row.wording,
            owner_of(row),
            dates_of(row),
            state_tag(row),
            why_rated(row),
        ]
        for row in shown.actions
    ]
    sentences = Column("Action", sentence=True), Column("Rating", sentence=True)
    heads: list[Column | str] = ["Reference", sentences[0], "Owner post", "Due", "Status", sentences[1]]
    return html.Section([html.H2("Actions"), table("Actions that answer this recommendation", heads, rows)])


def _evidence(visit: Visit, shown: Whole) -> Markup:
    if not shown.pieces:
        return html.Section([html.H2("Evidence"), empty("Nothing submitted.")])
    known = {row.id: row.reference for row in shown.actions}
    rows: list[list[Cell]] = [
        [
            html.A(each.title, href=links.to(visit, f"/evidence/{each.evidence_id}")),
            html.A(known[each.action_id], href=links.action(visit, each.action_id)),
            f"Class {each.evidence_class}, {each.type.value}{', independent' if each.independent else ''}",
            f"Version {each.number}, received {in_words(each.received_on)}"
            + (f", dated {in_words(each.claimed_on)}" if each.claimed_on else ", date of the document not known"),
            _content(each),
            _checks(each),
        ]
        for each in shown.pieces
    ]
    sentences = [Column("What it says", sentence=True), Column("Checked by", sentence=True)]
    heads: list[Column | str] = ["Evidence", "For action", "Class", "Received", *sentences]
    return html.Section([html.H2("Evidence"), table("Evidence and its checks", heads, rows)])


def _content(each: Piece) -> Cell:
    if each.withheld:
        return "Kept for the board, the inspector and the agency that provided it"
    if each.url:
        return html.A("External link, not preserved", href=each.url, rel="noreferrer noopener")
    return each.statement or f"File, SHA-256 {each.sha256[:12]}…"


def _checks(each: Piece) -> Cell:
    said = []
    for check in each.checks:
        of = f", {check.agency}" if check.agency else ""
        reason = f": {check.reason}" if check.reason else ""
        said.append(f"{check.verdict.value.capitalize()}, {check.checker}{of}, {in_words(check.on)}{reason}")
    return several(said, "Not checked")


def _tests(visit: Visit, shown: Whole) -> Markup:
    if not shown.tests:
        return html.Section([html.H2("Impact"), empty("No impact test has been set.")], id="impact")
    rows: list[list[Cell]] = [
        [
            each.question,
            each.target,
            each.due,
            _result(visit, shown, each),
            each.value,
        ]
        for each in shown.tests
    ]
    sentences = [Column(head, sentence=True) for head in ("Question", "Target", "What was found")]
    heads: list[Column | str] = [*sentences[:2], "Due", "Result", sentences[2]]
    return html.Section([html.H2("Impact"), table("Impact tests", heads, rows)], id="impact")


def _result(visit: Visit, shown: Whole, each: Test) -> Cell:
    """Say what the newest result was; whoever may test finds the way to record the next one."""
    said = f"{each.verdict.value.capitalize()}, {in_words(each.tested_on)}" if each.verdict else "No result yet"
    if not allows(visit.who, Permission.TEST_IMPACT) or visit.as_at != visit.today:
        return said
    return [f"{said}. ", html.A("Record a result", href=f"/recommendations/{shown.id}/tests/{each.id}")]


def _gates(visit: Visit, shown: Whole) -> Markup:
    """Show what is left before this can be closed; whoever may decide finds the way to it here and nowhere else."""
    rows = [
        Gate(each.sentence if each.met else each.name, each.met, "" if each.met else each.sentence)
        for each in shown.gates
    ]
    may = allows(visit.who, Permission.DECIDE) and visit.as_at == visit.today and shown.standing != Standing.CLOSED
    way = html.A("Close by decision", href=f"/recommendations/{shown.id}/close", className="button")
    return html.Section([html.H2("To close"), gates(rows), html.P(way) if may else None])


def _decisions(shown: Whole) -> Markup | None:
    if not shown.decisions:
        return None
    known = {row.id: row.reference for row in shown.actions}
    rows: list[list[Cell]] = [
        [each.on, _decided(each, known), each.meeting, _grounds(each)] for each in shown.decisions
    ]
    heads: list[Column | str] = ["Day", "Decision", "Meeting", Column("Reason", sentence=True)]
    return html.Section([html.H2("Decisions"), table("Decisions", heads, rows)], id="decisions")


def _decided(each: Decided, known: Mapping[int, str]) -> str:
    about = f", action {known[each.action_id]}" if each.action_id is not None else ""
    return f"{each.kind.value.capitalize()}{about}"


def _grounds(each: Decided) -> str:
    said = [each.reason] if each.reason else []
    said += [f"Impact test waived: {each.waiver}"] if each.waiver else []
    said += [f"{each.rating.value} until {in_words(each.until)}"] if each.rating else []
    return " ".join(said) or "No reason was needed"
