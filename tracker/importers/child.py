"""The child process that reads one file: limits first, a look at the zip, then openpyxl, then one JSON answer."""

import gc
import json
import resource
import sys
import traceback
import warnings
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from tracker.errors import InputError
from tracker.importers import limits
from tracker.importers.improvement_tracker import read_plan
from tracker.importers.opening import BOMB, check_workbook, holds_comments
from tracker.importers.parsing import read_sheets
from tracker.importers.reading import Answer
from tracker.importers.rows import Problem, Reading

NO_ROOM = (
    "This workbook needs more memory than a plan can need. Copy the plan's sheet into a new workbook, and try again."
)

TOO_MANY = f"This workbook holds more than {limits.RECORDS:,} actions. Split it into several files."


def read(content: bytes, published_on: date | None) -> str:
    """Read a workbook and give the answer as JSON."""
    check_workbook(content)
    plan = read_plan(read_sheets(content), published_on)
    if len(plan.records) > limits.RECORDS:
        raise InputError(TOO_MANY)
    if holds_comments(content):
        plan.problems.append(Problem(where="", message="the workbook holds comments on cells; they were not read"))
    problems = plan.problems[: limits.PROBLEMS]
    if more := len(plan.problems) - len(problems):
        problems.append(Problem(where="", message=f"{more} further problems are not listed"))
    left_out = plan.left_out[: limits.LEFT_OUT]
    if more := len(plan.left_out) - len(left_out):
        problems.append(Problem(where="", message=f"{more} further rows were left out and are not listed"))
    reading = Reading(
        records=plan.records,
        problems=problems,
        left_out=left_out,
        version=plan.edition.version,
        as_at=plan.edition.as_at,
        sha256=sha256(content).hexdigest(),
    )
    said = Answer(reading=reading).model_dump_json(exclude_defaults=True)
    if len(said.encode()) > limits.ANSWER_BYTES:
        raise InputError(BOMB)
    return said


def limit_this_process() -> None:
    """Bound memory, processor time, files; nothing can be written but the answer."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.CHILD_MEMORY_BYTES, limits.CHILD_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CHILD_CPU_SECONDS, limits.CHILD_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer_for(published_on: date | None) -> str:
    """Answer to the file on standard input, a refusal included."""
    try:
        return read(sys.stdin.buffer.read(limits.FILE_BYTES + 1), published_on)
    except InputError as refusal:
        return Answer(refused=refusal.sentence).model_dump_json()


def tell_fault(kind: type[BaseException], _fault: BaseException, trace: TracebackType | None) -> None:
    """Say where the reading failed, without any word of the file."""
    last = traceback.extract_tb(trace, limit=-1)
    place = f"{Path(last[0].filename).name} line {last[0].lineno}" if last else "an unknown place"
    said = {"refused": NO_ROOM} if issubclass(kind, MemoryError) else {"fault": f"{kind.__name__} at {place}"}
    sys.stdout.write(json.dumps(said))


def main() -> None:
    """Read standard input under limits and write one JSON answer."""
    limit_this_process()
    gc.disable()  # This process ends within seconds; looking for rings of objects cost half of its time.
    sys.excepthook = tell_fault
    warnings.simplefilter("ignore")
    said = sys.argv[1] if len(sys.argv) > 1 else ""
    sys.stdout.write(answer_for(date.fromisoformat(said) if said else None))


if __name__ == "__main__":
    main()
