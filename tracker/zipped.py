"""Documents that are ZIP archives: which kind they are, and why one is refused. Nothing in them is unpacked."""

import re
import struct
import zipfile
from pathlib import Path

from tracker.errors import InputError

MARK_OF_ZIP, END_OF_ZIP = b"PK\x03\x04", b"PK\x05\x06"
LONGEST_COMMENT = 65_557
MOST_MEMBERS, LARGEST_LIST, MOST_UNPACKED = 10_000, 4 * 1024 * 1024, 1024**3
STEEPEST, STEEP_FROM = 100, 50 * 1024 * 1024
LARGEST_PART = 1024 * 1024
MAIN = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OPEN = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
MACROS = re.compile(
    r"vbaproject|vbadata|(^|/)macrosheets/|(^|/)(basic|scripts)/|(^|/)activex/|(^|/)customui/", re.IGNORECASE
)
RUNS = re.compile(
    r"\.(exe|dll|scr|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|jar|msi|html?|svg|zip|7z|rar|docm|xlsm|pptm)$",
    re.IGNORECASE,
)
ARCHIVE = "This is a ZIP archive. Attach the documents in it one by one: nobody can check a packed file."
MACRO = "This document holds macros, which could run when it is opened. Save it without macros, and choose it again."
LOCKED = "This document has a password: inspectors could not open it. Save it without a password."
BROKEN = "This document cannot be read: it is not whole, or not what it says. Save it anew, and choose it again."
BOMB = "This document unpacks to far more than it holds. Save it anew or as PDF, and choose it again."
INSIDE = "This document holds another file that could run when it is opened. Take it out, and choose it again."


def _refused(sentence: str) -> InputError:
    return InputError(sentence, field="file")


def kind_of_zip(path: Path) -> str:
    """Tell which kind of document an archive is, or refuse it."""
    _must_be_small_and_whole(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _must_be_tame(members)
            return _kind(archive, {member.filename: member for member in members})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise _refused(BROKEN) from error


def _must_be_small_and_whole(path: Path) -> None:
    """Look at the end of the archive before anything reads its list: a forged list could fill the memory."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - LONGEST_COMMENT))
        tail = file.read()
    at = tail.rfind(END_OF_ZIP)
    if at < 0 or len(tail) - at < 22:
        raise _refused(BROKEN)
    members, length, start, comment = struct.unpack("<HLLH", tail[at + 10 : at + 22])
    end = size - len(tail) + at
    # Anything before, between or after would be a second file inside this one.
    if start + length != end or at + 22 + comment != len(tail) or comment:
        raise _refused(BROKEN)
    if members > MOST_MEMBERS or length > LARGEST_LIST:
        raise _refused(BOMB)


def _must_be_tame(members: list[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    if len({one.filename for one in members}) != len(members) or not members or members[0].header_offset:
        raise _refused(BROKEN)
    if unpacked > MOST_UNPACKED or (unpacked > STEEP_FROM and unpacked > STEEPEST * max(1, packed)):
        raise _refused(BOMB)
    if any(one.flag_bits & 1 for one in members):
        raise _refused(LOCKED)
    if any(one.filename.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", one.filename) for one in members):
        raise _refused(BROKEN)


def _kind(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> str:
    is_office, is_open = "[Content_Types].xml" in members, "mimetype" in members
    if not (is_office or is_open):
        raise _refused(ARCHIVE)
    if any(MACROS.search(name) for name in members):
        raise _refused(MACRO)
    if any(RUNS.search(name) for name in members):
        raise _refused(INSIDE)
    return _office(archive, members) if is_office else _open_document(archive, members)


def _office(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> str:
    types = _part(archive, members["[Content_Types].xml"])
    if b"macroenabled" in types.lower().replace(b"\0", b""):
        raise _refused(MACRO)
    found = [kind for name, kind in MAIN.items() if name in members]
    if len(found) != 1:
        raise _refused(ARCHIVE)
    return found[0]


def _open_document(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> str:
    kind = OPEN.get(_part(archive, members["mimetype"]).strip())
    if kind is None or "content.xml" not in members:
        raise _refused(ARCHIVE)
    manifest = members.get("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in _part(archive, manifest):
        raise _refused(LOCKED)
    return kind


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Read one small part, never more of it than may be there."""
    with archive.open(member) as part:
        read = part.read(LARGEST_PART + 1)
    if len(read) > LARGEST_PART:
        raise _refused(BOMB)
    return read
