"""What the scanner said of a version: whether its bytes may be read, are held, or lie in quarantine."""

from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.models import EvidenceScan, EvidenceVersion
from tracker.models.statements import select
from tracker.words import EvidenceKind, ScanResult

HELD = "This file is held until it has been scanned for viruses. Only whoever provided it can open it until then."
QUARANTINED = "This file is in quarantine: the scanner found a virus in it. Its provider has to give another version."
KNOWN_BAD = "A virus was found in this very file before, so that it cannot be evidence."
READABLE = frozenset({ScanResult.CLEAN, ScanResult.NOT_CONFIGURED})


def result_of(session: Session, version: EvidenceVersion) -> ScanResult | None:
    """Give what holds for a version: infected for good once its bytes were, else what was said of it last."""
    if version.kind != EvidenceKind.FILE:
        return None
    if is_infected(session, version.sha256):
        return ScanResult.INFECTED
    newest = (
        select(EvidenceScan.result)
        .where(EvidenceScan.version_id == version.id)
        .order_by(col(EvidenceScan.seq).desc(), col(EvidenceScan.id).desc())
        .limit(1)
    )
    # A file of which nothing was ever said is held: nobody can tell what it holds.
    return session.scalar(newest) or ScanResult.ERROR


def is_infected(session: Session, sha256: str) -> bool:
    """Tell whether a virus was ever found in these bytes, under whatever name they came."""
    found = select(EvidenceScan.id).where(
        EvidenceScan.sha256 == sha256, col(EvidenceScan.result) == ScanResult.INFECTED
    )
    return session.scalar(found.limit(1)) is not None


def why_closed(result: ScanResult | None) -> str | None:
    """Say why bytes cannot be read now; None when they can."""
    if result is None or result in READABLE:
        return None
    return QUARANTINED if result == ScanResult.INFECTED else HELD
