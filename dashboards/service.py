"""The running service: its settings, its record, and who is asking."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import current_app, g, request

from tracker import entry, trail
from tracker.database import open_visit
from tracker.errors import BusyError, InputError, RefusedError, SignedOutError, TrackerError
from tracker.settings import Settings, local_day
from tracker.visit import SERVICE, STRANGER, Visit, Visitor, looked_at


@dataclass(frozen=True)
class Service:
    """What every request works with. `engine` belongs to `tracker.database`; nothing here looks inside it."""

    settings: Settings
    engine: Any
    worked_example: bool = False


def service() -> Service:
    """Give the running service."""
    found: Service = current_app.extensions["tracker"]
    return found


def visitor() -> Visitor:
    """Give who is asking; a stranger when nobody is signed in."""
    who: Visitor = g.get("visitor", STRANGER)
    return who


@contextmanager
def visiting(*, change: bool = False, as_at: date | None = None) -> Iterator[Visit]:
    """Open a visit for whoever is asking; a change begins with what they may do at that moment."""
    running = service()
    with open_visit(running.engine, visitor(), running.settings, change=change, as_at=as_at) as visit:
        yield _still_let_in(visit) if change else visit


def _still_let_in(visit: Visit) -> Visit:
    """Look again, within the change, who asks: since the form set out, a role may have been revoked."""
    if (secret := g.get("secret")) is None:
        return visit
    came = _entered(visit, secret)
    if came is None:
        raise SignedOutError
    remember(came.visitor, secret)
    return replace(visit, who=came.visitor)


@contextmanager
def serving(*, change: bool = False) -> Iterator[Visit]:
    """Open a visit for the service itself: sessions, lapsed embargoes, refusals."""
    running = service()
    with open_visit(running.engine, SERVICE, running.settings, change=change) as visit:
        yield visit


def today() -> date:
    """Give the day in London."""
    return local_day(service().settings.now())


def read_day(written: str, *, name: str = "date") -> date:
    """Read a day as people and addresses write it: 2026-11-22, 22/11/2026, 22 Nov 2026 or 22 November 2026."""
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y"):
        try:
            return datetime.strptime(written.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise InputError("Enter a date like 22 Nov 2026.", field=name)


def as_at_of(written: str) -> date | None:
    """Read the day that a page looks at; none is today, and neither the future nor before records began is a day."""
    if not written:
        return None
    return looked_at(read_day(written, name="as_at"), today())


def note_refusal(refused: RefusedError) -> TrackerError:
    """Leave a refusal in the trail and give what is told: that the record is busy where it could not be left."""
    running, who = service(), visitor()
    if who.person_id is None:
        return refused
    try:
        with open_visit(running.engine, who, running.settings, change=True) as visit:
            trail.append_refusal(visit, refused.sentence, request.path[:200])
    except BusyError as busy:
        return busy
    return refused


def note_rejected(*fields: str) -> None:
    """Leave in the trail that a file was not taken, or a value sent that no form offers; where it can be left."""
    running, who = service(), visitor()
    if who.person_id is None or not fields:
        return
    with suppress(BusyError), open_visit(running.engine, who, running.settings, change=True) as visit:
        trail.append_rejection(visit, fields, request.path[:200])


def new_reference() -> str:
    """Give a reference by which a person and the log can name the same fault."""
    return secrets.token_hex(4)


def remember(who: Visitor, secret: str) -> None:
    """Say who is asking and by which session, for the rest of the request."""
    g.visitor, g.secret = who, secret


def come_in(secret: str) -> entry.Entered | None:
    """Look up who holds this session."""
    with serving() as visit:
        return _entered(visit, secret)


def _entered(visit: Visit, secret: str) -> entry.Entered | None:
    return entry.entered(visit.session, secret, service().settings, visit.now, address=request.remote_addr or "")
