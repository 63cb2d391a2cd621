"""The evidence store: bytes as received, each file under its SHA-256, written once and never changed.

What is put is first whole on disk under a name of its own, then linked to its final name; only then may the record name
it. A crash at any step leaves at most a file that nobody names, which `tracker fsck` lists.
"""

import errno
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from tracker.errors import TrackerError
from tracker.faults import hit

PORTION = 256 * 1024
NAME = re.compile(r"[0-9a-f]{64}")
MODE = 0o440
BLOBS, WAITING, QUARANTINE, LOST = "blobs", "tmp", "quarantine", "lost+found"
WHY = {
    errno.ENOSPC: "There is no room on the disk for this file.",
    errno.EDQUOT: "There is no room on the disk for this file.",
    errno.EFBIG: "There is no room on the disk for this file.",
    errno.EROFS: "The evidence store cannot be written.",
    errno.EACCES: "The evidence store cannot be written.",
    errno.EPERM: "The evidence store cannot be written.",
    errno.EMFILE: "The service has too many files open.",
    errno.ENFILE: "The service has too many files open.",
}
OTHERWISE = "The disk of the evidence store has a fault."
SAFE = "Nothing was saved, and nothing that was saved before is touched. Tell whoever runs the service, then try again."
UNHEALTHY = (
    "The disk of the evidence store failed. No file is taken until `tracker fsck` was run and the service restarted."
)
DAMAGED = (
    "The evidence store holds damaged bytes under the name of this file. Nothing was saved. `tracker fsck` names it."
)

# A disk that once lost a write may say next time that all is well (the kernel forgets): this process trusts it no more.
_failed: set[Path] = set()


class StoreError(TrackerError):
    """The store cannot do this now; nothing was saved."""

    status = HTTPStatus.INSUFFICIENT_STORAGE


class TooLargeError(TrackerError):
    """More bytes came than may be kept."""


@dataclass(frozen=True)
class Received:
    """Bytes that lie whole on disk under a name of their own, with their size and hash as they came in."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Stat:
    """What lies under a name."""

    size: int
    mode: int
    is_file: bool


def _said(error: OSError) -> StoreError:
    return StoreError(f"{WHY.get(error.errno or 0, OTHERWISE)} {SAFE}")


def receive(folder: Path, portions: Iterable[bytes], *, largest: int) -> Received:
    """Write bytes to disk as they come, counting and hashing them; none of them stays when something is wrong."""
    if folder in _failed:
        raise StoreError(UNHEALTHY)
    path = folder / WAITING / secrets.token_hex(16)
    with _whole_or_gone(path):
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        received = _written(folder, path, portions, largest)
    hit("received")
    return received


@contextmanager
def _whole_or_gone(path: Path) -> Iterator[None]:
    whole = False
    try:
        yield
        whole = True
    except OSError as error:
        raise _said(error) from error
    finally:
        if not whole:
            drop(path)


def _written(folder: Path, path: Path, portions: Iterable[bytes], largest: int) -> Received:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        hit("tmp opened")
        for portion in portions:
            size += len(portion)
            if size > largest:
                raise TooLargeError(f"The file is larger than {in_words(largest)}, the largest that is kept.")
            digest.update(portion)
            file.write(portion)
            hit("half written")
        file.flush()
        os.fchmod(file.fileno(), MODE)
        hit("written")
        _sync_handle(folder, file.fileno())
    return Received(path, digest.hexdigest(), size)


def _sync_handle(folder: Path, handle: int) -> None:
    """Make sure that a file or folder is on the disk; after a fault of the disk nothing more is taken."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno == errno.EIO:
            _failed.add(folder)
        raise


def _sync(folder: Path, path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        _sync_handle(folder, handle)
    finally:
        os.close(handle)


def drop(path: Path) -> None:
    """Take away what was received and is not kept; what cannot be taken away is listed by `tracker fsck`."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def in_words(size: int) -> str:
    """Write a size as people read it: "100 MB"."""
    for unit, factor in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if size >= factor:
            return f"{size / factor:,.1f}".removesuffix(".0") + f" {unit}"
    return "1 byte" if size == 1 else f"{size} bytes"


def digest_of(file: BinaryIO) -> str:
    """Hash a file to its end, a portion at a time."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


class Store:
    """Five ways to handle bytes by their hash: put, get, stat, list and quarantine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Give the place of these bytes; anything but a hash has none."""
        if not NAME.fullmatch(sha256):
            raise ValueError(f"{sha256[:80]!r} is not the hash of anything")
        return self.folder / BLOBS / sha256[:2] / sha256

    def put(self, received: Received) -> None:
        """Keep what was received for good under its hash; the same bytes may be there already."""
        try:
            self._link(received, self.path(received.sha256))
        except OSError as error:
            raise _said(error) from error
        finally:
            drop(received.path)
        hit("tmp unlinked")

    def _link(self, received: Received, path: Path) -> None:
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        try:
            os.link(received.path, path)
        except FileExistsError:
            self._must_be_the_same(received, path)
        hit("linked")
        for folder in (path.parent, path.parent.parent, self.folder):
            _sync(self.folder, folder)
        hit("folder synced")

    def _must_be_the_same(self, received: Received, path: Path) -> None:
        """Trust what lies there only after reading it, and make it young, so that no sweep takes it for an orphan."""
        found = self.stat(received.sha256)
        if found is None or not found.is_file or found.size != received.size:
            raise StoreError(DAMAGED)
        with self.get(received.sha256) as file:
            if digest_of(file) != received.sha256:
                raise StoreError(DAMAGED)
        os.utime(path)

    def get(self, sha256: str) -> BinaryIO:
        """Open the bytes for reading; neither a link nor a folder is followed."""
        handle = os.open(self.path(sha256), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise FileNotFoundError(errno.ENOENT, "no regular file", sha256)
        return os.fdopen(handle, "rb")

    def stat(self, sha256: str) -> Stat | None:
        """Tell what lies under this hash, without reading it."""
        try:
            found = self.path(sha256).lstat()
        except FileNotFoundError:
            return None
        return Stat(found.st_size, stat.S_IMODE(found.st_mode), stat.S_ISREG(found.st_mode))

    def list(self) -> Iterator[Path]:
        """Give everything that lies in the store, whether it belongs there or not, in order."""
        for folder in sorted(self.folder.glob(f"{BLOBS}/*")):
            if folder.is_dir() and not folder.is_symlink():
                yield from sorted(folder.iterdir())
            else:
                yield folder

    def quarantine(self, sha256: str) -> None:
        """Put bytes out of everybody's reach; they stay on disk for whoever runs the service."""
        self._aside(self.path(sha256), sha256)

    def quarantine_received(self, received: Received) -> None:
        """Put bytes out of reach that were received and never kept."""
        self._aside(received.path, received.sha256)

    def _aside(self, path: Path, sha256: str) -> None:
        away = self.folder / QUARANTINE
        try:
            away.mkdir(mode=0o700, parents=True, exist_ok=True)
            if path.is_symlink() or path.is_file():
                path.replace(away / sha256)
            _sync(self.folder, away)
            _sync(self.folder, path.parent)
        except OSError as error:
            raise _said(error) from error
