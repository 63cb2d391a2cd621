"""Meeting mode, after the exceptions: what recurs, what is closed on what, what is due for a test, what was decided."""

from collections.abc import Mapping
from datetime import timedelta

from markupsafe import Markup

from dashboards import html, links, way_back
from dashboards.components.dates import in_words
from dashboards.components.tables import empty
from dashboards.components.tags import sentence_case
from dashboards.pages.ask_parts import cited, how_often, link, proposes_reopening
from dashboards.pages.meeting_choices import Choice, choice
from dashboards.pages.meeting_screen import (
    CLOSING,
    DECIDED,
    EXCEPTIONS,
    RECURS,
    TESTS,
    Screen,
    address,
    named,
    not_yet,
    place,
    shown,
    title_of,
    way,
)
from dashboards.pages.meetings import minute
from dashboards.pages.parts import cited_as
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import exceptions, impact, meetings, movement, repeated, to_close
from tracker.queries.asked import Asked, Group, Pair
from tracker.queries.impact import OnWatch, TestDue
from tracker.queries.meetings import Listed
from tracker.queries.plan import Row
from tracker.queries.to_close import Closed, Proposed
from tracker.visit import Visit
from tracker.words import DecisionKind, Permission, Standing

MOST, SOON = 4, timedelta(days=28)


@page("/meetings/<int:key>/table/recurring", title="Meeting mode", needs=Permission.SEE_PLAN, finds=title_of(RECURS))
def show_recurring(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Show which asks touch open items, and what came back after it was said to be done."""

    def draw(meeting: Listed) -> Screen:
        told = repeated.everything(visit)
        back = [pair for pair in told.same if proposes_reopening(visit, pair)]
        open_now = [each for each in told.groups if any(one.still_open for one in each.members)]
        inside = [html.Div([_asks(visit, open_now), _returns(visit, meeting, back)], className="two")]
        before = way(visit, meeting, EXCEPTIONS, exceptions.ends(visit).last_id)
        after = way(visit, meeting, CLOSING)
        return Screen(RECURS, "What recurs", place(RECURS), before, after, [*inside, not_yet(visit, meeting)])

    return shown(visit, key, draw)


def _asks(visit: Visit, groups: list[Group]) -> Markup:
    first = sorted(groups, key=lambda each: (-each.after_done, -each.reviews, each.number))[:MOST]
    items = [html.Li([link(visit, each), html.P(f"{sentence_case(how_often(each))}. {_open(each)}")]) for each in first]
    drawn = html.Ul(items) if items else empty("No ask that recurs is open.")
    words = "1 ask recurs and is open" if len(groups) == 1 else f"{len(groups):,} asks recur and are open"
    every = html.A(words, href=links.to(visit, "/recurring", state="open"))
    return html.Section([html.H2("Asked again, and open"), drawn, html.P(every) if groups else None])


def _open(group: Group) -> str:
    return f"Open: {', '.join(each.cited for each in group.members if each.still_open)}."


def _returns(visit: Visit, meeting: Listed, pairs: list[Pair]) -> Markup:
    """Draw what came back after it was said to be done, each earlier one once, with the way to reopen it."""
    earlier: dict[int, list[Pair]] = {}
    for pair in pairs:
        earlier.setdefault(pair.earlier.id, []).append(pair)
    first = list(earlier.values())[:MOST]
    reopening = choice(visit, meeting, RECURS, DecisionKind.REOPEN, list(earlier)[:MOST])
    items = [html.Li(_return(visit, reopening, several)) for several in first]
    drawn = html.Ul(items) if items else empty("Nothing came back that stands as done.")
    rest = _rest(len(earlier) - MOST, links.to(visit, "/recurring", state="after done"))
    return html.Section([html.H2("Came back after it was said to be done"), drawn, rest], id="returns")


def _return(visit: Visit, reopening: Choice, several: list[Pair]) -> list[Markup | None]:
    one = several[0].earlier
    again = ", ".join(pair.later.cited for pair in several)
    said = f"{_done(one)}; recommended again as {again}. {several[0].classed.sentence}"
    way_there = reopening.button(one.id, f"Reopen {one.cited}")
    return [cited(visit, one), html.Div(one.wording, className="one-line"), html.P(said), way_there]


def _done(one: Asked) -> str:
    said = one.course.said_done
    return f"{sentence_case(said.how.value)} on {in_words(said.on)}" if said else "Said to be done"


@page("/meetings/<int:key>/table/closing", title="Meeting mode", needs=Permission.SEE_PLAN, finds=title_of(CLOSING))
def show_closing(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Show what was closed on which evidence, and what is proposed to close with the gates that are not met."""

    def draw(meeting: Listed) -> Screen:
        proposed = [_proposals(visit, meeting, state) for state in to_close.DONE]
        inside = [html.Div([_closed(visit), html.Section(proposed)], className="two"), not_yet(visit, meeting)]
        before, after = way(visit, meeting, RECURS), way(visit, meeting, TESTS)
        return Screen(CLOSING, "Closing", place(CLOSING), before, after, inside)

    return shown(visit, key, draw)


def _closed(visit: Visit) -> Markup:
    since = movement.since_last_meeting(visit).since
    if since is None:
        return html.Section([html.H2("Closed"), empty("No board meeting has been recorded before this day.")])
    found = to_close.closed_since(visit, since)
    head = html.H2(f"{found.total:,} closed since {in_words(since)}")
    items = [html.Li(_on_what(visit, each)) for each in found.rows]
    href = links.to(visit, "/plan", show="recommendation", moved=movement.Moved.CLOSED, since=since)
    rest = _rest(found.total - len(found.rows), href)
    return html.Section([head, html.Ul(items) if items else empty("Nothing was closed."), rest], id="closed")


def _on_what(visit: Visit, each: Closed) -> list[Markup | None]:
    pieces = "; ".join(f"{one.title} (class {one.evidence_class}, {in_words(one.on)})" for one in each.evidence)
    on = f"Closed on {in_words(each.on)}, on {pieces or 'no evidence that was found adequate'}."
    waived = f" Impact test waived: {each.waiver}" if each.waiver else ""
    return [_recommendation(visit, each.row), html.P(on + waived)]


def _recommendation(visit: Visit, row: Row) -> Markup:
    name = html.A(cited_as(row), href=links.recommendation(visit, row.id))
    return html.Div([name, " ", html.Span(row.wording, className="one-line")])


def _rest(number: int, href: str) -> Markup | None:
    return html.P(html.A(f"And {number:,} more", href=href)) if number > 0 else None


def _proposals(visit: Visit, meeting: Listed, state: Standing) -> Markup:
    found = to_close.proposed(visit, state, meeting.kind)
    closing = choice(visit, meeting, CLOSING, DecisionKind.CLOSE, [each.row.id for each in found.rows if each.can_be])
    items = [html.Li(_proposal(visit, closing, each)) for each in found.rows]
    drawn = html.Ul(items) if items else html.P("Nothing.")
    rest = _rest(found.total - len(found.rows), links.to(visit, "/plan", show="recommendation", state=state))
    return html.Div([html.H2(f"{sentence_case(state.value)} and not closed: {found.total:,}"), drawn, rest])


def _proposal(visit: Visit, closing: Choice, each: Proposed) -> list[Markup | None]:
    way_there = closing.button(each.row.id, f"Close {cited_as(each.row)}")
    said = f"Not yet: {' '.join(each.unmet)}" if each.unmet else "Every gate is met."
    return [_recommendation(visit, each.row), html.P(said), way_there]


@page("/meetings/<int:key>/table/tests", title="Meeting mode", needs=Permission.SEE_PLAN, finds=title_of(TESTS))
def show_tests(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Show which impact tests, and which tests of what is closed, are due by four weeks from now."""

    def draw(meeting: Listed) -> Screen:
        both = [_impact_tests(visit, meeting), _retests(visit, meeting)]
        before, after = way(visit, meeting, CLOSING), way(visit, meeting, DECIDED)
        return Screen(TESTS, "Tests due", place(TESTS), before, after, [html.Div(both, className="two")])

    return shown(visit, key, draw)


def _impact_tests(visit: Visit, meeting: Listed) -> Markup:
    found = impact.due_by(visit, visit.as_at + SOON, MOST)
    items = [html.Li(_test(visit, meeting, each)) for each in found.rows]
    head = html.H2(f"Impact tests due by {in_words(visit.as_at + SOON)}: {found.total:,}")
    rest = html.P(f"And {found.total - MOST:,} more.") if found.total > MOST else None
    return html.Section([head, html.Ul(items) if items else empty("No impact test is due."), rest])


def _test(visit: Visit, meeting: Listed, each: TestDue) -> list[Markup | str | None]:
    late = (visit.as_at - each.due).days
    when = f"overdue {late:,} {'day' if late == 1 else 'days'}" if late > 0 else f"due {in_words(each.due)}"
    name = html.A(f"{each.review} {each.reference}", href=links.recommendation(visit, each.recommendation_id))
    return [name, f": {when}. {each.question}", _result(visit, meeting, each)]


def _result(visit: Visit, meeting: Listed, each: TestDue) -> Markup | None:
    if not allows(visit.who, Permission.TEST_IMPACT) or visit.as_at != visit.today:
        return None
    form = f"/recommendations/{each.recommendation_id}/tests/{each.id}"
    return html.P(
        html.A(
            f"Record a result for {each.review} {each.reference}",
            href=way_back.form(form, address(visit, meeting, TESTS)),
        )
    )


def _retests(visit: Visit, meeting: Listed) -> Markup:
    found = impact.watch_list(visit, due_by=visit.as_at + SOON)
    proposed = [each.id for each in found[:MOST] if each.proposes_reopening]
    reopening = choice(visit, meeting, TESTS, DecisionKind.REOPEN, proposed)
    items = [html.Li(_retest(visit, reopening, each)) for each in found[:MOST]]
    rest = _rest(len(found) - MOST, links.to(visit, "/evidence"))
    head = html.H2(f"Closed, to be tested again: {len(found):,}")
    return html.Section([head, html.Ul(items) if items else empty("Nothing that is closed is due."), rest])


def _retest(visit: Visit, reopening: Choice, each: OnWatch) -> list[Markup | str | None]:
    cited = f"{each.review} {each.reference}"
    name = html.A(cited, href=links.recommendation(visit, each.id))
    due = f", test due {in_words(each.next_due)}" if each.next_due else ""
    said = f": closed on {in_words(each.closed_on)}{due}. {each.standing(visit.as_at)}."
    return [name, said, reopening.button(each.id, f"Reopen {cited}")]


@page("/meetings/<int:key>/table/decided", title="Meeting mode", needs=Permission.SEE_PLAN, finds=title_of(DECIDED))
def show_decided(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """List what was decided: the minute, as it stands on the page of the meeting."""

    def draw(meeting: Listed) -> Screen:
        inside = [minute(visit, meetings.decided(visit, key)), not_yet(visit, meeting)]
        title, before = named(visit, meeting, DECIDED), way(visit, meeting, TESTS)
        return Screen(DECIDED, title, place(DECIDED), before, None, inside)

    return shown(visit, key, draw)
