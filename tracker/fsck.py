"""Check that everything the record names is there and is what it was: looks, says, and never repairs by itself."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.models import Check, EvidenceScan, EvidenceVersion, Snapshot
from tracker.models.statements import select
from tracker.settings import Settings, age_of
from tracker.store import LOST, MODE, NAME, QUARANTINE, WAITING, Store, digest_of
from tracker.verify import verify
from tracker.words import EvidenceKind, ScanResult

YOUNG_SECONDS = 24 * 60 * 60
AT_ONCE = 500


@dataclass
class Found:
    """What was found: damage to what the record names, and what only deserves a look."""

    damage: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    files: int = 0
    orphans: list[Path] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """Give the exit status: 0 all is well, 1 warnings, 2 damage."""
        return 2 if self.damage else 1 if self.warnings else 0

    def as_json(self) -> dict[str, object]:
        """Give what was found for other programs."""
        return {
            "status": self.status,
            "files": self.files,
            "damage": self.damage,
            "warnings": self.warnings,
            "moved": self.moved,
        }


def check(session: Session, settings: Settings, *, quick: bool = False) -> Found:
    """Check database, trail and store; `quick` looks at sizes and reads neither the files nor the state."""
    found = Found(damage=verify(session, settings, deep=not quick))
    found.damage += _database(session)
    found.damage += _checks(session)
    _store(session, settings, found, quick=quick)
    return found


def _database(session: Session) -> Iterator[str]:
    """Ask the embedded database whether it is whole; PostgreSQL checks its own pages while it reads them."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for (said,) in session.execute(text("PRAGMA integrity_check(20)")):
        if said != "ok":
            yield f"The database is damaged: {said}."
    for table, key, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield f"The row {table} {key} names a row of {parent} that is not there."


def _checks(session: Session) -> Iterator[str]:
    """Name every check that is bound to other bytes than those of its version."""
    apart = (
        select(Check.id, EvidenceVersion.id)
        .join(EvidenceVersion, col(EvidenceVersion.id) == col(Check.version_id))
        .where(col(Check.sha256) != col(EvidenceVersion.sha256))
        .order_by(col(Check.id))
    )
    for key, version in session.execute(apart):
        yield f"Check {key} is bound to another hash than version {version}, which it judges."


def _store(session: Session, settings: Settings, found: Found, *, quick: bool) -> None:
    store, named = Store(settings.evidence_folder), _named(session)
    for sha256, (size, infected) in named.items():
        found.files += 1
        if not infected:
            found.damage += _blob(store, sha256, size, quick=quick)
    for path in store.list():
        _lying(path, named, found)
    for path in sorted(store.folder.glob(f"{WAITING}/*")):
        if age_of(path) > YOUNG_SECONDS:
            found.warnings.append(f"An upload that never ended lies in {path}. It can be taken away.")
    if (mode := _mode(store.folder)) & 0o022:
        found.warnings.append(f"The folder {store.folder} can be written by others than the service (mode {mode:o}).")


def _named(session: Session) -> dict[str, tuple[int, bool]]:
    """Give the hash of every file that the record names, its size, and whether it is in quarantine."""
    bad = set(session.scalars(select(EvidenceScan.sha256).where(EvidenceScan.result == ScanResult.INFECTED)))
    chosen = select(EvidenceVersion.sha256, EvidenceVersion.size).where(EvidenceVersion.kind == EvidenceKind.FILE)
    rows = session.execute(chosen.distinct().order_by(col(EvidenceVersion.sha256)))
    found = {sha256: (size or 0, sha256 in bad) for sha256, size in rows}
    frozen = session.execute(select(Snapshot.sha256, Snapshot.size).order_by(col(Snapshot.id)))
    return found | {sha256: (size, False) for sha256, size in frozen}


def _blob(store: Store, sha256: str, size: int, *, quick: bool) -> Iterator[str]:
    name = f"The file {sha256}"
    if not NAME.fullmatch(sha256):
        yield f"{name} has no name that the store gives."
        return
    lies = store.stat(sha256)
    if lies is None:
        aside = (store.folder / QUARANTINE / sha256).exists()
        yield f"{name} is missing{', and lies in quarantine' if aside else ''}."
    elif not lies.is_file:
        yield f"{name} is no regular file, but a link or a folder."
    elif lies.size != size:
        yield f"{name} has {lies.size:,} bytes and not the {size:,} that were received."
    else:
        if lies.mode != MODE:
            yield f"{name} has the mode {lies.mode:o} and not {MODE:o}: somebody could change it."
        if not quick:
            yield from _bytes(store, sha256, name)


def _bytes(store: Store, sha256: str, name: str) -> Iterator[str]:
    try:
        with store.get(sha256) as file:
            if digest_of(file) != sha256:
                yield f"{name} was changed: its bytes have another hash."
    except OSError as error:
        yield f"{name} cannot be read: {error.strerror}."


def _lying(path: Path, named: dict[str, tuple[int, bool]], found: Found) -> None:
    """Say what lies in the store that the record does not name, or does not let anybody read."""
    if not NAME.fullmatch(path.name) or path.parent.name != path.name[:2]:
        found.warnings.append(f"{path} is nothing that the store put there.")
    elif path.name not in named:
        found.orphans.append(path)
        found.warnings.append(f"The file {path.name} is named by nothing in the record.")
    elif named[path.name][1]:
        found.warnings.append(f"The file {path.name} is infected and not in quarantine yet.")


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777 if path.exists() else 0


def move_orphans(found: Found, settings: Settings) -> None:
    """Move what nobody names and is older than a day to lost+found; to be called under the writers' lock only."""
    lost = settings.evidence_folder / LOST
    for path in found.orphans:
        # A slow upload may be about to name a young one.
        if age_of(path) > YOUNG_SECONDS:
            lost.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.replace(path, lost / path.name)  # noqa: PTH105  (a name may be a folder)
            found.moved.append(path.name)
