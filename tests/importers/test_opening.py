"""Files that are no plain workbook are refused before anything parses them, with a sentence that tells what to do."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from tests.importers.workbooks import bytes_of, members, tracker_book, with_changed, with_part, zipped
from tracker.errors import InputError
from tracker.importers import opening
from tracker.importers.opening import check_workbook

MANIFEST = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;">]><worksheet>&lol3;</worksheet>"""
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><worksheet>&b;</worksheet>'
ALLOWED_BYTES = 20 * 1024 * 1024


def ole(stream: str) -> bytes:
    return opening.OLE_START + bytes(504) + stream.encode("utf-16-le") + bytes(4096)


def twice() -> bytes:
    parts = [*members(bytes_of(tracker_book())).items()]
    with pytest.warns(UserWarning, match="Duplicate name"):
        return zipped([*parts, (SHEET, b"<worksheet/>")])


def encrypted() -> bytes:
    content = bytearray(bytes_of(tracker_book()))
    with zipfile.ZipFile(BytesIO(bytes(content))) as archive:
        start = archive.start_dir
        offset = archive.infolist()[0].header_offset
    content[offset + 6] |= 1
    content[start + 8] |= 1
    return bytes(content)


def lying_about_sizes() -> bytes:
    """Say in the directory of the archive that a part of two megabytes has ten bytes."""
    content = bytearray(with_part("xl/media/image.bin", b"<" + b"\0" * 2_000_000))
    with zipfile.ZipFile(BytesIO(bytes(content))) as archive:
        start = archive.start_dir
    name = content.index(b"xl/media/image.bin", start)
    content[name - 22 : name - 18] = struct.pack("<I", 10)
    return bytes(content)


def many_members() -> bytes:
    return zipped([*members(bytes_of(tracker_book())).items(), *((f"xl/media/{n}.png", b"x") for n in range(2_001))])


def large_in_sum() -> bytes:
    """Unpack to 110 MB in parts that are each small enough to be packed well."""
    return zipped(
        [*members(bytes_of(tracker_book())).items(), *((f"xl/media/{n}", bytes(1_000_000)) for n in range(110))]
    )


def document_type_as(encoding: str) -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE worksheet []><worksheet/>'
    return with_changed(SHEET, lambda _old: text.encode(encoding))


REFUSALS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "0 bytes"),
    "oversize": (lambda: opening.ZIP_START + bytes(ALLOWED_BYTES), "larger than 20 MB"),
    "password": (lambda: ole("EncryptedPackage"), "save it without a password"),
    "old Excel": (lambda: ole("Workbook"), r"old version of Excel \(.xls\).*save it as an Excel workbook"),
    "csv": (lambda: b"NOS;What?\r\n1;Ask\r\n", "text file"),
    "csv in utf-16": (lambda: "NOS,What?\r\n".encode("utf-16"), "text file"),
    "pdf": (lambda: b"%PDF-1.7\n%\xe2\xe3", "This is a PDF"),
    "web page": (lambda: b"\xef\xbb\xbf  <html><table></table></html>", "web page"),
    "rich text": (lambda: b"{\\rtf1 plan}", "text document"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not an Excel workbook"),
    "word": (lambda: zipped([(MANIFEST, b"<Types/>"), ("word/document.xml", b"<document/>")]), "Word document"),
    "slides": (lambda: zipped([(MANIFEST, b"<Types/>"), ("ppt/presentation.xml", b"<p/>")]), "presentation"),
    "xlsb": (lambda: zipped([(MANIFEST, b"<Types/>"), ("xl/workbook.bin", b"\0")]), "binary Excel workbook"),
    "ods": (lambda: zipped([("mimetype", b"application/vnd.oasis"), ("content.xml", b"<a/>")]), "OpenDocument"),
    "other zip": (lambda: zipped([("photo.jpg", b"\xff\xd8")]), "zip archive"),
    "macros": (lambda: with_part("xl/vbaProject.bin", b"\0\1"), "holds macros"),
    "macros elsewhere": (lambda: with_part("xl/other/VBAPROJECT.BIN", b"\0\1"), "holds macros"),
    "macro sheet": (lambda: with_part("xl/macrosheets/sheet1.xml", b"<a/>"), "holds macros"),
    "macro type": (
        lambda: with_changed(
            MANIFEST,
            lambda old: old.replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            ),
        ),
        "holds macros",
    ),
    "external link": (lambda: with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"), "Break Link"),
    "external link by relation": (
        lambda: with_changed(
            "xl/_rels/workbook.xml.rels",
            lambda old: old.replace(b"</Relationships>", b'<Relationship Type="a/externalLink"/></Relationships>'),
        ),
        "Break Link",
    ),
    "encrypted member": (encrypted, "password"),
    "duplicate members": (twice, "two parts of the same name"),
    "same name by case": (lambda: with_part("XL\\Worksheets/SHEET1.xml", b"<worksheet/>"), "two parts of the same"),
    "many members": (many_members, "unpacks to far more"),
    "packed sixty times": (lambda: with_part("xl/worksheets/sheet2.xml", b"<a>" + b" " * 5_000_000), "unpacks to far"),
    "large in sum": (large_in_sum, "unpacks to far more"),
    "lying size": (lying_about_sizes, "damaged"),
    "truncated": (lambda: bytes_of(tracker_book())[:-200], "damaged or was cut off"),
    "half": (lambda: bytes_of(tracker_book())[:2_000], "damaged or was cut off"),
    "billion laughs": (lambda: with_changed(SHEET, lambda _old: LAUGHS), "document type"),
    "outside entity": (lambda: with_changed(SHEET, lambda _old: OUTSIDE), "document type"),
    "entity in the book": (lambda: with_changed(BOOK, lambda _old: OUTSIDE), "document type"),
    "entity under another name": (lambda: with_part("xl/worksheets/sheet2.dat", OUTSIDE), "document type"),
    "document type in utf-16": (lambda: document_type_as("utf-16"), "document type"),
    "broken xml": (lambda: with_changed(SHEET, lambda _old: b"not xml"), "not XML"),
}


@pytest.mark.parametrize(("build", "sentence"), REFUSALS.values(), ids=REFUSALS.keys())
def test_refused_with_a_sentence(build, sentence):
    with pytest.raises(InputError, match=sentence):
        check_workbook(build())


def test_a_flipped_byte_in_a_part_is_refused():
    content = bytearray(bytes_of(tracker_book()))
    with zipfile.ZipFile(BytesIO(bytes(content))) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    content[part.header_offset + 60 + part.compress_size // 2] ^= 0xFF
    with pytest.raises(InputError, match="damaged"):
        check_workbook(bytes(content))


def test_a_plain_workbook_with_a_picture_passes():
    check_workbook(with_part("xl/media/image1.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"))


def test_links_to_web_pages_are_no_external_links():
    book = tracker_book()
    book.active["B7"].hyperlink = "https://example.org/plan"
    check_workbook(bytes_of(book))
