"""Agencies, persons and the posts that they hold."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from tests.database.record import KEY_FROM, Record, visitor
from tracker.commands import people
from tracker.models import Agency, Person
from tracker.visit import Visitor
from tracker.words import AgencyKind, Role

NUMBERS = count(1)


@dataclass(frozen=True)
class HeldPost:
    """A post and whoever holds it; `owner` is that person as a visitor of the tracker."""

    id: int
    title: str
    agency_id: int
    person_id: int | None

    @property
    def owner(self) -> Visitor:
        """Give the holder, as owner for their agency, who may enter earlier days."""
        return visitor(Role.OWNER, agency=self.agency_id, person=self.person_id, loading=True)


SOMEBODY = HeldPost(0, "", 0, None)


def an_agency(record: Record, name: str = "", *, kind: AgencyKind = AgencyKind.COUNCIL) -> Agency:
    """Record an agency; the same name gives the same agency."""
    told = name or f"Agency {next(NUMBERS)}"
    if told not in record.made:
        with record.changing(on=KEY_FROM) as visit:
            record.made[told] = people.record_agency(visit, told.lower().replace(" ", "-"), name=told, kind=kind)
    return kept(Agency, record.made[told])


def a_person(record: Record, name: str = "", *, email: str = "") -> Person:
    """Record a person without any post; the same name gives the same person."""
    told = name or f"Person {next(NUMBERS)}"
    key = f"person {told}"
    if key not in record.made:
        address = email or f"{told.lower().replace(' ', '.')}@board.example"
        with record.changing(on=KEY_FROM) as visit:
            record.made[key] = people.record_person(visit, told, email=address)
    return kept(Person, record.made[key])


def a_post(
    record: Record,
    title: str = "",
    *,
    agency: Agency | None = None,
    held_by: Person | str | None = "",
    since: date = KEY_FROM,
    until: date | None = None,
) -> HeldPost:
    """Record a post of an agency, held by a new person (or the one named or given; None: nobody) from a day on."""
    home = agency or an_agency(record)
    holder = held_by if isinstance(held_by, Person) or held_by is None else a_person(record, held_by)
    told = title or f"Head of service {next(NUMBERS)}"
    with record.changing(on=since) as visit:
        post = people.record_post(visit, row_id(home), title=told)
        if holder is not None:
            tenure = people.begin_tenure(visit, row_id(post), person_id=row_id(holder), started_on=since)
            if until is not None:
                people.end_tenure(visit.on(min(until, visit.today)), row_id(tenure), ended_on=until)
    return HeldPost(row_id(post), told, row_id(home), holder.id if holder else None)


def a_checker(record: Record) -> Visitor:
    """Give a member of the board who holds a post with the police and may check what others own."""
    if "checker" not in record.made:
        police = an_agency(record, "The police", kind=AgencyKind.POLICE)
        record.made["checker"] = a_post(record, "Head of public protection", agency=police, held_by="The checker")
    return visitor(Role.MEMBER, person=record.made["checker"].person_id, loading=True)


def the_chair(record: Record) -> Visitor:
    return visitor(Role.CHAIR, person=row_id(a_person(record, "The chair")), loading=True)


def row_id(row: Any) -> int:
    return int(row.id)


def kept(kind: type[Any], found: Any) -> Any:
    assert isinstance(found, kind)
    return found
