"""Put a folder of files in the place of another at once: whoever reads it finds the old one whole, or the new one."""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tracker import faults
from tracker.errors import InputError

MARK = "written-by-tracker.txt"
HERE, EXCHANGE = -100, 2
NOT_OURS = (
    "The folder {folder} holds files that were not written by `tracker publish`, and would lose them. Name a folder "
    "that is empty or does not exist yet."
)


def put_in_place(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a sibling, see them on the disk, and let it take the place of the folder."""
    place = folder.resolve()
    _refuse_others(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    _sweep(place)
    made = Path(tempfile.mkdtemp(prefix=f".{place.name}.new-", dir=place.parent))
    _write(made, {**files, MARK: b"Written by tracker publish; the next one takes its place.\n"})
    made.chmod(0o755)
    faults.hit("publish: written")
    if place.exists():
        _exchange(made, place)
        faults.hit("publish: exchanged")
        _seen(place.parent)
        shutil.rmtree(made)
    else:
        made.rename(place)
    _seen(place.parent)


def read(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder by its path in it."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.")
    found = sorted(each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in found}


def _refuse_others(place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise InputError(f"{place} is a file, not a folder.")
    if place.is_dir() and any(place.iterdir()) and not (place / MARK).is_file():
        raise InputError(NOT_OURS.format(folder=place))


def _sweep(place: Path) -> None:
    """Take away what an earlier run left that was stopped half-way."""
    for left in place.parent.glob(f".{place.name}.new-*"):
        shutil.rmtree(left, ignore_errors=True)


def _write(made: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(0o644)
    for each in [made, *(path for path in made.rglob("*") if path.is_dir())]:
        _seen(each)


def _seen(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(made: Path, place: Path) -> None:
    """Exchange two folders in one step; where the system cannot, in two, between which for an instant there is none."""
    change = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if change and change(HERE, os.fsencode(made), HERE, os.fsencode(place), EXCHANGE) == 0:
        return
    aside = made.with_name(f"{made.name}-old")
    place.rename(aside)
    made.rename(place)
    aside.rename(made)
