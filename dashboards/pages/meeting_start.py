"""Meeting mode, how it begins: better or worse than last time, and what moved since then."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.tables import empty
from dashboards.pages import progress
from dashboards.pages.meeting_screen import EXCEPTIONS, MOVED, START, Screen, address, place, shown, title_of, way
from dashboards.pages.parts import dates_of
from dashboards.wiring import page
from tracker.queries import counts, exceptions, movement, new_dates, plan
from tracker.queries.filters import Filters
from tracker.queries.meetings import Listed
from tracker.queries.movement import Moved, Movement
from tracker.queries.plan import Row
from tracker.visit import Visit
from tracker.words import Permission, Thing

FIRST, ASKED = 4, 6
NOTHING = {
    Moved.CLOSED: "Nothing was closed.",
    Moved.REOPENED: "Nothing was reopened.",
    Moved.NEWLY_OVERDUE: "Nothing became overdue.",
    Moved.DATES_MOVED: "No date was moved.",
    Moved.REFUSED: "No sign-off was refused.",
}


@page("/meetings/<int:key>/table", title="Meeting mode", needs=Permission.SEE_PLAN, finds=title_of(START))
def show_start(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Say in one sentence what moved, and how delivery and rating stand, apart."""

    def draw(meeting: Listed) -> Screen:
        told = movement.since_last_meeting(visit)
        eve = movement.eve(told.since)
        counted = counts.on_days(visit, {visit.as_at, eve or visit.as_at})
        now, before = counted[visit.as_at], counted[eve] if eve else None
        both = [progress.delivery(visit, now, before), progress.rating(visit, now, before)]
        inside = [progress.moved(visit, told), *both]
        return Screen(START, "Since the last meeting", place(START), None, way(visit, meeting, MOVED), inside)

    return shown(visit, key, draw)


@page("/meetings/<int:key>/table/movement", title="Meeting mode", needs=Permission.SEE_PLAN, finds=title_of(MOVED))
def show_movement(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """List what moved, kind by kind, and which new dates wait for an answer."""

    def draw(meeting: Listed) -> Screen:
        told = movement.since_last_meeting(visit)
        lists = [_list(visit, meeting, told, *each) for each in progress.kinds(told)] if told.since else []
        inside = [progress.moved(visit, told), html.Div(lists, className="two"), _waiting(visit, meeting)]
        before, after = way(visit, meeting, START), way(visit, meeting, EXCEPTIONS, exceptions.ends(visit).first_id)
        return Screen(MOVED, "What moved", place(MOVED), before, after, inside)

    return shown(visit, key, draw)


def _list(visit: Visit, meeting: Listed, told: Movement, kind: Moved, number: int, words: str) -> Markup:
    """Draw the first of one kind of movement under their number, which opens the whole list."""
    head = html.H2(html.A(f"{number:,} {words}", href=progress.opens(visit, told, kind)))
    if not number:
        return html.Section([head, html.P(NOTHING[kind])])
    chosen = Filters(thing=movement.thing_of(kind), moved=kind, since=told.since)
    found = plan.listing(visit, chosen, plan.Asked(size=FIRST))
    rest = found.total - len(found.rows)
    items = [html.Li(_moved(visit, meeting, kind, row)) for row in found.rows]
    return html.Section([head, html.Ul(items), html.P(f"And {rest:,} more.") if rest else None])


def _moved(visit: Visit, meeting: Listed, kind: Moved, row: Row) -> list[Markup | str]:
    said: list[Markup | str] = [_name(visit, meeting, row), " ", html.Span(row.wording, className="one-line")]
    return [*said, html.Div(dates_of(row), className="small")] if kind is Moved.DATES_MOVED else said


def _name(visit: Visit, meeting: Listed, row: Row) -> Markup:
    """Lead to an action's own screen at the table, and to the page of a recommendation."""
    if row.thing == Thing.ACTION:
        return html.A(row.reference, href=address(visit, meeting, EXCEPTIONS, row.id))
    cited = f"{row.recommendations[0].review} {row.reference}" if row.recommendations else row.reference
    return html.A(cited, href=links.recommendation(visit, row.id))


def _waiting(visit: Visit, meeting: Listed) -> Markup:
    """Name the new dates that were asked for: somebody waits for an answer, whether or not that is an exception."""
    found = new_dates.first(visit, ASKED)
    if not found.total:
        return empty("No new date waits for an answer.")
    said: list[Markup | str] = []
    for key, reference, due in found.rows:
        link = html.A(reference, href=address(visit, meeting, EXCEPTIONS, key))
        said += [", " if said else "", link, f" (asks for {due:%-d %B %Y})"]
    rest = found.total - len(found.rows)
    waits = "1 new date waits" if found.total == 1 else f"{found.total:,} new dates wait"
    return html.P([f"{waits} for an answer: ", *said, f" and {rest:,} more" if rest else "", "."], id="waiting")
