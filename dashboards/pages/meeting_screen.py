"""Meeting mode: what every screen at the table has, and the way from one to the next by link or arrow key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.attributes import aria, data
from dashboards.components.crumbs import crumbs
from dashboards.components.notice import notice
from dashboards.pages.parts import past
from tracker.queries import meetings
from tracker.queries.meetings import Listed
from tracker.visit import Visit
from tracker.words import DecisionKind

START, MOVED, EXCEPTIONS, RECURS, CLOSING, TESTS, DECIDED = (
    "",
    "movement",
    "exceptions",
    "recurring",
    "closing",
    "tests",
    "decided",
)
PARTS = {
    START: "Since the last meeting",
    MOVED: "What moved",
    EXCEPTIONS: "Exceptions",
    RECURS: "What recurs",
    CLOSING: "Closing",
    TESTS: "Tests due",
    DECIDED: "Decided today",
}


@dataclass(frozen=True)
class Screen:
    """What stands on one screen, and which screens come before and after it: words and address, or nothing."""

    part: str
    title: str
    place: str
    before: tuple[str, str] | None
    after: tuple[str, str] | None
    inside: Sequence[Markup | None]
    key: int | None = None


def address(visit: Visit, meeting: Listed, part: str, key: int | None = None) -> str:
    """Give the address of a screen; it keeps the day that the reader looks at."""
    return links.to(visit, _path(meeting, part, key))


def _path(meeting: Listed, part: str, key: int | None) -> str:
    return "/".join([f"/meetings/{meeting.id}/table", *(str(each) for each in (part, key) if each)])


def way(visit: Visit, meeting: Listed, part: str, key: int | None = None) -> tuple[str, str]:
    """Name a part as it is called after "Next" and "Previous", and give the address of its screen."""
    return f": {named(visit, meeting, part)}", address(visit, meeting, part, key)


def named(visit: Visit, meeting: Listed, part: str) -> str:
    """Name a part: what was decided was decided today only on the day of the meeting."""
    if part == DECIDED and meeting.held_on != visit.as_at:
        return "Decided"
    return PARTS[part]


def title_of(part: str) -> Callable[[Visit, int], str]:
    """Name the page of a part for its title."""
    return lambda visit, key: f"{named(visit, found := meetings.one(visit, key), part)} · {found.title}"


def decides(visit: Visit, meeting: Listed, kind: DecisionKind) -> bool:
    """Tell whether this meeting can decide something now: it has begun, and its body may."""
    return visit.as_at == visit.today and meeting.held_on <= visit.today and kind in meeting.decides


def not_yet(visit: Visit, meeting: Listed) -> Markup | None:
    """Say from when on decisions are recorded, before the meeting is held."""
    if meeting.held_on <= visit.as_at or visit.as_at != visit.today:
        return None
    return html.P(f"Decisions can be recorded from the day of the meeting on, {meeting.held_on:%-d %B %Y}.")


def shown(visit: Visit, key: int, draw: Callable[[Listed], Screen]) -> Markup:
    """Draw a screen of a meeting, or say that the meeting was called off."""
    meeting = meetings.one(visit, key)
    if meeting.called_off:
        return _called_off(visit, meeting)
    screen = draw(meeting)
    return html.Div(
        [
            _parts(visit, meeting, screen),
            html.H1([screen.title, html.Span(f" {screen.place}", className="place")], tabIndex=-1),
            *past(visit, _path(meeting, screen.part, screen.key)),
            _held(visit, meeting, screen),
            html.Div(screen.inside, className="screen"),
            _steps(screen),
        ],
        className="at-table",
        **data(screen=f"{screen.title} {screen.place}"),
    )


def _held(visit: Visit, meeting: Listed, screen: Screen) -> Markup | None:
    """Say that the meeting was held before the day to which this screen counts, and lead to its own day."""
    if meeting.held_on >= visit.as_at:
        return None
    said = f"This meeting was held on {meeting.held_on:%-d %B %Y}, and this screen counts to {visit.as_at:%-d %B %Y}. "
    there = links.address(_path(meeting, screen.part, screen.key), as_at=f"{meeting.held_on}")
    return notice([said, html.A("See it as at the day of the meeting", href=there)])


def place(part: str) -> str:
    """Say which part of how many this is, for whoever hears it."""
    return f"Part {list(PARTS).index(part) + 1} of {len(PARTS)}"


def _called_off(visit: Visit, meeting: Listed) -> Markup:
    page = links.to(visit, f"/meetings/{meeting.id}")
    way_here = [("Meetings", links.to(visit, "/meetings")), (meeting.title, page)]
    said = "This meeting was called off: it decides nothing."
    return html.Div([crumbs(way_here, "Meeting mode"), html.H1(meeting.title), notice(said)])


def _parts(visit: Visit, meeting: Listed, screen: Screen) -> Markup:
    """Lead to the parts, and out of them to the page of the meeting."""
    out = html.A(f"{meeting.title}, {meeting.held_on:%-d %B %Y}", href=links.to(visit, f"/meetings/{meeting.id}"))
    items = [html.Li(_part(visit, meeting, part, is_here=part == screen.part)) for part in PARTS]
    return html.Nav([html.P(out), html.Ol(items)], className="table-parts", **aria(label="Parts of the meeting"))


def _part(visit: Visit, meeting: Listed, part: str, *, is_here: bool) -> Markup:
    number = f" ({meeting.decisions:,})" if part == DECIDED else ""
    here = aria(current="step") if is_here else {}
    return html.A(f"{named(visit, meeting, part)}{number}", href=address(visit, meeting, part), **here)


def _steps(screen: Screen) -> Markup:
    """Lead to the screens before and after; `assets/meeting.js` lets the arrow keys follow the same links."""
    before, after = screen.before, screen.after
    steps = [
        html.A(f"Previous{before[0]}", href=before[1], rel="prev") if before else html.Span(),
        html.A(f"Next{after[0]}", href=after[1], rel="next") if after else html.Span(),
    ]
    key = html.P("The arrow keys \N{LEFTWARDS ARROW} and \N{RIGHTWARDS ARROW} lead there too.", className="small keys")
    return html.Nav([steps[0], key, steps[1]], className="table-steps", **aria(label="Screens"))
