"""Agencies, their posts, who holds them, and the list of themes: what the coordinator keeps of the partnership."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.dates import in_words
from dashboards.components.offers import Offer, offers
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import partnership as queries
from tracker.queries.partnership import Body, PostHeld
from tracker.visit import Visit
from tracker.words import Permission

KEEP = Permission.KEEP_PARTNERSHIP


@page("/partnership", title="Partnership", needs=KEEP, menu=("Partnership", 12))
def show_partnership(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """List the agencies with their posts and who holds them; a post with work that nobody holds is an alarm."""
    found = queries.agencies(visit)
    posts = [each for body in found for each in body.posts]
    orphaned = [each for each in posts if each.open_actions and not each.tenure_id]
    return html.Div(
        [
            html.H1("Partnership"),
            *past(visit, "/partnership"),
            html.P(_sentence(found, posts, orphaned), className="lead"),
            offers(
                visit,
                [
                    Offer("Record an agency", "/agencies/new", KEEP),
                    Offer("Record a post", "/posts/new", KEEP),
                    Offer("Record a person", "/persons/new", KEEP),
                    Offer("Record a theme", "/themes/new", Permission.KEEP_THEMES),
                    Offer("Have wordings given a theme blind", "/blind", Permission.CODE_BLIND),
                ],
            ),
            *[_agency(visit, body) for body in found],
        ]
    )


def _sentence(found: object, posts: list[PostHeld], orphaned: list[PostHeld]) -> str:
    standing = [each for each in found if each.ended_on is None]  # type: ignore[attr-defined]
    said = f"{len(standing):,} agencies with {len(posts):,} posts."
    if any(each.open_actions is None for each in posts):
        return f"{said} What they own is not shown to you."
    if not orphaned:
        return f"{said} Somebody holds every post that owns open work."
    work = sum(each.open_actions or 0 for each in orphaned)
    verb = "owns" if len(orphaned) == 1 else "own"
    named = ", ".join(each.title for each in orphaned)
    return f"{said} {len(orphaned):,} that nobody holds {verb} {work:,} open actions: {named}."


def _agency(visit: Visit, body: Body) -> Markup:
    rows: list[list[Cell]] = [
        [each.title, _holder(each), _work(visit, each), _acts(visit, each)] for each in body.posts
    ]
    heads: list[Column | str] = ["Post", "Held by", "Open actions", "Change"]
    ended = f"Ended on {in_words(body.ended_on)}, followed by {body.successor}." if body.ended_on else ""
    kind = html.P(f"{sentence_case(body.kind.value)}. {ended}", className="quiet")
    able = Offer(f"End {body.name}", f"/agencies/{body.id}/end", Permission.RECORD_ACTION, body.ended_on is None)
    shown = table(f"Posts of {body.name}", heads, rows) if rows else empty("It has no post.")
    return html.Section([html.H2(body.name), kind, shown, _end(visit, able)])


def _end(visit: Visit, able: Offer) -> Markup | None:
    if not able.fits or visit.as_at != visit.today or not allows(visit.who, able.needs):
        return None
    return html.P(html.A(able.words, href=able.href))


def _holder(each: PostHeld) -> Cell:
    if each.tenure_id:
        until = f", until {in_words(each.until)}" if each.until else ""
        return f"{each.holder}, since {in_words(each.since)}{until}"
    since = f" since {in_words(each.vacant_since)}" if each.vacant_since else ""
    return html.Strong(f"Nobody{since}") if each.open_actions else f"Nobody{since}"


def _work(visit: Visit, each: PostHeld) -> Cell:
    if each.open_actions is None:
        return "Not shown to you"
    if not each.open_actions:
        return "None"
    return html.A(f"{each.open_actions:,}", href=links.to(visit, "/plan", post=each.id, unfinished=True))


def _acts(visit: Visit, each: PostHeld) -> Cell:
    if visit.as_at != visit.today:
        return "Go back to today"
    if each.until:
        return html.A(f"Say who follows as {each.title}", href=f"/posts/{each.id}/holder")
    if each.tenure_id:
        return html.A(f"Hand over {each.title}", href=f"/tenures/{each.tenure_id}/hand-over")
    return html.A(f"Say who holds {each.title}", href=f"/posts/{each.id}/holder")
