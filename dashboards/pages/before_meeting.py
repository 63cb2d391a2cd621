"""Before the meeting: what the coordinator chases, and the standing checks of the plan with a way to mend each."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.dates import in_words
from dashboards.components.details import details
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.suggestions import wait_for_a_person
from tracker.queries import before_meeting as queries
from tracker.queries import impact
from tracker.queries import xray as checks
from tracker.queries.before_meeting import Before
from tracker.queries.open_work import Open
from tracker.queries.xray import Found, QualityCheck
from tracker.visit import Visit


def before_meeting(visit: Visit) -> Markup:
    """Draw what has to be chased before the next meeting; each list says how long it is."""
    told = queries.before(visit)
    lists = [
        ("Due by then", _open(visit, told.due_by_then, "due")),
        ("Ready for assessment, and not checked", _open(visit, told.ready, "check")),
        ("Claims completion, and nobody has checked", _open(visit, told.claims, "owner")),
        ("No owner", _open(visit, told.without_owner, "owner")),
        ("No due date", _open(visit, told.without_date, "due")),
        ("Owner says that it is not theirs", _refused(visit, told)),
        ("New dates that wait for an answer", _asked(visit, told)),
        ("Accepted, and no action answers it", _bare(visit, told)),
        ("Closed, to be tested again", _watched(visit)),
    ]
    return html.Section(
        [
            html.H2("Before the meeting"),
            html.P(_papers(told), className="lead", id="papers-due"),
            wait_for_a_person(visit),
            _silent(visit, told),
            *[_listed(title, rows) for title, rows in lists],
            _reminders(told),
        ]
    )


def _papers(told: Before) -> str:
    if told.meeting is None:
        return "No board meeting to come is recorded: record it, so that papers can be asked for in time."
    meeting = told.meeting
    on = f"{meeting.title} meets on {meeting.held_on:%A %-d %B %Y}"
    return f"{on}: papers due {meeting.papers_due:%a %-d %b %Y}."


Rows = tuple[list[Column | str], list[list[Cell]]]


def _listed(title: str, rows: Rows) -> Markup:
    heads, found = rows
    if not found:
        return details(f"{title}: none", empty("Nothing to do here."))
    return details(f"{title}: {len(found):,}", table(title, heads, found))


def _open(visit: Visit, work: Sequence[Open], way: str) -> Rows:
    words = {"due": "Set or look at the date", "owner": "Give it an owner, or check it", "check": "Check its evidence"}[
        way
    ]
    rows: list[list[Cell]] = [
        [
            html.A(each.reference, href=links.action(visit, each.id)),
            each.wording,
            f"{each.post}, {each.agency}" if each.post else "No owner",
            each.due or "No due date",
        ]
        for each in work
    ]
    return [Column(f"Action ({words.lower()})"), Column("Wording", sentence=True), "Owner post", "Due"], rows


def _silent(visit: Visit, told: Before) -> Markup:
    number = len(told.silent)
    if not number:
        return html.P("Every agency has given an update in this reporting cycle.", id="silent")
    lead = f"{number:,} {'agency has' if number == 1 else 'agencies have'} open actions without an update this cycle."
    rows: list[list[Cell]] = [[each.agency, _links(visit, each.actions)] for each in told.silent]
    shown = table("Agencies without an update this cycle", ["Agency", "Actions"], rows)
    return html.Div([html.P(lead, id="silent"), shown])


def _links(visit: Visit, work: Sequence[Open]) -> list[Markup | str]:
    said: list[Markup | str] = []
    for each in work:
        said += [", " if said else "", html.A(each.reference, href=links.action(visit, each.id))]
    return said


def _refused(visit: Visit, told: Before) -> Rows:
    rows: list[list[Cell]] = [
        [html.A(each.action.reference, href=links.action(visit, each.action.id)), each.action.post, each.reason]
        for each in told.refused
    ]
    return ["Action", "Owner post", Column("Why", sentence=True)], rows


def _asked(visit: Visit, told: Before) -> Rows:
    rows: list[list[Cell]] = [
        [
            html.A(each.action.reference, href=links.action(visit, each.action.id)),
            each.action.post or "No owner",
            each.action.due,
            each.due,
            sentence_case(each.reason),
        ]
        for each in told.asked
    ]
    return ["Action", "Owner post", "Due now", "Asked for", "Reason"], rows


def _bare(visit: Visit, told: Before) -> Rows:
    rows: list[list[Cell]] = [
        [html.A(f"{each.review} {each.reference}", href=links.recommendation(visit, each.id)), each.wording]
        for each in told.without_action
    ]
    return ["Recommendation", Column("Wording", sentence=True)], rows


def _watched(visit: Visit) -> Rows:
    rows: list[list[Cell]] = [
        [
            html.A(f"{each.review} {each.reference}", href=links.recommendation(visit, each.id)),
            each.closed_on,
            each.next_due or "Every test has a result",
            each.standing(visit.as_at),
        ]
        for each in impact.watch_list(visit)
    ]
    return ["Recommendation", "Closed", "Test due", "Standing"], rows


def _reminders(told: Before) -> Markup:
    if not told.reminders:
        return details("Reminder text: none", empty("Nobody owes anything before the meeting."))
    rows: list[list[Cell]] = [[each.agency, each.post, each.text] for each in told.reminders]
    heads: list[Column | str] = ["Agency", "Post", Column("Text to send", sentence=True)]
    return details(f"Reminder text for {len(rows):,} posts", table("Reminder text", heads, rows))


def xray(visit: Visit) -> Markup:
    """Draw the standing checks of the plan, each finding with one click to the place where it is mended."""
    found = checks.checks(visit)
    total = sum(len(each.found) for each in found)
    lead = f"{total:,} findings of {len(found):,} standing checks, as of {in_words(visit.as_at)}."
    return html.Section(
        [html.H2("X-ray of the plan"), html.P(lead, id="xray"), *[_check(visit, each) for each in found]]
    )


def _check(visit: Visit, each: QualityCheck) -> Markup:
    rows: list[list[Cell]] = [[_mend(visit, one), one.why] for one in each.found]
    heads: list[Column | str] = [Column("What", sentence=True), Column("Why", sentence=True)]
    return _listed(each.name, (heads, rows)) if rows else details(f"{each.name}: none", empty(each.meaning))


def _mend(visit: Visit, one: Found) -> Markup:
    if one.action_id is not None:
        return html.A(one.words, href=links.action(visit, one.action_id))
    return html.A(one.words, href=links.recommendation(visit, one.recommendation_id or 0))
