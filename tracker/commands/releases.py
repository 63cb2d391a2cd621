"""Release a frozen public edition by two people, confirm what was found in it, and take it back."""

from sqlmodel import col

from tracker.access import LARGEST_KEY, needs
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import NotFoundError, RefusedError, RuleBrokenError
from tracker.models import ConfirmedPlace, Snapshot, SnapshotRelease, SnapshotWithdrawn
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Edition, Permission, Role

BOTH = (Role.COORDINATOR, Role.CHAIR)
NOT_YOURS = "An edition is released to the public by the coordinator and by the chair."


@needs(Permission.RELEASE_EDITION)
def record_release(visit: Visit, snapshot_id: int, *, as_role: Role) -> SnapshotRelease:
    """Record one of the two releases: the coordinator first, then the chair, two different people.

    What may stand in the edition is for `tracker.releases` to see to, which reads its bytes.
    """
    snapshot = _public(visit, snapshot_id)
    if as_role not in BOTH or as_role not in visit.who.board_roles:
        raise RefusedError(NOT_YOURS)
    person = _person(visit)
    if unmet := _not_yet(visit, snapshot_id, as_role, person):
        raise RuleBrokenError([unmet])
    row = add(visit, SnapshotRelease, snapshot_id=snapshot_id, role=as_role, person_id=person)
    record(visit, f"edition released by the {as_role.value}", row, note={"cited": snapshot.cited})
    return row


def _not_yet(visit: Visit, snapshot_id: int, as_role: Role, person: int) -> str:
    """Say why this person cannot release it now; empty when they can."""
    if _is_withdrawn(visit, snapshot_id):
        return "This edition was taken back. Freeze another one."
    done = visit.session.scalars(select(SnapshotRelease).where(SnapshotRelease.snapshot_id == snapshot_id)).all()
    if as_role == Role.CHAIR and Role.COORDINATOR not in {row.role for row in done}:
        return "The coordinator releases an edition before the chair does."
    if any(row.role == as_role or row.person_id == person for row in done):
        return "Two different people release an edition, each once."
    return ""


@needs(Permission.RELEASE_EDITION)
def record_confirmed(visit: Visit, snapshot_id: int, *, place: str, reason: str) -> None:
    """Record why something that was found may stand where it does: the chair, place by place."""
    _public(visit, snapshot_id)
    if Role.CHAIR not in visit.who.board_roles:
        raise RefusedError("Only the chair confirms what was found in a public edition.")
    kept, person = text(reason, "reason"), _person(visit)
    here = select(ConfirmedPlace.id).where(ConfirmedPlace.snapshot_id == snapshot_id, ConfirmedPlace.place == place)
    if visit.session.scalar(here):
        raise RuleBrokenError(["This place is confirmed already."])
    row = add(visit, ConfirmedPlace, snapshot_id=snapshot_id, place=place, reason=kept, by_id=person)
    record(visit, "found place confirmed", row)


@needs(Permission.RELEASE_EDITION)
def withdraw(visit: Visit, snapshot_id: int, *, reason: str) -> None:
    """Take a released edition back: one person is enough, with a reason.

    The next `tracker publish` writes the site without it.
    """
    snapshot = _public(visit, snapshot_id)
    kept, person = text(reason, "reason"), _person(visit)
    if _is_withdrawn(visit, snapshot_id):
        raise RuleBrokenError(["This edition was taken back already."])
    released = select(SnapshotRelease.id).where(SnapshotRelease.snapshot_id == snapshot_id)
    if not visit.session.scalar(released.order_by(col(SnapshotRelease.id)).limit(1)):
        raise RuleBrokenError(["Nobody has released this edition: there is nothing to take back."])
    row = add(visit, SnapshotWithdrawn, snapshot_id=snapshot_id, reason=kept, by_id=person)
    record(visit, "edition taken back", row, note={"cited": snapshot.cited})


def _public(visit: Visit, snapshot_id: int) -> Snapshot:
    found = visit.session.get(Snapshot, snapshot_id) if 0 < snapshot_id <= LARGEST_KEY else None
    if found is None or found.edition != Edition.PUBLIC:
        raise NotFoundError
    return found


def _is_withdrawn(visit: Visit, snapshot_id: int) -> bool:
    taken_back = select(SnapshotWithdrawn.id).where(SnapshotWithdrawn.snapshot_id == snapshot_id)
    return visit.session.scalar(taken_back) is not None


def _person(visit: Visit) -> int:
    if visit.who.person_id is None:
        raise RefusedError("A person does this. Sign in under your own name.")
    return visit.who.person_id
