"""Agencies, posts, persons and who holds which post."""

from datetime import date

from sqlmodel import col

from tracker.access import LARGEST_KEY, needs
from tracker.commands.days import OF_THE_PAST, possible
from tracker.commands.record import change, record
from tracker.commands.taken import free
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.models import ActionOwner, Agency, Person, Post, Tenure
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import AgencyKind, Permission


@needs(Permission.KEEP_PARTNERSHIP)
def record_agency(visit: Visit, key: str, *, name: str, kind: AgencyKind) -> Agency:
    """Record an agency of the partnership."""
    words = {"key": text(key, "key", longest=60), "name": text(name, "name", longest=200)}
    free(visit, Agency, "An agency", **words)
    row = add(visit, Agency, **words, kind=kind)
    record(visit, "agency recorded", row)
    return row


@needs(Permission.KEEP_PARTNERSHIP)
def record_post(visit: Visit, agency_id: int, *, title: str) -> Post:
    """Record a post of an agency."""
    agency = visit.session.get(Agency, agency_id) if 0 < agency_id <= LARGEST_KEY else None
    if agency is None or (agency.ended_on is not None and agency.ended_on <= visit.effective_on):
        raise InputError("Choose an agency from the list.", field="agency")
    named = text(title, "title", longest=200)
    if visit.session.scalar(select(Post.id).where(Post.agency_id == agency_id, Post.title == named)):
        raise InputError(f"{agency.name} has a post of this title already.", field="title")
    row = add(visit, Post, agency_id=agency_id, title=named)
    record(visit, "post recorded", row)
    return row


@needs(Permission.KEEP_PARTNERSHIP)
def record_person(visit: Visit, name: str, *, email: str) -> Person:
    """Record a person, known by one e-mail address."""
    address = text(email, "e-mail address", longest=254).lower()
    if "@" not in address:
        raise InputError("Enter an e-mail address like name@example.org.", field="e-mail address")
    if visit.session.scalar(select(Person.id).where(Person.email == address)):
        raise InputError("Somebody with this e-mail address is already recorded.", field="e-mail address")
    row = add(visit, Person, name=text(name, "name", longest=200), email=address)
    record(visit, "person recorded", row)
    return row


@needs(Permission.KEEP_PARTNERSHIP)
def begin_tenure(visit: Visit, post_id: int, *, person_id: int, started_on: date) -> Tenure:
    """Say that a person holds a post from a day on; nobody else may hold it then."""
    _not_before_today(visit, possible(started_on, "first day", visit.today, earliest=OF_THE_PAST), "first day")
    known = all(0 < key <= LARGEST_KEY for key in (post_id, person_id))
    if not known or visit.session.get(Post, post_id) is None:
        raise NotFoundError
    if visit.session.get(Person, person_id) is None:
        raise InputError("Choose a person from the list.", field="person")
    overlapping = select(Tenure.id).where(
        Tenure.post_id == post_id, (col(Tenure.ended_on).is_(None)) | (col(Tenure.ended_on) > started_on)
    )
    if visit.session.scalar(overlapping):
        raise RuleBrokenError(["Somebody holds this post on that day. End their tenure first."])
    row = add(visit, Tenure, post_id=post_id, person_id=person_id, started_on=started_on)
    record(visit, "tenure begun", row, actions=_owned_by(visit, post_id))
    return row


@needs(Permission.KEEP_PARTNERSHIP)
def end_tenure(visit: Visit, tenure_id: int, *, ended_on: date, version: int = 1) -> None:
    """Say on which day a tenure ended; what the post owns stays with the post."""
    row = visit.session.get(Tenure, tenure_id) if 0 < tenure_id <= LARGEST_KEY else None
    if row is None:
        raise NotFoundError
    if row.ended_on is not None:
        raise RuleBrokenError([f"This tenure ended on {row.ended_on:%-d %B %Y}."])
    _not_before_today(visit, possible(ended_on, "last day", visit.today, earliest=OF_THE_PAST), "last day")
    if ended_on <= row.started_on:
        raise InputError("A tenure ends after the day it began.", field="ended on")
    change(row, version, ended_on=ended_on)
    record(visit, "tenure ended", row, actions=_owned_by(visit, row.post_id))


def _not_before_today(visit: Visit, day: date, field: str) -> None:
    """Refuse an earlier day to all but the loading: it would change what past days have shown."""
    if day < visit.effective_on and not visit.who.loading:
        raise InputError(
            "Enter today or a later day: an earlier one would change what past days have shown.", field=field
        )


def _owned_by(visit: Visit, post_id: int) -> set[int]:
    return set(visit.session.scalars(select(ActionOwner.action_id).where(ActionOwner.post_id == post_id)).all())
