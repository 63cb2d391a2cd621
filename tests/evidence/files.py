"""Small files of every kind that is taken, and of kinds that are not."""

import struct
import zipfile
import zlib
from io import BytesIO

EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
CONTENT_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument"/></Types>'
)


def a_pdf(inside: bytes = b"", *, size: int = 0) -> bytes:
    """Give a PDF; with a size, filled up to it."""
    head, end = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + inside, b"\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
    return head + b"x" * max(0, size - len(head) - len(end)) + end


def zipped(members: dict[str, bytes], **more: int) -> bytes:
    """Pack members into an archive."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", compression=more.get("compression", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def an_office_document(main: str = "word/document.xml", **more: bytes) -> bytes:
    """Give a document of Office; `more` are further parts, with `__` for a slash and `_dot_` for a dot."""
    parts = {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    return zipped({"[Content_Types].xml": CONTENT_TYPES, main: b"<x/>", **parts})


def an_open_document(kind: str = "text", manifest: bytes = b"<manifest/>", **more: bytes) -> bytes:
    """Give an OpenDocument file."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    members = {"mimetype": mimetype, "content.xml": b"<x/>", "META-INF/manifest.xml": manifest}
    return zipped({**members, **{name.replace("__", "/"): content for name, content in more.items()}})


def a_png(width: int = 2, height: int = 2) -> bytes:
    """Give a picture that says that it is so large."""
    head = b"IHDR" + struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack("!L", 13) + head + struct.pack("!L", zlib.crc32(head))


def a_jpeg(width: int = 2, height: int = 2) -> bytes:
    """Give a photograph that says that it is so large."""
    comment = b"\xff\xfe" + struct.pack("!H", 6) + b"abcd"
    frame = b"\xff\xc0" + struct.pack("!HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + comment + frame + b"\xff\xd9"


GOOD = {
    "pdf": (a_pdf(), "application/pdf"),
    "docx": (
        an_office_document(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": (
        an_office_document("xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "pptx": (
        an_office_document("ppt/presentation.xml"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "odt": (an_open_document(), "application/vnd.oasis.opendocument.text"),
    "ods": (an_open_document("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
    "png": (a_png(), "image/png"),
    "jpg": (a_jpeg(), "image/jpeg"),
    "txt": ("Visits: 3 < 5 families; “seen”\n".encode(), "text/plain; charset=utf-8"),
    "csv": (b"BM,ID3,MZ\n1,2,3\n", "text/plain; charset=utf-8"),
}


def _locked() -> bytes:
    plain = bytearray(an_office_document())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := plain.find(mark, start + 1)) >= 0:
            plain[start + at] |= 1
    return bytes(plain)


def _with_a_false_end() -> bytes:
    plain = an_office_document()
    return plain[:-22] + plain[-22:-12] + struct.pack("<L", 2**31) + plain[-8:]


HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BAD = {
    "nothing": (b"", "empty"),
    "a web page": (HTML, "web page"),
    "a web page after much text": (b"a" * 300_000 + HTML, "web page"),
    "a drawing": (SVG, "web page, a drawing"),
    "a shell script": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "a batch file": (b"@echo off\r\ndel *\r\n", "program"),
    "a Windows program": (b"MZ" + bytes(300), "kind EXE"),
    "a Linux program": (b"\x7fELF" + bytes(300), "kind ELF"),
    "a film": (b"\x00\x00\x00\x18ftypmp42" + bytes(300), "kind MP4"),
    "no known thing": (bytes(range(256)), "no kind of file"),
    "an archive": (zipped({"a.txt": b"a"}), "ZIP archive"),
    "an empty archive": (zipped({}), "kind|ZIP|cannot be read|two things"),
    "a macro document": (an_office_document(word__vbaProject_dot_bin=b"x"), "macros"),
    "macros under another name": (an_office_document(xl__vbadata_dot_xml=b"x"), "macros"),
    "a macro workbook by its types": (
        zipped({"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main", "xl/workbook.xml": b"x"}),
        "macros",
    ),
    "an OpenDocument with macros": (an_open_document(Basic__Standard=b"x"), "macros"),
    "a document with a program in it": (an_office_document(word__embeddings__a_dot_exe=b"MZ"), "could run"),
    "a document with a password": (_locked(), "password"),
    "an OpenDocument with a password": (an_open_document(manifest=b"<encryption-data/>"), "password"),
    "an old or locked document": (OLE, "password"),
    "a protected PDF": (a_pdf(b"<</Encrypt 5 0 R>>"), "protected"),
    "a protected PDF, said late": (a_pdf(b"y" * 262_130 + b"<</Encrypt 5 0 R>>"), "protected"),
    "a PDF without end": (b"%PDF-1.7\nabc", "not whole"),
    "a PDF that is an archive too": (a_pdf() + zipped({"a.exe": b"MZ"}), "two things"),
    "a picture that is an archive too": (a_png() + zipped({"a.exe": b"MZ"}), "two things"),
    "a web page before a PDF": (HTML + b" " * 400 + a_pdf(), "before this PDF"),
    "text before a PDF": (b"a" * 500 + a_pdf(), "before this PDF"),
    "an archive behind a document": (an_office_document() + b"PK\x03\x04", "cannot be read"),
    "an archive with a comment": (an_office_document()[:-2] + b"\x05\x00<svg>", "cannot be read"),
    "a document that lies about its list": (_with_a_false_end(), "cannot be read|unpacks"),
    "a document cut short": (an_office_document()[:-30], "cannot be read"),
    "a bomb": (an_office_document(word__media=bytes(60 * 1024 * 1024)), "unpacks"),
    "a way out of the archive": (an_office_document(**{"..__..__passwd": b"x"}), "cannot be read"),
    "an enormous picture": (a_png(60_000, 60_000), "60,000 by 60,000 points"),
    "an enormous photograph": (a_jpeg(60_000, 60_000), "60,000 by 60,000 points"),
    "a broken picture": (b"\x89PNG\r\n\x1a\nabc", "cannot be read"),
    "a broken photograph": (b"\xff\xd8\xff\xe0abc", "cannot be read"),
    "UTF-16": ("Besuch".encode("utf-16"), "UTF-16"),
}
