"""The public edition on its way: what was frozen, who released it, and which texts wait for a second person."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboards import html
from dashboards.components.offers import Offer, offers
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.service import service
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import public_texts, releases
from tracker.queries.public_texts import Waiting
from tracker.queries.releases import Stand
from tracker.releases import unread as unpublished
from tracker.visit import Visit
from tracker.words import Permission, Role

NOTHING = "Nothing is published: no frozen public edition has been released by both the coordinator and the chair."


@page("/public", title="Public edition", needs=Permission.RELEASE_EDITION, menu=("Public edition", 15))
def layout(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """Say what the public reads now, and list what is on its way."""
    stands, unread = releases.listing(visit), unpublished(visit, service().settings)
    now = [each for each in releases.published(visit) if each.kept.id not in unread]
    return html.Div(
        [
            html.H1("Public edition"),
            html.P(_lead(now[0]) if now else NOTHING, className="lead"),
            offers(visit, [Offer("Freeze the public edition", "/reports/freeze", Permission.FREEZE_EDITION)]),
            html.Section([html.H2("Frozen public editions"), _frozen(visit, stands, unread)]),
            html.Section([html.H2("Texts that wait for a second person"), _texts(visit, public_texts.waiting(visit))]),
        ]
    )


def _lead(stand: Stand) -> str:
    return (
        f"Released for the public is {stand.kept.cited}, as at {stand.kept.as_at:%-d %B %Y}; `tracker publish` writes "
        "it into a folder for any web server."
    )


def _frozen(visit: Visit, stands: Sequence[Stand], unread: Mapping[int, str]) -> Markup:
    """List the frozen public editions; of one that is released and not read it is said why."""
    if not stands:
        return empty("No public edition has been frozen yet. Freeze one to see what the public would read.")
    rows: list[list[Cell]] = [
        [each.kept.cited, each.kept.as_at, _said(each, unread.get(each.kept.id, "")), _ways(visit, each)]
        for each in stands
    ]
    heads: list[Column | str] = ["Cited as", "As at", Column("How far it has come", sentence=True), "What to do"]
    return table("Frozen public editions, newest first", heads, rows)


def _said(stand: Stand, why_unread: str) -> str:
    return f"{stand.sentence} Not published: {why_unread}" if why_unread else stand.sentence


def _ways(visit: Visit, stand: Stand) -> list[Markup | str]:
    """Offer what makes sense with an edition as it stands."""
    at, cited = f"/snapshots/{stand.kept.id}", stand.kept.cited
    open_to = not stand.withdrawn_on and not stand.is_published
    several = [("Preview", f"/snapshots/{cited}/preview/index.html", True), ("Release", f"{at}/release", open_to)]
    several += [("Take back", f"{at}/withdraw", bool(stand.releases) and not stand.withdrawn_on)]
    several += [("Let something stand", f"{at}/confirm", open_to and Role.CHAIR in visit.who.board_roles)]
    said: list[Markup | str] = []
    for words, href, fits in several:
        if fits:
            said += [", " if said else "", html.A(words, href=href, **{"aria-label": f"{words}: {cited}"})]
    return said


def _texts(visit: Visit, waiting: Sequence[Waiting]) -> Markup:
    if not waiting:
        return empty("No text for the public waits for anybody.")
    able = allows(visit.who, Permission.APPROVE_PUBLIC_TEXT)
    rows: list[list[Cell]] = [[_link(each, able=able), each.wording] for each in waiting]
    return table("Texts for the public that nobody has approved", ["About", Column("Text", sentence=True)], rows)


def _link(each: Waiting, *, able: bool) -> Markup:
    at = f"/{each.thing.value}s/{each.id}"
    return html.A(each.cited, href=f"{at}/public-text/approve" if able else at)
