"""Files that wait on disk between the preview of an import and its Import button.

Each lies under a random token, with a note of who looked at it and for which review; a restart loses none of them.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from tracker.errors import BusyError, InputError, no_room
from tracker.importers.limits import FILE_BYTES
from tracker.importers.opening import TOO_BIG
from tracker.importers.rows import Reading

FOLDER = "uploads"
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
PORTION = 256 * 1024
LONGEST_WAIT_SECONDS = 24 * 60 * 60
GONE = "This preview is no longer there: it was imported, or it is older than a day. Choose the file again."
CHANGED_ON_DISK = "The file that waits is not the one that you looked at. Choose the file again."


class Note(BaseModel):
    """What was looked at: by whom, for which review, what was read of which bytes, and what that was said to change."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person_id: int
    review_id: int
    name: str
    reading: Reading
    changes: dict[str, int]


@dataclass(frozen=True)
class Waiting:
    """A file under its token."""

    token: str
    path: Path

    @property
    def note_path(self) -> Path:
        """Where its note lies."""
        return self.path.with_suffix(".json")


def receive(data_dir: Path, stream: IO[bytes]) -> Waiting:
    """Stream an upload to disk under a new token, up to the largest workbook; sweep out what nobody came back for."""
    folder = data_dir / FOLDER
    token = secrets.token_urlsafe(24)
    path = folder / f"{token}.xlsx"
    with _whole_or_gone(path):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, stream)
    _sweep(folder, path)
    return Waiting(token, path)


@contextmanager
def _whole_or_gone(path: Path) -> Iterator[None]:
    """Leave no half of a file behind, and say so in a sentence where the disk takes no more."""
    try:
        yield
    except (InputError, OSError) as error:
        path.unlink(missing_ok=True)
        if said := no_room(error):
            raise BusyError(said) from error
        raise


def _write(path: Path, stream: IO[bytes]) -> None:
    size = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while portion := stream.read(PORTION):
            size += len(portion)
            if size > FILE_BYTES:
                raise InputError(TOO_BIG, field="file")
            file.write(portion)
        file.flush()
        os.fsync(file.fileno())


def _sweep(folder: Path, newest: Path) -> None:
    """Remove what is older than a day, by the clock of the disk that wrote the newest file."""
    oldest = newest.stat().st_mtime - LONGEST_WAIT_SECONDS
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:
            continue  # Another upload swept it out in this moment.


def keep(waiting: Waiting, note: Note) -> None:
    """Write the note of a file, whole or not at all."""
    part = waiting.path.with_suffix(".part")
    with _whole_or_gone(part):
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(note.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        part.replace(waiting.note_path)


def claim(data_dir: Path, token: str, person_id: int | None) -> tuple[Waiting, Note]:
    """Give the file that this person looked at; a token that is forged or somebody else's leads to nothing."""
    if not TOKEN.fullmatch(token):
        raise InputError(GONE)
    path = data_dir / FOLDER / f"{token}.xlsx"
    try:
        note = Note.model_validate_json(path.with_suffix(".json").read_bytes())
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, ValidationError) as fault:
        raise InputError(GONE) from fault
    if note.person_id != person_id:
        raise InputError(GONE)
    if digest != note.reading.sha256:
        raise InputError(CHANGED_ON_DISK)
    return Waiting(token, path), note


def drop(waiting: Waiting) -> None:
    """Remove a file and its note."""
    waiting.note_path.unlink(missing_ok=True)
    waiting.path.unlink(missing_ok=True)
