"""What a file is, by what it holds and never by its name; what an inspector could not open or should not is refused."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import filetype

from tracker.errors import InputError
from tracker.pictures import size_of
from tracker.zipped import END_OF_ZIP, LONGEST_COMMENT, MARK_OF_ZIP, kind_of_zip

HEAD, PORTION, OVERLAP = 8192, 256 * 1024, 256
MOST_PIXELS = 100_000_000
ENCRYPTED_PDF = re.compile(rb"/Encrypt\s{0,9}(?:\d+\s+\d+\s+R\b|<<)")
RUNS = re.compile(
    rb"<\s{0,99}(?:!doctype\s+html|\?xml|\?php|hta:|(?:html|script|svg|iframe)[\s>/]|(?:head|body)(?:>|\s+\w+=))"
    rb"|\bpowershell(?:\.exe)?\s+-\w|\bwscript\.\w",
    re.IGNORECASE,
)
BEGINS = re.compile(rb"\s{0,99}(?:#!|@echo\b)", re.IGNORECASE)
UNSEEN = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
OLD_OFFICE, PDF, EMPTY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", "The file is empty."
ACCEPTED = "Give a PDF, Word, Excel, PowerPoint or OpenDocument file, a PNG or JPEG picture, or plain text or CSV."


@dataclass(frozen=True)
class Content:
    """The type that a file is kept and given out under, its name in words, and the endings that fit it."""

    media_type: str
    words: str
    endings: tuple[str, ...]


OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    "pdf": Content("application/pdf", "PDF", (".pdf",)),
    "docx": Content(f"{OFFICE}wordprocessingml.document", "Word document", (".docx",)),
    "xlsx": Content(f"{OFFICE}spreadsheetml.sheet", "Excel workbook", (".xlsx",)),
    "pptx": Content(f"{OFFICE}presentationml.presentation", "PowerPoint presentation", (".pptx",)),
    "odt": Content(f"{OPEN}text", "OpenDocument text", (".odt",)),
    "ods": Content(f"{OPEN}spreadsheet", "OpenDocument spreadsheet", (".ods",)),
    "png": Content("image/png", "PNG picture", (".png",)),
    "jpg": Content("image/jpeg", "JPEG picture", (".jpg", ".jpeg")),
    "txt": Content("text/plain; charset=utf-8", "plain text", (".txt", ".csv", ".md", ".log")),
}
BY_TYPE = {kind.media_type: kind for kind in KINDS.values()}


def content_of(path: Path) -> Content:
    """Tell what a file is, or refuse it with a sentence that says what to do instead."""
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            raise _refused(EMPTY)
        return KINDS[_kind(path, file)]


def _refused(sentence: str) -> InputError:
    return InputError(sentence, field="file")


def _kind(path: Path, file: BinaryIO) -> str:
    head = file.read(HEAD)
    if head.startswith(MARK_OF_ZIP):
        return kind_of_zip(path)
    if head.startswith(OLD_OFFICE):
        raise _refused(
            "This is an Office document of the old kind, or one with a password. "
            "Save it without a password as .docx, .xlsx, .pptx or PDF, and choose it again."
        )
    if END_OF_ZIP in _tail(file, LONGEST_COMMENT):
        raise _refused("This file is two things at once: a ZIP archive stands at its end. Choose the document itself.")
    for mark, kind, look in LOOKS:
        if head.startswith(mark):
            look(file)
            return kind
    return _text(head, file)


def _tail(file: BinaryIO, length: int) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - length))
    return file.read()


def _holds(file: BinaryIO, pattern: re.Pattern[bytes]) -> bool:
    """Search a file to its end, a portion at a time: a large one must not fill the memory."""
    return any(pattern.search(portion) for portion in _portions(file))


def _portions(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    before = b""
    while portion := file.read(PORTION):
        yield before + portion
        before = portion[-OVERLAP:]


def _pdf(file: BinaryIO) -> None:
    if _holds(file, ENCRYPTED_PDF):
        raise _refused("This PDF is protected: inspectors could not open it. Save it without protection.")
    if b"%%EOF" not in _tail(file, HEAD):
        raise _refused("This PDF is not whole: its end is missing. Choose it again.")


def _picture(file: BinaryIO) -> None:
    found = size_of(file)
    if found is None:
        raise _refused("This picture cannot be read. Save it anew, and choose it again.")
    if found[0] * found[1] > MOST_PIXELS:
        raise _refused(
            f"This picture has {found[0]:,} by {found[1]:,} points, more than can be opened safely. Make it smaller."
        )


LOOKS: tuple[tuple[bytes, str, Callable[[BinaryIO], None]], ...] = (
    (PDF, "pdf", _pdf),
    (b"\x89PNG\r\n\x1a\n", "png", _picture),
    (b"\xff\xd8\xff", "jpg", _picture),
)


def _text(head: bytes, file: BinaryIO) -> str:
    if PDF in head:
        raise _refused("Something stands before this PDF. Save it anew as PDF, and choose it again.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused("This text is written in UTF-16. Save it as UTF-8, and choose it again.")
    if _holds(file, UNSEEN):
        known = filetype.guess(head)
        what = f"This is a file of the kind {known.extension.upper()}." if known else "This is no kind of file we know."
        raise _refused(f"{what} {ACCEPTED}")
    if BEGINS.match(head) or _holds(file, RUNS):
        raise _refused(f"This is a web page, a drawing or a program, which could run when it is opened. {ACCEPTED}")
    return "txt"
