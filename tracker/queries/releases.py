"""How far each frozen public edition has come: who released it, what was confirmed in it, whether it was taken back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col

from tracker.access import needs
from tracker.errors import NotFoundError
from tracker.models import ConfirmedPlace, Person, SnapshotRelease, SnapshotWithdrawn
from tracker.models.statements import select
from tracker.queries import snapshots
from tracker.queries.snapshots import Kept
from tracker.visit import Visit
from tracker.words import Edition, Permission, Role


@dataclass(frozen=True)
class Release:
    """Who released an edition as what, and when; `seq` orders the releases of all."""

    role: Role
    person: str
    on: date
    seq: int


@dataclass(frozen=True)
class Stand:
    """A frozen public edition: its releases, why what was found may stand, and why it was taken back."""

    kept: Kept
    releases: Sequence[Release]
    confirmed: dict[str, str]
    withdrawn_because: str
    withdrawn_on: date | None

    @property
    def is_published(self) -> bool:
        """Tell whether both released it and nobody took it back."""
        return {each.role for each in self.releases} == {Role.COORDINATOR, Role.CHAIR} and self.withdrawn_on is None

    @property
    def released_on(self) -> date | None:
        """Give the day of the second release."""
        return max((each.on for each in self.releases), default=None) if self.is_published else None

    @property
    def sentence(self) -> str:
        """Say how far it has come."""
        if self.withdrawn_on:
            return f"Taken back on {self.withdrawn_on:%-d %B %Y}: “{self.withdrawn_because}”"
        if not self.releases:
            return "Released by nobody yet."
        said = ", ".join(f"the {each.role.value} on {each.on:%-d %B %Y}" for each in self.releases)
        return f"Released by {said}." if self.is_published else f"Released by {said}; waits for the chair."


@needs(Permission.RELEASE_EDITION)
def listing(visit: Visit) -> list[Stand]:
    """List the frozen public editions, newest first."""
    kept = snapshots.listing(visit, [Edition.PUBLIC])
    releases, confirmed, withdrawn = _releases(visit), _confirmed(visit), _withdrawn(visit)
    return [Stand(each, releases[each.id], confirmed[each.id], *withdrawn.get(each.id, ("", None))) for each in kept]


@needs(Permission.RELEASE_EDITION)
def one(visit: Visit, snapshot_id: int) -> Stand:
    """Give one frozen public edition."""
    found = next((each for each in listing(visit) if each.kept.id == snapshot_id), None)
    if found is None:
        raise NotFoundError
    return found


@needs(Permission.RELEASE_EDITION)
def published(visit: Visit) -> list[Stand]:
    """List the editions that are released and were not taken back, the one released last first."""
    found = [each for each in listing(visit) if each.is_published]
    return sorted(found, key=lambda each: max(one.seq for one in each.releases), reverse=True)


@needs(Permission.RELEASE_EDITION)
def names(visit: Visit) -> Sequence[str]:
    """Give the names of all persons of the record, none of whom a public text may name."""
    return list(visit.session.scalars(select(Person.name).order_by(col(Person.id))))


def _releases(visit: Visit) -> dict[int, list[Release]]:
    told = SnapshotRelease
    statement = (
        select(told.snapshot_id, told.role, Person.name, told.effective_on, told.seq)
        .join(Person, col(Person.id) == col(told.person_id))
        .order_by(col(told.id))
    )
    found: dict[int, list[Release]] = defaultdict(list)
    for key, *rest in visit.session.execute(statement):
        found[key].append(Release(*rest))
    return found


def _confirmed(visit: Visit) -> dict[int, dict[str, str]]:
    statement = select(ConfirmedPlace.snapshot_id, ConfirmedPlace.place, ConfirmedPlace.reason)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for key, place, reason in visit.session.execute(statement):
        found[key][place] = reason
    return found


def _withdrawn(visit: Visit) -> dict[int, Any]:
    told = SnapshotWithdrawn
    rows = visit.session.execute(select(told.snapshot_id, told.reason, told.effective_on))
    return {key: (reason, on) for key, reason, on in rows}
