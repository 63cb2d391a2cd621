"""Write a file that bears its name only once it is whole, and never in the place of another."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tracker.errors import InputError, TrackerError

UNWRITTEN = (
    "{path} cannot be written: {why}. Nothing of the {what} was kept. Make room or choose another place, and try again."
)
THERE = "{path} is there already, and nothing is written over it. Choose another name."
BEING_WRITTEN = (
    "{part} is there: a {what} is being written to it, or one was cut off. Remove it if none is, and try again."
)


class UnwrittenError(TrackerError):
    """A file could not be written whole; nothing of it was kept."""


def must_be_free(path: Path) -> None:
    """Refuse a name that something bears already, before anything is made for it; a link that leads nowhere, too."""
    if os.path.lexists(path):
        raise InputError(THERE.format(path=path), field="file")


def put(path: Path, portions: Iterable[bytes], *, what: str) -> int:
    """Write a file beside its place, see it on the disk, and give it its name in one step; give its size.

    Only whoever runs this may read it. `what` names it in what is said when it cannot be written.
    """
    must_be_free(path)
    part = path.with_name(f"{path.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise InputError(BEING_WRITTEN.format(part=part, what=what), field="file") from error
    except OSError as error:
        raise _unwritten(path, what, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(portions)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    except FileExistsError as error:
        raise InputError(THERE.format(path=path), field="file") from error
    except OSError as error:
        raise _unwritten(path, what, error) from error
    finally:
        part.unlink(missing_ok=True)
    _seen(path.parent)
    return path.stat().st_size


def _seen(folder: Path) -> None:
    """See the name on the disk as well, so that a power cut does not take it away; not every disk can be asked."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unwritten(path: Path, what: str, error: OSError) -> UnwrittenError:
    why = error.strerror or "the disk has a fault"
    return UnwrittenError(UNWRITTEN.format(path=path, why=why, what=what))
