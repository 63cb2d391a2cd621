"""How large a picture says it is, from its first bytes, without opening it."""

import os
import struct
from typing import BinaryIO

FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
MOST_SEGMENTS = 10_000


def size_of(file: BinaryIO) -> tuple[int, int] | None:
    """Give width and height of a PNG or JPEG; None when they cannot be read."""
    file.seek(0)
    head = file.read(24)
    return _png(head) if head.startswith(b"\x89PNG") else _jpeg(file)


def _png(head: bytes) -> tuple[int, int] | None:
    if len(head) < 24 or head[12:16] != b"IHDR":
        return None
    return _true(*struct.unpack("!LL", head[16:]))


def _jpeg(file: BinaryIO) -> tuple[int, int] | None:
    """Walk from segment to segment until the one that begins the picture."""
    at = 2
    for _ in range(MOST_SEGMENTS):
        file.seek(at, os.SEEK_SET)
        segment = file.read(9)
        if len(segment) < 9 or segment[0] != 0xFF:
            return None
        if segment[1] == 0xFF or segment[1] in ALONE:
            at += 1 if segment[1] == 0xFF else 2
        elif segment[1] in FRAMES:
            height, width = struct.unpack("!HH", segment[5:9])
            return _true(width, height)
        else:
            at += 2 + struct.unpack("!H", segment[2:4])[0]
    return None


def _true(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if width and height else None
