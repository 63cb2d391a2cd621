"""Calendar addresses: a page to make and end one's own, and the feed, which needs no sign-in but the secret address."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, redirect, request

from dashboards import frame
from dashboards.components.dates import in_words
from dashboards.service import service, serving, visiting, visitor
from tracker import calendars as feeds
from tracker import holders
from tracker.access import allows
from tracker.calendars import Entry
from tracker.commands import calendars as commands
from tracker.database import open_visit
from tracker.entry import hash_secret
from tracker.errors import NotFoundError, RefusedError
from tracker.holders import Opened
from tracker.queries import calendars as queries
from tracker.visit import Visit
from tracker.words import Permission

MINE, MADE, REVOKED, FEED = "/calendar", "/calendar/make", "/calendar/revoke", "/calendar/<token>.ics"
NOT_THERE = "There is no such calendar.\n"
TITLE = "Calendar of your posts"


def add_routes(server: Flask) -> None:
    """Add the page, its two buttons and the feed."""
    server.add_url_rule(MINE, "calendar_mine", _mine, methods=["GET"])
    server.add_url_rule(MADE, "calendar_made", _make, methods=["POST"])
    server.add_url_rule(REVOKED, "calendar_revoked", _revoke, methods=["POST"])
    for path in (MADE, REVOKED):
        server.add_url_rule(path, f"back from {path}", lambda: redirect(MINE), methods=["GET"])
    server.add_url_rule(FEED, "calendar_feed", _feed, methods=["GET"])


def _mine() -> Response:
    if not allows(visitor(), Permission.KEEP_CALENDAR):
        raise NotFoundError
    return _drawn()


def _drawn(made: str = "") -> Response:
    with visiting() as visit:
        posts = queries.mine(visit)
    shown = [
        {
            "key": each.post_id,
            "title": each.title,
            "said": f"Address made on {in_words(each.made_on)}." if each.made_on else "No address.",
            "has": each.made_on is not None,
        }
        for each in posts
    ]
    return frame.answer("calendar", TITLE, posts=shown, made=made, make_href=MADE, revoke_href=REVOKED)


def _make() -> Response:
    """Make an address; it is shown in this answer and nowhere again."""
    key = _asked()
    with visiting(change=True) as visit:
        token = commands.make(visit, key)
    return _drawn(f"{service().settings.base_url.rstrip('/')}/calendar/{token}.ics")


def _revoke() -> Response:
    key = _asked()
    with visiting(change=True) as visit:
        commands.revoke(visit, key)
    return make_response(redirect(MINE))


def _asked() -> int:
    if not allows(visitor(), Permission.KEEP_CALENDAR):
        raise RefusedError(f"Your role does not allow you to {Permission.KEEP_CALENDAR.value}.")
    given = request.form.get("post", "")
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise NotFoundError
    return int(given)


def _feed(token: str) -> Response:
    """Give the feed; an address that was never made, was revoked or has ended answers alike."""
    running = service()
    with serving() as visit:
        found = holders.by_calendar(visit.session, hash_secret(token), visit.now)
    if found is None or not allows(found.visitor, Permission.SEE_PLAN):
        return make_response((NOT_THERE, HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain; charset=utf-8"}))
    with open_visit(running.engine, found.visitor, running.settings) as visit:
        written = _written(visit, found)
    return make_response((written, {"Content-Type": feeds.TYPE}))


def _written(visit: Visit, found: Opened) -> bytes:
    address = service().settings.base_url.rstrip("/")
    entries = [
        Entry(f"action-{each.id}", each.due, f"{each.reference} due", f"{address}/actions/{each.id}")
        for each in queries.due_of_post(visit, found.post_id)
    ]
    entries += [
        Entry(f"meeting-{each.id}", each.held_on, f"{each.kind.value.capitalize()} meeting", f"{address}/")
        for each in queries.meetings(visit)
    ]
    return feeds.written(entries, "Improvement plan", urlsplit(address).hostname or "localhost", visit.now)
