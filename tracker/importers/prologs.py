"""Refuse XML parts that declare a document type: that is where entity bombs and outside files are named."""

from typing import IO
from xml.parsers import expat

from tracker.errors import InputError

ENTITIES = "This workbook holds declarations that Excel never writes (a document type). Save it anew in Excel."
CHUNK = 65_536


class _RootReached(Exception):  # noqa: N818 - not an error: a document type can only stand before the root element
    pass


def refuse_declarations(name: str, start: bytes, rest: IO[bytes]) -> None:
    """Refuse a part whose prolog declares a document type; parts that are no XML (pictures) pass."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = _stop
    try:
        parser.Parse(start, False)
        while more := rest.read(CHUNK):
            parser.Parse(more, False)
        parser.Parse(b"", True)
    except _RootReached:
        return
    except expat.ExpatError as fault:
        if name.casefold().endswith((".xml", ".rels", ".vml")):
            raise InputError("This workbook is damaged: one of its parts is not XML. Save it anew in Excel.") from fault


def _refuse(*_declared: object) -> None:
    raise InputError(ENTITIES)


def _stop(_name: str, _attributes: dict[str, str]) -> None:
    raise _RootReached
