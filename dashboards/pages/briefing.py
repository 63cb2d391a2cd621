"""The briefing of a review for those who sign in: what is released, what waits, the teams' links, whom it reached."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.briefings import address_of, address_of_link
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.offers import Offer, offers
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.pages.lessons import draw_reached
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import briefings as queries
from tracker.queries import lessons
from tracker.queries.briefings import Claim, Link, Shown, Version
from tracker.rules.briefing import BLOCKS, TITLE, minutes
from tracker.visit import Visit
from tracker.words import Permission


@page(
    "/reviews/<int:key>/briefing",
    title="Briefing",
    needs=Permission.SEE_PLAN,
    finds=lambda visit, key: f"Briefing of {queries.of_review(visit, key).review}",
)
def show_briefing(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Draw how the briefing of a review stands."""
    shown = queries.of_review(visit, key)
    return html.Div(
        [
            crumbs([("Reviews", links.to(visit, "/reviews")), (shown.review, links.review(visit, key))], "Briefing"),
            html.H1(f"Briefing of {shown.review}"),
            *past(visit, f"/reviews/{key}/briefing"),
            html.P(_sentence(shown), className="lead", id="briefing-sentence"),
            _offers(visit, shown),
            _newest(shown.newest) if shown.newest else None,
            _links(visit, key) if allows(visit.who, Permission.KEEP_BRIEFINGS) else None,
            draw_reached(visit, lessons.of_review(visit, key)) if shown.released else None,
        ]
    )


def _sentence(shown: Shown) -> list[Markup | str]:
    """Say what anybody reads, and what waits for whom."""
    said: list[Markup | str] = ["No briefing of this review is released."]
    if (now := shown.released) is not None:
        read = html.A(f"“{now.title}”", href=address_of(now))
        said = ["Anybody can read ", read, f" (version {now.number}, released on {in_words(now.released_on)})."]
    if shown.newest is not None and shown.newest.withdrawn:
        said.append(f" Version {shown.newest.number} was withdrawn.")
    elif shown.newest is not None and shown.waits_for is not None:
        said.append(f" Version {shown.newest.number} waits for the release by the {shown.waits_for.value}.")
    return said


def _offers(visit: Visit, shown: Shown) -> Markup | None:
    at, writes, releases = (
        f"/reviews/{shown.review_id}/briefing",
        Permission.KEEP_BRIEFINGS,
        Permission.RELEASE_BRIEFING,
    )
    ready, out = shown.waits_for is not None and shown.is_open, shown.released is not None
    return offers(
        visit,
        [
            Offer("Write the next version" if shown.newest else "Write the briefing", f"{at}/write", writes),
            Offer("Release it", f"{at}/release", releases, ready and shown.waits_for in visit.who.board_roles),
            Offer("Withdraw it", f"{at}/withdraw", releases, out),
            Offer("Give a team its link", f"{at}/link", writes, out),
            Offer("Revoke a link", f"{at}/revoke", writes, out),
        ],
    )


def _newest(version: Version) -> Markup:
    """Draw the newest version for who writes and releases."""
    told = [
        html.Section([html.H3(BLOCKS[name]), *(html.P(line) for line in text.splitlines() if line.strip())])
        for name, text in version.texts.items()
        if name != TITLE
    ]
    takes = minutes(version.texts.values())
    said = f"Written on {in_words(version.written_on)}; {takes} {'minute' if takes == 1 else 'minutes'} to read."
    lead = [html.H2(f"Version {version.number}: {version.texts[TITLE]}"), html.P(said)]
    return html.Section([*lead, *told], id="newest")


def _links(visit: Visit, key: int) -> Markup:
    """List the links of the teams; whoever knows an address can report by it."""
    rows: list[list[Cell]] = [
        [each.team, each.agency, _address(visit, each), each.last_day, each.reports]
        for each in queries.links_of(visit, key)
    ]
    heads: list[Column | str] = [
        "Team",
        "Agency",
        Column("Address", sentence=True),
        "Last day",
        Column("Reports", True),
    ]
    warn = html.P("Send each address to its team alone: whoever knows it can report for the team.")
    shown = table("The links of the teams, newest on top", heads, rows) if rows else empty("No team has a link yet.")
    return html.Section([html.H2("Links of the teams"), warn if rows else None, shown], id="links")


def _address(visit: Visit, each: Link) -> Cell:
    if each.revoked:
        return "Revoked"
    if not each.leads_on(visit.today):
        return "Ended"
    address = address_of_link(each.id)
    return [html.A(address, href=address)]


def reported(visit: Visit) -> list[Markup]:
    """List what the teams of one's own agency reported and nobody has confirmed; nothing when there is none."""
    waiting = queries.unconfirmed(visit)
    if not waiting:
        return []
    rows: list[list[Cell]] = [[_claim(each), each.agency, _ways(visit, each)] for each in waiting]
    heads: list[Column | str] = [Column("What the team says", sentence=True), "Agency", "Next"]
    said = html.P("Unconfirmed, and counted for nothing, until you say that it was so.")
    shown = table("What your teams reported", heads, rows)
    return [html.Section([html.H2("To confirm"), said, shown], id="to-confirm")]


def not_confirmed(visit: Visit) -> Markup | None:
    """List what teams reported and nobody has confirmed, as far as the visitor sees it: it counts for nothing."""
    waiting = queries.all_unconfirmed(visit)
    if not waiting:
        return None
    rows: list[list[Cell]] = [
        [each.team, each.agency, each.held_on, each.present, html.A(each.briefing, href=_place(visit, each))]
        for each in waiting
    ]
    heads: list[Column | str] = [
        "Team",
        "Agency",
        "Discussed on",
        Column("Present", True),
        Column("Briefing", sentence=True),
    ]
    said = f"{len(waiting):,} {'discussion is' if len(waiting) == 1 else 'discussions are'} reported and unconfirmed"
    lead = html.P(f"{said}: class 1 when confirmed, and until then counted nowhere.", id="unconfirmed")
    shown = table("Reported by teams, not confirmed by their agency", heads, rows)
    return html.Section([html.H2("Unconfirmed"), lead, shown])


def _place(visit: Visit, each: Claim) -> str:
    return links.to(visit, f"/reviews/{each.review_id}/briefing")


def _claim(each: Claim) -> str:
    return f"{claimed(each)} (unconfirmed, class 1)"


def claimed(each: Claim) -> str:
    """Say what a team reported."""
    people = "1 person" if each.present == 1 else f"{each.present:,} people"
    answer = "we can" if each.can else f"we cannot, because {each.reason}"
    return f"{people} of {each.team} discussed “{each.briefing}” on {in_words(each.held_on)}: {answer}"


def _ways(visit: Visit, each: Claim) -> Cell:
    if visit.as_at != visit.today:
        return "Go back to today"
    hidden = html.Span(f" what {each.team} reported of {in_words(each.held_on)}", className="hidden-words")
    ways = [("Confirm", "confirm"), ("It was not so", "refuse")]
    return html.Ul(
        [html.Li(html.A([words, hidden], href=f"/discussions/{each.id}/{way}")) for words, way in ways],
        className="offers",
    )
