"""My work: the owner's page and the coordinator's, each with what they have to do next on top."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.pages.before_meeting import before_meeting, xray
from dashboards.pages.briefing import reported
from dashboards.pages.parts import dates_of, past, refs, state_tag, why_rated
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import challenges
from tracker.queries import my_work as queries
from tracker.queries.my_work import Owed, Work
from tracker.visit import Visit
from tracker.words import Delivery, Permission


@page("/my-work", title="My work", needs=Permission.UPDATE_ACTION, menu=("My work", 7))
def show_my_work(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """Draw what whoever asks has to do next: as an owner, as the coordinator, or both."""
    work = queries.mine(visit)
    coordinates = allows(visit.who, Permission.RECORD_MEETING)
    parts: list[Markup] = []
    if work.agencies or not coordinates:
        parts += [html.P(_sentence(visit, work), className="lead", id="my-work-sentence"), *_owed(visit, work)]
        parts += reported(visit)
    parts.append(_challenges(visit))
    if coordinates:
        parts += [before_meeting(visit), xray(visit)]
    return html.Div([html.H1("My work"), *past(visit, "/my-work"), *parts])


def _sentence(visit: Visit, work: Work) -> str:
    named = " and ".join(work.agencies) or "Your account"
    if not work.owed:
        return f"{named} owes nothing that is open."
    late = sum(each.row.days_late > 0 for each in work.owed)
    number = f"{len(work.owed):,} open action{'' if len(work.owed) == 1 else 's'}"
    due = [each.row for each in work.owed if each.row.due and each.row.due >= visit.as_at]
    following = min(due, key=lambda row: (row.due, row.id), default=None)
    then = f" Next due: {following.reference} on {following.due:%-d %B %Y}." if following else ""
    return f"{named} owes {number}, {late:,} of them overdue.{then}"


def _owed(visit: Visit, work: Work) -> list[Markup]:
    groups = [
        ("Your own posts", "What your posts owe, next due on top", [each for each in work.owed if each.mine]),
        ("The rest of your agency", "What your agency owes besides", [each for each in work.owed if not each.mine]),
    ]
    drawn = [_group(visit, *group) for group in groups if group[2]]
    return [*(drawn or [empty("Nothing is owed. What is given to your posts appears here.")]), _said(visit, work)]


def _group(visit: Visit, title: str, caption: str, owed: list[Owed]) -> Markup:
    rows: list[list[Cell]] = [
        [
            [html.A(each.row.reference, href=links.action(visit, each.row.id)), f" {each.row.wording}"],
            refs(visit, each.row),
            dates_of(each.row),
            [state_tag(each.row), " ", why_rated(each.row)],
            _enough(each),
            _next(visit, each),
        ]
        for each in owed
    ]
    sentence = Column("Action", sentence=True), Column("Enough would be", sentence=True)
    heads: list[Column | str] = [sentence[0], "Answers", "Due", "How it stands", sentence[1], "Next"]
    return html.Section([html.H2(title), table(caption, heads, rows)])


def _enough(each: Owed) -> str:
    if not each.pieces:
        return f"{each.enough}. Nothing is attached yet."
    checked = f"; last check: {each.verdicts[-1].value}" if each.verdicts else "; not checked"
    pieces = "1 piece is attached" if each.pieces == 1 else f"{each.pieces:,} pieces are attached"
    return f"{each.enough}. {pieces}{checked}."


def _next(visit: Visit, each: Owed) -> Cell:
    """Offer the next steps; on a past day nothing is done."""
    if visit.as_at != visit.today:
        return "Go back to today"
    at, reference = f"/actions/{each.row.id}", each.row.reference
    ways = [("Update", "update"), ("New date", "new-date"), ("Not ours", "not-mine")]
    ways += [] if each.row.state == Delivery.SUBMITTED else [("Ready for assessment", "submit")]
    hidden = html.Span(f" {reference}", className="hidden-words")
    return html.Ul([html.Li(html.A([words, hidden], href=f"{at}/{way}")) for words, way in ways], className="offers")


def _challenges(visit: Visit) -> Markup:
    """List the challenges that wait for an answer of whoever asks."""
    waiting = [each for each in challenges.open_ones(visit) if each.may_answer]
    if not waiting:
        return html.Section([html.H2("Challenges"), empty("No challenge waits for your answer.")])
    rows: list[list[Cell]] = [
        [
            html.A(each.about, href=links.action(visit, each.action_id))
            if each.action_id
            else html.A(each.about, href=links.recommendation(visit, each.recommendation_id or 0)),
            each.question,
            each.asked_on,
            html.A(
                ["Answer", html.Span(f" about {each.about}", className="hidden-words")],
                href=f"/challenges/{each.id}/answer",
            ),
        ]
        for each in waiting
    ]
    heads: list[Column | str] = ["About", Column("Question", sentence=True), "Asked on", "Next"]
    return html.Section([html.H2("Challenges"), table("Challenges that wait for your answer", heads, rows)])


def _said(visit: Visit, work: Work) -> Markup:
    if not work.said:
        return html.Section([html.H2("What was said"), empty("Nothing was said about your work in the last quarter.")])
    rows: list[list[Cell]] = [
        [
            each.on,
            html.A(each.reference, href=links.action(visit, each.action_id)),
            each.what,
            each.reason or "No reason",
        ]
        for each in work.said
    ]
    sentences = Column("What", sentence=True), Column("Why", sentence=True)
    heads: list[Column | str] = ["Day", "Action", *sentences]
    return html.Section(
        [html.H2("What was said"), table("Decisions, answers and checks of the last quarter", heads, rows)]
    )
