"""Whatever the file, the process that asks lives on, within a few seconds and a few megabytes."""

import errno
import os
import random
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.importers.test_opening import LAUGHS, MANIFEST, ole
from tests.importers.workbooks import HEADINGS, book_with, bytes_of, members, saved, tracker_book, with_changed, zipped
from tracker.errors import BusyError, InputError
from tracker.importers import limits, reading
from tracker.importers.reading import read_workbook

ROOT = Path(__file__).resolve().parents[2]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ROOM = 64 * 1024 * 1024
# The memory of the asking process is measured in a fresh one, so that other tests do not count.
ASK = """
import resource, sys
from pathlib import Path
from tracker.errors import InputError
from tracker.importers import limits
from tracker.importers.reading import read_workbook
def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024
# A busy machine lets a reading wait; what it takes of the processor is the same.
limits.CHILD_WALL_SECONDS = 120.0
before = peak()
try:
    said = f"{len(read_workbook(Path(sys.argv[1])).records)} records"
except InputError as refusal:
    said = refusal.sentence
print(peak() - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, said)
"""

SMALL_CHILD = """
from tracker.importers import child, limits
limits.CHILD_MEMORY_BYTES = 150 * limits.MEGABYTE
child.main()
"""


def ask(path: Path) -> tuple[int, float, str]:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    asked = subprocess.run(
        [sys.executable, "-c", ASK, path], capture_output=True, text=True, env=surroundings, check=True
    )
    memory, seconds, said = asked.stdout.strip().split(" ", 2)
    return int(memory), float(seconds), said


def sheet_of(rows: bytes) -> bytes:
    return with_changed(
        SHEET, lambda _old: b"<worksheet " + MAIN + b"><sheetData>" + rows + b"</sheetData></worksheet>"
    )


def with_shared_texts(texts: list[bytes], rows: bytes) -> bytes:
    parts = members(sheet_of(rows))
    part = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + part + b'"/></Types>'
    parts[MANIFEST] = parts[MANIFEST].replace(b"</Types>", entry)
    told = b"".join(b"<si><t>" + text + b"</t></si>" for text in texts)
    return zipped([*parts.items(), ("xl/sharedStrings.xml", b"<sst " + MAIN + b">" + told + b"</sst>")])


def blank_rows() -> bytes:
    """Over a million rows that are there and say nothing, under a plan of one action."""
    plan = members(bytes_of(book_with([HEADINGS, ["1", "Ask"], ["1.1", "Do", "Police"]])))
    blank = b"".join(b'<row r="%d" ht="%d" hidden="0"/>' % (n, n * 7919 % 997) for n in range(4, 1_048_577))
    plan[SHEET] = plan[SHEET].replace(b"</sheetData>", blank + b"</sheetData>")
    return zipped(plan.items())


def many_records() -> bytes:
    rows = [
        [f"{n // 100 + 1}.{n % 100 + 1}", f"Do thing {n}", "Police; Housing", None, "May 2021"] for n in range(4_000)
    ]
    return bytes_of(book_with([HEADINGS, *rows]))


def too_many_records() -> bytes:
    return bytes_of(book_with([HEADINGS, ["1", "Ask"], *[[None, "Do", "Police"]] * 8_001]))


def too_many_rows() -> bytes:
    return bytes_of(book_with([HEADINGS, *[["1", "Ask"]] * 20_000]))


def bomb() -> bytes:
    return sheet_of(b"<row r='1'><c r='A1' t='str'><v>" + b"x" * 90_000_000 + b"</v></c></row>")


def repeated_text() -> bytes:
    """One long text, held once in the file and shown in every cell."""
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c><c r="C%d"><v>%d</v></c></row>' % (n, n, n, n * 7919)
                    for n in range(1, 5_000))  # fmt: skip
    return with_shared_texts([b"y" * 32_000], rows)


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (bomb, "unpacks to far more"),
        (blank_rows, "1 records"),
        (many_records, "4000 records"),
        (too_many_records, "more than 8,000 actions"),
        (too_many_rows, "more than 20,000 rows"),
        (repeated_text, "more text than"),
        (lambda: with_changed(SHEET, lambda _old: LAUGHS), "document type"),
        (lambda: ole("EncryptedPackage"), "without a password"),
        (lambda: b"\0" * 20_971_521, "larger than 20 MB"),
    ],
)
def test_the_asking_process_stays_small(tmp_path, build, sentence):
    memory, seconds, said = ask(saved(tmp_path, build()))
    assert sentence in said
    assert memory < ROOM
    assert seconds < limits.CHILD_CPU_SECONDS


def test_a_reading_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "CHILD_WALL_SECONDS", 0.05)
    start = time.monotonic()
    with pytest.raises(InputError, match="takes too long"):
        read_workbook(saved(tmp_path, bytes_of(tracker_book())))
    assert time.monotonic() - start < 60


def test_a_reading_that_needs_too_much_memory_is_refused(tmp_path):
    """Signs that take four bytes make thirty megabytes of text into far more; the child has room for less here."""
    blocks = random.Random(7)
    texts = ["😀".encode() + blocks.randbytes(1_000).hex().encode() * 15 for _ in range(1_000)]
    path = saved(tmp_path, with_shared_texts(texts, b""))
    with path.open("rb") as file:
        ended = subprocess.run(
            [sys.executable, "-c", SMALL_CHILD],
            stdin=file,
            capture_output=True,
            env={"PYTHONPATH": str(ROOT)},
            check=False,
        )
    assert "more memory than" in str(reading.Answer.model_validate_json(ended.stdout).refused)


def test_a_part_that_is_missing_is_a_damaged_workbook(tmp_path, caplog):
    parts = members(bytes_of(tracker_book()))
    del parts["xl/styles.xml"], parts["xl/_rels/workbook.xml.rels"]
    with pytest.raises(InputError, match="damaged"):
        read_workbook(saved(tmp_path, zipped(parts.items())))
    assert "could not be read: KeyError at" in caplog.text


def test_numbers_that_are_none_are_a_damaged_workbook(tmp_path):
    content = sheet_of(b"<row r='1'><c r='A1'><v>many</v></c></row>")
    with pytest.raises(InputError, match="damaged"):
        read_workbook(saved(tmp_path, content))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_workbook(tmp_path / "none.xlsx")
    with pytest.raises(InputError, match="no such file"):
        read_workbook(tmp_path)


def test_the_name_of_the_file_does_not_matter(tmp_path):
    assert len(read_workbook(saved(tmp_path, bytes_of(tracker_book()), "plan ' $(x).docx")).records) == 6


def test_comments_on_cells_are_told(tmp_path):
    book = tracker_book()
    book.active["B7"].comment = openpyxl.comments.Comment("said aside", "somebody")
    problems = read_workbook(saved(tmp_path, bytes_of(book))).problems
    assert [problem.message for problem in problems] == ["the workbook holds comments on cells; they were not read"]


def test_the_child_inherits_no_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENPYXL_DEFUSEDXML", "False")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    assert read_workbook(saved(tmp_path, bytes_of(tracker_book()))).records


def test_openpyxl_parses_with_defusedxml():
    assert openpyxl.DEFUSEDXML
    assert not openpyxl.LXML
    assert openpyxl.xml.functions.iterparse.__module__.startswith("defusedxml")
    assert openpyxl.xml.functions.fromstring.__module__.startswith("defusedxml")


def test_problems_are_bounded(tmp_path):
    rows = [[f"1.{n}", "Do", "=1"] for n in range(1, 1_500)]
    found = read_workbook(saved(tmp_path, bytes_of(book_with([HEADINGS, ["1", "Ask"], *rows]))))
    assert len(found.records) == 1_499
    assert len(found.problems) == limits.PROBLEMS + 1
    assert found.problems[-1].message == "499 further problems are not listed"


def test_the_answer_is_plain_json():
    answer = reading.Answer(refused="No.")
    assert reading.Answer.model_validate_json(answer.model_dump_json()) == answer
    assert MANIFEST in members(bytes_of(tracker_book()))


def used_up(code: int) -> Callable[..., Any]:
    def fail(*_asked: Any, **_more: Any) -> Any:
        raise OSError(code, os.strerror(code))

    return fail


def no_thread(_timer: threading.Thread) -> None:
    message = "can't start new thread"
    raise RuntimeError(message)


@pytest.mark.parametrize(
    ("where", "name", "fault"),
    [
        (Path, "open", used_up(errno.EMFILE)),
        (subprocess, "Popen", used_up(errno.EMFILE)),
        (subprocess, "Popen", used_up(errno.EAGAIN)),
        (threading.Timer, "start", no_thread),
    ],
)
def test_where_files_processes_or_threads_are_used_up_one_is_asked_to_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, fault: Any
) -> None:
    path = saved(tmp_path, bytes_of(tracker_book()))
    with monkeypatch.context() as patched:
        patched.setattr(where, name, fault)
        with pytest.raises(BusyError, match="Try again in a minute"):
            read_workbook(path)
    assert read_workbook(path).records


def test_without_another_open_file_one_is_asked_to_try_again(tmp_path: Path) -> None:
    path = saved(tmp_path, bytes_of(tracker_book()))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with path.open("rb") as last:
        resource.setrlimit(resource.RLIMIT_NOFILE, (last.fileno() + 1, hard))
        try:
            with pytest.raises(BusyError, match="Try again in a minute"):
                read_workbook(path)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert read_workbook(path).records
