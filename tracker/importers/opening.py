"""Look at a file before anything parses it, and refuse what is not a plain .xlsx workbook."""

import struct
import zipfile
import zlib
from io import BytesIO

from tracker.errors import InputError
from tracker.importers import limits
from tracker.importers.prologs import refuse_declarations

ZIP_START = b"PK\x03\x04"
OLE_START = bytes.fromhex("d0cf11e0a1b11ae1")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
)

SAVE_AS = "Open it in Excel, save it as an Excel workbook (.xlsx), and try again."
TOO_BIG = "This workbook is larger than 20 MB. Remove pictures and sheets that are not the plan, and try again."
EMPTY = "This file is empty (0 bytes). Choose the workbook again."
DAMAGED = "This workbook is damaged or was cut off in transfer. Copy or download it again, or save it anew in Excel."
PROTECTED = "This workbook is protected by a password. Open it in Excel, save it without a password, and try again."
OLD_EXCEL = f"This is a workbook of an old version of Excel (.xls). {SAVE_AS}"
MACROS = "This workbook holds macros, which are not accepted. Save it in Excel as a workbook without macros (.xlsx)."
LINKS = "This workbook draws on other workbooks. In Excel choose Data, Edit Links, Break Link, save it, and try again."
BOMB = (
    "This workbook unpacks to far more than a plan can hold. Copy the plan's sheet into a new workbook, and try again."
)
TWICE = "This workbook holds two parts of the same name, so it is not clear which one counts. Save it anew in Excel."

STARTS = {
    b"%PDF": "This is a PDF, not an Excel workbook. Ask for the plan as a workbook.",
    b"{\\rtf": f"This is a text document (.rtf), not an Excel workbook. {SAVE_AS}",
    b"<": f"This is a web page or an XML file, not an Excel workbook. {SAVE_AS}",
}
KINDS = {
    "word/document.xml": "This is a Word document (.docx), not an Excel workbook. Put the plan into a workbook first.",
    "ppt/presentation.xml": "This is a presentation (.pptx), not an Excel workbook. Ask for the plan as a workbook.",
    "xl/workbook.bin": f"This is a binary Excel workbook (.xlsb). {SAVE_AS}",
    "content.xml": f"This is an OpenDocument file (.ods or .odt), not an Excel workbook. {SAVE_AS}",
}


def check_workbook(content: bytes) -> None:
    """Refuse everything that is not a plain, whole .xlsx workbook of a reasonable size."""
    _check_start(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_members(archive)
            _check_kind(archive)
            _check_contents(archive)
    except BROKEN as fault:
        raise InputError(DAMAGED) from fault


def holds_comments(content: bytes) -> bool:
    """Whether the workbook holds comments on cells, which are not read."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return any("comment" in name.casefold() for name in archive.namelist())


def _check_start(content: bytes) -> None:
    if len(content) > limits.FILE_BYTES:
        raise InputError(TOO_BIG)
    if not content:
        raise InputError(EMPTY)
    if content.startswith(OLE_START):
        raise InputError(PROTECTED if "EncryptedPackage".encode("utf-16-le") in content else OLD_EXCEL)
    if not content.startswith(ZIP_START):
        raise InputError(_named(content))


def _named(content: bytes) -> str:
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, sentence in STARTS.items():
        if start.startswith(mark):
            return sentence
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"This is not an Excel workbook. {SAVE_AS}"
    return f"This is a text file (such as .csv), not an Excel workbook. {SAVE_AS}"


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename.replace("\\", "/").lstrip("/").casefold() for member in members]
    if len(names) != len(set(names)):
        raise InputError(TWICE)
    if any(member.flag_bits & 0x1 for member in members):
        raise InputError(PROTECTED)
    if any(member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for member in members):
        raise InputError(DAMAGED)
    if len(members) > limits.MEMBERS or _unpacks_to_too_much(members):
        raise InputError(BOMB)


def _unpacks_to_too_much(members: list[zipfile.ZipInfo]) -> bool:
    if sum(member.file_size for member in members) > limits.UNPACKED_BYTES:
        return True
    return any(
        member.file_size > limits.BIG_MEMBER_BYTES
        and member.file_size > limits.PACKING_RATIO * max(member.compress_size, 1)
        for member in members
    )


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = {name.casefold() for name in archive.namelist()}
    for part, sentence in KINDS.items():
        if part in names:
            raise InputError(sentence)
    if any(name.endswith("vbaproject.bin") or "macrosheets/" in name for name in names):
        raise InputError(MACROS)
    if any("externallinks/" in name for name in names):
        raise InputError(LINKS)
    if "[content_types].xml" not in names or not any(name.endswith("workbook.xml") for name in names):
        raise InputError(f"This is a zip archive, not an Excel workbook. {SAVE_AS}")


def _check_contents(archive: zipfile.ZipFile) -> None:
    """Read each member once to its end, so that sizes and checksums are known to be true before parsing."""
    left = limits.UNPACKED_BYTES
    for member in archive.infolist():
        with archive.open(member) as stream:
            start = stream.read(limits.MEGABYTE)
            refuse_declarations(member.filename, start, stream)
            _check_manifest(member.filename, start)
            left -= len(start)
            while left >= 0 and (more := stream.read(limits.MEGABYTE)):
                left -= len(more)
        if left < 0:
            raise InputError(BOMB)


def _check_manifest(name: str, start: bytes) -> None:
    """Macros and links may hide under any file name, but the manifest and the relations have to name their kind."""
    if not name.casefold().endswith((".rels", "[content_types].xml")):
        return
    said = start.replace(b"\0", b"").lower()
    if b"macroenabled" in said or b"vbaproject" in said or b"macrosheet" in said:
        raise InputError(MACROS)
    if b"externallink" in said:
        raise InputError(LINKS)
