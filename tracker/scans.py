"""What the scanner said of a version: whether its bytes may be read, are held, or lie in quarantine."""

from collections.abc import Iterable

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
    return results_of(session, [version]).get(version.id or 0)


def results_of(session: Session, versions: Iterable[EvidenceVersion]) -> dict[int, ScanResult]:
    """Give what holds for each of these versions that is a file, by its key."""
    files = {version.id or 0: version.sha256 for version in versions if version.kind == EvidenceKind.FILE}
    if not files:
        return {}
    infected = col(EvidenceScan.result) == ScanResult.INFECTED
    bad = set(
        session.scalars(select(EvidenceScan.sha256).where(col(EvidenceScan.sha256).in_(files.values()), infected))
    )
    said = select(EvidenceScan.version_id, EvidenceScan.result).where(col(EvidenceScan.version_id).in_(files))
    rows = session.execute(said.order_by(col(EvidenceScan.seq), col(EvidenceScan.id)))
    last = {row.version_id: row.result for row in rows}
    # A file of which nothing was ever said is held: nobody can tell what it holds.
    return {
        key: ScanResult.INFECTED if sha256 in bad else last.get(key, ScanResult.ERROR) for key, sha256 in files.items()
    }


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
