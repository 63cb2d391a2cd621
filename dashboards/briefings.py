"""Briefings for everybody, without sign-in and without script, and the link by which a team says that it discussed one.

What these routes answer sets no cookie and holds nothing of whoever asks, so that a briefing may be kept on the way; it
is asked for anew each time all the same, for what was withdrawn has to be gone at once.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, make_response, request

from dashboards import frame
from dashboards.components.dates import in_words
from dashboards.components.forms import Field, Kind, Option
from dashboards.service import read_day, service, serving
from tracker import briefings
from tracker.briefings import Opened, Released
from tracker.commands import team_links
from tracker.commands.lessons import DiscussionDraft
from tracker.commands.numbers import whole_number
from tracker.database import open_visit
from tracker.errors import BusyError, InputError, NotFoundError, RuleBrokenError

EVERY, ONE, DISCUSSED = "/briefings", "/briefings/B-<int:key>", "/discussed/<token>"
KEPT_ON_THE_WAY = frozenset({EVERY, ONE})
OPEN = frozenset({EVERY, ONE, DISCUSSED})
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
NOT_THERE = "There is no such briefing. It may have been taken back."
LEADS_NOWHERE = (
    "This link leads nowhere: it was never given, it has ended, or it was taken back. "
    "Ask the coordinator of your board for a new one."
)
ANSWERS = [Option("can", "We can"), Option("cannot", "We cannot, because …")]
BROKEN = {InputError: HTTPStatus.BAD_REQUEST, RuleBrokenError: HTTPStatus.TOO_MANY_REQUESTS}
Typed = Mapping[str, str]


def add_routes(server: Flask) -> None:
    """Add the list, a briefing, and the link of a team."""
    server.add_url_rule(EVERY, "briefings", _every, methods=["GET"])
    server.add_url_rule(ONE, "briefing", _one, methods=["GET"])
    server.add_url_rule(DISCUSSED, "discussed", _ask, methods=["GET"])
    server.add_url_rule(DISCUSSED, "discussing", _report, methods=["POST"])
    # Whoever comes by the link has no session from which another site could act; the signed word stands for it.
    server.extensions["csrf"].exempt(server.view_functions["discussing"])


def address_of(briefing: Released) -> str:
    """Give the address at which anybody reads a briefing."""
    return f"/briefings/B-{briefing.id}"


def address_of_link(link_id: int) -> str:
    """Give the whole address of a team's link, to be sent to the team."""
    settings = service().settings
    return f"{settings.base_url.rstrip('/')}/discussed/{briefings.token_of(settings.secret_key, link_id)}"


def _every() -> Response:
    with serving() as visit:
        found = briefings.all_released(visit.session)
    shown = [
        {"href": address_of(each), "title": each.title, "review": each.review, "on": in_words(each.released_on)}
        for each in found
    ]
    return _kept(_drawn("briefings", "Seven-minute briefings", briefings=shown))


def _one(key: int) -> Response:
    with serving() as visit:
        found = briefings.released(visit.session, key)
    if found is None:
        return _said(NOT_THERE)
    return _kept(
        _drawn(
            "briefing",
            found.title,
            briefing=found,
            published=in_words(found.published_on) if found.published_on else "",
            released=in_words(found.released_on),
            source_url=found.source_url if found.source_url.startswith(("https://", "http://")) else "",
        )
    )


def _ask(token: str) -> Response:
    opened = _opened(token)
    return _said(LEADS_NOWHERE) if opened is None else _asked(opened, {}, None)


def _report(token: str) -> Response:
    opened = _opened(token)
    if opened is None:
        return _said(LEADS_NOWHERE)
    typed = dict(request.form.items())
    running = service()
    try:
        draft = _draft(typed)
        with open_visit(running.engine, opened.visitor, running.settings, change=True) as visit:
            told = team_links.report(visit, opened.link_id, draft)
            said = _in_words(told.held_on, told.present, told.can)
    except NotFoundError:
        return _said(LEADS_NOWHERE)
    except (InputError, RuleBrokenError, BusyError) as error:
        return _asked(opened, typed, error)
    return _drawn("discussed", "Thank you", opened=opened, said=said, reads=address_of(opened.briefing))


def _opened(token: str) -> Opened | None:
    link = briefings.link_of(service().settings.secret_key, token)
    with serving() as visit:
        return briefings.opened(visit.session, link, visit.now)


def _draft(typed: Typed) -> DiscussionDraft:
    if any(len(values) > 1 for _, values in request.form.lists()):
        raise InputError("This form is not complete. Open the link again.")
    held_on = read_day(typed.get("day", ""), name="day")
    present = whole_number(typed.get("present", ""), "how many were present", field="present")
    if typed.get("answer") not in {option.value for option in ANSWERS}:
        raise InputError("Say whether the team can.", field="answer")
    return DiscussionDraft(held_on, present, typed["answer"] == "can", typed.get("reason", ""))


def _in_words(held_on: Any, present: int, can: bool) -> str:
    people = "1 person" if present == 1 else f"{present:,} people"
    return f"{in_words(held_on)}, {people}: {'we can' if can else 'we cannot'}"


def _asked(opened: Opened, typed: Typed, error: InputError | RuleBrokenError | BusyError | None) -> Response:
    """Draw the form with what was typed into it and what is wrong with that."""
    field = error.field if isinstance(error, InputError) else ""
    kinds = (status for kind, status in BROKEN.items() if isinstance(error, kind))
    status = next(kinds, HTTPStatus.SERVICE_UNAVAILABLE) if error else HTTPStatus.OK
    fields = [
        Field("day", "When did you discuss it?", Kind.DATE, hint="For example, 20 Nov 2026"),
        Field("present", "How many were there?", hint="A number. Name nobody."),
        Field("answer", "Can your team do what it says?", Kind.RADIOS, options=ANSWERS),
        Field("reason", "Because (needed when you cannot)", Kind.TEXTAREA, hint="Name no person and no child."),
    ]
    return _drawn(
        "discussed",
        "We discussed this",
        status=status,
        opened=opened,
        reads=address_of(opened.briefing),
        fields=[
            replace(each, value=typed.get(each.name, ""), error=error.sentence if error and field == each.name else "")
            for each in fields
        ],
        errors=[{"name": field, "sentence": error.sentence}] if error else [],
    )


def _said(sentence: str) -> Response:
    """Say that there is nothing here: word for word the same for everything that is not there."""
    return _drawn("nothing", "Nothing is here", status=HTTPStatus.NOT_FOUND, sentence=sentence)


def _drawn(template: str, title: str, *, status: int = HTTPStatus.OK, **values: Any) -> Response:
    """Draw a page for everybody: no menu, no person, no token and no script."""
    example = service().worked_example
    drawn = frame.TEMPLATES.get_template(f"{template}.html").render(title=title, worked_example=example, **values)
    return make_response(drawn, status, {"Content-Security-Policy": POLICY})


def _kept(response: Response) -> Response:
    """Let a page be kept on the way; whoever keeps it asks each time whether it still stands."""
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32], weak=True)
    response.make_conditional(request)
    return response
