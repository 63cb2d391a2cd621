"""What becomes of files of evidence after they came in: scanned, put into quarantine, read, found damaged."""

from collections.abc import Sequence

from sqlmodel import col

from tracker import readable, trail
from tracker.access import LARGEST_KEY, needs
from tracker.commands.actions import find_own
from tracker.commands.record import record
from tracker.errors import NotFoundError, RefusedError
from tracker.intake import Taken
from tracker.models import Action, Event, Evidence, EvidenceLink, EvidenceRead, EvidenceScan, EvidenceVersion
from tracker.models.statements import select
from tracker.scan import Scanned
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, ScanResult

DAMAGED = "evidence found damaged"


@needs(Permission.ATTACH_EVIDENCE)
def refuse_infected(visit: Visit, action_ids: Sequence[int], file: Taken) -> None:
    """Record that a virus was found in a file that somebody would have attached, and that it was not kept."""
    for key in action_ids:
        find_own(visit, key)
    refused = _add_scan(visit, None, file.received.sha256, file.scanned)
    # The same bytes may have come in before anybody knew this virus.
    for version in _with_bytes(visit, file.received.sha256):
        _add_scan(visit, version.id, version.sha256, file.scanned)
    record(visit, "virus found in an upload", refused, actions=action_ids)


@needs(Permission.KEEP_STORE)
def note_scan(visit: Visit, version_id: int, scanned: Scanned) -> None:
    """Record what a later scan said of a version that was held, and of every other one with the same bytes if bad."""
    version = _version(visit, version_id)
    infected = scanned.result == ScanResult.INFECTED
    for each in _with_bytes(visit, version.sha256) if infected else [version]:
        _add_scan(visit, each.id, each.sha256, scanned)
        piece = visit.session.get(Evidence, each.evidence_id)
        if piece is not None:
            record(
                visit, "evidence quarantined" if infected else "evidence scanned", piece, actions=_actions(visit, piece)
            )


@needs(Permission.SEE_PLAN)
def note_read(visit: Visit, version_id: int) -> None:
    """Note that somebody is given the bytes of restricted or sealed evidence; others leave no note."""
    piece, version = readable.find_file(visit, version_id)
    if readable.is_closed(visit, piece):
        if visit.who.person_id is None:
            raise RefusedError("Only somebody who is known may be given what is restricted.")
        row = EvidenceRead(
            version_id=version.id or 0, person_id=visit.who.person_id, at=visit.now, session=visit.who.session
        )
        visit.session.add(row)


@needs(Permission.SEE_PLAN)
def note_damage(visit: Visit, version_id: int, found: str) -> None:
    """Record that the bytes of a version are gone or not what was received; once a day is enough."""
    piece, version = readable.find_file(visit, version_id)
    told = select(Event.seq).where(
        Event.kind == DAMAGED, Event.object_id == piece.id, col(Event.effective_on) == visit.effective_on
    )
    if visit.session.scalar(told.limit(1)) is not None:
        return
    action = next(iter(_actions(visit, piece)), None)
    home = visit.session.get(Action, action) if action is not None else None
    about = trail.About("evidence", piece.id, review_id=home.review_id if home else None, action_id=action)
    trail.append(visit, DAMAGED, about, {"version": version.number, "sha256": version.sha256, "found": found})


def _version(visit: Visit, version_id: int) -> EvidenceVersion:
    found = visit.session.get(EvidenceVersion, version_id) if 0 < version_id <= LARGEST_KEY else None
    if found is None:
        raise NotFoundError
    return found


def _with_bytes(visit: Visit, sha256: str) -> Sequence[EvidenceVersion]:
    chosen = select(EvidenceVersion).where(EvidenceVersion.sha256 == sha256, col(EvidenceVersion.size).is_not(None))
    return visit.session.scalars(chosen.order_by(col(EvidenceVersion.id))).all()


def _actions(visit: Visit, piece: Evidence) -> list[int]:
    linked = select(EvidenceLink.action_id).where(EvidenceLink.evidence_id == piece.id)
    return list(visit.session.scalars(linked.order_by(col(EvidenceLink.action_id))))


def _add_scan(visit: Visit, version_id: int | None, sha256: str, scanned: Scanned) -> EvidenceScan:
    return add(
        visit, EvidenceScan, version_id=version_id, sha256=sha256, result=scanned.result, said=scanned.said[:200]
    )
