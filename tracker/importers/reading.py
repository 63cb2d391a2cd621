"""Read a workbook in a child process with limits, so that a hostile file can end nothing but its own reading."""

import errno
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Timer

from pydantic import BaseModel, ConfigDict

import tracker
from tracker.errors import BusyError, InputError, TrackerError
from tracker.importers import limits
from tracker.importers.opening import DAMAGED, TOO_BIG
from tracker.importers.rows import Reading

TOO_LONG = "This workbook takes too long to read. Copy the plan's sheet into a new workbook, save it, and try again."
MISSING = "There is no such file, or it cannot be read. Check its name and place."

BUSY = "The service has too much to do to read a workbook just now. Nothing was changed. Try again in a minute."
# Open files, processes and memory: of these there may be none left for a while.
USED_UP = frozenset({errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM})

log = logging.getLogger(__name__)


class Answer(BaseModel):
    """What the child says: a reading, a refusal, or the place at which it failed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reading: Reading | None = None
    refused: str | None = None
    fault: str | None = None


def read_workbook(path: Path, *, published_on: date | None = None) -> Reading:
    """Read a plan from a workbook; relative dates count from the publication date. Nothing is changed."""
    written, overran = _ask_child(path, published_on)
    if overran:
        raise InputError(TOO_LONG)
    if not written or len(written) > limits.ANSWER_BYTES:
        raise InputError(DAMAGED)
    answer = Answer.model_validate_json(written)
    if answer.fault:
        log.warning("A workbook could not be read: %s", answer.fault)
    if answer.reading is None:
        raise InputError(answer.refused or DAMAGED)
    return answer.reading


@dataclass
class _Watch:
    overran: bool = False


def _ask_child(path: Path, published_on: date | None) -> tuple[bytes, bool]:
    """Start the child on the open file and wait for its answer, for ten seconds and no longer."""
    watch = _Watch()
    try:
        file = path.open("rb")
    except OSError as fault:
        raise _why_not(fault, MISSING) from fault
    with file:
        if os.fstat(file.fileno()).st_size > limits.FILE_BYTES:
            raise InputError(TOO_BIG)
        with _start(file.fileno(), published_on) as child:

            def stop() -> None:
                watch.overran = True
                child.kill()

            timer = Timer(limits.CHILD_WALL_SECONDS, stop)
            try:
                _begin(timer)
                written = child.stdout.read(limits.ANSWER_BYTES + 1) if child.stdout else b""
            finally:
                timer.cancel()
                child.kill()
    return written, watch.overran


def _begin(timer: Timer) -> None:
    """Let the watch run; where no thread is to be had, nothing is read without it."""
    try:
        timer.start()
    except RuntimeError as fault:
        raise BusyError(BUSY) from fault


def _why_not(fault: OSError, otherwise: str) -> TrackerError:
    return BusyError(BUSY) if fault.errno in USED_UP else InputError(otherwise)


def _start(file: int, published_on: date | None) -> "subprocess.Popen[bytes]":
    """Start a fresh interpreter that gets the file and nothing else of ours: no settings, no secrets."""
    root = Path(tracker.__file__).resolve().parent.parent
    surroundings = {
        "PYTHONPATH": str(root),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENPYXL_LXML": "False",
        "OPENPYXL_DEFUSEDXML": "True",
    }
    command = [sys.executable, "-P", "-m", "tracker.importers.child", published_on.isoformat() if published_on else ""]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        return subprocess.Popen(command, stdin=file, stdout=pipe, stderr=nowhere, env=surroundings, cwd="/")  # noqa: S603 - our own
    except OSError as fault:
        raise BusyError(BUSY) from fault
